package review

import (
	"context"
	"sync"
	"time"
)

// A pace shows the newest state of things without showing each: a thing that was touched is shown at
// once, but no sooner than every after it was shown last, and the last touch is never lost. Run does
// the work; what is touched before waits for it.
type pace struct {
	every time.Duration
	// show shows the newest state of a thing. If it could not, it returns after which time to try again.
	show func(ctx context.Context, id string) (again time.Duration)

	wake chan struct{} // holds one token while there is something new to look at

	mu     sync.Mutex
	things map[string]*paced
}

// A paced thing is known from its first touch until it may be shown again without waiting.
type paced struct {
	touched   bool // since its last showing began
	showing   bool
	notBefore time.Time
	shown     chan struct{} // closed when a showing has ended
}

// paceWidth is how many things are shown at the same time.
const paceWidth = 8

func newPace(every time.Duration, show func(context.Context, string) time.Duration) *pace {
	return &pace{every: every, show: show, wake: make(chan struct{}, 1), things: map[string]*paced{}}
}

// touch notes that a thing changed. It never waits.
func (p *pace) touch(id string) {
	p.mu.Lock()
	p.thing(id).touched = true
	p.mu.Unlock()
	p.stir()
}

// flush touches a thing and waits until it has been shown since, or until ctx is done.
func (p *pace) flush(ctx context.Context, id string) {
	p.touch(id)
	for {
		p.mu.Lock()
		t := p.things[id]
		if t == nil || !t.touched && !t.showing {
			p.mu.Unlock()
			return
		}
		shown := t.shown
		p.mu.Unlock()
		select {
		case <-shown:
		case <-ctx.Done():
			return
		}
	}
}

// thing returns a thing by its id. p.mu is held.
func (p *pace) thing(id string) *paced {
	t := p.things[id]
	if t == nil {
		t = &paced{shown: make(chan struct{})}
		p.things[id] = t
	}
	return t
}

func (p *pace) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run shows what is touched until ctx is done, and waits for the showings that it began.
func (p *pace) run(ctx context.Context) {
	var showing sync.WaitGroup
	defer showing.Wait()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		ready, next := p.due(time.Now())
		for _, id := range ready {
			showing.Go(func() { p.showOne(ctx, id) })
		}
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		select {
		case <-ctx.Done():
			return
		case <-p.wake:
		case <-timer.C:
		}
	}
}

// due takes the things that are to be shown now, and tells when to look again: zero if only a touch or
// the end of a showing changes anything.
func (p *pace) due(now time.Time) (ready []string, next time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	room := paceWidth
	for _, t := range p.things {
		if t.showing {
			room--
		}
	}
	for id, t := range p.things {
		switch early := t.notBefore.After(now); {
		case t.showing:
		case early && (next.IsZero() || t.notBefore.Before(next)):
			next = t.notBefore
		case early:
		case !t.touched:
			delete(p.things, id)
		case room > 0:
			t.touched, t.showing = false, true
			ready = append(ready, id)
			room--
		}
	}
	return ready, next
}

func (p *pace) showOne(ctx context.Context, id string) {
	began := time.Now()
	again := p.show(ctx, id)
	p.mu.Lock()
	t := p.things[id]
	t.showing = false
	t.notBefore = began.Add(p.every)
	if again > 0 {
		t.touched, t.notBefore = true, time.Now().Add(max(again, p.every))
	}
	close(t.shown)
	t.shown = make(chan struct{})
	p.mu.Unlock()
	p.stir()
}
