package discord

import "sync"

// Of one kind of work maxPending jobs may wait, and maxWorkers run at once. Most of them wait for
// Discord or for the disk, so there are many more than a machine has processors.
const (
	maxPending = 32768
	maxWorkers = 4096

	minRefusing, maxRefusing = 32, 1024
)

// queues holds what is to be done, apart by what it may have to wait for: none waits for another's sake.
type queues struct {
	reading   *lanes // handlers, by person
	scanning  *lanes // looks whether what waits is urgent, by person
	urgent    *lanes // emergencies: handler and answer
	answering *lanes // answers to interactions, by person
	refusing  *lanes // answers to what is too much
	posting   *lanes // messages, by channel
}

func newQueues() *queues {
	return &queues{
		reading:   newLanes(maxPending, maxWorkers),
		scanning:  newLanes(maxPending, 2), // it only computes
		urgent:    newLanes(maxPending, maxWorkers),
		answering: newLanes(maxPending, maxWorkers),
		refusing:  newLanes(maxPending, minRefusing),
		posting:   newLanes(maxPending, maxWorkers),
	}
}

// wait returns when nothing is queued or running. From outside nothing may be pushed meanwhile.
func (q *queues) wait() {
	for _, l := range []*lanes{q.scanning, q.reading, q.urgent, q.answering, q.refusing, q.posting} {
		l.wait() // each pushes only to later ones
	}
}

// lanes runs jobs on a bounded number of goroutines, those of one key in order. The zero value is
// not useful; see newLanes.
type lanes struct {
	mostPending, mostWorkers int

	mu      sync.Mutex
	byKey   map[string]*lane
	ready   []*lane // lanes with jobs that no worker holds
	pending int
	workers int
	idle    sync.WaitGroup
}

// A lane holds the jobs of one key. It is in lanes.byKey while it has jobs or is held.
type lane struct {
	key  string
	jobs []job
	held bool // by a worker
}

type job func()

func newLanes(pending, workers int) *lanes {
	return &lanes{mostPending: pending, mostWorkers: workers, byKey: map[string]*lane{}}
}

// push queues j behind the others of its key and returns how many those are, with the one that runs. It
// reports whether there was room, and never blocks.
func (l *lanes) push(key string, j job) (before int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pending >= l.mostPending {
		return 0, false
	}
	l.pending++
	if ln := l.byKey[key]; ln != nil {
		before = len(ln.jobs)
		if ln.held {
			before++
		}
		ln.jobs = append(ln.jobs, j)
		return before, true
	}
	ln := &lane{key: key, jobs: []job{j}}
	l.byKey[key] = ln
	l.offer(ln)
	return 0, true
}

// offer makes ln available to a worker, a new one if there may be more. l.mu is held.
func (l *lanes) offer(ln *lane) {
	l.ready = append(l.ready, ln)
	if l.workers < l.mostWorkers {
		l.workers++
		l.idle.Add(1)
		go l.work()
	}
}

// widen lets at most so many jobs run at once from now on. Those that run end.
func (l *lanes) widen(most int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mostWorkers = most
	for range min(most-l.workers, len(l.ready)) {
		l.workers++
		l.idle.Add(1)
		go l.work()
	}
}

// work runs jobs until none is ready.
func (l *lanes) work() {
	defer l.idle.Done()
	for {
		ln, j := l.take()
		if j == nil {
			return
		}
		j()
		l.release(ln)
	}
}

// take returns the oldest ready lane and its first job, or nil when this worker is to end.
func (l *lanes) take() (*lane, job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ready) == 0 {
		l.ready = nil
		l.workers--
		return nil, nil
	}
	ln := l.ready[0]
	l.ready[0] = nil
	l.ready = l.ready[1:]
	j := ln.jobs[0]
	ln.jobs[0] = nil
	ln.jobs = ln.jobs[1:]
	ln.held = true
	l.pending--
	return ln, j
}

// release lets the next job of ln start.
func (l *lanes) release(ln *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln.held = false
	if len(ln.jobs) == 0 {
		delete(l.byKey, ln.key)
		return
	}
	l.offer(ln)
}

// wait returns when no job is queued or running. Nothing may be pushed meanwhile.
func (l *lanes) wait() { l.idle.Wait() }
