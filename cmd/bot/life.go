package main

import (
	"bufio"
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/config"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// sayStart writes into the log what the program begins with. Counting plans takes a while where there are many.
func sayStart(ctx context.Context, log *slog.Logger, cfg *config.Config, keep store.Store, book *reminders.Book, platforms chat.Platforms) {
	plans, err := book.Plans(ctx)
	if err != nil {
		if ctx.Err() == nil {
			log.Error("count the plans", "err", err)
		}
		return
	}
	about := []any{"version", version()}
	if file, ok := keep.(*boltstore.Store); ok {
		st := file.Stats()
		about = append(about, "database", cfg.Database, "schema", st.Schema, "bytes", st.Bytes)
	}
	about = append(about, "plans", plans, "zones", zoneData(), "platforms", strings.Join(slices.Sorted(maps.Keys(platforms)), " "))
	log.Info("started", about...)
}

// warnOpen warns of a database that others than its owner may write to.
func warnOpen(log *slog.Logger, path string) {
	for _, p := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(p)
		if err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&os.ModeSticky == 0 && runtime.GOOS != "windows" {
			log.Warn("everybody on this machine may write to the database or its folder: take that away with chmod o-w", "path", p)
		}
	}
}

// zoneData says which time zones are used: those of the system, with their version where it tells, or those built in.
func zoneData() string {
	const folder = "/usr/share/zoneinfo/"
	for _, name := range []string{"+VERSION", "tzdata.zi"} {
		file, err := os.Open(folder + name)
		if err != nil {
			continue
		}
		line, _ := bufio.NewReader(file).ReadString('\n') // an empty line says nothing
		_ = file.Close()
		if line = strings.TrimSpace(strings.TrimPrefix(line, "# version")); line != "" {
			return "system " + line
		}
	}
	if _, err := os.Stat(folder); err == nil {
		return "system"
	}
	return "built in, " + runtime.Version()
}

// reload reads the configuration again at each SIGHUP, until ctx is done: the level of the log changes, and the content is checked. What is
// faulty changes nothing and is said.
func reload(ctx context.Context, path string, level *slog.LevelVar, atTerminal bool, log *slog.Logger, env environment) {
	heard, end := hangups()
	defer end()
	for {
		select {
		case <-ctx.Done():
			return
		case <-heard:
		}
		cfg, _, err := config.Load(path, env.environ)
		if err == nil {
			_, err = loadContent(cfg)
		}
		if err != nil {
			log.Error("reload: the configuration or the content is faulty, and what was there goes on", "err", err)
			continue
		}
		level.Set(logLevel(cfg.Log.Level, atTerminal))
		log.Info("reloaded: the log's level holds from now on; the content is sound and holds from the next start", "level", cfg.Log.Level)
	}
}
