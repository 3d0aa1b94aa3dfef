package lease_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/lease"
	"spotter/internal/store"
)

const leaseFor = 10 * time.Second

// A process is a member that works in a test, and that can be cut off from the store.
type process struct {
	t      *testing.T
	name   string
	member *lease.Member
	line   *line
	watch  *watch
	end    context.CancelFunc
	ended  chan struct{}
	err    error
}

// A line is a way to the store, which can be cut: then nothing is answered for three seconds.
type line struct {
	store.Store
	mu     sync.Mutex
	cut    bool
	oneWay bool // what is written while it is cut is written now and then, and only the answer lost
}

func (l *line) isCut() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cut
}

func (l *line) set(cut bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = cut
}

func (l *line) View(ctx context.Context, fn func(store.Reader) error) error {
	if l.isCut() {
		return silence(ctx)
	}
	return l.Store.View(ctx, fn)
}

func (l *line) Update(ctx context.Context, fn func(store.Tx) error) error {
	if l.isCut() {
		if l.oneWay && rand.IntN(3) == 0 {
			_ = l.Store.Update(ctx, fn)
		}
		return silence(ctx)
	}
	return l.Store.Update(ctx, fn)
}

func silence(ctx context.Context) error {
	select {
	case <-time.After(3 * time.Second):
		return store.ErrUnavailable
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A watch sees who works at what, and that nobody works at what another works at.
type watch struct {
	t  *testing.T
	mu sync.Mutex
	at map[string]string // who works, by the lease's name
	n  int               // how often work was begun
}

func (w *watch) begin(name, who string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if other := w.at[name]; other != "" {
		w.t.Errorf("%s begins %s while %s is at it", who, name, other)
	}
	w.at[name] = who
	w.n++
}

func (w *watch) finish(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.at, name)
}

func (w *watch) who(name string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.at[name]
}

func (w *watch) shares() map[string]int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := map[string]int{}
	for _, who := range w.at {
		n[who]++
	}
	return n
}

func (w *watch) start(name string, s store.Store, names []string, spread bool) *process {
	p := &process{t: w.t, name: name, line: &line{Store: s}, watch: w, ended: make(chan struct{})}
	p.member = &lease.Member{Store: p.line, Log: slog.New(slog.DiscardHandler), For: leaseFor}
	var ctx context.Context
	ctx, p.end = context.WithCancel(context.Background())
	task := lease.Task{Names: names, Spread: spread, Work: func(ctx context.Context, l *lease.Lease) error {
		w.begin(l.Name, name)
		defer w.finish(l.Name)
		<-ctx.Done()
		return nil
	}}
	go func() {
		defer close(p.ended)
		p.err = p.member.Run(ctx, task)
	}()
	w.t.Cleanup(func() { p.end(); <-p.ended })
	return p
}

func (p *process) stop() {
	p.end()
	<-p.ended
	if p.err != nil {
		p.t.Errorf("Run of %s: %v", p.name, p.err)
	}
}

func newWatch(t *testing.T) *watch { return &watch{t: t, at: map[string]string{}} }

// within waits until name is worked at by who, and returns how long that took.
func (w *watch) within(name, who string, most time.Duration) {
	w.t.Helper()
	start := time.Now()
	for w.who(name) != who {
		if time.Since(start) > most {
			w.t.Fatalf("%q works at %s after %v, want %s", w.who(name), name, most, who)
		}
		<-time.After(10 * time.Millisecond)
	}
	w.t.Logf("%s had %s after %v", who, name, time.Since(start))
}

func TestTakeoverAfterEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := store.NewMemory(), newWatch(t)
		a := w.start("a", s, []string{"x"}, false)
		w.within("x", "a", time.Second)
		b := w.start("b", s, []string{"x"}, false)
		<-time.After(time.Minute)
		w.within("x", "a", 0) // what runs stays where it runs
		a.stop()
		w.within("x", "b", time.Second)
		if got := b.member.Status(); !slices.Equal(got.Held, []string{"x"}) || got.Takeovers != 0 {
			t.Errorf("Status = %+v", got)
		}
		b.stop()
		wantEmpty(t, s)
	})
}

