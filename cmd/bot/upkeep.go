package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"spotter/internal/bot"
	"spotter/internal/chat"
	"spotter/internal/config"
	"spotter/internal/ops"
	"spotter/internal/ops/backup"
	"spotter/internal/ops/control"
	"spotter/internal/ops/doctor"
	"spotter/internal/ops/health"
	"spotter/internal/ops/metrics"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// notCopied begins the keys that no backup holds: what people wrote and is not answered yet.
var notCopied = []string{"telegram/*/inbox/"}

// An upkeep is all that looks after the running bot.
type upkeep struct {
	cfg      *config.Config
	keep     store.Store
	file     *boltstore.Store // keep; nil where that is no file
	log      *slog.Logger
	metrics  *metrics.Metrics
	writable *health.Writable
	schedule *backup.Schedule // nil: no backups are made
	health   *health.Health
	http     net.Listener // nil: nothing is served
	control  net.Listener // nil: it could not be opened, or the store is shared

	mu     sync.Mutex
	seats  map[string]served        // by platform
	books  map[*reminders.Book]bool // that are open
	past   map[string]uint64        // what books that are closed counted, by the number's name
	queues map[string]bool          // of which the lengths are written, by the number's name
}

// A served is what serves a platform just now. A replica's is empty while another serves it.
type served struct {
	prober chat.Prober
	book   *reminders.Book
}

// newUpkeep opens what the upkeep serves. A port that is taken is the owner's mistake; without a control socket the bot runs on.
func newUpkeep(cfg *config.Config, keep store.Store, log *slog.Logger) (*upkeep, error) {
	u := &upkeep{
		cfg: cfg, keep: keep, log: log, metrics: metrics.New(version(), time.Now()),
		writable: &health.Writable{Store: keep}, health: &health.Health{},
		seats: map[string]served{}, past: map[string]uint64{}, books: map[*reminders.Book]bool{}, queues: map[string]bool{},
	}
	u.file, _ = keep.(*boltstore.Store)
	u.health.Parts = append(u.health.Parts, health.Part{Name: "database", Look: u.lookAtDatabase})
	for _, platform := range sortedKeys(platformsAlone(cfg)) {
		u.look(platform)
	}
	u.count()
	if cfg.Backup.Folder != "" && u.file == nil {
		log.Warn("backups are made of files alone, and store names none: see docs/replicas.md")
	}
	if cfg.Backup.Folder != "" && u.file != nil {
		b := cfg.Backup
		u.schedule = &backup.Schedule{Source: u.file, Skip: notCopied, Folder: b.Folder, Every: time.Duration(b.Every), Keep: b.Keep, Log: log}
		u.schedule.Beside = u.keepErased
		u.health.Parts = append(u.health.Parts, health.Part{Name: "backups", Look: u.lookAtBackups})
		u.metrics.Gauge("spotter_backup_age_seconds", u.backupAge)
	}
	var err error
	if cfg.HTTP.Listen != "" {
		if u.http, err = health.Listen(cfg.HTTP.Listen); err != nil {
			return nil, err
		}
	}
	if u.file == nil { // the socket belongs to whoever holds a file alone
		return u, nil
	}
	path, err := control.Path(cfg.Database)
	if err == nil {
		u.control, err = control.Listen(path)
	}
	if err != nil {
		log.Warn("spotter backup and spotter health will not reach this process", "err", err)
	}
	return u, nil
}

// alsoKept is for how much longer erasures are remembered than backups are kept by the clock.
const alsoKept = 30 * 24 * time.Hour

func (u *upkeep) keepErased(ctx context.Context) error {
	oldest := time.Duration(u.cfg.Backup.Every) * time.Duration(u.cfg.Backup.Keep+2)
	return keepErased(ctx, u.keep, u.cfg.Backup.Folder, time.Now().Add(-oldest-alsoKept))
}

