package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"spotter/internal/bot"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/chat/discord"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/terminal"
	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/ops/metrics"
	"spotter/internal/picture"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// endWithin is how long the program may take to end once it was told to.
const endWithin = 5 * time.Second

func runCommand(env environment) cli.Command {
	return cli.Command{
		Name: "run", Does: "run the bot: each platform that has a token, or the terminal where none has",
		About: "It ends at SIGINT or SIGTERM, or when the terminal's input ends; what was asked last is still answered.",
		Examples: []string{
			"spotter run",
			"spotter run -config /etc/spotter/spotter.toml",
			"SPOTTER_TELEGRAM_TOKEN=… SPOTTER_DATABASE=/data/spotter.db spotter run",
		},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(ctx context.Context, _ []string) error { return runServe(ctx, *path, env) }
		},
	}
}

// runServe runs the bot until ctx is done, or until the terminal's input ends.
func runServe(ctx context.Context, path string, env environment) error {
	cfg, warnings, err := config.Load(path, env.environ)
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
	pictures, err := loadPictures(cfg)
	if err != nil {
		return err
	}
	outlivePipes()
	atTerminal := !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set()
	log, level := newLogger(env.stderr, cfg.Log.Level, cfg.Log.Format, atTerminal)
	ctx, end := context.WithCancel(ctx)
	var reloads sync.WaitGroup
	reloads.Go(func() { reload(ctx, path, level, atTerminal, log, env) })
	defer reloads.Wait()
	defer end()
	keep, err := openToServe(ctx, cfg, log, env)
	if err != nil {
		return err
	}
	upkeep, err := newUpkeep(cfg, keep, log)
	switch {
	case err != nil:
	case shared(cfg.StoreAddress()) && !atTerminal:
		err = serveReplica(ctx, cfg, base, pictures, keep, upkeep, log, env)
	default:
		err = serveAlone(ctx, cfg, base, pictures, keep, upkeep, log, env)
	}
	err = errors.Join(err, keep.Close())
	log.Info("stopped")
	return err
}

// openToServe opens the store, and says what is to be said of a file.
func openToServe(ctx context.Context, cfg *config.Config, log *slog.Logger, env environment) (store.Store, error) {
	if shared(cfg.StoreAddress()) {
		return openStore(ctx, cfg.StoreAddress(), log)
	}
	if _, err := os.Stat(cfg.Database); errors.Is(err, fs.ErrNotExist) {
		welcome(env.stderr, cfg)
	}
	keep, err := openStore(ctx, cfg.StoreAddress(), log)
	if err == nil {
		warnOpen(log, cfg.Database)
	}
	return keep, err
}

// serveAlone runs the bot, and all that looks after it, as the only process on its store.
func serveAlone(ctx context.Context, cfg *config.Config, base *knowledge.Base, pictures *picture.Set, keep store.Store, upkeep *upkeep, log *slog.Logger, env environment) error {
	return serve(ctx, cfg, base, pictures, keep, upkeep, upkeep.run, log, env)
}

// serve puts the bot together and runs all of its parts until ctx is done, and with them what beside starts, if it is not nil.
func serve(ctx context.Context, cfg *config.Config, base *knowledge.Base, pictures *picture.Set, keep store.Store, upkeep *upkeep,
	beside func(context.Context, *errgroup.Group, chat.Platforms, *bot.Bot), log *slog.Logger, env environment) error {
	platforms := chat.Platforms{}
	book := newBook(cfg, keep, log, env.now)
	coach := bot.New(bot.Parts{Base: base, Show: show.New(pictures, keep, log), Book: book, Log: log, Now: env.now, Platforms: platforms, Checks: formcheck.New(keep), Counter: upkeep.metrics, Owner: chat.Place(cfg.Owner.Place), Only: only(cfg)})
	connect(platforms, coach.Commands(), cfg, keep, log, upkeep.metrics, env)
	defer upkeep.watch(platforms, book)()

	ctx, end := context.WithCancel(ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		defer end()
		return serveAll(ctx, platforms, coach, log)
	})
	if beside != nil {
		beside(ctx, group, platforms, coach)
	}
	group.Go(func() error { coach.RunChecks(ctx); return nil })
	if file, ok := keep.(*boltstore.Store); ok {
		group.Go(func() error { file.Upkeep(ctx, book.Sweep); return nil })
	}
	group.Go(func() error { sayStart(ctx, log, cfg, keep, book, platforms); return nil })
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
func connect(platforms chat.Platforms, commands []chat.Command, cfg *config.Config, keep store.Store, log *slog.Logger, m *metrics.Metrics, env environment) {
	if cfg.Discord.Token.Set() {
		platforms["discord"] = discord.New(discord.Config{
			Token: cfg.Discord.Token.Reveal, APIURL: cfg.Discord.APIURL, GuildID: cfg.Discord.GuildID,
			Shards: cfg.Discord.Shards, Commands: commands, Memory: shelf{keep, "discord/"}, Watch: m.Watch("discord"), Waited: m.Waits("discord"),
			Profile: discord.Profile{Description: cfg.Discord.Description, Tags: cfg.Discord.Tags, PrivacyURL: cfg.Discord.PrivacyURL, TermsURL: cfg.Discord.TermsURL},
		}, log.With("platform", "discord"))
	}
	if cfg.Telegram.Token.Set() {
		platforms["telegram"] = telegram.New(telegram.Config{
			Token: cfg.Telegram.Token.Reveal, APIURL: cfg.Telegram.APIURL, Commands: commands,
			Memory: shelf{store: keep}, KeyFile: keyFile(cfg), TakeOver: cfg.Telegram.TakeOver,
			Description: description, ShortDescription: shortDescription,
			Watch:  m.Watch("telegram"),
			Waited: m.Waits("telegram"),
			Inline: telegram.Inline{Command: "drill", Option: "name"},
		}, log.With("platform", "telegram"))
	}
	if len(platforms) == 0 {
		platforms["terminal"] = terminal.New(terminal.Config{In: env.stdin, Out: env.stdout, Commands: commands, Getenv: env.getenv}, log)
		greet(env.stdout)
	}
}

// only returns the places in which the bot answers, none for all.
func only(cfg *config.Config) (places []chat.Place) {
	for _, place := range cfg.Chat.Only {
		places = append(places, chat.Place(place))
	}
	return places
}

// keyFile returns where the keys are that seal what waits to be answered. Replicas have none: each must be able to open what another
// has sealed.
func keyFile(cfg *config.Config) string {
	if shared(cfg.StoreAddress()) {
		return ""
	}
	return cfg.Database + ".keys"
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

// welcome tells, at the first start with a token, how people get to the bot.
func welcome(w io.Writer, cfg *config.Config) {
	if !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set() {
		return
	}
	fmt.Fprintln(w, "Spotter begins with a new database,", cfg.Database+". How people get to it:")
	if id := config.DiscordID(cfg.Discord.Token); id != "" {
		fmt.Fprintln(w, "  Discord: invite it to a server by", discord.Invite(id))
	}
	if cfg.Telegram.Token.Set() {
		fmt.Fprintln(w, "  Telegram: open https://t.me/ with the bot's name behind it, which the log says once it is connected")
	}
	fmt.Fprintln(w, "  See docs/first-day.md for what to look at in the first half hour, and “spotter doctor -online” for what a program can look at.")
}

func greet(w io.Writer) {
	fmt.Fprint(w, "Spotter at the terminal. Tell me what hurts, or type /help. Ctrl-D ends.\n\n")
}
