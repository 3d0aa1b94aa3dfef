package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"time"

	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/ops/backup"
	"spotter/internal/ops/control"
	"spotter/internal/store/boltstore"
)

func backupCommand(env environment) cli.Command {
	return cli.Command{
		Name: "backup", Args: "FILE", Least: 1, Most: 1, Does: "copy the database to a file, also while the bot runs",
		About: "The copy is one moment of the database. It is compact, holds nothing that was deleted, and is opened and checked before it gets its name.\n" +
			"For copies by the clock, see [backup] in the configuration.",
		Examples: []string{"spotter backup /mnt/other-disk/spotter.db", "spotter backup -config /etc/spotter/spotter.toml today.db"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(ctx context.Context, args []string) error {
				cfg, _, err := config.Load(*path, env.environ)
				if err == nil {
					err = onlyFile(cfg, "backup")
				}
				if err != nil {
					return err
				}
				if err := makeBackup(ctx, cfg.Database, args[0]); err != nil {
					return err
				}
				return sayBackup(ctx, args[0], env)
			}
		},
	}
}

// makeBackup has the process that runs hand the database over, or reads the file if none runs.
func makeBackup(ctx context.Context, database, to string) error {
	if backup.Same(database, to) {
		return fmt.Errorf("back up to %s: this is the database itself; name another file", to)
	}
	resp, err := control.Ask(ctx, database, http.MethodGet, "/snapshot")
	if errors.Is(err, control.ErrNobody) {
		keep, err := boltstore.OpenToRead(database)
		if err != nil {
			return err
		}
		return errors.Join(keep.Backup(ctx, to, notCopied...), keep.Close())
	}
	if err != nil {
		return err
	}
	copied, err := boltstore.NewCopy(to)
	if err == nil {
		err = copied.Finish(ctx, backup.Read(resp.Body, copied.Put))
	}
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return fmt.Errorf("back up to %s: %w", to, err)
	}
	return nil
}

func sayBackup(ctx context.Context, path string, env environment) error {
	report, err := boltstore.Inspect(ctx, path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "Backed up to %s: %d plans, %d keys, %d bytes, checked.\n", path, report.Families["plan"], report.Keys, report.Bytes)
	return err
}

func restoreCommand(env environment) cli.Command {
	return cli.Command{
		Name: "restore", Args: "FILE", Least: 1, Most: 1, Does: "put a backup in the place of the database",
		About:    "It refuses while the bot runs. The backup is checked first; the database that was there is kept beside. Whoever had their data erased after the backup was made is erased again.",
		Examples: []string{"spotter restore /mnt/other-disk/spotter.db", "spotter restore backups/spotter-20260301-030000.db"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(ctx context.Context, args []string) error {
				cfg, _, err := config.Load(*path, env.environ)
				if err == nil {
					err = onlyFile(cfg, "restore")
				}
				if err != nil {
					return err
				}
				kept, err := backup.Restore(ctx, cfg.Database, args[0], time.Now(), repeatErasures(args[0]))
				switch {
				case err != nil:
					return fmt.Errorf("restore: %w", err)
				case kept != "":
					_, err = fmt.Fprintf(env.stdout, "Restored %s from %s. What was there before is kept as %s; remove it when all is well.\n", cfg.Database, args[0], kept)
				default:
					_, err = fmt.Fprintf(env.stdout, "Restored %s from %s.\n", cfg.Database, args[0])
				}
				return err
			}
		},
	}
}

func compactCommand(env environment) cli.Command {
	return cli.Command{
		Name: "compact", Does: "write the database anew, so that it takes no more room than it needs",
		About:    "It refuses while the bot runs. A database grows with use and keeps its size; that does no harm but for the room.",
		Examples: []string{"spotter compact"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(ctx context.Context, _ []string) error {
				cfg, _, err := config.Load(*path, env.environ)
				if err == nil {
					err = onlyFile(cfg, "compact")
				}
				if err != nil {
					return err
				}
				before, after, err := backup.Compact(ctx, cfg.Database)
				if errors.Is(err, fs.ErrNotExist) && before == 0 {
					return fmt.Errorf("there is no database at %s", cfg.Database)
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(env.stdout, "%s had %d bytes and has %d.\n", cfg.Database, before, after)
				return err
			}
		},
	}
}

// checkDatabase reads a whole database file and says what is in it.
func checkDatabase(ctx context.Context, path string, env environment) error {
	report, err := boltstore.Inspect(ctx, path)
	if err != nil {
		if boltstore.InUse(err) {
			err = fmt.Errorf("%w; or make a backup, which is checked, and check that", err)
		}
		return err
	}
	out := env.stdout
	if report.Damage != nil {
		fmt.Fprintf(out, "%s is damaged. Put a backup in its place (spotter restore FILE). What is wrong:\n%v\n", path, report.Damage)
		return cli.ErrSaid
	}
	fmt.Fprintf(out, "%s is whole: %d bytes, schema %d, %d keys.\n", path, report.Bytes, report.Schema, report.Keys)
	for _, family := range sortedKeys(report.Families) {
		fmt.Fprintf(out, "  %-10s %d\n", family, report.Families[family])
	}
	if len(report.Aside) == 0 {
		return nil
	}
	fmt.Fprintln(out, "These entries could not be read once, and were set aside:")
	for _, key := range report.Aside {
		fmt.Fprintf(out, "  %s\n", key)
	}
	return cli.ErrSaid
}
