package discord

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"spotter/internal/chat/discord/rest"
)

// The pauses between tries to register the commands grow from the one to the other.
const (
	registerSoon = 5 * time.Second
	registerLate = time.Hour
)

// A registrar registers the commands at the first READY. While that fails it tries again, with pauses that grow, and at
// once at each READY. Where it is not known what was registered before, it takes away what is registered elsewhere:
// commands of a guild and global ones would be offered side by side.
type registrar struct {
	a    *Adapter
	wake chan struct{} // something is to be done; buffered

	mu     sync.Mutex
	app    string
	guilds []string // that the bot is in, as far as was told
	swept  map[string]bool
}

func newRegistrar(a *Adapter) *registrar {
	return &registrar{a: a, wake: make(chan struct{}, 1), swept: map[string]bool{}}
}

// ready takes in that the bot is app.
func (r *registrar) ready(app string) {
	r.mu.Lock()
	r.app = app
	r.mu.Unlock()
	r.rouse()
}

// in takes in that the bot is in a guild, and reports whether that is new.
func (r *registrar) in(guild string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slices.Contains(r.guilds, guild) {
		return false
	}
	r.guilds = append(r.guilds, guild)
	return true
}

// out takes in that it no longer is.
func (r *registrar) out(guild string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.guilds = slices.DeleteFunc(r.guilds, func(g string) bool { return g == guild })
}

func (r *registrar) rouse() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// run works until ctx is done.
func (r *registrar) run(ctx context.Context) {
	done, known, pause := false, false, time.Duration(0)
	again := time.NewTimer(0)
	again.Stop()
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
			pause = 0 // Discord is there again
		case <-again.C:
		}
		if !known {
			known = r.introduce(ctx)
		}
		var err error
		if !done {
			err = r.a.register(ctx, r.application())
			done = err == nil
		}
		if done {
			err = r.sweep(ctx)
		}
		if err != nil && ctx.Err() == nil {
			pause = min(max(2*pause, registerSoon, retryAfter(err)), registerLate)
			r.a.log.Error("commands not registered", "err", err, "pause", pause)
			again.Reset(pause)
		}
	}
}

// introduce tells Discord the Profile and reports whether it was taken. It is no reason to be without commands.
func (r *registrar) introduce(ctx context.Context) bool {
	err := r.a.introduce(ctx)
	if err != nil && ctx.Err() == nil {
		r.a.log.Error("application not introduced", "err", err)
	}
	return err == nil
}

func (r *registrar) application() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.app
}

// retryAfter returns how long Discord asked to wait in err.
func retryAfter(err error) time.Duration {
	var e *rest.Error
	if errors.As(err, &e) {
		return e.RetryAfter
	}
	return 0
}

// sweep takes away what is registered elsewhere, if an earlier run's record of it is lost.
func (r *registrar) sweep(ctx context.Context) error {
	if !r.a.recordLost.Load() {
		return nil
	}
	r.mu.Lock()
	app, places := r.app, append([]string{""}, r.guilds...)
	r.mu.Unlock()
	for _, guild := range places {
		if r.swept[guild] || guild == r.a.config.GuildID {
			continue
		}
		if err := r.a.takeAway(ctx, app, guild); err != nil {
			return fmt.Errorf("look for commands registered elsewhere: %w", err)
		}
		r.swept[guild] = true
	}
	return nil
}

// takeAway removes all commands of a guild, or the global ones, if there are any.
func (a *Adapter) takeAway(ctx context.Context, app, guild string) error {
	var all listed
	bound, cancel := bounded(ctx)
	defer cancel()
	err := a.rest.Do(bound, rest.Call{Method: "GET", URL: commandsURL(app, guild), Route: "list the commands elsewhere", Again: true}, &all)
	if rest.Is(err, rest.MissingAccess, rest.UnknownGuild) { // then there are none of ours
		return nil
	}
	if err != nil || len(all) == 0 {
		return err
	}
	a.log.Info("commands of an earlier setting are taken away", "guild", guild, "commands", len(all))
	_, err = a.overwrite(ctx, app, guild, []command{})
	return err
}
