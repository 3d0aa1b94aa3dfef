//go:build etcd

package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"spotter/internal/store"
)

// Schema is the version of what stands under the prefix. A program works with its own, with the one before, which it raises, and
// with the one behind, so that the last and the next version run side by side while replicas are replaced one by one.
const Schema = 1

// A space says where which keys stand.
type space struct {
	data   string // the prefix of the store's own keys
	end    string // behind the last of them
	slots  string // the prefix of slots
	schema string
}

func newSpace(prefix string) space {
	data := prefix + "/data/"
	return space{data: data, end: store.After(data), slots: prefix + "/slot/", schema: prefix + "/schema"}
}

// A session is what a process has in etcd while it lives: a lease, on which its slots are.
type session struct {
	lease clientv3.LeaseID
	slots chan *slot // those that no commit uses
	lost  atomic.Bool

	stop  context.CancelFunc
	ended chan struct{}
}

// A slot is a key that one commit at a time writes.
type slot struct {
	key      string
	revision int64  // at which it was written last; 0 if it is not there
	doubt    string // what a commit wrote to it, if it is not known whether it did
	used     uint64 // commits
}

const (
	slots    = 64 // commits of one process at once
	leaseFor = 60 * time.Second
)

// prepare returns the session, made if there is none or it was lost.
func (s *Store) prepare(ctx context.Context) (*session, error) {
	if current := s.current(); current != nil {
		return current, nil
	}
	if err := take(ctx, s.preparing); err != nil {
		return nil, err
	}
	defer func() { <-s.preparing }()
	if current := s.current(); current != nil {
		return current, nil
	}
	w := &wait{patience}
	if err := s.checkSchema(ctx, w); err != nil {
		return nil, err
	}
	made, err := s.newSession(ctx, w)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	before := s.session
	s.session = made
	s.mu.Unlock()
	if before != nil {
		before.stop()
		<-before.ended
	}
	return made, nil
}

// current returns the session unless there is none or it was lost.
func (s *Store) current() *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.session == nil || s.session.lost.Load() {
		return nil
	}
	return s.session
}

// checkSchema returns an error if this program would misread what is there, and notes its schema where it is the first.
func (s *Store) checkSchema(ctx context.Context, w *wait) error {
	var got *clientv3.GetResponse
	err := s.ask(ctx, w, func(ctx context.Context) (err error) {
		got, err = s.client.Get(ctx, s.space.schema)
		return err
	})
	if err != nil {
		return err
	}
	revision, there := int64(0), 0
	if len(got.Kvs) > 0 {
		revision = got.Kvs[0].ModRevision
		if there, err = strconv.Atoi(string(got.Kvs[0].Value)); err != nil {
			return fmt.Errorf("%s: %q is no schema: another program's keys are there; name another prefix", s.where, got.Kvs[0].Value)
		}
		if there < Schema-1 || there > Schema+1 {
			return fmt.Errorf("%s has schema %d, and this version of Spotter knows %d to %d; run one that lies between", s.where, there, Schema-1, Schema+1)
		}
	}
	if there >= Schema {
		return nil
	}
	return s.ask(ctx, w, func(ctx context.Context) error { // if another was faster it has done the same
		_, err := s.client.Txn(ctx).If(clientv3.Compare(clientv3.ModRevision(s.space.schema), "=", revision)).
			Then(clientv3.OpPut(s.space.schema, strconv.Itoa(Schema))).Commit()
		return err
	})
}

func (s *Store) newSession(ctx context.Context, w *wait) (*session, error) {
	n := &session{slots: make(chan *slot, slots), ended: make(chan struct{})}
	err := s.ask(ctx, w, func(ctx context.Context) error { // one granted twice runs out by itself
		granted, err := s.client.Grant(ctx, int64(leaseFor/time.Second))
		if err == nil {
			n.lease = granted.ID
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range slots {
		n.slots <- &slot{key: fmt.Sprintf("%s%x/%d", s.space.slots, int64(n.lease), i)}
	}
	var alive context.Context
	alive, n.stop = context.WithCancel(context.WithoutCancel(ctx))
	go func() { // until close or the next session
		defer close(n.ended)
		n.keep(alive, s)
	}()
	return n, nil
}

// keep keeps the lease until ctx is done or the lease is lost.
func (n *session) keep(ctx context.Context, s *Store) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(leaseFor / 4):
		}
		err := s.ask(ctx, &wait{patience}, func(ctx context.Context) error {
			_, err := s.client.KeepAliveOnce(ctx, n.lease)
			return err
		})
		if errors.Is(err, ErrLost) {
			n.lost.Store(true)
			return
		}
	}
}

// close ends the session, whose transactions have all ended. If etcd cannot be told, the lease runs out by itself.
func (n *session) close(s *Store) {
	n.stop()
	<-n.ended
	ctx, cancel := context.WithTimeout(context.Background(), tryFor)
	defer cancel()
	_, _ = s.client.Revoke(ctx, n.lease)
}
