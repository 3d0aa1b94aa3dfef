package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// midnight is when the plans are made.
var midnight = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)

// A bench is a file of plans with a clock that is set by hand.
type bench struct {
	path string
	file *boltstore.Store
	book *reminders.Book
	now  time.Time
	runs int

	plans, due int
}

func openBench(path string) (*bench, error) {
	file, err := boltstore.Open(path, nil)
	if err != nil {
		return nil, err
	}
	b := &bench{path: path, file: file, now: midnight}
	b.book = &reminders.Book{Store: file, Now: func() time.Time { return b.now }}
	return b, nil
}

func (b *bench) close() error {
	if err := b.file.Close(); err != nil && !errors.Is(err, store.ErrClosed) {
		return err
	}
	return nil
}

// owner names the i-th person; neighbours in number are no neighbours in the file.
func owner(i int) string {
	return fmt.Sprintf("load:%018d", (uint64(i)*0x9e3779b97f4a7c15)>>5%1e18)
}

// zones are those of the plans that are not due.
var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney"}

// later is when those ring that are not to be due during the measurements, which begin on a Wednesday
// and take half a day each: at most seven and the last one beside.
var later = reminders.On(time.Monday, time.Tuesday)

// fill makes the plans: the first due of them ring at 08:00 and 20:00 UTC every day, the others at any
// time of some later days. So many changes make a transaction: few, and the file grows as it does when people come
// one by one; many, and it is made quickly, with room left in it.
func (b *bench) fill(ctx context.Context, plans, due, together int) error {
	b.plans, b.due = plans, due
	many := &grouped{Store: b.file, most: together}
	book := &reminders.Book{Store: many, Now: b.book.Now}
	for i := range plans {
		to := reminders.Setup{Place: "load:" + owner(i)[5:], Zone: "UTC", Slots: &[2]reminders.Slot{{On: true, Minute: 8 * 60}, {On: true, Minute: 20 * 60}}}
		if i >= due {
			to.Zone = zones[i%len(zones)]
			to.Slots = &[2]reminders.Slot{{On: true, Minute: rand.IntN(720)}, {On: true, Minute: 720 + rand.IntN(720)}}
		}
		if _, _, err := book.On(ctx, owner(i), to); err != nil {
			return err
		}
		if i < due {
			continue
		}
		if _, err := book.SetDays(ctx, owner(i), later); err != nil {
			return err
		}
	}
	return many.flush()
}

// A counter is a sender that only counts.
type counter struct {
	sent atomic.Int64
	want int64
	all  chan struct{}
}

func (c *counter) Send(context.Context, reminders.Card) (string, error) {
	if c.sent.Add(1) == c.want {
		close(c.all)
	}
	return "1234567890123456789", nil
}

// workOff sets the clock to the next time at which people are due and delivers to them.
func (b *bench) workOff(ctx context.Context, due int, beside bool) (figures, error) {
	b.now = midnight.Add(time.Duration(8+12*b.runs) * time.Hour)
	b.runs++
	return b.deliver(ctx, due, beside)
}

// deliver runs until so many cards were sent and settled.
func (b *bench) deliver(ctx context.Context, due int, beside bool) (figures, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	counted := &counting{Store: b.file}
	b.book.Store = counted
	sender := &counter{want: int64(due), all: make(chan struct{})}
	meter := startMeter()
	var running sync.WaitGroup
	running.Go(func() { b.book.Run(ctx, sender, "load") })
	var waits []time.Duration
	var errWrite error
	if beside {
		waits, errWrite = b.writeBeside(ctx, sender.all)
	}
	<-sender.all
	cancel()
	running.Wait() // what was sent is settled now
	f := meter.stop(due)
	f.syncs = float64(counted.commits.Load()) * 2 * 256 / float64(due)
	f.addWaits(waits)
	if n := sender.sent.Load(); n != int64(due) {
		return f, fmt.Errorf("%d cards sent, %d were due", n, due)
	}
	return f, errWrite
}

// copyBeside copies the file again and again. What it returns ends that after the copy under way, and returns how many there
// were and how long one took.
func (b *bench) copyBeside(ctx context.Context) (stop func() (copies int, took time.Duration, err error)) {
	end, ended := make(chan struct{}), make(chan error, 1)
	copies, began := 0, time.Now()
	go func() {
		for {
			if err := b.file.Backup(ctx, b.path+".copy"); err != nil {
				ended <- err
				return
			}
			copies++
			select {
			case <-end:
				ended <- nil
				return
			default:
			}
		}
	}()
	return func() (int, time.Duration, error) {
		close(end)
		err := <-ended
		return copies, time.Since(began) / time.Duration(max(copies, 1)), err
	}
}

// writeBeside makes changes as people do, one after the other, until the channel is closed.
func (b *bench) writeBeside(ctx context.Context, end <-chan struct{}) ([]time.Duration, error) {
	var waits []time.Duration
	for i := 1; ; i++ {
		select {
		case <-end:
			return waits, nil
		default:
		}
		began := time.Now()
		who, days := i%b.plans, reminders.Everyday
		if b.plans > b.due {
			who, days = b.due+i%(b.plans-b.due), later
		}
		if _, err := b.book.SetDays(ctx, owner(who), days); err != nil {
			return waits, err
		}
		waits = append(waits, time.Since(began))
		time.Sleep(time.Millisecond)
	}
}

// counting counts the transactions that were committed.
type counting struct {
	store.Store
	commits atomic.Int64
}

func (c *counting) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := c.Store.Update(ctx, fn)
	if err == nil {
		c.commits.Add(1)
	}
	return err
}

// grouped puts many updates into one transaction, for filling a file quickly.
type grouped struct {
	store.Store
	fns   chan func(store.Tx) error
	acks  chan error
	ended chan error
	most  int // updates in one transaction
	n     int
}

func (g *grouped) Update(ctx context.Context, fn func(store.Tx) error) error {
	if g.fns == nil {
		g.fns, g.acks, g.ended = make(chan func(store.Tx) error), make(chan error), make(chan error, 1)
		fns := g.fns
		go func() {
			g.ended <- g.Store.Update(ctx, func(tx store.Tx) error {
				for fn := range fns {
					g.acks <- fn(tx)
				}
				return nil
			})
		}()
	}
	g.fns <- fn
	err := <-g.acks
	if g.n++; err == nil && g.n%g.most == 0 {
		err = g.flush()
	}
	return err
}

// flush commits the open transaction.
func (g *grouped) flush() error {
	if g.fns == nil {
		return nil
	}
	close(g.fns)
	g.fns = nil
	return <-g.ended
}
