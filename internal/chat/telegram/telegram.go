// Package telegram is the adapter that connects the bot to Telegram's Bot API.
//
// It polls for updates (poll.go), has each read when it comes and answered in the order of its person (take.go), as
// far as there is room (crowd.go, sleep.go), and emergencies before all else (alarm.go). It turns an update into a
// chat.Request (request.go, press.go, inline.go), and shows what the handler replies (send.go, edit.go). No coaching
// lives here.
//
// Three rooms know nothing of each other: botapi calls Telegram's methods, inbox keeps what waits to be answered, and
// markup renders messages.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/dialog"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/lanes"
)

// A Config says how to reach Telegram and what to show there.
type Config struct {
	Token            func() string  // reveals the bot's token; it appears nowhere else
	APIURL           string         // where the Bot API is served; empty means Telegram's own
	Commands         []chat.Command // offered in the command menu
	Description      string         // shown in an empty chat, at most 512 characters
	ShortDescription string         // shown on the profile, at most 120 characters
	TakeOver         bool           // a webhook that another program has set is removed
	Inline           Inline         // what "@bot words" offers in any chat
	Memory           Memory         // where to remember across restarts; nil forgets
	KeyFile          string         // holds the keys that seal what waits to be answered; empty makes them of the token
	Limits           Limits         // zero means Telegram's own
	// Waited, if set, is told how long something waited in a queue.
	Waited func(queue string, took time.Duration)
	// Watch, if set, returns what carries all requests: next, and whatever looks on. It must pass CloseIdleConnections on.
	Watch func(next http.RoundTripper) http.RoundTripper
}

// An Inline says which command answers "@bot words", and which of its options the words are: the
// handler, if it is a chat.Completer, suggests values for it. The zero value switches inline mode off.
type Inline struct{ Command, Option string }

// A Memory keeps what the adapter must know after a restart: the updates that wait to be answered, sealed, the ids of
// uploaded pictures, and what was registered. Its keys begin with "telegram/".
type Memory = inbox.Store

// Limits are how much is sent at most; see botapi.Limits.
type Limits = botapi.Limits

// Unlimited is for a Bot API server that does not limit, as in benchmarks.
var Unlimited = botapi.Unlimited

// DefaultAPIURL is where Telegram itself serves the Bot API.
const DefaultAPIURL = "https://api.telegram.org"

// grace is how long running answers may take to finish after Serve was told to end.
const grace = 4 * time.Second

// An Adapter speaks with Telegram as one bot. It is a chat.Adapter, a chat.Inspector and a chat.Doorkeeper.
type Adapter struct {
	cfg      Config
	log      *slog.Logger
	api      *botapi.Client
	pace     *botapi.Pacer
	pictures pictures
	managers managers
	standing standing
	mail     mailbox
	albums   albums
	answers  answers
	memory   Memory
	health   health
	pauses   pauses

	me      atomic.Pointer[user]  // set once getMe has answered
	handler atomic.Pointer[lived] // set while Serve runs
}

// pauses are those that Telegram asked for, until when, by chat.
type pauses struct {
	mu    sync.Mutex
	until map[string]int64
}

// lived holds the handler that Serve was given, and the work that it has for it.
type lived struct {
	chat.Handler
	lanes *lanes.Lanes[row]
}

// served returns the handler that Serve was given, nil before.
func (a *Adapter) served() chat.Handler {
	if l := a.handler.Load(); l != nil {
		return l.Handler
	}
	return nil
}

// New returns an adapter that has not yet spoken to anyone. Errors of the configuration are
// reported by Serve.
func New(cfg Config, log *slog.Logger) *Adapter {
	if cfg.APIURL == "" {
		cfg.APIURL = DefaultAPIURL
	}
	a := &Adapter{cfg: cfg, log: log, api: botapi.New(cfg.APIURL, cfg.Token), pace: botapi.NewPacer(cfg.Limits), memory: cfg.Memory}
	if cfg.Waited != nil {
		a.pace.Waited = func(l botapi.Lane, took time.Duration) { cfg.Waited(queueNames[l], took) }
	}
	if cfg.Watch != nil {
		a.api.HTTP.Transport = cfg.Watch(a.api.HTTP.Transport)
	}
	if a.memory == nil {
		a.memory = &inbox.Memory{}
	}
	return a
}

