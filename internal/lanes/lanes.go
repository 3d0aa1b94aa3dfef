// Package lanes runs jobs side by side, and those of one key in the order in which they came: what one
// person wrote, one after another, while nobody waits for somebody else's.
//
// It knows nothing of what the jobs do. What may be urgent among them is its users' to say: Hurry runs a job
// beside all others.
package lanes

import "sync"

// Lanes run jobs by key. They are safe for concurrent use. New makes them; the zero value is not useful.
type Lanes[K comparable] struct {
	mostPending, mostWorkers int // 0 for no bound

	mu      sync.Mutex
	byKey   map[K]*lane[K]
	ready   []*lane[K] // lanes with jobs that no worker holds
	pending int
	workers int
	closed  bool
	running sync.WaitGroup
}

// A lane holds the jobs of one key. It is in Lanes.byKey while it has jobs or is held.
type lane[K comparable] struct {
	key  K
	jobs []func()
	held bool // by a worker
}

// New returns lanes in which at most pending jobs wait and at most workers run at once. Zero is no bound.
func New[K comparable](pending, workers int) *Lanes[K] {
	return &Lanes[K]{mostPending: pending, mostWorkers: workers, byKey: map[K]*lane[K]{}}
}

// Push queues job behind the others of its key and returns how many those are, with the one that runs. It
// reports whether there was room, and never blocks. After Close there is room only where none is before it.
func (l *Lanes[K]) Push(key K, job func()) (before int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln := l.byKey[key]
	if l.mostPending > 0 && l.pending >= l.mostPending || l.closed && ln != nil {
		return 0, false
	}
	l.pending++
	if ln != nil {
		before = len(ln.jobs)
		if ln.held {
			before++
		}
		ln.jobs = append(ln.jobs, job)
		return before, true
	}
	ln = &lane[K]{key: key, jobs: []func(){job}}
	l.byKey[key] = ln
	l.offer(ln)
	return 0, true
}

// Hurry runs job at once: beside the others, and beyond the bounds. It never blocks.
func (l *Lanes[K]) Hurry(job func()) { l.running.Go(job) }

// Widen lets at most so many jobs run at once from now on. Those that run end.
func (l *Lanes[K]) Widen(workers int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mostWorkers = workers
	for range min(workers-l.workers, len(l.ready)) {
		l.hire()
	}
}

// Waiting returns how many jobs are queued, without those that run.
func (l *Lanes[K]) Waiting() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.pending
}

// Wait returns when no job is queued or running. What pushes meanwhile is only a job.
func (l *Lanes[K]) Wait() { l.running.Wait() }

// Close drops the jobs that wait, and waits for the others, and for what those push where nothing is before it.
func (l *Lanes[K]) Close() {
	l.mu.Lock()
	l.closed = true
	for _, ln := range l.ready {
		delete(l.byKey, ln.key)
	}
	l.ready = nil
	for _, ln := range l.byKey {
		ln.jobs = nil
	}
	l.pending = 0
	l.mu.Unlock()
	l.running.Wait()
}

// offer makes ln available to a worker, a new one if there may be more. l.mu is held.
func (l *Lanes[K]) offer(ln *lane[K]) {
	l.ready = append(l.ready, ln)
	if l.mostWorkers == 0 || l.workers < l.mostWorkers {
		l.hire()
	}
}

// hire starts a worker. l.mu is held.
func (l *Lanes[K]) hire() {
	l.workers++
	l.running.Go(l.work)
}

// work runs jobs until none is ready.
func (l *Lanes[K]) work() {
	for {
		ln, job := l.take()
		if job == nil {
			return
		}
		job()
		l.release(ln)
	}
}

// take returns the oldest ready lane and its first job, or nil when this worker is to end.
func (l *Lanes[K]) take() (*lane[K], func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ready) == 0 || l.mostWorkers > 0 && l.workers > l.mostWorkers {
		l.workers--
		return nil, nil
	}
	ln := l.ready[0]
	l.ready[0] = nil
	l.ready = l.ready[1:]
	if len(l.ready) == 0 {
		l.ready = nil
	}
	job := ln.jobs[0]
	ln.jobs[0] = nil
	ln.jobs = ln.jobs[1:]
	ln.held = true
	l.pending--
	return ln, job
}

// release lets the next job of ln start.
func (l *Lanes[K]) release(ln *lane[K]) {
	l.mu.Lock()
	defer l.mu.Unlock()
	ln.held = false
	if len(ln.jobs) == 0 {
		delete(l.byKey, ln.key)
		return
	}
	l.offer(ln)
}
