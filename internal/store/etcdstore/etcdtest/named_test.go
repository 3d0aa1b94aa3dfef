package etcdtest_test

import (
	"errors"
	"strings"
	"testing"

	clientv3 "go.etcd.io/etcd/client/v3"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
	"spotter/internal/store/etcdstore/etcdtest"
)

func admin(t *testing.T, c *etcdtest.Cluster) *clientv3.Client {
	t.Helper()
	client, err := clientv3.New(clientv3.Config{Endpoints: c.Hosts()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// A process whose lease has run out, as when it was stopped for a minute, goes on with another.
func TestLeaseGone(t *testing.T) {
	c := etcdtest.Start(t, 1)
	s, client := open(t, c, "gone"), admin(t, c)
	defer s.Close()
	for round := range 3 {
		if err := s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "n") }); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		leases, err := client.Leases(t.Context())
		if err != nil || len(leases.Leases) == 0 {
			t.Fatalf("leases: %v, %v", leases, err)
		}
		for _, l := range leases.Leases {
			if _, err := client.Revoke(t.Context(), l.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := number(t, s, "n"); n != 3 {
		t.Errorf("n = %d, want 3", n)
	}
}

// Close leaves nothing of the process behind.
func TestCloseLeavesNoLease(t *testing.T) {
	c := etcdtest.Start(t, 1)
	s, client := open(t, c, "closed"), admin(t, c)
	if err := s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "n") }); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	leases, err := client.Leases(t.Context())
	slots, err2 := client.Get(t.Context(), "closed/slot/", clientv3.WithPrefix())
	if err = errors.Join(err, err2); err != nil || len(leases.Leases) > 0 || len(slots.Kvs) > 0 {
		t.Errorf("after Close there are %d leases and %d slots, %v", len(leases.Leases), len(slots.Kvs), err)
	}
}

func TestCompacted(t *testing.T) {
	c := etcdtest.Start(t, 1)
	s, client := open(t, c, "compacted"), admin(t, c)
	defer s.Close()
	compact := func() {
		t.Helper()
		put, err := client.Put(t.Context(), "another", "1")
		if err == nil {
			_, err = client.Compact(t.Context(), put.Header.Revision)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := s.View(t.Context(), func(r store.Reader) error {
		if _, err := r.Get("a"); err != nil {
			return err
		}
		compact()
		_, err := r.Get("b")
		return err
	})
	if !errors.Is(err, etcdstore.ErrCompacted) {
		t.Errorf("View: %v, want %v", err, etcdstore.ErrCompacted)
	}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		_, err := tx.Get("a")
		compact()
		return errors.Join(err, tx.Put("a", nil))
	})
	if err != nil {
		t.Errorf("Update that reads nothing more: %v", err)
	}
}

// A program goes with the schema before and the one behind its own, and with no other.
func TestSchema(t *testing.T) {
	c := etcdtest.Start(t, 1)
	client := admin(t, c)
	for schema, wantOK := range map[string]bool{"": true, "0": true, "1": true, "2": true, "3": false, "77": false, "x": false} {
		prefix := "schema" + schema
		if schema != "" {
			if _, err := client.Put(t.Context(), prefix+"/schema", schema); err != nil {
				t.Fatal(err)
			}
		}
		err := write(t, c.Address(prefix))
		if wantOK != (err == nil) || err != nil && !strings.Contains(err.Error(), "schema") {
			t.Errorf("schema %q: %v, want it to work: %t", schema, err, wantOK)
		}
		got, err := client.Get(t.Context(), prefix+"/schema")
		if err != nil || len(got.Kvs) != 1 {
			t.Fatal(err, got)
		}
		want := map[string]string{"": "1", "0": "1"}[schema]
		if want == "" {
			want = schema
		}
		if string(got.Kvs[0].Value) != want {
			t.Errorf("schema %q became %q", schema, got.Kvs[0].Value)
		}
	}
}

// What is read ahead is what is there, and conflicts only if it is then got.
func TestAhead(t *testing.T) {
	c := etcdtest.Start(t, 1)
	s := open(t, c, "ahead")
	defer s.Close()
	set := func(key, value string) {
		t.Helper()
		if err := s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(key, []byte(value)) }); err != nil {
			t.Fatal(err)
		}
	}
	set("a", "1")
	set("b", "2")
	runs := 0
	err := s.Update(t.Context(), func(tx store.Tx) error {
		runs++
		if err := store.Ahead(tx, "a", "b", "none"); err != nil {
			return err
		}
		if runs == 1 {
			set("b", "3")
		}
		a, err := tx.Get("a")
		none, err2 := tx.Get("none")
		if string(a) != "1" || none != nil {
			t.Errorf("a = %q, none = %q", a, none)
		}
		return errors.Join(err, err2, tx.Put("saw", a))
	})
	if err != nil || runs != 1 {
		t.Errorf("Update: %v after %d runs, want 1: b was not got", err, runs)
	}
}
