package lease

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"spotter/internal/store"
)

// works is the work that one Run does.
type works struct {
	member  *Member
	ctx     context.Context
	tasks   map[string]Task // by the lease's name
	running sync.WaitGroup
	ended   func() // called when no work is left

	seen   map[string]sighting // of members
	looked time.Time           // when the store was last seen

	busy map[string]bool // work that has not returned, whether its lease is held or lost; guarded by member.mu
	errs []error         // of work that ended by itself; guarded by member.mu
}

// A sighting is what a member's count was, and since when.
type sighting struct {
	count string
	since time.Time
}

// A view is what one look at the store showed.
type view struct {
	holders map[string]string // by the lease's name
	members map[string]string // their counts
}

// looks looks at the store again and again, and takes and gives up what is due, until ctx is done.
func (w *works) looks(ctx context.Context) {
	for {
		if err := w.look(ctx); err != nil && ctx.Err() == nil {
			w.member.Log.Warn("leases unknown", "err", err)
		}
		select {
		case <-time.After(w.member.For / 20):
		case <-ctx.Done():
			return
		}
	}
}

func (w *works) look(ctx context.Context) error {
	var v view
	err := w.member.Store.View(ctx, func(r store.Reader) (err error) {
		if v.members, err = scan(r, members); err != nil {
			return err
		}
		v.holders, err = scan(r, holders)
		return err
	})
	if err != nil {
		return err
	}
	w.sight(v, time.Now())
	w.note(v)
	share := w.share(v)
	w.giveUp(share)
	return errors.Join(w.takeFree(ctx, v, share), w.strikeOff(ctx, v))
}

// sight notes since when each count stands still. Time in which nothing could be seen does not count: nobody could beat then.
func (w *works) sight(v view, now time.Time) {
	blind := now.Sub(w.looked) > w.member.For/4
	w.looked = now
	seen := map[string]sighting{}
	for id, count := range v.members {
		before, ok := w.seen[id]
		if !ok || before.count != count || blind {
			before = sighting{count, now}
		}
		seen[id] = before
	}
	w.seen = seen
}

// dead reports whether a member is gone: it left, was struck off, or has been silent too long.
func (w *works) dead(id string) bool {
	s, ok := w.seen[id]
	return !ok || w.looked.Sub(s.since) >= w.member.For
}

// holder returns the member that took a lease.
func holder(token string) (id string) {
	id, _, _ = strings.Cut(token, " ")
	return id
}

// note keeps what people may want to see.
func (w *works) note(v view) {
	w.member.mu.Lock()
	defer w.member.mu.Unlock()
	elsewhere := map[string]string{}
	for name, token := range v.holders {
		if _, mine := w.member.held[name]; !mine {
			elsewhere[name] = holder(token)
		}
	}
	w.member.status.Elsewhere, w.member.status.Members = elsewhere, w.living()
}

func (w *works) living() (n int) {
	for id := range w.seen {
		if !w.dead(id) {
			n++
		}
	}
	return n
}

// share returns how many of the leases this process may have: as many as any other.
func (w *works) share(v view) int {
	n := max(1, w.living())
	return (len(w.tasks) + n - 1) / n
}

// giveUp ends the work of what this process has beyond its share, if others may have it.
func (w *works) giveUp(share int) {
	w.member.mu.Lock()
	defer w.member.mu.Unlock()
	names := slices.Sorted(maps.Keys(w.member.held))
	for _, name := range slices.Backward(names) {
		if len(names) > share && w.tasks[name].Spread {
			w.member.held[name].end(nil)
			share++ // one less to give
		}
	}
}

