package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"spotter/internal/bot"
	"spotter/internal/chat"
	"spotter/internal/chat/discord"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/terminal"
	"spotter/internal/config"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// endWithin is how long the program may take to end once it was told to.
const endWithin = 5 * time.Second

// runServe runs the bot until ctx is done, or until the terminal's input ends.
func runServe(ctx context.Context, args []string, env environment) error {
	path, err := parseAlone("run", args, env)
	if err != nil {
		return err
	}
	cfg, warnings, err := config.Load(path, env.getenv)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		fmt.Fprintf(env.stderr, "spotter: warning: %v\n", w)
	}
	base, err := loadContent(cfg)
	if err != nil {
		return err
	}
	keep, err := openStore(ctx, cfg.StoreAddress())
	if err != nil {
		return err
	}
	atTerminal := !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set()
	if shared(cfg.StoreAddress()) && !atTerminal {
		err = serveReplica(ctx, cfg, base, keep, newLogger(env.stderr, cfg.Log.Level, cfg.Log.Format, false), env)
	} else {
		err = serve(ctx, cfg, base, keep, env)
	}
	return errors.Join(err, keep.Close())
}

// serve puts the bot together and runs all of its parts until ctx is done.
func serve(ctx context.Context, cfg *config.Config, base *knowledge.Base, keep store.Store, env environment) error {
	atTerminal := !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set()
	log := newLogger(env.stderr, cfg.Log.Level, cfg.Log.Format, atTerminal)
	platforms := chat.Platforms{}
	book := newBook(cfg, keep, log, env.now)
	coach := bot.New(bot.Parts{Base: base, Book: book, Log: log, Now: env.now, Platforms: platforms, Checks: formcheck.New(keep)})
	connect(platforms, coach.Commands(), cfg, keep, log, env)

	ctx, end := context.WithCancel(ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer end()
		return serveAll(ctx, platforms, coach, log)
	})
	group.Go(func() error { coach.RunChecks(ctx); return nil })
	group.Go(func() error {
		book.Run(ctx, coach, slices.Collect(maps.Keys(platforms))...)
		return nil
	})
	return waitFor(ctx, group)
}

func newBook(cfg *config.Config, keep store.Store, log *slog.Logger, now func() time.Time) *reminders.Book {
	r := cfg.Reminders
	return &reminders.Book{
		Store: keep, Log: log, Now: now, Rate: cardRate, Late: time.Duration(r.Late), Lease: time.Duration(r.Lease),
		Slots: [2]reminders.Slot{{On: true, Minute: int(r.Morning)}, {On: true, Minute: int(r.Evening)}},
	}
}

// cardRate returns how many cards a second a platform takes, with a tenth kept back for answers: Telegram
// about 30 (Bots FAQ), Discord 50 (developer docs, Rate Limits).
func cardRate(lane string) float64 { return map[string]float64{"telegram": 27, "discord": 45}[lane] }

// connect makes the adapter of each platform that has a token, or of the terminal where none has.
func connect(platforms chat.Platforms, commands []chat.Command, cfg *config.Config, keep store.Store, log *slog.Logger, env environment) {
	if cfg.Discord.Token.Set() {
		platforms["discord"] = discord.New(discord.Config{
			Token: cfg.Discord.Token.Reveal, APIURL: cfg.Discord.APIURL, GuildID: cfg.Discord.GuildID,
			Shards: cfg.Discord.Shards, Commands: commands, Memory: shelf{keep, "discord/"},
		}, log.With("platform", "discord"))
	}
	if cfg.Telegram.Token.Set() {
		platforms["telegram"] = telegram.New(telegram.Config{
			Token: cfg.Telegram.Token.Reveal, APIURL: cfg.Telegram.APIURL, Commands: commands, Memory: shelf{store: keep},
			Description: description, ShortDescription: shortDescription,
			Inline: telegram.Inline{Command: "drill", Option: "name"},
		}, log.With("platform", "telegram"))
	}
	if len(platforms) == 0 {
		platforms["terminal"] = terminal.New(terminal.Config{In: env.stdin, Out: env.stdout, Commands: commands, Getenv: env.getenv}, log)
		greet(env.stdout)
	}
}

// What the bot says of itself where a platform shows it.
const (
	shortDescription = "Sore upper back after bench or push-ups? Ask me: the reason, the fix, a drill. Reminders and form checks too."
	description      = "Tell me in your own words what hurts after bench pressing or push-ups. I look for warning signs first, then give the " +
		"likeliest reason, the fix and one drill, with the source. I can remind you of your posture drills twice a day. I never store what hurts you. Coaching, not medicine."
)

// serveAll serves every platform until ctx is done. One that cannot go on is logged and leaves the
// others running; when none is left, serveAll returns why.
func serveAll(ctx context.Context, platforms chat.Platforms, h chat.Handler, log *slog.Logger) error {
	ended := make(chan error, len(platforms))
	for name, adapter := range platforms {
		go func() {
			err := adapter.Serve(ctx, h)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
			}
			ended <- err
		}()
	}
	var errs []error
	for left := len(platforms) - 1; left >= 0; left-- {
		err := <-ended
		if err != nil && left > 0 {
			log.Error("platform ended", "err", err)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// waitFor waits for the group, but not much longer than ctx.
func waitFor(ctx context.Context, group *errgroup.Group) error {
	done := make(chan error, 1)
	go func() { done <- group.Wait() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err
	case <-time.After(endWithin):
		return errors.New("some part did not end in time; nothing that was answered is lost")
	}
}

func greet(w io.Writer) {
	fmt.Fprint(w, "Spotter at the terminal. Tell me what hurts, or type /help. Ctrl-D ends.\n\n")
}