// look has the upkeep look at whatever serves the platform.
func (u *upkeep) look(platform string) {
	u.health.Parts = append(u.health.Parts,
		health.Part{Name: platform, Look: func(context.Context) (string, error) { return connected(u.seat(platform)) }},
		health.Part{Name: "reminders on " + platform, Look: func(ctx context.Context) (string, error) { return lag(ctx, u.seat(platform).book, platform) }})
	u.metrics.Gauge(fmt.Sprintf("spotter_connected{platform=%q}", platform), func() float64 {
		s := u.seat(platform)
		if s.prober == nil {
			return math.NaN() // which is no alarm
		}
		return truth(s.prober.Connected() == nil)
	})
	u.metrics.Gauge(fmt.Sprintf("spotter_reminders_lag_seconds{platform=%q}", platform), func() float64 {
		s := u.seat(platform)
		if s.book == nil {
			return math.NaN()
		}
		late, err := s.book.Lag(context.Background(), platform) // one key of a snapshot
		if err != nil {
			u.log.Warn("lag of reminders unknown", "err", err)
		}
		return late.Seconds()
	})
}

func (u *upkeep) seat(platform string) served {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.seats[platform]
}

// connected words how a platform stands.
func connected(s served) (string, error) {
	if s.prober == nil {
		return "another replica serves it, or none", nil
	}
	return "connected", s.prober.Connected()
}

// watch has the upkeep look at the parts of a bot, until the function that it returns is called.
func (u *upkeep) watch(platforms chat.Platforms, book *reminders.Book) (leave func()) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.books[book] = true
	for name, adapter := range platforms {
		if p, ok := adapter.(chat.Prober); ok {
			u.seats[name] = served{p, book}
			u.countQueues(name, p)
		}
	}
	return func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		for name := range platforms {
			delete(u.seats, name)
		}
		delete(u.books, book)
		for name, value := range numbers {
			u.past[name] += value(&book.Counts)
		}
	}
}

// countQueues has the lengths of a platform's queues written, those of whatever serves it then. mu is held.
func (u *upkeep) countQueues(platform string, p chat.Prober) {
	for i, q := range queuesOf(p) {
		name := fmt.Sprintf("spotter_queue_length{platform=%q,queue=%q}", platform, q.Name)
		if u.queues[name] {
			continue
		}
		u.queues[name] = true
		u.metrics.Gauge(name, func() float64 {
			all := queuesOf(u.seat(platform).prober)
			if i >= len(all) {
				return math.NaN() // another replica serves it
			}
			return float64(all[i].Waiting)
		})
	}
}

func queuesOf(p chat.Prober) []chat.Queue {
	if q, ok := p.(chat.Queuer); ok {
		return q.Queues()
	}
	return nil
}

// lookAtDatabase words how the database stands: whether it can be written, and whether its file is still there.
func (u *upkeep) lookAtDatabase(ctx context.Context) (string, error) {
	how, err := u.writable.Look(ctx)
	if u.file == nil {
		return how, err
	}
	switch s := u.file.Stats(); {
	case s.Gone:
		return "", errors.New("its file was deleted or replaced while the program ran: stop it, put the file back, start again")
	case err == nil && s.Mends > 0:
		how += fmt.Sprintf("; it was damaged and mended %d times since the start, see the log", s.Mends)
	}
	return how, err
}

// lag words how late reminders are. Late ones are no reason to take the bot for broken: many may be due at once.
func lag(ctx context.Context, book *reminders.Book, lane string) (string, error) {
	if book == nil {
		return "another replica delivers, or none", nil
	}
	late, err := book.Lag(ctx, lane)
	if late < time.Second {
		return "none is late", err
	}
	return fmt.Sprintf("the oldest is %v late", late.Round(time.Second)), err
}

// lookAtBackups words how backups stand. One that could not be made is in the log, and no reason to send nobody to the bot.
func (u *upkeep) lookAtBackups(context.Context) (string, error) {
	last, err := u.schedule.Last()
	switch {
	case err != nil:
		return "the last try made none: " + err.Error(), nil
	case last.IsZero():
		return "none yet", nil
	}
	return fmt.Sprintf("the newest is %v old", time.Since(last).Round(time.Second)), nil
}

// backupAge returns how old the newest backup is in seconds; as long as the program runs where there is none.
func (u *upkeep) backupAge() float64 {
	last, _ := u.schedule.Last()
	if last.IsZero() {
		return time.Since(began).Seconds()
	}
	return time.Since(last).Seconds()
}

// checkAge returns how long ago the whole file was checked, in seconds; as long as the program runs if it was not yet.
func (u *upkeep) checkAge() float64 {
	if checked := u.file.Stats().Checked; !checked.IsZero() {
		return time.Since(checked).Seconds()
	}
	return time.Since(began).Seconds()
}

