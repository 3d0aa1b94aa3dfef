// Package gateway holds connections to Discord's gateway: one a shard, renewed and resumed for as long as they are
// wanted (shard.go, conn.go), with IDENTIFYs within what Discord allows (budget.go).
//
// It speaks the protocol itself over gorilla/websocket. discordgo's session decodes every event twice, notices a dead
// connection after minutes, deadlocks on an early op 7, does not know resume_gateway_url, and counts no IDENTIFYs; to
// tame it took about as much code as this package has. discordgo's types, endpoints and REST serve the other rooms.
package gateway

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Config says how to connect.
type Config struct {
	// Token returns the bot's token, without "Bot ". It is asked for at every use.
	Token func() string
	// Ask asks Discord how to connect. Its errors are passed on to Refused and Log.
	Ask func(ctx context.Context) (Info, error)
	// Refused reports whether an error of Ask means that no try will ever succeed, because the token is wrong.
	Refused func(error) bool
	// Intents returns what events to ask for. It is asked at each IDENTIFY.
	Intents func(ctx context.Context) int
	// Short reports whether another session, that asks for more, is to take over from one that asked for those intents. Until the
	// first has ended, both tell of what happens. Nil never does.
	Short func(intents int) bool
	// Event is told every event, with its data, in order, on the goroutine that reads: it must not block.
	Event func(kind string, data json.RawMessage)
	// Line, if set, is told of each shard when it becomes ready and when its connection ends, and once before the first.
	Line func(shard int, ready bool)
	// Memory keeps the budget of IDENTIFYs across restarts.
	Memory Memory
	// Shards is how many connections to hold; 0 asks Discord.
	Shards int
	// TLS says whom to trust; nil trusts what the system does.
	TLS    *tls.Config
	Timing Timing
	Log    *slog.Logger
}

// A Memory keeps small values across restarts. Load returns the value saved last under key, or nil.
type Memory interface {
	Load(ctx context.Context, key string) ([]byte, error)
	Save(ctx context.Context, key string, value []byte) error
}

// Info is Discord's answer to "Get Gateway Bot".
type Info struct {
	URL    string `json:"url"`
	Shards int    `json:"shards"`
	Limit  struct {
		Remaining      int `json:"remaining"`
		ResetAfter     int `json:"reset_after"` // milliseconds
		MaxConcurrency int `json:"max_concurrency"`
	} `json:"session_start_limit"`
}

// Timing holds the durations that tests shorten.
type Timing struct {
	Silence  time.Duration // of the gateway, after which the connection is given up
	Sign     time.Duration // of the gateway, after which it is asked for a sign of life, and for which that may take
	Opening  time.Duration // from dialling to READY
	Home     time.Duration // for reaching a session's own address, before the general one is tried
	Identify time.Duration // between IDENTIFYs of one bucket
	Invalid  time.Duration // shortest wait after an invalid session; the longest is 5 times that
	Backoff  time.Duration // first wait after a failed connection, doubled up to 64 times
	Steady   time.Duration // a session that lasts so long after READY is no failure
}

// DefaultTiming returns how long to wait for the real Discord. It allows an IDENTIFY each 5 s (Gateway, "Rate
// Limiting"), as it sees them arrive: half a second is for the way.
func DefaultTiming() Timing {
	return Timing{
		Silence: 55 * time.Second, Sign: 3 * time.Second, Opening: 30 * time.Second, Home: 3 * time.Second,
		Identify: 5500 * time.Millisecond, Invalid: time.Second, Backoff: time.Second, Steady: 5 * time.Second,
	}
}

// fatal are the close codes after which no try will succeed, and what to change (Opcodes and Status
// Codes, "Gateway Close Event Codes").
var fatal = map[int]string{
	4004: "discord refused the bot token: copy it again from the developer portal, under Bot",
	4010: "discord refused the shard number: set discord.shards to 0, so that Discord says how many",
	4011: "the bot is in too many servers for its shards: set discord.shards to 0 or higher",
	4012: "discord no longer serves this version of its gateway: update Spotter",
	4013: "discord refused the intents as invalid: update Spotter",
	4014: "discord refused the intents: they need approval in the developer portal, under Bot",
}

// Run holds all shards until ctx is done, and then ends their sessions and returns nil. It returns an error that says
// what to change once no try will succeed.
func Run(ctx context.Context, c Config) error {
	info, err := firstInfo(ctx, c)
	if err != nil || ctx.Err() != nil {
		return err
	}
	count := c.Shards
	if count <= 0 {
		count = max(info.Shards, 1)
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	b := newBudget(ctx, c, info)
	var running sync.WaitGroup
	errs := make([]error, count)
	for id := range count {
		s := &shard{Config: c, id: id, count: count, budget: b, log: c.Log.With("shard", id)}
		s.tell(false)
		running.Go(func() {
			if errs[id] = s.run(ctx); errs[id] != nil {
				cancel(errs[id])
			}
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// firstInfo asks how to connect until there is an answer, or ctx is done, or the token is refused.
func firstInfo(ctx context.Context, c Config) (Info, error) {
	for failures := 1; ; failures++ {
		info, err := c.Ask(ctx)
		switch {
		case err == nil || ctx.Err() != nil:
			return info, nil
		case c.Refused(err):
			return info, fmt.Errorf("%s: %w", fatal[4004], err)
		}
		c.Log.Warn("discord cannot be reached", "err", err)
		if sleep(ctx, c.Timing.backoff(failures)) != nil {
			return info, nil
		}
	}
}

// sleep waits for d or until ctx ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}
