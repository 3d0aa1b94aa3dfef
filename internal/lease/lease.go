// Package lease shares out work among processes that share a store: what only one may do at a time (poll an account, own a
// connection, work through a part of a list) is done by the one that holds the lease of its name.
//
// Each process is a member, which beats: it counts up a number under a key of its own. Whoever sees a number stand still for the
// time of a lease takes that member's leases and strikes it off. No clock is compared with another machine's. A member whose
// last beat was not answered for most of that time counts its leases as lost, before another can take them.
//
// That keeps two from working at once as far as clocks go at one pace. A process that was stopped and goes on does not know how
// late it is until it looks; for what it writes it need not know: a lease's Store refuses every Update once another has the lease.
//
// Keys: lease/member/ID is a member's count, lease/held/NAME what its holder wrote there when it took the lease. No other writes
// the same, so the holder's transactions, which read it, conflict with a takeover and with nothing else.
package lease

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"spotter/internal/store"
)

// Prefix begins all keys of this package. They are of no use beyond the processes that wrote them.
const Prefix = "lease/"

const (
	members = Prefix + "member/"
	holders = Prefix + "held/"
)

// ErrLost says that the process does not hold the lease any more. Nothing was written.
var ErrLost = errors.New("the lease is lost")

// A Task is work that is split among the processes by leases.
type Task struct {
	Names []string // a lease each; alike in all processes
	// Spread lets processes that come later have their part. Otherwise what runs stays where it runs.
	Spread bool
	// Work does what the lease is for until ctx is done, which is when the lease is lost, given up or the process ends. The lease
	// is free for others when Work has returned. If Work ends by itself, this process does not take the lease again.
	Work func(ctx context.Context, l *Lease) error
}

// A Member is a process among those that share the store. The zero value is not usable: set the fields, then call Run once.
type Member struct {
	Store store.Store
	Log   *slog.Logger
	// For is how long a member may be silent before others take its leases. What it holds then is taken within a tenth more.
	For time.Duration

	mu     sync.Mutex
	id     string
	count  int       // of beats that were tried
	beaten time.Time // when the last beat that was answered began; zero before the first
	held   map[string]*Lease
	done   map[string]bool // names whose work has ended by itself
	status Status
}

// A Status is how leases stand, for people.
type Status struct {
	ID        string
	Held      []string          // by this process
	Elsewhere map[string]string // by whom others are held
	Members   int               // that are alive, with this one
	Takeovers int               // leases that this process took from one that had died
}

// A Lease is held by this process, or was.
type Lease struct {
	Name string

	member *Member
	token  string // what stands under the lease's key while this process holds it
	end    context.CancelCauseFunc
}

// Status returns how leases stand as this process last saw them.
func (m *Member) Status() Status {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.status
	s.ID, s.Held = m.id, slices.Sorted(maps.Keys(m.held))
	s.Elsewhere = maps.Clone(s.Elsewhere)
	return s
}

// Held reports whether the process may act on the lease: its last sign of life is so recent that no other can have taken it.
// Whoever acts beyond the store asks before each time.
func (l *Lease) Held() bool {
	l.member.mu.Lock()
	defer l.member.mu.Unlock()
	return l.member.held[l.Name] == l && l.member.alive(time.Now())
}

// alive reports whether the last beat is recent enough. The caller holds mu.
func (m *Member) alive(now time.Time) bool {
	return !m.beaten.IsZero() && now.Sub(m.beaten) < m.For-m.For/10
}

// Store returns the member's store for what is done under the lease: its Update returns ErrLost, and writes nothing, once the
// lease is lost. Views are not refused.
func (l *Lease) Store() store.Store { return fenced{l.member.Store, l} }

type fenced struct {
	store.Store
	lease *Lease
}

func (f fenced) Update(ctx context.Context, fn func(store.Tx) error) error {
	if !f.lease.Held() {
		return f.lease.lost()
	}
	return f.Store.Update(ctx, func(tx store.Tx) error {
		there, err := tx.Get(holders + f.lease.Name)
		if err != nil {
			return err
		}
		if string(there) != f.lease.token {
			return f.lease.lost()
		}
		return fn(tx)
	})
}

func (l *Lease) lost() error { return fmt.Errorf("%w: %s", ErrLost, l.Name) }

