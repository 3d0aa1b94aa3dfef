package reminders

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"spotter/internal/store"
)

// How delivery paces itself.
const (
	linger     = 5 * time.Millisecond   // for how long a finished send waits for others to be settled with it
	stale      = 100 * time.Millisecond // after which a claimed card is looked at again before it is sent
	grace      = 3 * time.Second        // that sends have to end after ctx is done
	clockCheck = time.Minute            // how often the wall clock is compared while something is due
	maxPause   = 30 * time.Second       // between tries to reach a store that fails
)

// Run delivers what is due on the given lanes, each for itself, until ctx is done. Then it waits for the
// sends that have begun, settles them and gives back the rest. A store that fails is logged and tried
// again.
func (b *Book) Run(ctx context.Context, s Sender, lanes ...string) {
	var running sync.WaitGroup
	for _, name := range lanes {
		running.Go(func() { newLane(b, name, s).run(ctx) })
	}
	running.Wait()
}

// An item is one claimed due entry on its way.
type item struct {
	claim   *claim
	key     string
	raw     []byte  // the entry's value as it was claimed
	record  *record // of a plan's entry, made ready to ring; nil for a check
	check   *check
	card    Card
	claimed time.Time

	missed  bool // too late to be sent
	dropped bool // changed before it was sent: nothing to settle
	id      string
	err     error
}

// A lane delivers the entries of one platform. Its fields belong to the goroutine of run.
type lane struct {
	book   *Book
	name   string
	sender Sender
	poked  chan struct{}

	queue    []*item // claimed, waiting for a worker
	flying   int     // with the workers
	finished []*item // to be settled
	claims   map[string]*claim
	next     time.Time // when something is due that nobody has claimed; zero if nothing is
	since    time.Time // when the first of finished came back
	pause    time.Duration
	until    time.Time // end of the pause after a store's error
	seen     time.Time // the wall clock at the last turn

	work chan *item
	back chan *item
}

func newLane(b *Book, name string, s Sender) *lane {
	n := or(b.Parallel, DefaultParallel)
	return &lane{
		book: b, name: name, sender: s, poked: b.pokes.of(name),
		claims: map[string]*claim{}, next: b.now(),
		work: make(chan *item), back: make(chan *item, n),
	}
}

func (l *lane) run(ctx context.Context) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var workers sync.WaitGroup
	for range or(l.book.Parallel, DefaultParallel) {
		workers.Go(func() { l.send(ctx, sending) })
	}
	for ctx.Err() == nil {
		if l.ready() {
			l.try(ctx)
			continue
		}
		l.wait(ctx)
	}
	stop := time.AfterFunc(grace, cancel)
	defer stop.Stop()
	l.finish(context.WithoutCancel(ctx))
	close(l.work)
	workers.Wait()
}

// ready tells whether there is something for a turn to do.
func (l *lane) ready() bool {
	now := l.book.now()
	if !l.until.IsZero() {
		if time.Now().Before(l.until) {
			return false
		}
		l.until = time.Time{}
	}
	due := len(l.queue) == 0 && !l.next.IsZero() && !now.Before(l.next)
	idle := len(l.queue) == 0 && l.flying == 0
	settle := len(l.finished) > 0 && (idle || len(l.finished) >= l.page() || time.Since(l.since) >= linger)
	return due || settle || l.renewal(now) <= 0 || now.Before(l.seen.Add(-time.Hour))
}

// wait hands out work and takes it back until something has changed.
func (l *lane) wait(ctx context.Context) {
	var work chan *item
	var first *item
	if len(l.queue) > 0 {
		work, first = l.work, l.queue[0]
	}
	timer := time.NewTimer(l.quiet())
	defer timer.Stop()
	select {
	case work <- first:
		l.queue = l.queue[1:]
		l.flying++
	case it := <-l.back:
		l.take(it)
	case <-l.poked:
		l.look(ctx)
	case <-timer.C:
	case <-ctx.Done():
	}
}

// take takes a card back from a worker.
func (l *lane) take(it *item) {
	l.flying--
	if len(l.finished) == 0 {
		l.since = time.Now()
	}
	l.finished = append(l.finished, it)
}

// quiet returns for how long nothing is to be done unless something happens. With nothing due that is
// very long; else the wall clock is looked at now and then, since it may be set.
func (l *lane) quiet() time.Duration {
	const forever = 1000 * time.Hour
	if !l.until.IsZero() {
		return time.Until(l.until)
	}
	now, d := l.book.now(), forever
	if len(l.queue) == 0 && !l.next.IsZero() {
		d = min(l.next.Sub(now), clockCheck)
	}
	if len(l.claims) > 0 {
		d = min(d, l.renewal(now))
	}
	if len(l.finished) > 0 {
		d = min(d, linger-time.Since(l.since))
	}
	return d
}

// page is how many entries one transaction settles and how many it claims: at most three keys and two
// for each.
func (l *lane) page() int { return max(1, min(256, l.book.Store.Touch()/5)) }

// try takes a turn; if the store fails it pauses, longer each time.
func (l *lane) try(ctx context.Context) {
	err := l.turn(ctx, true)
	switch {
	case err == nil:
		l.pause = 0
	case ctx.Err() != nil:
	default:
		l.pause = min(max(2*l.pause, 100*time.Millisecond), maxPause)
		l.until = time.Now().Add(l.pause)
		l.book.log().Error("deliver reminders", "lane", l.name, "again_in", l.pause, "err", err)
	}
}

// send is a worker: it sends what it is handed until there is no more.
func (l *lane) send(ctx, sending context.Context) {
	for it := range l.work {
		it.dropped = time.Since(it.claimed) > stale && !l.current(ctx, it)
		if !it.dropped {
			l.sendOne(sending, it)
			it.dropped = errors.Is(it.err, context.Canceled) && ctx.Err() != nil // it comes again after the restart
		}
		l.back <- it
	}
}

func (l *lane) sendOne(ctx context.Context, it *item) {
	ctx, cancel := context.WithTimeout(ctx, or(l.book.SendTimeout, DefaultSendTimeout))
	defer cancel()
	defer func() {
		if p := recover(); p != nil {
			it.err = fmt.Errorf("sender panicked: %v", p)
		}
	}()
	it.id, it.err = l.sender.Send(ctx, it.card)
}

// current tells whether the entry is still as it was claimed: the person may have answered, or turned
// the reminders off, while it waited. If the store cannot tell, it is.
func (l *lane) current(ctx context.Context, it *item) bool {
	same := true
	err := l.book.Store.View(ctx, func(tx store.Reader) error {
		value, err := tx.Get(it.key)
		same = err != nil || value != nil && string(value) == string(it.raw)
		return err
	})
	return err != nil || same
}

// finish ends the lane: it waits for what is being sent, settles it, and gives back what was claimed.
func (l *lane) finish(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, grace+time.Second)
	defer cancel()
	for l.flying > 0 {
		l.take(<-l.back)
	}
	for _, it := range l.queue {
		it.dropped = true
	}
	l.finished, l.queue = append(l.finished, l.queue...), nil
	for len(l.finished) > 0 {
		if err := l.turn(ctx, false); err != nil {
			l.book.log().Error("settle reminders at the end", "lane", l.name, "left", len(l.finished), "err", err)
			return
		}
	}
}
