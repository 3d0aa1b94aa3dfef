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

// run adds a job to a lane. It never blocks. After close it does nothing.
func (l *lanes) run(lane string, job func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	jobs, busy := l.waiting[lane]
	l.waiting[lane] = append(jobs, job)
	if !busy {
		l.running.Go(func() { l.work(lane) })
	}
}

// work runs a lane's jobs until there is none.
func (l *lanes) work(lane string) {
	for job := l.next(lane); job != nil; job = l.next(lane) {
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

// close drops the jobs that have not begun and waits for the others.
func (l *lanes) close() {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.running.Wait()
}
