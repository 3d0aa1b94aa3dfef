package rest

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// After hedgeAfter without an answer a call is made on a second connection beside the first, maxHedges at a time:
// where connections died each takes a moment, and where it is Discord that is slow it shall not get twice the work.
const (
	hedgeAfter = time.Second
	maxHedges  = 128
)

// An outcome is what once returns, and how long it took.
type outcome struct {
	answer []byte
	err    *Error
	took   time.Duration
}

// decides reports whether another try would not do better.
func (o outcome) decides() bool { return o.err == nil || !o.err.worthAnother(true) }

// hedged makes a call that may be repeated on one or two connections. The first that decides counts.
func (r *Client) hedged(ctx context.Context, c Call, contentType string, body []byte) ([]byte, *Error) {
	began := time.Now()
	firstly, endFirst := context.WithCancel(ctx)
	defer endFirst()
	secondly, endSecond := context.WithCancel(ctx)
	defer endSecond()
	var second *outcome
	var hedging sync.WaitGroup
	hedging.Add(1)
	hedge := time.AfterFunc(hedgeAfter, func() {
		defer hedging.Done()
		select {
		case r.hedges <- struct{}{}:
			defer func() { <-r.hedges }()
		case <-secondly.Done():
			return
		}
		o := r.timed(secondly, c, r.spare, contentType, body)
		if second = &o; o.decides() && secondly.Err() == nil {
			if o.took < hedgeAfter/2 {
				r.lines[0].suspect(began) // it is not Discord that is slow
			}
			endFirst()
		}
	})
	first := r.timed(firstly, c, r.client, contentType, body)
	if firstly.Err() == nil && first.decides() {
		endSecond()
	}
	if hedge.Stop() {
		hedging.Done()
	}
	hedging.Wait()
	if second != nil && (firstly.Err() != nil || !first.decides()) {
		return second.answer, second.err
	}
	return first.answer, first.err
}

func (r *Client) timed(ctx context.Context, c Call, client *http.Client, contentType string, body []byte) outcome {
	began := time.Now()
	answer, err := r.once(ctx, c, client, contentType, body)
	return outcome{answer, err, time.Since(began)}
}
