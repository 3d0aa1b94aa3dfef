package discord

import (
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/lanes"
)

// maxPending is how many jobs of one kind may wait, and maxWorkers how many run at most.
const (
	maxPending = 32768
	maxWorkers = 4096
)

// lendAfter is how long a job may run before it is taken to wait for Discord or for the disk.
const lendAfter = 50 * time.Millisecond

// queues holds what is to be done, apart by what it may have to wait for: none waits for another's sake.
type queues struct {
	reading   *queue // handlers, by person
	scanning  *queue // looks whether what waits is urgent, by person
	urgent    *queue // emergencies: handler and answer
	answering *queue // answers to interactions, by person
	refusing  *queue // answers to what is too much
	posting   *queue // messages, by channel
}

// newQueues returns queues that tell waited how long a job was queued, and in which; nil hears nothing.
func newQueues(waited func(queue string, took time.Duration)) *queues {
	made := func(name string, width int) *queue {
		q := newQueue(width)
		if waited != nil {
			q.waited = func(took time.Duration) { waited(name, took) }
		}
		return q
	}
	return &queues{
		reading:   made("reading", 64),
		scanning:  made("scanning", 2),
		urgent:    made("urgent", maxWorkers),
		answering: made("answering", 256),
		refusing:  made("refusing", 128),
		posting:   made("posting", 64),
	}
}

// Queues implements chat.Queuer.
func (a *Adapter) Queues() []chat.Queue {
	q := a.queues
	return []chat.Queue{
		{Name: "reading", Waiting: q.reading.lanes.Waiting()},
		{Name: "scanning", Waiting: q.scanning.lanes.Waiting()},
		{Name: "urgent", Waiting: q.urgent.lanes.Waiting()},
		{Name: "answering", Waiting: q.answering.lanes.Waiting()},
		{Name: "refusing", Waiting: q.refusing.lanes.Waiting()},
		{Name: "posting", Waiting: q.posting.lanes.Waiting()},
	}
}

// wait returns when nothing is queued or running. From outside nothing may be pushed meanwhile.
func (q *queues) wait() {
	for _, one := range []*queue{q.scanning, q.reading, q.urgent, q.answering, q.refusing, q.posting} {
		one.lanes.Wait() // each pushes only to later ones
	}
}

// A queue runs few jobs at once as long as they compute, so that the first are done before the last begin, and many
// while they wait for something: a job that takes long lends its place to another.
type queue struct {
	lanes  *lanes.Lanes[string]
	waited func(took time.Duration) // told how long a job was queued; nil hears nothing

	mu    sync.Mutex
	width int
}

func newQueue(width int) *queue {
	return &queue{lanes: lanes.New[string](maxPending, width), width: width}
}

// push queues job as lanes.Push does.
func (q *queue) push(key string, job func()) (before int, ok bool) {
	if q.waited != nil {
		timed, since := job, time.Now()
		job = func() { q.waited(time.Since(since)); timed() }
	}
	return q.lanes.Push(key, func() {
		lent := time.AfterFunc(lendAfter, func() { q.widen(1) })
		defer func() {
			if !lent.Stop() {
				q.widen(-1)
			}
		}()
		job()
	})
}

func (q *queue) widen(by int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.width += by
	q.lanes.Widen(min(q.width, maxWorkers))
}
