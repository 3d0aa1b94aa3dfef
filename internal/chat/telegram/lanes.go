package telegram

import "sync"

// lanes run jobs: those of one lane in order, different lanes side by side. How many jobs there can
// be is bounded by who adds them (poll.go).
type lanes struct {
	mu      sync.Mutex
	waiting map[string][]func() // of lanes that have a goroutine
	closed  bool
	running sync.WaitGroup
}

func newLanes() *lanes { return &lanes{waiting: map[string][]func(){}} }

// run adds a job to a lane, and reports whether it has to wait for others. It never blocks. After close only jobs
// that need not wait are run: those of a job that has begun.
func (l *lanes) run(lane string, job func()) (waits bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs, busy := l.waiting[lane]
	switch {
	case !busy:
		l.waiting[lane] = nil
		l.running.Go(func() { l.work(lane, job) })
	case !l.closed:
		l.waiting[lane] = append(jobs, job)
	}
	return busy
}

// work runs a lane's jobs until there is none.
func (l *lanes) work(lane string, job func()) {
	for ; job != nil; job = l.next(lane) {
		job()
	}
}

func (l *lanes) next(lane string) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs := l.waiting[lane]
	if len(jobs) == 0 || l.closed {
		delete(l.waiting, lane)
		return nil
	}
	l.waiting[lane] = jobs[1:]
	return jobs[0]
}

// close drops the jobs that wait and waits for the others.
func (l *lanes) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.running.Wait()
}
