// Package discord connects the bot to Discord: an adapter over discordgo.
//
// It holds everything that is Discord's and nothing of coaching: the gateway that stays up (shard.go,
// watch.go), the REST calls and their limits (rest.go, limits.go), what people did there, in turn and with
// emergencies first (visit.go, crowd.go, lanes.go), turned into chat.Request (interaction.go, message.go),
// answers within Discord's 3 seconds (answer.go, defer.go), and chat.Message
// turned into Discord's markdown, embeds and components (render.go, markdown.go, components.go).
//
// discordgo is used for the websocket, the encoding and the HTTP requests. Its rate limiter, its
// reconnect loop and its event types are not: they lose updates with components it does not know,
// sleep without regard to a context, keep a bucket for every interaction, and retry without end.
package discord

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
)

// platform is the prefix of our user ids and places. It is stored: it may not change.
const platform = "discord:"

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
	// Memory keeps a few small values across restarts. Nil keeps them in the process.
	Memory Memory
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
	rest      *rest
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
	fleet     fleet
}

// timing holds the durations that tests shorten.
type timing struct {
	deferAfter   time.Duration // an interaction not answered by then is deferred; Discord allows 3 s
	deferBehind  time.Duration // the same, of one whose answer waits for another's
	answerWithin time.Duration // from arrival, for trying to give the first answer
	handleWithin time.Duration // for a handler
	grace        time.Duration // for handlers when Serve ends
	silence      time.Duration // of the gateway, after which the connection is given up
	sign         time.Duration // of the gateway, after which it is asked for a sign of life, and for which that may take
	opening      time.Duration // from dialling to READY
	identify     time.Duration // between identifies of one bucket (Gateway, "Rate Limiting")
	invalid      time.Duration // shortest wait after an invalid session; the longest is 5 times that
	letGo        time.Duration // for discordgo to end its goroutines when Serve ends
	backoff      time.Duration // first wait after a failed connection, doubled up to 64 times
}

func defaultTiming() timing {
	return timing{
		deferAfter: 700 * time.Millisecond, deferBehind: 200 * time.Millisecond, answerWithin: 8 * time.Second,
		handleWithin: 30 * time.Second, grace: 3 * time.Second,
		silence: 55 * time.Second, sign: 3 * time.Second, opening: 30 * time.Second,
		identify: 5 * time.Second, invalid: time.Second, letGo: 2 * time.Second, backoff: time.Second,
	}
}

// New returns an adapter that does nothing until Serve or Send is called.
func New(config Config, log *slog.Logger) *Adapter {
	a := &Adapter{
		config:    config,
		log:       log,
		memory:    config.Memory,
		queues:    newQueues(),
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
	a.rest = newRest(config.Token, config.APIURL)
	if config.Watch != nil {
		a.rest.watch(config.Watch)
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
	var deferring sync.WaitGroup
	ev := &events{a: a, h: h, ctx: work, deferrer: newDeferrer(a.timing.deferAfter), behind: newDeferrer(a.timing.deferBehind)}
	deferring.Go(func() { ev.deferrer.run(defers) })
	deferring.Go(func() { ev.behind.run(defers) })
	err := a.connect(ctx, ev)
	grace := time.AfterFunc(a.timing.grace, cancel)
	defer grace.Stop()
	a.queues.wait()
	stop()
	deferring.Wait()
	a.rest.closeIdle()
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

// rebase sends requests for Discord's own address to another one.
type rebase struct {
	to   *url.URL // nil leaves them alone
	next http.RoundTripper
}

// libraryAPI is the path under which discordgo asks.
const libraryAPI = "/api/v9"

func (r rebase) RoundTrip(req *http.Request) (*http.Response, error) {
	if r.to == nil {
		return r.next.RoundTrip(req)
	}
	moved := req.Clone(req.Context())
	moved.URL.Scheme, moved.URL.Host, moved.Host = r.to.Scheme, r.to.Host, ""
	base := strings.TrimSuffix(r.to.Path, "/")
	rest := strings.TrimPrefix(moved.URL.Path, libraryAPI)
	switch last := base[strings.LastIndex(base, "/")+1:]; {
	case len(last) >= 2 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9':
		moved.URL.Path = base + rest // the version is given too
	case last == "api":
		moved.URL.Path = base + strings.TrimPrefix(libraryAPI, "/api") + rest
	default:
		moved.URL.Path = base + libraryAPI + rest
	}
	moved.URL.RawPath = ""
	resp, err := r.next.RoundTrip(moved)
	if err != nil {
		return nil, fmt.Errorf("reach the configured api_url: %w", err)
	}
	return resp, nil
}
