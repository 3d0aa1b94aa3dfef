package etcdtest_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
	"spotter/internal/store/etcdstore/etcdtest"
	"spotter/internal/store/storetest"
)

// count adds one to the number under key.
func count(tx store.Tx, key string) error {
	value, err := tx.Get(key)
	if err != nil {
		return err
	}
	n, _ := strconv.Atoi(string(value)) // 0 if absent
	return tx.Put(key, strconv.AppendInt(nil, int64(n+1), 10))
}

func number(t *testing.T, s store.Store, key string) (n int) {
	t.Helper()
	err := s.View(context.Background(), func(r store.Reader) error {
		value, err := r.Get(key)
		n, _ = strconv.Atoi(string(value))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// hurt hurts one member after the other until ctx is done, and heals each before the next: it is killed, or hangs for longer than
// any request may take.
func hurt(ctx context.Context, c *etcdtest.Cluster, members int) {
	for n := 0; ctx.Err() == nil; n++ {
		i := rand.IntN(members)
		if n%2 == 0 {
			c.Kill(i)
		} else {
			c.Stop(i)
		}
		rest(ctx, 2500*time.Millisecond)
		if n%2 == 0 {
			c.Restart(i)
		} else {
			c.Continue(i)
		}
		rest(ctx, 2*time.Second)
	}
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

// While members are killed and hang, one at a time, what is acknowledged is written once, and what is not acknowledged is not
// written: a lost answer is found out about.
func TestOneMemberAtATime(t *testing.T) {
	c := etcdtest.Start(t, 3)
	ctx, end := context.WithTimeout(t.Context(), 20*time.Second)
	defer end()
	var working sync.WaitGroup
	working.Go(func() { hurt(ctx, c, 3) })
	const processes, writers = 2, 3
	var slowest, errs, all int
	var mu sync.Mutex
	for p := range processes {
		s := open(t, c, "faults")
		for w := range writers {
			working.Go(func() {
				own, acknowledged := fmt.Sprintf("own/%d/%d", p, w), 0
				for ctx.Err() == nil {
					start := time.Now()
					err := s.Update(context.Background(), func(tx store.Tx) error {
						return errors.Join(count(tx, own), count(tx, fmt.Sprint("shared/", rand.IntN(20))))
					})
					mu.Lock()
					all++
					slowest = max(slowest, int(time.Since(start).Milliseconds()))
					if err != nil {
						errs++
						t.Logf("Update: %v", err)
					}
					mu.Unlock()
					if err == nil {
						acknowledged++
					} else if !errors.Is(err, store.ErrUnavailable) {
						t.Errorf("Update: %v, want nil or %v", err, store.ErrUnavailable)
					} else if n := number(t, s, own); n == acknowledged+1 {
						acknowledged = n // of that one it was not known
					}
					rest(ctx, 10*time.Millisecond)
				}
				rest(context.Background(), 4*time.Second) // all members are well again
				if n := number(t, s, own); n != acknowledged {
					t.Errorf("%s is %d, and %d additions were acknowledged", own, n, acknowledged)
				}
			})
		}
		t.Cleanup(func() { s.Close() })
	}
	working.Wait()
	t.Logf("%d updates, %d without an answer, the slowest %d ms", all, errs, slowest)
	if errs > all/100 || all < 200 {
		t.Errorf("%d of %d updates had no answer although two of three members were well", errs, all)
	}
}

// The history of three processes under the same faults is that of one map.
func TestLinearizable(t *testing.T) {
	c := etcdtest.Start(t, 3)
	ctx, end := context.WithTimeout(t.Context(), 15*time.Second)
	defer end()
	var stores []store.Store
	for range 3 {
		s := open(t, c, "history")
		t.Cleanup(func() { s.Close() })
		stores = append(stores, s)
	}
	var hurting sync.WaitGroup
	hurting.Go(func() { hurt(ctx, c, 3) })
	storetest.History(t, stores, func() bool { return ctx.Err() == nil })
	hurting.Wait()
}

// Without most members every transaction ends within some seconds, in an error by its name, and goes on when they are back.
func TestNoQuorum(t *testing.T) {
	c := etcdtest.Start(t, 3)
	s := open(t, c, "quorum")
	defer s.Close()
	add := func() error { return s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "n") }) }
	if err := add(); err != nil {
		t.Fatal(err)
	}
	c.Kill(0)
	c.Kill(1)
	for range 2 {
		start := time.Now()
		err := add()
		if took := time.Since(start); !errors.Is(err, store.ErrUnavailable) || took > 7*time.Second {
			t.Errorf("Update without a quorum: %v after %v, want %v", err, took, store.ErrUnavailable)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	if err := s.View(ctx, func(r store.Reader) error { _, err := r.Get("n"); return err }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("View with a deadline: %v, want %v", err, context.DeadlineExceeded)
	}
	c.Restart(0)
	c.Restart(1)
	for deadline := time.Now().Add(20 * time.Second); add() != nil; {
		if time.Now().After(deadline) {
			t.Fatal("the members are back and the store does not go on")
		}
	}
	if n := number(t, s, "n"); n < 2 {
		t.Errorf("n = %d", n)
	}
}

// A store whose etcd is not there yet opens, and works once it is.
func TestStartsWithoutEtcd(t *testing.T) {
	c := etcdtest.Start(t, 1)
	if err := write(t, c.Address("early")); err != nil { // it is more than a socket by now
		t.Fatal(err)
	}
	c.Kill(0)
	s := open(t, c, "late")
	defer s.Close()
	if err := s.View(t.Context(), func(r store.Reader) error { return nil }); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("View: %v, want %v", err, store.ErrUnavailable)
	}
	c.Restart(0)
	var err error
	for range 20 {
		if err = s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "n") }); err == nil {
			return
		}
	}
	t.Errorf("Update: %v", err)
}

func TestTooLarge(t *testing.T) {
	c := etcdtest.Start(t, 1)
	s := open(t, c, "large")
	defer s.Close()
	for name, fn := range map[string]func(store.Tx) error{
		"1.6 MB": func(tx store.Tx) error { return putBig(tx, 25) },
		"2.5 MB": func(tx store.Tx) error { return putBig(tx, 40) },
		"200 keys": func(tx store.Tx) error {
			for i := range 200 {
				if err := tx.Put(fmt.Sprint("k/", i), nil); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		if err := s.Update(t.Context(), fn); !errors.Is(err, etcdstore.ErrTooLarge) {
			t.Errorf("%s: %v, want %v", name, err, etcdstore.ErrTooLarge)
		}
	}
	if err := s.Update(t.Context(), func(tx store.Tx) error { return putBig(tx, 20) }); err != nil {
		t.Errorf("1.3 MB: %v", err)
	}
}

func putBig(tx store.Tx, n int) error {
	for i := range n {
		if err := tx.Put(fmt.Sprint("big/", i), []byte(strings.Repeat("x", store.MaxValue))); err != nil {
			return err
		}
	}
	return nil
}