func wantEmpty(t *testing.T, s store.Store) {
	t.Helper()
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 10)
		if len(pairs) > 0 {
			t.Errorf("after all have left there is still %q = %q", pairs[0].Key, pairs[0].Value)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// One that is cut off stops by itself before another begins, which it does within twelve seconds.
func TestTakeoverFromCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for range 20 {
			s, w := store.NewMemory(), newWatch(t)
			a := w.start("a", s, []string{"x"}, false)
			w.within("x", "a", time.Second)
			b := w.start("b", s, []string{"x"}, false)
			<-time.After(time.Minute + rand.N(3*time.Second))
			a.line.set(true)
			w.within("x", "b", 12*time.Second)
			if got := b.member.Status().Takeovers; got != 1 {
				t.Errorf("b took %d leases over, want 1", got)
			}
			<-time.After(time.Minute)
			a.line.set(false)
			<-time.After(time.Minute)
			w.within("x", "b", 0)
			b.stop()
			w.within("x", "a", time.Second) // it has joined again
			a.stop()
		}
	})
}

// Where nobody can reach the store, nobody takes over from another: all stop, and one goes on.
func TestOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := store.NewMemory(), newWatch(t)
		a, b := w.start("a", s, []string{"x"}, false), w.start("b", s, []string{"x"}, false)
		for range 10 {
			<-time.After(time.Minute)
			a.line.set(true)
			b.line.set(true)
			<-time.After(leaseFor)
			if who := w.who("x"); who != "" {
				t.Errorf("%s still works without the store", who)
			}
			<-time.After(rand.N(time.Minute))
			a.line.set(false)
			b.line.set(false)
			<-time.After(2 * leaseFor)
			if w.who("x") == "" {
				t.Error("nobody works although the store is back")
			}
		}
		a.stop()
		b.stop()
	})
}

func TestSpread(t *testing.T) {
	var names []string
	for i := range 32 {
		names = append(names, fmt.Sprint("part/", i))
	}
	synctest.Test(t, func(t *testing.T) {
		s, w := store.NewMemory(), newWatch(t)
		want := func(shares ...int) {
			t.Helper()
			<-time.After(3 * leaseFor)
			got := []int{}
			for _, n := range w.shares() {
				got = append(got, n)
			}
			slices.Sort(got)
			if !slices.Equal(got, shares) {
				t.Errorf("the processes have %v leases, want %v", got, shares)
			}
		}
		a := w.start("a", s, names, true)
		want(32)
		b := w.start("b", s, names, true)
		want(16, 16)
		c := w.start("c", s, names, true)
		want(10, 11, 11)
		b.line.set(true)
		want(16, 16)
		b.line.set(false)
		want(10, 11, 11)
		a.stop()
		want(16, 16)
		<-time.After(3 * leaseFor)
		b.stop()
		c.stop()
		wantEmpty(t, s)
	})
}

// Whatever is cut off, ends and comes, nobody works at what another works at, and in the end somebody works at all of it.
func TestFaults(t *testing.T) {
	names := []string{"p", "q", "r", "s", "t"}
	synctest.Test(t, func(t *testing.T) {
		s, w := store.NewMemory(), newWatch(t)
		var all []*process
		for i := range 4 {
			all = append(all, w.start(fmt.Sprint(i), s, names, i%2 == 0))
			all[i].line.oneWay = true
		}
		for n := range 500 {
			i := rand.IntN(len(all))
			switch rand.IntN(8) {
			case 0:
				all[i].stop()
				all[i] = w.start(fmt.Sprint(n), s, names, rand.IntN(2) == 0)
				all[i].line.oneWay = true
			case 1, 2, 3:
				all[i].line.set(true)
			default:
				all[i].line.set(false)
			}
			<-time.After(rand.N(8 * time.Second))
		}
		for _, p := range all {
			p.line.set(false)
		}
		<-time.After(3 * leaseFor)
		for _, name := range names {
			if w.who(name) == "" {
				t.Errorf("nobody works at %s", name)
			}
		}
		t.Logf("work was begun %d times", w.n)
		if w.n < 50 {
			t.Errorf("work was begun only %d times", w.n)
		}
		for i, p := range all {
			if i == len(all)-1 {
				<-time.After(3 * leaseFor) // it strikes off those that were cut off and have ended
			}
			p.stop()
		}
		wantEmpty(t, s)
	})
}

