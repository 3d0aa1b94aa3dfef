//go:build etcd

package etcdstore

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"spotter/internal/store"
)

// How long etcd may take.
const (
	tryFor     = time.Second     // one try: a member that hangs holds a request for seven
	patience   = 3 * time.Second // all requests of one run of a transaction together, beside what they need when answered at once
	betweenAll = 50 * time.Millisecond
)

// Errors that are etcd's alone, beside store.ErrUnavailable, which says that etcd did not answer in time: it cannot be reached, or
// most of its members are gone.
var (
	// ErrTooLarge says that a transaction read or wrote more than one request to etcd may hold: about 100 keys, or 1.5 MiB.
	ErrTooLarge = errors.New("transaction is too large for etcd")
	// ErrCompacted says that a transaction took so long that etcd no longer has what it began with.
	ErrCompacted = errors.New("transaction took longer than etcd keeps its past")
	// ErrFull says that etcd has used up its space and takes no more until it is compacted, defragmented and its alarm disarmed.
	ErrFull = errors.New("etcd is full")
	// ErrLost says that etcd has let go of the process's lease, as it does after a minute without a sign of life.
	ErrLost = errors.New("the lease in etcd is lost")
	// ErrRefused says that etcd does not let this user do it.
	ErrRefused = errors.New("etcd refuses the user or what it asks for")
)

// A wait is how much longer a transaction waits for etcd.
type wait struct{ left time.Duration }

// ask makes a request that may be repeated until it is answered, by one endpoint and, if that does not answer in time, by the
// next. It returns an error of this package, store.ErrUnavailable, or that of ctx.
func (s *Store) ask(ctx context.Context, w *wait, request func(context.Context) error) error {
	for tries := 1; ; tries++ {
		err := s.try(ctx, w, request)
		if err == nil || !unanswered(err) {
			return named(err)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if w.left <= 0 {
			return fmt.Errorf("%w: %s: %w", store.ErrUnavailable, s.where, err)
		}
		if tries%len(s.endpoints) == 0 {
			w.left -= betweenAll
			select {
			case <-time.After(betweenAll):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	}
}

// try makes a request once. If it is not answered, others go to the next endpoint.
func (s *Store) try(ctx context.Context, w *wait, request func(context.Context) error) error {
	at, start := s.at.Load(), time.Now()
	ctx, cancel := context.WithTimeout(ctx, max(min(tryFor, w.left), tryFor/10))
	defer cancel()
	err := request(ctx)
	w.left -= time.Since(start)
	if err != nil && unanswered(err) && len(s.endpoints) > 1 && s.at.CompareAndSwap(at, at+1) {
		next := s.endpoints[int(at+1)%len(s.endpoints)]
		s.client.SetEndpoints(next)
	}
	return err
}

// unanswered reports whether err leaves open what etcd did with the request.
func unanswered(err error) bool {
	if errors.Is(err, rpctypes.ErrTooManyRequests) {
		return true // it did nothing, and will later
	}
	switch code(err) {
	case codes.OK, codes.InvalidArgument, codes.NotFound, codes.AlreadyExists, codes.OutOfRange, codes.PermissionDenied,
		codes.Unauthenticated, codes.FailedPrecondition, codes.ResourceExhausted, codes.Unimplemented:
		return false
	}
	return true
}

func code(err error) codes.Code {
	if e, ok := errors.AsType[rpctypes.EtcdError](err); ok {
		return e.Code()
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return codes.DeadlineExceeded
	}
	return status.Code(err)
}

// named wraps what etcd refused in an error of this package.
func named(err error) error {
	name := error(nil)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, rpctypes.ErrCompacted):
		name = ErrCompacted
	case errors.Is(err, rpctypes.ErrNoSpace):
		name = ErrFull
	case errors.Is(err, rpctypes.ErrLeaseNotFound):
		name = ErrLost
	case errors.Is(err, rpctypes.ErrRequestTooLarge), errors.Is(err, rpctypes.ErrTooManyOps),
		code(err) == codes.ResourceExhausted && !unanswered(err):
		name = ErrTooLarge // the client's own limit has no other mark
	case errors.Is(err, rpctypes.ErrAuthFailed), errors.Is(err, rpctypes.ErrUserEmpty), code(err) == codes.PermissionDenied, code(err) == codes.Unauthenticated:
		name = ErrRefused
	case unanswered(err):
		name = store.ErrUnavailable
	default:
		return fmt.Errorf("etcd: %w", err)
	}
	return fmt.Errorf("%w: %w", name, err)
}
