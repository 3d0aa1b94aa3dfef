package discord

import (
	"sync"
	"time"

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

func newQueues() *queues {
	return &queues{
		reading:   newQueue(64),
		scanning:  newQueue(2),
		urgent:    newQueue(maxWorkers),
		answering: newQueue(256),
		refusing:  newQueue(128),
		posting:   newQueue(64),
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
	lanes *lanes.Lanes[string]

	mu    sync.Mutex
	width int
}

func newQueue(width int) *queue {
	return &queue{lanes: lanes.New[string](maxPending, width), width: width}
}

// push queues job as lanes.Push does.
func (q *queue) push(key string, job func()) (before int, ok bool) {
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
