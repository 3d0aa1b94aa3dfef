package discord

import "sync"

// The queue's bounds. Beyond maxPending an interaction would wait longer than the 3 seconds in
// which Discord takes an answer; maxWorkers is how many handlers and answers run at once.
const (
	maxPending = 32768
	maxWorkers = 256
)

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
}

// A job may call hurry when the following job of its key may start if many wait: what remains of
// the job then runs beside the following ones. Otherwise the following starts when it returns.
type job func(hurry func())

func newLanes(pending, workers int) *lanes {
	return &lanes{mostPending: pending, mostWorkers: workers, byKey: map[string]*lane{}}
}

// push queues j behind the others of its key and reports whether there was room. It never blocks.
func (l *lanes) push(key string, j job) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pending >= l.mostPending {
		return false
	}
	l.pending++
	if ln := l.byKey[key]; ln != nil {
		ln.jobs = append(ln.jobs, j)
		return true
	}
	ln := &lane{key: key, jobs: []job{j}}
	l.byKey[key] = ln
	l.offer(ln)
	return true
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

// work runs jobs until none is ready.
func (l *lanes) work() {
	defer l.idle.Done()
	for {
		ln, j := l.take()
		if j == nil {
			return
		}
		var once sync.Once
		release := func() { once.Do(func() { l.release(ln) }) }
		j(func() {
			if l.crowded(ln) {
				release()
			}
		})
		release()
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
	l.pending--
	return ln, j
}

// crowded reports whether more wait in ln than anybody does by hand. In order they would not be
// answered within Discord's 3 seconds.
func (l *lanes) crowded(ln *lane) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(ln.jobs) > 16
}

// release lets the next job of ln start.
func (l *lanes) release(ln *lane) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(ln.jobs) == 0 {
		delete(l.byKey, ln.key)
		return
	}
	l.offer(ln)
}

// wait returns when no job is queued or running. Nothing may be pushed meanwhile.
func (l *lanes) wait() { l.idle.Wait() }
