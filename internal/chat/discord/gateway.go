package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"golang.org/x/time/rate"
)

// connect holds all shards until ctx is done or one cannot go on.
func (a *Adapter) connect(ctx context.Context, ev *events) error {
	info, err := a.gatewayInfo(ctx)
	if err != nil || ctx.Err() != nil {
		return err
	}
	count := a.config.Shards
	if count <= 0 {
		count = max(info.Shards, 1)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	pacer := newPacer(info, a.timing.identify)
	var running sync.WaitGroup
	errs := make([]error, count)
	for id := range count {
		s := &shard{a: a, id: id, count: count, pacer: pacer, events: ev, log: a.log.With("shard", id)}
		a.fleet.add(s)
		running.Go(func() {
			if errs[id] = s.run(ctx); errs[id] != nil {
				cancel(errs[id])
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// gatewayInfo is Discord's answer to "Get Gateway Bot".
type gatewayInfo struct {
	Shards int `json:"shards"`
	Limit  struct {
		Remaining      int `json:"remaining"`
		ResetAfter     int `json:"reset_after"` // milliseconds
		MaxConcurrency int `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// gatewayInfo asks how to connect until there is an answer, or ctx is done, or the token is refused.
func (a *Adapter) gatewayInfo(ctx context.Context) (gatewayInfo, error) {
	for failures := 0; ; failures++ {
		var info gatewayInfo
		info.Limit.Remaining = 1
		err := a.rest.do(ctx, call{method: "GET", url: discordgo.EndpointGatewayBot, route: "ask for the gateway", again: true}, &info)
		var e *apiError
		switch {
		case err == nil || ctx.Err() != nil:
			return info, nil
		case errors.As(err, &e) && e.status == http.StatusUnauthorized:
			return info, fmt.Errorf("%s: %w", fatal[4004], err)
		case e != nil && e.status == http.StatusNotFound:
			// A proxy that only knows the plain gateway call.
			return info, nil
		}
		a.log.Warn("discord cannot be reached", "err", err)
		if sleep(ctx, (&shard{a: a}).pause(err, failures+1)) != nil {
			return info, nil
		}
	}
}

// A pacer spaces identifies: one per 5 seconds and bucket, where a shard's bucket is its number
// modulo what Discord allows at once; and none while the day's are used up.
type pacer struct {
	buckets []*rate.Limiter
	open    time.Time // no identify before
}

func newPacer(info gatewayInfo, every time.Duration) *pacer {
	p := &pacer{}
	for range max(info.Limit.MaxConcurrency, 1) {
		p.buckets = append(p.buckets, rate.NewLimiter(rate.Every(every), 1))
	}
	if info.Limit.Remaining <= 0 {
		p.open = time.Now().Add(time.Duration(info.Limit.ResetAfter) * time.Millisecond)
	}
	return p
}

// wait returns when the shard may identify.
func (p *pacer) wait(ctx context.Context, shard int) error {
	if d := time.Until(p.open); d > 0 {
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
	return p.buckets[shard%len(p.buckets)].Wait(ctx)
}

// withoutURL returns err without the request that failed.
func withoutURL(err error) error {
	var address *url.Error
	if errors.As(err, &address) {
		return address.Err
	}
	var refused *discordgo.RESTError
	if errors.As(err, &refused) {
		return fmt.Errorf("HTTP %s", refused.Response.Status)
	}
	return err
}
