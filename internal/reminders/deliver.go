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
	mendPause  = 400 * time.Millisecond // between tries where the store sets aside what was damaged
	tellEvery  = time.Minute            // how often a store that goes on failing is logged
)

// Run delivers what is due on the given lanes, each for itself, until ctx is done. Then it waits for the
// sends that have begun, settles them and gives back the rest. A store that fails is logged and tried
// again.
func (b *Book) Run(ctx context.Context, s Sender, lanes ...string) {
	var running sync.WaitGroup
	ran := make(chan lastRun, len(lanes))
	for _, name := range lanes {
		l := newLane(b, name, s)
		l.ran = ran
		running.Go(func() { l.run(ctx) })
	}
	if len(lanes) > 0 {
		running.Go(func() { b.sweeps(ctx, ran, len(lanes)) })
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
	crew   *crew
	poked  chan struct{}

	finished []*item           // to be settled
	claims   map[string]*claim // its own, by their names
	adopted  bool              // what earlier versions had claimed is taken over
	next     time.Time         // when something is due that nobody has claimed; zero if nothing is
	pause    time.Duration
	told     time.Time      // when a store's error was last logged; zero after a success
	until    time.Time      // end of the pause after a store's error; zero if there is none
	seen     time.Time      // the wall clock at the last turn
	noted    time.Time      // the wall clock as it was last written down
	ran      chan<- lastRun // told of the first claim; nil then
}

func newLane(b *Book, name string, s Sender) *lane {
	l := &lane{book: b, name: name, sender: s, poked: b.pokes.of(name), claims: map[string]*claim{}, next: b.now()}
	l.crew = newCrew(l.page())
	return l
}

func (l *lane) run(ctx context.Context) {
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	var workers sync.WaitGroup
	for range or(l.book.Parallel, DefaultParallel) {
		workers.Go(func() { l.send(ctx, sending) })
	}
	for ctx.Err() == nil {
		if quiet := l.quiet(); quiet > 0 {
			l.wait(ctx, quiet)
		} else {
			l.try(ctx)
		}
	}
	stop := time.AfterFunc(grace, cancel)
	defer stop.Stop()
	left := l.crew.dismiss()
	workers.Wait()
	l.finish(context.WithoutCancel(ctx), left)
}

// wait waits until something happens that a turn may be for.
func (l *lane) wait(ctx context.Context, quiet time.Duration) {
	timer := time.NewTimer(quiet)
	defer timer.Stop()
	select {
	case <-l.crew.wake:
	case <-l.poked:
		l.look(ctx)
	case <-timer.C:
	case <-ctx.Done():
	}
}

// quiet returns for how long there is nothing for a turn to do unless something happens; not positive if
// there is something now. With nothing due that is very long; else the wall clock is looked at now
// and then, since it may be set.
func (l *lane) quiet() time.Duration {
	const forever = 1000 * time.Hour
	if !l.until.IsZero() {
		if d := time.Until(l.until); d > 0 {
			return d
		}
		l.until = time.Time{}
	}
	now, d, crew := l.book.now(), forever, l.crew.look()
	if now.Before(l.seen.Add(-clockSet)) {
		return 0
	}
	if crew.waiting == 0 && !l.next.IsZero() {
		d = min(l.next.Sub(now), clockCheck)
	}
	if len(l.claims) > 0 {
		d = min(d, l.renewal(now))
	}
	switch finished := len(l.finished) + crew.finished; {
	case len(l.finished) > 0, finished >= l.page(), finished > 0 && crew.waiting+crew.flying == 0:
		return 0
	case finished > 0:
		d = min(d, linger-time.Since(crew.since))
	}
	return d
}

// reserve is how many keys of a transaction are left for claims and for what is seldom rewritten.
const reserve = 60

// page is how many entries one transaction settles and how many it claims: each is two keys.
func (l *lane) page() int { return max(1, min(256, (l.book.Store.Touch()-reserve)/4)) }

// try takes a turn; if the store fails it pauses, longer each time.
func (l *lane) try(ctx context.Context) {
	err := l.book.knowZones(ctx)
	if err == nil {
		err = l.adopt(ctx)
	}
	if err == nil {
		err = l.checkClock(ctx, l.book.now())
	}
	before := lastRun{l.name, l.noted}
	if err == nil {
		err = l.turn(ctx, true)
	}
	switch {
	case err == nil:
		l.pause, l.told = 0, time.Time{}
		if l.ran != nil {
			l.ran <- before
			l.ran = nil
		}
	case ctx.Err() != nil:
	default:
		most := maxPause
		if errors.Is(err, store.ErrDamaged) {
			most = mendPause
		}
		l.pause = min(max(2*l.pause, 100*time.Millisecond), most)
		l.until = time.Now().Add(l.pause)
		if time.Since(l.told) >= tellEvery {
			l.told = time.Now()
			l.book.log().Error("deliver reminders", "lane", l.name, "again_in", l.pause, "err", err)
		}
	}
}

// send is a worker: it sends what it is handed until there is no more.
func (l *lane) send(ctx, sending context.Context) {
	for it := l.crew.next(nil); it != nil; it = l.crew.next(it) {
		it.dropped = time.Since(it.claimed) > stale && !l.current(ctx, it)
		if !it.dropped {
			l.sendOne(sending, it)
			it.dropped = errors.Is(it.err, context.Canceled) && ctx.Err() != nil // it comes again after the restart
		}
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

// finish settles what was sent, and gives back what was claimed and not begun.
func (l *lane) finish(ctx context.Context, left []*item) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for _, it := range left {
		it.dropped = true
	}
	l.finished = append(append(l.finished, l.crew.collect()...), left...)
	for len(l.finished) > 0 {
		if err := l.turn(ctx, false); err != nil {
			l.book.log().Error("settle reminders at the end", "lane", l.name, "left", len(l.finished), "err", err)
			return
		}
	}
}