var began = time.Now()

// numbers are those that books of reminders keep.
var numbers = map[string]func(*reminders.Counts) uint64{
	"spotter_reminders_claims_total":      func(c *reminders.Counts) uint64 { return c.Claims.Load() },
	"spotter_reminders_due_total":         func(c *reminders.Counts) uint64 { return c.Due.Load() },
	"spotter_reminders_sent_total":        func(c *reminders.Counts) uint64 { return c.Sent.Load() },
	"spotter_reminders_late_total":        func(c *reminders.Counts) uint64 { return c.Late.Load() },
	"spotter_reminders_missed_total":      func(c *reminders.Counts) uint64 { return c.Missed.Load() },
	"spotter_reminders_retries_total":     func(c *reminders.Counts) uint64 { return c.Retries.Load() },
	"spotter_reminders_unreachable_total": func(c *reminders.Counts) uint64 { return c.Gone.Load() },
}

// count registers the numbers that others keep.
func (u *upkeep) count() {
	for name, value := range numbers {
		u.metrics.Counter(name, func() uint64 {
			u.mu.Lock()
			defer u.mu.Unlock()
			sum := u.past[name]
			for book := range u.books {
				sum += value(&book.Counts)
			}
			return sum
		})
	}
	if u.file == nil {
		return
	}
	u.metrics.Counter("spotter_store_commits_total", func() uint64 { return uint64(u.file.Stats().Commits) })
	u.metrics.Gauge("spotter_store_bytes", func() float64 { return float64(u.file.Stats().Bytes) })
	u.metrics.Gauge("spotter_store_free_pages", func() float64 { return float64(u.file.Stats().Free) })
	u.metrics.Gauge("spotter_store_pages", func() float64 { return float64(u.file.Stats().Pages) })
	u.metrics.Gauge("spotter_store_faults", func() float64 { return float64(u.file.Stats().Faults) })
	u.metrics.Gauge("spotter_store_mends", func() float64 { return float64(u.file.Stats().Mends) })
	u.metrics.Gauge("spotter_store_gone", func() float64 { return truth(u.file.Stats().Gone) })
	u.metrics.Gauge("spotter_store_check_age_seconds", u.checkAge)
}

func truth(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// run runs all of the upkeep in group until ctx is done.
func (u *upkeep) run(ctx context.Context, group *errgroup.Group, platforms chat.Platforms, coach *bot.Bot) {
	if u.http != nil {
		group.Go(func() error {
			return health.Serve(ctx, u.http, u.health.Handler(u.metrics.Write, u.cfg.HTTP.Pprof), u.log)
		})
	}
	if u.control != nil {
		group.Go(func() error { return control.Serve(ctx, u.control, u.answer(platforms, coach)) })
	}
	if u.schedule != nil {
		group.Go(func() error { u.schedule.Run(ctx); return nil })
	}
	if u.http != nil || u.control != nil {
		group.Go(func() error { u.writable.Run(ctx); return nil })
	}
	group.Go(func() error { ops.Notify(ctx, u.writable.Alive, u.log); return nil })
}

// answer returns what is served at the control socket.
func (u *upkeep) answer(platforms chat.Platforms, coach *bot.Bot) http.Handler {
	mux := u.health.Handler(u.metrics.Write, false)
	mux.HandleFunc("GET /snapshot", func(w http.ResponseWriter, r *http.Request) {
		if err := backup.Write(r.Context(), w, u.file, notCopied); err != nil {
			u.log.Error("backup not handed over", "err", err)
		}
	})
	mux.HandleFunc("GET /online", func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewEncoder(w).Encode(lookOnline(r.Context(), platforms, coach, u.metrics)); err != nil {
			u.log.Warn("findings not handed over", "err", err)
		}
	})
	return mux
}

// lookOnline asks all platforms about the bot.
func lookOnline(ctx context.Context, platforms chat.Platforms, coach *bot.Bot, m *metrics.Metrics) (found []chat.Finding) {
	for _, adapter := range platforms {
		if p, ok := adapter.(chat.Prober); ok {
			found = append(found, p.Probe(ctx)...)
		}
	}
	return append(append(found, coach.Inspect(ctx)...), doctor.Clock(m.ClockAhead()))
}
