//go:build etcd

package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"

	"spotter/internal/store"
)

// atOnce is how many compares, and how many operations, etcd takes in one request.
const atOnce = 128

// run runs fn and commits. If it must run again, run returns the transaction to do so with, which knows already what etcd said
// of the keys that were read.
func (t *tx) run(session *session, fn func(store.Tx) error) (next *tx, err error) {
	if err := fn(t); err != nil {
		return nil, err
	}
	if err := errors.Join(t.failed, t.ctx.Err()); err != nil {
		return nil, err
	}
	if len(t.writes) == 0 {
		return nil, nil
	}
	var mine *slot
	select {
	case mine = <-session.slots:
	case <-t.ctx.Done():
		return nil, t.ctx.Err()
	}
	defer func() { session.slots <- mine }()

	next, err = t.commit(session, mine)
	if errors.Is(err, ErrLost) { // nothing was written
		session.lost.Store(true)
		return newTx(t.ctx, t.store), nil
	}
	return next, err
}

// commit writes, or returns the transaction to run again with. It goes on when ctx ends: the caller is told what became of it.
func (t *tx) commit(session *session, mine *slot) (next *tx, err error) {
	ctx, w := context.WithoutCancel(t.ctx), &t.wait
	if err := t.store.settle(ctx, session, mine); err != nil {
		return nil, err
	}
	compares, points := t.compares(), t.points(merged(t.ranges))
	if len(compares)+1 > atOnce || len(t.writes)+1 > atOnce {
		return nil, fmt.Errorf("%w: it depends on %d keys and ranges and writes %d; %d are the most", ErrTooLarge, len(compares), len(t.writes), atOnce-1)
	}
	for {
		mine.used++
		mine.doubt = fmt.Sprint("commit ", mine.used)
		done, err := t.send(ctx, w, session, mine, compares, points)
		if err == nil {
			return t.after(done, mine, points)
		}
		if !unanswered(err) {
			mine.doubt = ""
			return nil, named(err)
		}
		written, err := t.store.resolve(ctx, session, mine)
		if err != nil || written {
			return nil, err
		}
		if w.left <= 0 {
			return nil, fmt.Errorf("%w: %s: no commit is answered", store.ErrUnavailable, t.store.where)
		}
	}
}

// send sends the commit once. If it finds that what was read is no longer so, it reads the keys again.
func (t *tx) send(ctx context.Context, w *wait, session *session, mine *slot, compares []clientv3.Cmp, points []string) (done *clientv3.TxnResponse, err error) {
	data := t.store.space.data
	writes := []clientv3.Op{clientv3.OpPut(mine.key, mine.doubt, clientv3.WithLease(session.lease))}
	for _, key := range slices.Sorted(maps.Keys(t.writes)) {
		if value := t.writes[key]; value != nil {
			writes = append(writes, clientv3.OpPut(data+key, string(value)))
		} else {
			writes = append(writes, clientv3.OpDelete(data+key))
		}
	}
	reads := []clientv3.Op{clientv3.OpGet(mine.key)}
	for _, key := range points {
		reads = append(reads, clientv3.OpGet(data+key))
	}
	untouched := clientv3.Compare(clientv3.ModRevision(mine.key), "=", mine.revision)
	err = t.store.try(ctx, w, func(ctx context.Context) (err error) {
		done, err = t.store.client.Txn(ctx).If(append(compares, untouched)...).Then(writes...).Else(reads...).Commit()
		return err
	})
	return done, err
}

// after returns what follows from etcd's answer to a commit.
func (t *tx) after(done *clientv3.TxnResponse, mine *slot, points []string) (next *tx, err error) {
	commit := mine.doubt
	mine.doubt = ""
	if done.Succeeded {
		mine.revision = done.Header.Revision
		return nil, nil
	}
	if there := done.Responses[0].GetResponseRange().Kvs; !mine.is(there) {
		if len(there) > 0 && string(there[0].Value) == commit { // it was sent twice, and the first has been written
			mine.revision = there[0].ModRevision
			return nil, nil
		}
		return nil, fmt.Errorf("%w: its slot is gone", ErrLost)
	}
	next = newTx(t.ctx, t.store)
	next.at = done.Header.Revision
	for i, key := range points {
		next.know(key, (*clientv3.GetResponse)(done.Responses[i+1].GetResponseRange()))
	}
	return next, nil
}

// is reports whether what etcd has of the slot is what this process left there.
func (s *slot) is(there []*mvccpb.KeyValue) bool {
	if len(there) == 0 {
		return s.revision == 0
	}
	return there[0].ModRevision == s.revision
}

// settle finds out about the slot's last commit, if that is open: it must not be written any more once the slot is used again.
func (s *Store) settle(ctx context.Context, session *session, mine *slot) error {
	if mine.doubt == "" {
		return nil
	}
	_, err := s.resolve(ctx, session, mine)
	return err
}

const barred = "bar "

// resolve reports whether the slot's commit was written, and bars it from being written later if not. It may be asked again: what
// bars tells itself apart from what was barred.
func (s *Store) resolve(ctx context.Context, session *session, mine *slot) (written bool, err error) {
	var got *clientv3.TxnResponse
	untouched := clientv3.Compare(clientv3.ModRevision(mine.key), "=", mine.revision)
	err = s.ask(ctx, &wait{patience}, func(ctx context.Context) (err error) {
		got, err = s.client.Txn(ctx).If(untouched).
			Then(clientv3.OpPut(mine.key, barred+mine.doubt, clientv3.WithLease(session.lease))).Else(clientv3.OpGet(mine.key)).Commit()
		return err
	})
	if err != nil {
		return false, unknown(err)
	}
	if got.Succeeded {
		mine.revision, mine.doubt = got.Header.Revision, ""
		return false, nil
	}
	there := got.Responses[0].GetResponseRange().Kvs
	if len(there) == 0 {
		session.lost.Store(true)
		return false, unknown(errors.New("the slot is gone"))
	}
	value := string(there[0].Value)
	written = value == mine.doubt
	if !written && strings.TrimPrefix(value, barred) != mine.doubt {
		session.lost.Store(true)
		return false, unknown(errors.New("the slot is another's"))
	}
	mine.revision, mine.doubt = there[0].ModRevision, ""
	return written, nil
}

// unknown says that it stays open whether a commit was written.
func unknown(err error) error {
	return fmt.Errorf("%w: it is not known whether the commit was written: %w", store.ErrUnavailable, err)
}
