//go:build etcd

// Package etcdstore keeps the store in etcd, so that several Spotters can share it and any of their machines may be lost.
//
// Updates do not wait for each other. The first read of a transaction fixes the revision at which it reads everything. The
// commit is one request to etcd, which writes only if all that was read is still as it was; otherwise the function runs again.
// What is compared, and why nothing slips through, is in tx.go.
//
// An answer that is lost leaves open whether a commit was written. Each commit therefore also writes a slot, a key of this
// process alone, and compares that the slot is untouched; commit.go finds out by it.
//
// The package is built with the tag "etcd" alone: whoever keeps one file on one machine carries nothing of it.
package etcdstore

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.uber.org/zap"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/grpclog"

	"spotter/internal/store"
)

// touch fits with what one request to etcd may compare and write, 128 each, beside the ranges and the slot.
const touch = 100

// A Store is a store.Store in etcd.
type Store struct {
	client    *clientv3.Client
	endpoints []string
	at        atomic.Int64  // the endpoint that is asked
	space     space         // which keys are whose
	where     string        // for errors: without secrets
	again     chan struct{} // full while a transaction that met a conflict runs again
	preparing chan struct{} // full while the session is made

	mu      sync.Mutex // guards what follows
	session *session
	closed  bool
	running sync.WaitGroup
}

var _ store.Store = (*Store)(nil)

// Open returns the store at address, "etcd://HOST:PORT,…/PREFIX?OPTIONS" (see Address). It does not wait for etcd unless there
// is a user to log in as: while etcd cannot be reached, transactions return store.ErrUnavailable.
func Open(ctx context.Context, address string) (*Store, error) {
	a, err := ParseAddress(address)
	if err != nil {
		return nil, err
	}
	secured, err := a.tls()
	if err != nil {
		return nil, err
	}
	client, err := dial(ctx, a, secured)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", a, named(err))
	}
	return &Store{
		client: client, endpoints: a.urls(), space: newSpace(a.Prefix), where: a.String(),
		again: make(chan struct{}, 1), preparing: make(chan struct{}, 1),
	}, nil
}

// quiet keeps gRPC from writing to standard error on its own: what goes wrong comes back as errors.
var quiet = sync.OnceFunc(func() { grpclog.SetLoggerV2(grpclog.NewLoggerV2(discard{}, discard{}, discard{})) })

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// again is how soon a lost member is tried again: gRPC's own pauses grow to two minutes.
var again = grpc.ConnectParams{
	Backoff:           backoff.Config{BaseDelay: 100 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: time.Second},
	MinConnectTimeout: tryFor,
}

// dial makes the client. Each request goes to one endpoint (see ask), since the client's own spreading over all of them lets
// one member that hangs stall every writer.
func dial(ctx context.Context, a *Address, secured *tls.Config) (*clientv3.Client, error) {
	quiet()
	return clientv3.New(clientv3.Config{
		Context:              context.WithoutCancel(ctx), // Close ends the client, after the last transaction
		Endpoints:            a.urls()[:1],
		DialTimeout:          tryFor,
		DialKeepAliveTime:    10 * time.Second,
		DialKeepAliveTimeout: 3 * time.Second,
		MaxUnaryRetries:      2, // one more, to log in again
		DialOptions:          []grpc.DialOption{grpc.WithConnectParams(again)},
		TLS:                  secured,
		Username:             a.User,
		Password:             a.password,
		Logger:               zap.NewNop(),
	})
}

// View implements store.Store. It reads nothing older than when it began.
func (s *Store) View(ctx context.Context, fn func(store.Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer s.running.Done()
	if _, err := s.prepare(ctx); err != nil {
		return err
	}
	t := newTx(ctx, s)
	if err := fn(t); err != nil {
		return err
	}
	return t.failed
}

// Update implements store.Store. Once fn has returned and the commit is on its way, ctx does not stop it: Update returns what
// became of it, or store.ErrUnavailable, which leaves that open.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.begin(); err != nil {
		return err
	}
	defer s.running.Done()

	t := newTx(ctx, s)
	for tries := 0; ; tries++ {
		session, err := s.prepare(ctx)
		if err != nil {
			return err
		}
		next, err := t.run(session, fn)
		if next == nil {
			return err
		}
		if tries == 0 { // from now on alone among those that met a conflict: one of them gets through each time
			select {
			case s.again <- struct{}{}:
			default:
				if err := take(ctx, s.again); err != nil {
					return err
				}
				next = newTx(ctx, s) // what the failed commit read is old by now
			}
			defer func() { <-s.again }()
		}
		if err := backOff(ctx, tries); err != nil {
			return err
		}
		t = next
	}
}

// backOff waits for longer each time, but not after the first conflict.
func backOff(ctx context.Context, tries int) error {
	if tries == 0 {
		return ctx.Err()
	}
	most := min(10*time.Millisecond<<min(tries, 10), 200*time.Millisecond)
	select {
	case <-time.After(most/2 + rand.N(most/2)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take fills a channel that has room for one.
func take(ctx context.Context, turn chan struct{}) error {
	select {
	case turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Touch implements store.Store.
func (s *Store) Touch() int { return touch }

// Close implements store.Store.
func (s *Store) Close() error {
	s.mu.Lock()
	closed := s.closed
	s.closed = true
	s.mu.Unlock()
	if closed {
		return store.ErrClosed
	}
	s.running.Wait()
	if s.session != nil {
		s.session.close(s)
	}
	if err := s.client.Close(); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("close %s: %w", s.where, err)
	}
	return nil
}

// begin counts a transaction in, unless the store is closed.
func (s *Store) begin() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return store.ErrClosed
	}
	s.running.Add(1)
	return nil
}