// takeFree takes leases that nobody alive has, up to the share.
func (w *works) takeFree(ctx context.Context, v view, share int) error {
	names := slices.Sorted(maps.Keys(w.tasks))
	var errs []error
	for _, name := range names {
		token, taken := v.holders[name]
		if taken && !w.dead(holder(token)) && !w.stray(name, token) || !w.wants(name, share) {
			continue
		}
		if err := w.take(ctx, v, name); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// strikeOff removes members that are dead and have no lease: whoever takes a lease has struck off its holder.
func (w *works) strikeOff(ctx context.Context, v view) error {
	var dead []string
	for id := range v.members {
		if w.dead(id) && len(dead) < 10 {
			dead = append(dead, id)
		}
	}
	if len(dead) == 0 {
		return nil
	}
	return w.member.Store.Update(ctx, func(tx store.Tx) error {
		for _, id := range dead {
			there, err := tx.Get(members + id)
			if err != nil {
				return err
			}
			if string(there) != v.members[id] {
				continue
			}
			if err := tx.Delete(members + id); err != nil {
				return err
			}
		}
		return nil
	})
}

// stray reports whether this process took the lease and does not know: the answer was lost, or the lease was not given back.
func (w *works) stray(name, token string) bool {
	w.member.mu.Lock()
	defer w.member.mu.Unlock()
	return holder(token) == w.member.id && !w.busy[name]
}

// wants reports whether this process may take the lease.
func (w *works) wants(name string, share int) bool {
	w.member.mu.Lock()
	defer w.member.mu.Unlock()
	return !w.busy[name] && !w.member.done[name] && w.member.alive(time.Now()) && len(w.member.held) < share
}

var errChanged = errors.New("it is not as it was seen")

// take takes one lease, unless it, its holder's count or this process's own standing is no longer what was seen. It strikes off
// the holder that had died.
func (w *works) take(ctx context.Context, v view, name string) error {
	m, was := w.member, v.holders[name]
	m.mu.Lock()
	id := m.id
	m.mu.Unlock()
	token := id + " " + rand.Text()
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		dead := holder(was)
		for key, want := range map[string]string{holders + name: was, members + dead: v.members[dead]} {
			if there, err := tx.Get(key); err != nil {
				return err
			} else if string(there) != want {
				return errChanged
			}
		}
		if there, err := tx.Get(members + id); err != nil {
			return err
		} else if there == nil {
			return errChanged // struck off; the next beat will find out
		}
		if dead != "" && dead != id {
			if err := tx.Delete(members + dead); err != nil {
				return err
			}
		}
		return tx.Put(holders+name, []byte(token))
	})
	if errors.Is(err, errChanged) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("take lease %s: %w", name, err)
	}
	w.start(&Lease{Name: name, member: m, token: token}, id, was)
	return nil
}

// start does the lease's work, unless it is lost already.
func (w *works) start(l *Lease, id, was string) {
	m := w.member
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.id != id || !m.alive(time.Now()) {
		return
	}
	if was != "" {
		m.status.Takeovers++
	}
	ctx, end := context.WithCancelCause(w.ctx)
	l.end = end
	m.held[l.Name], w.busy[l.Name] = l, true
	m.Log.Info("lease taken", "lease", l.Name, "from", holder(was))
	w.running.Go(func() {
		defer end(nil)
		err := w.tasks[l.Name].Work(ctx, l)
		w.finish(ctx, l, err)
	})
}

// finish frees the lease whose work has returned.
func (w *works) finish(ctx context.Context, l *Lease, err error) {
	byItself := ctx.Err() == nil
	w.free(l)
	m := w.member
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(w.busy, l.Name)
	if m.held[l.Name] == l {
		delete(m.held, l.Name)
	}
	if !byItself {
		if err != nil && !errors.Is(err, ErrLost) && !errors.Is(err, context.Canceled) {
			m.Log.Warn("work ended with its lease", "lease", l.Name, "err", err)
		}
		return
	}
	m.done[l.Name] = true
	if err != nil {
		w.errs = append(w.errs, fmt.Errorf("%s: %w", l.Name, err))
	}
	if len(m.done) == len(w.tasks) {
		w.ended()
	} else {
		m.Log.Error("work ended", "lease", l.Name, "err", err)
	}
}

// free removes the lease's key if it is this holder's still.
func (w *works) free(l *Lease) {
	m := w.member
	ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), m.For/5)
	defer cancel()
	err := m.Store.Update(ctx, func(tx store.Tx) error {
		there, err := tx.Get(holders + l.Name)
		if err != nil || string(there) != l.token {
			return err
		}
		return tx.Delete(holders + l.Name)
	})
	if err != nil {
		m.Log.Warn("lease not given back; the others will wait for it", "lease", l.Name, "err", err)
	}
}
