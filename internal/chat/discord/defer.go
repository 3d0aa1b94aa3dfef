package discord

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
)

// maxDeferring is how many interactions are deferred at once.
const maxDeferring = 1024

// deferWithin is how long an interaction may be unanswered when Discord has taken in that an answer will follow.
const deferWithin = 2100 * time.Millisecond

// soonest is how long a handler has at least before it is deferred.
const soonest = 50 * time.Millisecond

// A deferrer tells Discord of every interaction not answered in time that an answer will follow: the sooner, the
// longer Discord takes to hear it. All wait equally long, so they are due in the order in which they were added.
type deferrer struct {
	after time.Duration // at most
	pulse *pulse

	mu      sync.Mutex
	waiting []deferral
	came    chan struct{} // something is waiting; buffered
}

func newDeferrer(after time.Duration, p *pulse) *deferrer {
	return &deferrer{after: after, pulse: p, came: make(chan struct{}, 1)}
}

// pulseAtFirst is how long Discord is taken to need before anything was answered.
const pulseAtFirst = 1400 * time.Millisecond

// A pulse is how long Discord takes to hear an answer, as it did of late. It is safe for concurrent use.
type pulse struct{ took atomic.Int64 }

// beat takes in one more answer. What takes longer counts at once, what takes less only by and by.
func (p *pulse) beat(took time.Duration) {
	old := p.took.Load()
	p.took.CompareAndSwap(old, max(int64(took), old-old/32)) // another beat at the same moment may count instead
}

func (p *pulse) typical() time.Duration { return time.Duration(p.took.Load()) }

// A deferral is an answer that waits since a time.
type deferral struct {
	*answer
	since time.Time
}

// add makes an, which waits since then, be deferred unless it is answered in time.
func (d *deferrer) add(an *answer, since time.Time) {
	d.mu.Lock()
	d.waiting = append(d.waiting, deferral{an, since})
	d.mu.Unlock()
	select {
	case d.came <- struct{}{}:
	default:
	}
}

// due returns the oldest that is due, or how long to wait for the next: negative if none waits.
func (d *deferrer) due(now time.Time) (*answer, time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.waiting) > 0 && d.waiting[0].answeredYet() {
		d.drop()
	}
	if len(d.waiting) == 0 {
		d.waiting = nil
		return nil, -1
	}
	first := d.waiting[0]
	after := min(d.after, max(deferWithin-d.pulse.typical(), soonest))
	if wait := first.since.Add(after).Sub(now); wait > 0 {
		return nil, wait
	}
	d.drop()
	return first.answer, 0
}

func (d *deferrer) drop() {
	d.waiting[0] = deferral{}
	d.waiting = d.waiting[1:]
}

// run defers until ctx is done, and waits for what it started.
func (d *deferrer) run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	slots := make(chan struct{}, maxDeferring)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		an, wait := d.due(time.Now())
		switch {
		case an != nil:
			slots <- struct{}{}
			running.Go(func() {
				defer func() { <-slots }()
				defer an.ev.recover("defer an interaction")
				an.deferNow()
			})
			continue
		case wait >= 0:
			timer.Reset(wait)
		}
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case <-d.came:
		}
	}
}

// deferNow tells Discord that an answer will follow. Whether others will see it is decided here,
// before the answer is known: it is taken to be as the last one to the same command was. If it turns
// out otherwise, it is sent anew.
func (an *answer) deferNow() {
	in := an.in
	if in.ID == "" || in.Token == "" {
		return
	}
	if !an.mu.TryLock() {
		return // the answer is on its way
	}
	defer an.mu.Unlock()
	if an.state != unanswered {
		return
	}
	kind, data := callbackDeferUpdate, any(nil)
	if in.Message == nil {
		kind = callbackDefer
		an.public = an.ev.a.habits.public(in.Data.Name)
		data = thinking(an.public)
	}
	if err := an.callback(kind, data, nil); err != nil {
		an.doubt = true
		an.ev.a.log.Warn("interaction not deferred", "err", err)
		return
	}
	an.setState(deferred)
}

// thinking is the body of an answer that another will follow.
func thinking(public bool) any {
	if public {
		return nil
	}
	return map[string]discordgo.MessageFlags{"flags": discordgo.MessageFlagsEphemeral}
}

// habits know of each command whether its last answer was for all to see.
type habits struct {
	mu sync.Mutex
	by map[string]bool
}

func (h *habits) public(command string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.by[command]
}

func (h *habits) note(command string, public bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by[command] != public {
		h.by[command] = public
	}
}
