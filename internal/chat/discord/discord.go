// Package discord connects the bot to Discord: an adapter over discordgo.
//
// It holds everything that is Discord's and nothing of coaching. Its rooms are gateway, the connections that tell what
// people do; rest, the requests and their limits; and markup, chat.Message as Discord's markdown, embeds and
// components. Here they meet: what people did, in turn and with emergencies first (visit.go, crowd.go, queues.go), is
// turned into chat.Request (interaction.go, message.go) and answered within Discord's 3 seconds (answer.go, defer.go).
//
// discordgo serves with its types, endpoints, encoding and HTTP requests. Its rate limiter, its session and its event
// types do not: they lose updates with components it does not know, sleep without regard to a context, keep a bucket
// for every interaction, and retry without end.
package discord

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/gateway"
	"spotter/internal/chat/discord/markup"
	"spotter/internal/chat/discord/rest"
)

const platform = markup.Platform

// Config says how to connect.
type Config struct {
	// Token returns the bot's token, without "Bot ". It is asked for at every use, and never printed.
	Token func() string
	// APIURL is the address of Discord's API or of a proxy before it, such as
	// "http://localhost:8080" or "https://discord.com/api/v9". Empty means Discord's own. The
	// gateway's address is asked of the API.
	APIURL string
	// GuildID, if set, registers the commands in that guild alone, where changes show at once.
	GuildID string
	// Shards is how many gateway connections to hold; 0 asks Discord.
	Shards int
	// Commands are registered at the first connection, unless they already are.
	Commands []chat.Command
	// Profile is what Discord shows of the application.
	Profile Profile
	// Memory keeps a few small values across restarts. Nil keeps them in the process.
	Memory Memory
	// Waited, if set, is told how long something waited in a queue.
	Waited func(queue string, took time.Duration)
	// Watch, if set, returns what carries all REST requests: next, and whatever looks on.
	Watch func(next http.RoundTripper) http.RoundTripper
}

// A Memory keeps small values across restarts: the hash of the registered commands, and which
// channel is whose direct messages. It is safe for concurrent use.
type Memory interface {
	// Load returns the value saved last under key, or nil.
	Load(ctx context.Context, key string) ([]byte, error)
	Save(ctx context.Context, key string, value []byte) error
}

// An Adapter connects the bot to Discord. It is a chat.Adapter, a chat.ThreadOpener, a chat.Inspector and a
// chat.Doorkeeper.
type Adapter struct {
	config    Config
	log       *slog.Logger
	rest      *rest.Client
	memory    Memory
	queues    *queues
	crowd     *crowd
	warned    *keep[struct{}]      // emergencies answered a moment ago
	followUps *keep[followUp]      // by private chat
	shared    *keep[*chat.Message] // answers that may still be shared, by key
	forms     *keep[*chat.Form]    // forms that wait for their button, by key
	recent    *keep[struct{}]      // interactions seen, by id, and answers shared
	doors     doors
	timing    timing
	self      identity
	habits    habits
	pulse     pulse // of answers to interactions
	registrar *registrar
	fleet     fleet
	// recordLost tells that it is not known what was registered before this run.
	recordLost atomic.Bool
}

// timing holds the durations that tests shorten.
type timing struct {
	deferAfter   time.Duration // an interaction not answered by then is deferred; Discord allows 3 s
	deferBehind  time.Duration // the same, of one whose answer waits for another's
	answerWithin time.Duration // from arrival, for trying to give the first answer
	handleWithin time.Duration // for a handler
	grace        time.Duration // for handlers when Serve ends
	gateway      gateway.Timing
}

func defaultTiming() timing {
	return timing{
		deferAfter: 1800 * time.Millisecond, deferBehind: 200 * time.Millisecond, answerWithin: 8 * time.Second,
		handleWithin: 30 * time.Second, grace: 3 * time.Second, gateway: gateway.DefaultTiming(),
	}
}

// New returns an adapter that does nothing until Serve or Send is called.
func New(config Config, log *slog.Logger) *Adapter {
	a := &Adapter{
		config:    config,
		log:       log,
		memory:    config.Memory,
		queues:    newQueues(config.Waited),
		crowd:     newCrowd(),
		warned:    newKeep[struct{}](5000, 10*time.Second),
		shared:    newKeep[*chat.Message](500, 24*time.Hour),
		forms:     newKeep[*chat.Form](500, time.Hour),
		recent:    newKeep[struct{}](20000, time.Hour),
		doors:     newDoors(),
		followUps: newKeep[followUp](5000, followUpLife),
		habits:    habits{by: map[string]bool{}},
		timing:    defaultTiming(),
	}
	if a.memory == nil {
		a.memory = &forgetful{values: map[string][]byte{}}
	}
	a.registrar = newRegistrar(a)
	a.pulse.took.Store(int64(pulseAtFirst))
	a.rest = rest.New(config.Token, config.APIURL)
	if config.Watch != nil {
		a.rest.Watch(config.Watch)
	}
	return a
}

// checkConfig reports what makes connecting pointless.
func (c Config) check() error {
	if c.Token == nil || c.Token() == "" {
		return errors.New("discord has no bot token: copy it from the developer portal, under Bot")
	}
	if c.APIURL == "" {
		return nil
	}
	u, err := url.Parse(c.APIURL)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("discord's api_url is not an http(s) address")
	}
	return nil
}

// Serve connects, registers the commands and answers until ctx is done. It ends on its own only if
// Discord says that no try will ever succeed: a wrong token, a wrong intent, a wrong shard.
func (a *Adapter) Serve(ctx context.Context, h chat.Handler) error {
	if err := a.config.check(); err != nil {
		return err
	}
	// Handlers outlive ctx by the grace period, so that who asked last is still answered.
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defers, stop := context.WithCancel(work)
	var deferring sync.WaitGroup // and registering
	ev := &events{a: a, h: h, ctx: work, deferrer: newDeferrer(a.timing.deferAfter, &a.pulse), behind: newDeferrer(a.timing.deferBehind, &a.pulse)}
	deferring.Go(func() { ev.deferrer.run(defers) })
	deferring.Go(func() { ev.behind.run(defers) })
	registering, enough := context.WithCancel(ctx)
	deferring.Go(func() { a.registrar.run(registering) })
	err := gateway.Run(ctx, a.gateway(ev))
	grace := time.AfterFunc(a.timing.grace, cancel)
	defer grace.Stop()
	a.queues.wait()
	stop()
	enough()
	deferring.Wait()
	a.rest.CloseIdle()
	return err
}

// identity is who the bot is, as READY said.
type identity struct {
	mu        sync.Mutex
	user, app string
}

func (i *identity) set(user, app string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if user != "" {
		i.user = user
	}
	if app != "" {
		i.app = app
	}
}

func (i *identity) get() (user, app string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.user, i.app
}

// forgetful is the Memory of an adapter that was given none.
type forgetful struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (f *forgetful) Load(_ context.Context, key string) ([]byte, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.values[key], nil
}

func (f *forgetful) Save(_ context.Context, key string, value []byte) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.values[key] = value
	return nil
}