// A holder that lost its lease writes nothing, not even if it does not know yet.
func TestFence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.NewMemory()
		m := &lease.Member{Store: s, Log: slog.New(slog.DiscardHandler), For: leaseFor}
		held := make(chan *lease.Lease, 1)
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			_ = m.Run(ctx, lease.Task{Names: []string{"x"}, Work: func(ctx context.Context, l *lease.Lease) error {
				held <- l
				<-ctx.Done()
				return nil
			}})
		}()
		l := <-held
		write := func() error {
			return l.Store().Update(t.Context(), func(tx store.Tx) error { return tx.Put("a", []byte("written")) })
		}
		if err := write(); err != nil || !l.Held() {
			t.Errorf("Update of the holder: %v, held %t", err, l.Held())
		}
		err := s.Update(t.Context(), func(tx store.Tx) error {
			return errors.Join(tx.Delete("a"), tx.Put("lease/held/x", []byte("another")))
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := write(); !errors.Is(err, lease.ErrLost) || !l.Held() {
			t.Errorf("Update of a holder that does not know that it lost: %v, held %t", err, l.Held())
		}
		end()
		<-ended
		if err := write(); !errors.Is(err, lease.ErrLost) || l.Held() {
			t.Errorf("Update of a holder that has ended: %v, held %t", err, l.Held())
		}
		_ = s.View(t.Context(), func(r store.Reader) error {
			if a, _ := r.Get("a"); a != nil {
				t.Errorf("a = %q, want nothing", a)
			}
			if x, _ := r.Get("lease/held/x"); string(x) != "another" {
				t.Errorf("the lease of another became %q", x)
			}
			return nil
		})
	})
}

// A holder whose last beat is old does not act, before anything is taken from it.
func TestHeldEndsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{Store: store.NewMemory()}
		m := &lease.Member{Store: l, Log: slog.New(slog.DiscardHandler), For: leaseFor}
		held := make(chan *lease.Lease, 1)
		ctx, end := context.WithCancel(t.Context())
		ended := make(chan struct{})
		lost := make(chan time.Duration, 1)
		start := time.Now()
		go func() {
			defer close(ended)
			_ = m.Run(ctx, lease.Task{Names: []string{"x"}, Work: func(ctx context.Context, l *lease.Lease) error {
				select {
				case held <- l:
				default:
				}
				<-ctx.Done()
				lost <- time.Since(start)
				return nil
			}})
		}()
		got := <-held
		l.set(true)
		start = time.Now()
		for got.Held() {
			<-time.After(10 * time.Millisecond)
		}
		if d := time.Since(start); d > leaseFor-leaseFor/10+leaseFor/100 {
			t.Errorf("Held for %v after the last sign of life", d)
		}
		if d := <-lost; d > leaseFor {
			t.Errorf("the work was told after %v", d)
		}
		end()
		<-ended
	})
}

func TestWorkEndsByItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := store.NewMemory()
		m := &lease.Member{Store: s, Log: slog.New(slog.DiscardHandler), For: leaseFor}
		wrong := errors.New("wrong token")
		err := m.Run(t.Context(), lease.Task{Names: []string{"x", "y"}, Work: func(ctx context.Context, l *lease.Lease) error {
			<-time.After(time.Second)
			if l.Name == "x" {
				return wrong
			}
			<-time.After(time.Minute)
			return nil
		}})
		if !errors.Is(err, wrong) {
			t.Errorf("Run = %v, want %v", err, wrong)
		}
		wantEmpty(t, s)
	})
}

func TestRunning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, w := store.NewMemory(), newWatch(t)
		want := func(want bool) {
			t.Helper()
			if got, err := lease.Running(t.Context(), s, leaseFor); got != want || err != nil {
				t.Errorf("Running = %t, %v, want %t", got, err, want)
			}
		}
		want(false)
		a := w.start("a", s, []string{"x"}, false)
		w.within("x", "a", time.Second)
		want(true)
		a.line.set(true) // as if it had been killed
		<-time.After(5 * time.Second)
		want(false)
		a.stop()
	})
}
