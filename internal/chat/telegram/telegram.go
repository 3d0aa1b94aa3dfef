// Package telegram is the adapter that connects the bot to Telegram's Bot API.
//
// It polls for updates (poll.go), remembers which of them are answered (ledger.go), has each read when it
// comes and answered in the order of its person (take.go), as far as there is room (crowd.go),
// and emergencies before all else (alarm.go). It turns an update into a chat.Request (request.go, press.go,
// inline.go), and shows what the handler replies (send.go, edit.go), with texts as entities (text.go,
// split.go), controls as inline keyboards (keyboard.go), and every call paced as Telegram asks (pace.go,
// queue.go). No coaching lives here.
//
// The library go-telegram-bot-api v5.5.1 is used for transport alone: it knows the Bot API of 2021,
// so the types here are our own, and read tolerantly.
package telegram

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/dialog"
	"spotter/internal/lanes"
)

// A Config says how to reach Telegram and what to show there.
type Config struct {
	Token            func() string  // reveals the bot's token; it appears nowhere else
	APIURL           string         // where the Bot API is served; empty means Telegram's own
	Commands         []chat.Command // offered in the command menu
	Description      string         // shown in an empty chat, at most 512 characters
	ShortDescription string         // shown on the profile, at most 120 characters
	Inline           Inline         // what "@bot words" offers in any chat
	Memory           Memory         // where to remember across restarts; nil forgets
	Limits           Limits         // zero means Telegram's own
}

// An Inline says which command answers "@bot words", and which of its options the words are: the
// handler, if it is a chat.Completer, suggests values for it. The zero value switches inline mode off.
type Inline struct{ Command, Option string }

// A Memory keeps what the adapter must know after a restart: which updates are answered, the ids of
// uploaded pictures, and what was registered. It is safe for concurrent use.
type Memory interface {
	// Load returns the value of key, or nil if there is none.
	Load(ctx context.Context, key string) ([]byte, error)
	// Save sets the value of key; a nil value removes it. When it returns nil, the value survives a
	// crash. Values are at most 64 KiB, keys at most 200 bytes, and begin with "telegram/".
	Save(ctx context.Context, key string, value []byte) error
}

// DefaultAPIURL is where Telegram itself serves the Bot API.
const DefaultAPIURL = "https://api.telegram.org"

// grace is how long running answers may take to finish after Serve was told to end.
const grace = 4 * time.Second

// An Adapter speaks with Telegram as one bot. It is a chat.Adapter, a chat.Inspector and a chat.Doorkeeper.
type Adapter struct {
	cfg      Config
	log      *slog.Logger
	api      *client
	pace     *pacer
	pictures pictures
	managers managers
	standing standing
	mail     mailbox
	albums   albums
	memory   Memory

	me      atomic.Pointer[user]  // set once getMe has answered
	handler atomic.Pointer[lived] // set while Serve runs
}

// lived holds the handler that Serve was given.
type lived struct{ chat.Handler }

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
	a := &Adapter{cfg: cfg, log: log, api: newClient(cfg.APIURL, cfg.Token), pace: newPacer(cfg.Limits), memory: cfg.Memory}
	if a.memory == nil {
		a.memory = forgetful{}
	}
	return a
}

// Serve implements chat.Adapter. It waits for the network if there is none, and returns an error
// only if the token or the address is refused.
func (a *Adapter) Serve(ctx context.Context, h chat.Handler) error {
	if err := a.api.check(); err != nil {
		return err
	}
	defer a.api.http.CloseIdleConnections()
	if err := a.introduce(ctx); err != nil {
		return stopped(ctx, err)
	}
	guard, _ := h.(chat.Guard)
	h = dialog.New(h, time.Now)
	a.handler.Store(&lived{h})
	work, finish := context.WithCancel(context.WithoutCancel(ctx))
	defer finish()
	s := &session{Adapter: a, handler: h, guard: guard, work: work, ledger: newLedger(), lanes: lanes.New[row](0, 0), crowd: newCrowd(),
		slots: make(chan struct{}, mostHandlers), ourName: nameOf(a.me.Load())}
	if err := s.recall(ctx); err != nil {
		return stopped(ctx, err)
	}
	var side sync.WaitGroup
	side.Go(func() { s.ledger.keep(work, a.remember, a.log) })
	side.Go(func() { a.register(ctx) })
	err := s.poll(ctx)
	timer := time.AfterFunc(grace, finish)
	s.lanes.Close()
	s.rescues.Wait()
	timer.Stop()
	finish()
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
	for wait := newBackoff(); ; {
		var me user
		err := a.api.call(ctx, "getMe", nil, &me)
		if err == nil {
			a.me.Store(&me)
			a.log.Info("telegram connected", "bot", me.Username)
			return nil
		}
		if err := refusedToken(err); err != nil {
			return err
		}
		a.log.Warn("telegram does not answer", "err", err)
		if err := wait.sleep(ctx, err); err != nil {
			return err
		}
	}
}

// refusedToken returns what to change if err says that the token or the address is wrong, else nil.
func refusedToken(err error) error {
	switch f := classify(err); f.kind {
	case unauthorized:
		return errors.New("telegram refuses the token: check telegram.token, or ask @BotFather for a new one with /token")
	case notFound:
		return errors.New("telegram knows no such bot: check telegram.token (it looks like 123456:ABC-DEF) and telegram.api_url")
	}
	return nil
}

// A forgetful memory keeps nothing.
type forgetful struct{}

func (forgetful) Load(context.Context, string) ([]byte, error) { return nil, nil }
func (forgetful) Save(context.Context, string, []byte) error   { return nil }

// key returns the Memory key of something that belongs to this bot.
func (a *Adapter) key(what string) string {
	return fmt.Sprintf("telegram/%d/%s", a.me.Load().ID, what)
}
