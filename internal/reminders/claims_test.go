package reminders

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/store"
)

// A narrow store allows few keys a transaction and refuses more.
type narrow struct {
	store.Store
	most int
}

func (n *narrow) Touch() int { return n.most }

func (n *narrow) View(ctx context.Context, fn func(store.Reader) error) error {
	return n.Store.View(ctx, func(r store.Reader) error { return fn(&narrowTx{Reader: r, most: n.most, touched: map[string]bool{}}) })
}

func (n *narrow) Update(ctx context.Context, fn func(store.Tx) error) error {
	return n.Store.Update(ctx, func(tx store.Tx) error { return fn(&narrowTx{tx, tx, n.most, map[string]bool{}}) })
}

type narrowTx struct {
	store.Reader
	tx      store.Tx
	most    int
	touched map[string]bool
}

func (t *narrowTx) touch(key string) error {
	if t.touched[key] = true; len(t.touched) > t.most {
		return fmt.Errorf("transaction touches more than %d keys", t.most)
	}
	return nil
}

func (t *narrowTx) Get(key string) ([]byte, error) {
	if err := t.touch(key); err != nil {
		return nil, err
	}
	return t.Reader.Get(key)
}

func (t *narrowTx) Scan(from, to string, limit int) ([]store.Pair, error) {
	pairs, err := t.Reader.Scan(from, to, limit)
	for _, p := range pairs {
		err = errors.Join(err, t.touch(p.Key))
	}
	return pairs, err
}

func (t *narrowTx) Put(key string, value []byte) error {
	return errors.Join(t.touch(key), t.tx.Put(key, value))
}

func (t *narrowTx) Delete(key string) error { return errors.Join(t.touch(key), t.tx.Delete(key)) }

// TestManyClaims lets processes whose transactions are small share a lane, so that far more claims are alive at a
// time than one transaction may touch keys.
func TestManyClaims(t *testing.T) {
	for _, test := range []struct{ touch, processes, parallel int }{{64, 1, 100}, {64, 3, 40}, {100, 3, 64}, {1000, 1, 300}} {
		t.Run(fmt.Sprint(test), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := openDesk(t)
				d.stop()
				whole := d.Store
				d.Store, d.Parallel = &narrow{whole, test.touch}, test.parallel
				d.Log, d.SendTimeout = slog.New(slog.NewTextHandler(t.Output(), nil)), time.Hour
				d.start()
				ctx, cancel := context.WithCancel(t.Context())
				for range test.processes - 1 {
					twin := &Book{Store: d.Store, Parallel: test.parallel, SendTimeout: time.Hour}
					go twin.Run(ctx, d.outbox, "a")
				}
				const people = 1200
				for i := range people {
					d.on(fmt.Sprintf("a:%d", i), "UTC")
				}
				d.set(3*time.Minute, nil) // longer than a lease
				time.Sleep(10 * time.Hour)
				if sent, keys := d.take(), d.keys(); len(sent) != people || len(keys) != people {
					t.Errorf("%d cards with %d keys, want %d", len(sent), len(keys), people)
				}
				cancel()
				synctest.Wait()
				audit(t, whole, d.now())
			})
		})
	}
}

// keys returns how often each key was sent.
func (o *outbox) keys() map[string]int {
	o.mu.Lock()
	defer o.mu.Unlock()
	keys := map[string]int{}
	for _, c := range o.cards {
		keys[c.Key]++
	}
	return keys
}

// TestDeadClaims leaves what dead processes have claimed alone until their leases are over, also where a version
// that kept each claim under its own key has left it.
func TestDeadClaims(t *testing.T) {
	for _, old := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			d := openDesk(t)
			d.stop()
			const people = 100
			for i := range people {
				d.on(fmt.Sprintf("a:%02d", i), "UTC")
			}
			time.Sleep(8 * time.Hour)
			leaveClaims(t, d.Store, d.now().Add(90*time.Second), people/2, old)
			d.Store = &narrow{d.Store, 100}
			d.start()
			time.Sleep(80 * time.Second)
			if sent := d.take(); len(sent) != people/2 || strings.Compare(sent[0], "a:5") < 0 {
				t.Errorf("old %v: %d cards while the leases hold, want %d, the first not %q", old, len(sent), people/2, sent[0])
			}
			time.Sleep(20 * time.Second)
			if sent := d.take(); len(sent) != people/2 {
				t.Errorf("old %v: %d cards once the leases are over, want %d", old, len(sent), people/2)
			}
		})
	}
}

// leaveClaims claims the first n due entries, each for a process of its own.
func leaveClaims(t *testing.T, s store.Store, until time.Time, n int, old bool) {
	t.Helper()
	err := s.Update(t.Context(), func(tx store.Tx) error {
		due, err := tx.Scan(duePrefix, store.After(duePrefix), n)
		var claims []*claim
		for i, pair := range due {
			c := &claim{name: fmt.Sprint("dead", i), from: pair.Key, to: pair.Key + "\x00", until: until}
			claims = append(claims, c)
			if old {
				err = errors.Join(err, tx.Put(claimPrefix+"a/"+c.name, c.encode()))
			}
		}
		if !old {
			err = errors.Join(err, tx.Put(claimPrefix+"a", encodeClaims(claims)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestFullClaims waits for room where the claims fill their value.
func TestFullClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.stop()
		d.on("a:1", "UTC")
		time.Sleep(8 * time.Hour)
		var claims []*claim
		for i := 0; !full(claims); i++ {
			claims = append(claims, &claim{name: fmt.Sprint(i), from: duePrefix + "a/0", to: duePrefix + "a/0", until: d.now().Add(time.Minute)})
		}
		err := d.Store.Update(t.Context(), func(tx store.Tx) error { return tx.Put(claimPrefix+"a", encodeClaims(claims)) })
		if err != nil {
			t.Fatal(err)
		}
		d.start()
		time.Sleep(50 * time.Second)
		d.want()
		time.Sleep(20 * time.Second)
		d.want("a:1 2000-01-01 0 08:01:00")
	})
}

// TestDamagedClaims goes on delivering.
func TestDamagedClaims(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		err := d.Store.Update(t.Context(), func(tx store.Tx) error { return tx.Put(claimPrefix+"a", []byte{version, 9, 9}) })
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(9 * time.Hour)
		d.want("a:1 2000-01-01 0 08:00:00")
	})
}