// Serve implements chat.Adapter. It waits for the network if there is none, and returns an error
// only if the token or the address is refused before Telegram has answered once.
func (a *Adapter) Serve(ctx context.Context, h chat.Handler) error {
	if err := a.api.Check(); err != nil {
		return err
	}
	defer a.api.CloseIdle()
	if err := a.introduce(ctx); err != nil {
		return stopped(ctx, err)
	}
	guard, _ := h.(chat.Guard)
	greeter, _ := h.(chat.Greeter)
	h = dialog.New(h, time.Now)
	jobs := lanes.New[row](0, 0)
	a.handler.Store(&lived{h, jobs})
	box, err := a.openInbox()
	if err != nil {
		return err
	}
	work, finish := context.WithCancel(context.WithoutCancel(ctx))
	defer finish()
	sweeping, swept := context.WithCancel(context.WithoutCancel(ctx)) // outlives work: what ends last is removed, too
	defer swept()
	s := &session{Adapter: a, handler: h, guard: guard, greeter: greeter, work: work, inbox: box, lanes: jobs, crowd: newCrowd(),
		slots: make(chan struct{}, mostHandlers), sleep: sleep{room: make(chan struct{}, 1)}, ourName: nameOf(a.me.Load())}
	a.recallPauses(ctx)
	if err := s.recall(ctx); err != nil {
		return stopped(ctx, err)
	}
	var side sync.WaitGroup
	side.Go(func() {
		s.inbox.Sweep(sweeping, func(err error) { a.log.Error("answered updates not removed", "err", err) })
	})
	polling, stop := context.WithCancel(ctx)
	side.Go(func() { a.register(polling) })
	side.Go(func() { s.wakeAll(polling) })
	if err = a.awaitPolling(ctx); err == nil {
		s.poll(polling)
	}
	stop()
	timer := time.AfterFunc(grace, finish)
	s.lanes.Close()
	s.rescues.Wait()
	timer.Stop()
	finish()
	swept()
	side.Wait()
	return stopped(ctx, err)
}

// stopped returns nil if ctx ended what err reports.
func stopped(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// introduce asks Telegram who we are, until it says so or refuses the token.
func (a *Adapter) introduce(ctx context.Context) error {
	for wait := botapi.NewBackoff(); ; {
		var me user
		err := a.api.Call(ctx, "getMe", nil, &me)
		if err == nil {
			a.me.Store(&me)
			a.log.Info("telegram connected", "bot", me.Username)
			return nil
		}
		if err := refusedToken(err); err != nil {
			return err
		}
		a.heard(ctx, err)
		a.log.Warn("telegram does not answer", "err", err)
		if err := wait.Sleep(ctx, err); err != nil {
			return err
		}
	}
}

// refusedToken returns what to change if err says that the token or the address is wrong, else nil.
func refusedToken(err error) error {
	switch f := botapi.Classify(err); f.Kind {
	case botapi.Unauthorized:
		return errors.New("telegram refuses the token: check telegram.token, or ask @BotFather for a new one with /token")
	case botapi.NotFound:
		return errors.New("telegram knows no such bot: check telegram.token (it looks like 123456:ABC-DEF) and telegram.api_url")
	}
	return nil
}

// openInbox returns where this bot's updates are kept.
func (a *Adapter) openInbox() (*inbox.Inbox, error) {
	keys, err := inbox.SecretKeys(a.cfg.Token())
	if a.cfg.KeyFile != "" {
		keys, err = inbox.FileKeys(a.cfg.KeyFile, time.Now)
	}
	if err != nil {
		return nil, fmt.Errorf("keys of waiting messages: %w", err)
	}
	return inbox.New(a.memory, keys, a.key("inbox/")), nil
}

// save sets one value of the memory.
func (a *Adapter) save(ctx context.Context, key string, value []byte) error {
	return a.memory.Change(ctx, []inbox.Value{{Key: key, Data: value}})
}

// key returns the Memory key of something that belongs to this bot.
func (a *Adapter) key(what string) string {
	return fmt.Sprintf("telegram/%d/%s", a.me.Load().ID, what)
}
