package etcdtest_test

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
	"spotter/internal/store/etcdstore/etcdtest"
)

// A commit of which the answer is lost is written once; one which itself is lost is sent again; and one that cannot be asked
// about is an error, and is not written later, when nobody expects it any more.
func TestLostAnswers(t *testing.T) {
	c := etcdtest.Start(t, 1)
	near, far := etcdtest.NewProxy(t, c.Hosts()[0]), etcdtest.NewProxy(t, c.Hosts()[0])
	s, err := etcdstore.Open(t.Context(), "etcd://"+near.Address+","+far.Address+"/lost")
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	direct := open(t, c, "lost")
	defer direct.Close()
	heal := func() {
		for _, p := range []*etcdtest.Proxy{near, far} {
			p.LoseAnswers(false)
			p.LoseRequests(false)
		}
	}
	for i, test := range []struct {
		name string
		hurt func(*etcdtest.Proxy)
		both bool
	}{
		{"answer", func(p *etcdtest.Proxy) { p.LoseAnswers(true) }, false},
		{"request", func(p *etcdtest.Proxy) { p.LoseRequests(true) }, false},
		{"all answers", func(p *etcdtest.Proxy) { p.LoseAnswers(true) }, true},
		{"all requests", func(p *etcdtest.Proxy) { p.LoseRequests(true) }, true},
	} {
		key, runs, at := "n/"+strconv.Itoa(i), 0, near
		if i == 1 {
			at = far // where the store went when the first did not answer
		}
		start := time.Now()
		err := s.Update(t.Context(), func(tx store.Tx) error {
			runs++
			err := count(tx, key)
			test.hurt(at)
			if test.both {
				test.hurt(near)
				test.hurt(far)
			}
			return err
		})
		took := time.Since(start)
		switch n := number(t, direct, key); {
		case !test.both && (err != nil || n != 1 || runs != 1 || took > 4*time.Second):
			t.Errorf("%s lost: %v after %v, written %d times in %d runs; want once", test.name, err, took, n, runs)
		case test.both && (!errors.Is(err, store.ErrUnavailable) || !strings.Contains(err.Error(), "not known") || n > 1 || took > 7*time.Second):
			t.Errorf("%s lost: %v after %v, written %d times; want %v", test.name, err, took, n, store.ErrUnavailable)
		}
		heal()
		before := number(t, direct, key)
		for deadline := time.Now().Add(30 * time.Second); ; {
			if err = s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "well") }); err == nil {
				break
			}
			if time.Now().After(deadline) {
				t.Fatalf("after %s were lost the store does not go on: %v", test.name, err)
			}
		}
		if n := number(t, direct, key); n != before {
			t.Errorf("%s lost: it was written %d times, and later %d", test.name, before, n)
		}
	}
}