// Run takes leases and does their work until ctx is done, or until no work is left because all has ended by itself, whose errors
// it then returns. It waits for the work and frees the leases.
func (m *Member) Run(ctx context.Context, tasks ...Task) error {
	m.mu.Lock()
	m.held, m.done = map[string]*Lease{}, map[string]bool{}
	m.join()
	m.mu.Unlock()

	ctx, end := context.WithCancel(ctx)
	defer end()
	w := &works{member: m, ctx: ctx, tasks: map[string]Task{}, ended: end, busy: map[string]bool{}}
	for _, task := range tasks {
		for _, name := range task.Names {
			w.tasks[name] = task
		}
	}
	var loops sync.WaitGroup
	loops.Go(func() { m.beats(ctx) })
	loops.Go(func() { m.expire(ctx) })
	loops.Go(func() { w.looks(ctx) })
	loops.Wait()
	m.endAll(context.Canceled)
	w.running.Wait()
	m.leave(context.WithoutCancel(ctx))
	return errors.Join(w.errs...)
}

// join gives the process a new name. The caller holds mu.
func (m *Member) join() {
	host, _ := os.Hostname() // only for people
	host, _, _ = strings.Cut(host, ".")
	m.id = fmt.Sprintf("%.40s-%.8s", strings.ReplaceAll(host, "/", "-"), strings.ToLower(rand.Text()))
	m.count, m.beaten = 0, time.Time{}
}

// beats gives signs of life until ctx is done.
func (m *Member) beats(ctx context.Context) {
	for {
		wait := m.For / 4
		if err := m.beat(ctx); err != nil && ctx.Err() == nil {
			m.Log.Warn("no sign of life can be given to the other replicas", "err", err)
			wait = m.For / 40
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return
		}
	}
}

// beat gives one sign of life. No two tries write the same: one whose answer was lost must not let the next look like silence.
// A member that was struck off loses its leases and joins anew.
func (m *Member) beat(ctx context.Context) error {
	m.mu.Lock()
	m.count++
	id, count, first, began := m.id, m.count, m.beaten.IsZero(), time.Now()
	m.mu.Unlock()
	struck := false
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		there, err := tx.Get(members + id)
		if err != nil {
			return err
		}
		if struck = !first && there == nil; struck {
			return nil
		}
		return tx.Put(members+id, fmt.Append(nil, count))
	})
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case err != nil || m.id != id:
		return err
	case struck:
		m.lose()
	default:
		m.beaten = began
	}
	return nil
}

// expire ends the work of a member whose beats are not answered.
func (m *Member) expire(ctx context.Context) {
	for {
		select {
		case <-time.After(m.For / 40):
		case <-ctx.Done():
			return
		}
		m.mu.Lock()
		if !m.beaten.IsZero() && !m.alive(time.Now()) {
			m.lose()
		}
		m.mu.Unlock()
	}
}

// lose ends all work because the leases are lost, and joins anew: beats that are written although their answers are lost must not
// keep the others waiting. The caller holds mu.
func (m *Member) lose() {
	for name, l := range m.held {
		m.Log.Warn("lease lost", "lease", name)
		l.end(ErrLost)
		delete(m.held, name)
	}
	m.join()
}

// endAll ends all work; the leases are freed when it has returned.
func (m *Member) endAll(cause error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.held {
		l.end(cause)
	}
}

// leave strikes this member off, whose leases are free by then.
func (m *Member) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, m.For/5)
	defer cancel()
	m.mu.Lock()
	id := m.id
	m.mu.Unlock()
	err := m.Store.Update(ctx, func(tx store.Tx) error { return tx.Delete(members + id) })
	if err != nil {
		m.Log.Warn("the other replicas are not told that this one ends, and will wait for it", "err", err)
	}
}

// Running reports whether any process is a member just now. It waits for a beat if there are members at all, for as long as
// silence lasts before others take over.
func Running(ctx context.Context, s store.Store, silence time.Duration) (bool, error) {
	before, err := counts(ctx, s)
	if err != nil || len(before) == 0 {
		return false, err
	}
	for deadline := time.Now().Add(silence); time.Now().Before(deadline); {
		select {
		case <-time.After(silence / 10):
		case <-ctx.Done():
			return false, ctx.Err()
		}
		now, err := counts(ctx, s)
		if err != nil {
			return false, err
		}
		for id, count := range now {
			if before[id] != count {
				return true, nil
			}
		}
	}
	return false, nil
}

func counts(ctx context.Context, s store.Store) (all map[string]string, err error) {
	err = s.View(ctx, func(r store.Reader) (err error) {
		all, err = scan(r, members)
		return err
	})
	return all, err
}

// scan returns what stands under the keys that begin with prefix, by the rest of the key.
func scan(r store.Reader, prefix string) (map[string]string, error) {
	all := map[string]string{}
	pairs, err := r.Scan(prefix, store.After(prefix), 10_000)
	for _, p := range pairs {
		all[strings.TrimPrefix(p.Key, prefix)] = string(p.Value)
	}
	return all, err
}
