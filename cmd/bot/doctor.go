package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot"
	"spotter/internal/chat"
	"spotter/internal/chat/discord"
	"spotter/internal/cli"
	"spotter/internal/config"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/ops/backup"
	"spotter/internal/ops/control"
	"spotter/internal/ops/doctor"
	"spotter/internal/ops/metrics"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

func healthCommand(env environment) cli.Command {
	return cli.Command{
		Name: "health", Does: "ask the running bot how it is",
		About:    "The exit status is 0 if all of its parts work. A container platform may run it as its check.",
		Examples: []string{"spotter health", "spotter health -alive"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			alive := flags.Bool("alive", false, "ask only whether it answers, whatever the platforms do, as in health -alive")
			return func(ctx context.Context, _ []string) error {
				cfg, _, err := config.Load(*path, env.environ)
				if err == nil {
					err = onlyFile(cfg, "health")
				}
				if err != nil {
					return err
				}
				target := "/readyz"
				if *alive {
					target = "/healthz"
				}
				ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
				defer cancel()
				resp, err := control.Ask(ctx, cfg.Database, http.MethodGet, target)
				if err != nil {
					return err
				}
				text, err := control.Text(resp)
				fmt.Fprint(env.stdout, text)
				if err != nil && text != "" {
					return cli.ErrSaid
				}
				return err
			}
		},
	}
}

func doctorCommand(env environment) cli.Command {
	return cli.Command{
		Name: "doctor", Does: "look at everything that can go wrong, and say what to do",
		About: "It changes nothing. With -online it asks the platforms, too; if the bot runs, that asks them.\n" +
			"The exit status is 1 if something keeps Spotter from working.",
		Examples: []string{"spotter doctor", "spotter doctor -online -config /etc/spotter/spotter.toml"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			online := flags.Bool("online", false, "ask Discord and Telegram about the bot, as in doctor -online")
			return func(ctx context.Context, _ []string) error {
				grave, advice := doctor.Print(env.stdout, examine(ctx, *path, *online, env))
				switch {
				case grave:
					fmt.Fprintln(env.stdout, "Spotter cannot work like that.")
					return cli.ErrSaid
				case advice > 0:
					fmt.Fprintf(env.stdout, "Spotter can work; %d things are worth a look.\n", advice)
				default:
					fmt.Fprintln(env.stdout, "All is well.")
				}
				return nil
			}
		},
	}
}

// examine looks at everything.
func examine(ctx context.Context, path string, online bool, env environment) []doctor.Section {
	cfg, warnings, err := config.Load(path, env.environ)
	sections := []doctor.Section{{Title: "Program", Found: []chat.Finding{{What: version() + "."}}}}
	sections = append(sections, doctor.Section{Title: "Configuration", Found: examineConfig(cfg, path, warnings, err)})
	base, err := loadContent(cfg)
	content := chat.Finding{What: "The content has no faults."}
	if err != nil {
		content = chat.Finding{What: "The content has faults.", Do: "See them all: spotter check", Grave: true}
	}
	sections = append(sections, doctor.Section{Title: "Content", Found: []chat.Finding{content}},
		doctor.Section{Title: "Database", Found: examineStore(ctx, cfg)})
	newest, err := backup.Newest(cfg.Backup.Folder)
	backups := doctor.Backups(cfg.Backup.Folder, time.Duration(cfg.Backup.Every), newest, time.Now())
	if err != nil {
		backups = []chat.Finding{{What: "The folder of backups cannot be read.", Do: err.Error()}}
	}
	sections = append(sections, doctor.Section{Title: "Backups", Found: backups},
		doctor.Section{Title: "Running bot", Found: examineRunning(ctx, cfg)})
	if online && base != nil {
		found, err := askOnline(ctx, cfg, base, env)
		if err != nil {
			found = []chat.Finding{{What: "The platforms were not asked.", Do: err.Error(), Grave: true}}
		}
		sections = append(sections, doctor.Section{Title: "Platforms", Found: found})
	}
	return sections
}

func examineStore(ctx context.Context, cfg *config.Config) []chat.Finding {
	if shared(cfg.StoreAddress()) {
		return []chat.Finding{{What: "The store is etcd, which is not looked at from here: ask etcdctl endpoint health, and /readyz of the bot."}}
	}
	return doctor.Database(ctx, cfg.Database)
}

func examineConfig(cfg *config.Config, path string, warnings []config.Warning, err error) (found []chat.Finding) {
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			found = append(found, chat.Finding{What: strings.TrimSpace(line) + ".", Do: "Correct it; config.example.toml explains every setting.", Grave: true})
		}
		return found
	}
	from := "No file is read; the environment and the defaults hold."
	if path != "" {
		from = "Read from " + path + "."
	}
	found = append(found, chat.Finding{What: from})
	for _, w := range warnings {
		found = append(found, chat.Finding{What: w.String() + ".", Do: "Change it, if it is not meant."})
	}
	return append(found, invitations(cfg)...)
}

// invitations tells what each token is for, and how people get to the bot.
func invitations(cfg *config.Config) (found []chat.Finding) {
	if id := config.DiscordID(cfg.Discord.Token); id != "" {
		found = append(found, chat.Finding{What: "Discord has a token. Invite the bot to a server by " + discord.Invite(id)})
	}
	if id := config.TelegramID(cfg.Telegram.Token); id != "" {
		found = append(found, chat.Finding{What: "Telegram has a token, of bot " + id + ". @BotFather's /mybots shows its link; doctor -online prints it."})
	}
	if !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set() {
		found = append(found, chat.Finding{What: "No platform has a token: Spotter runs at the terminal.", Do: "README.md tells how to get one for Discord or Telegram."})
	}
	return found
}

func examineRunning(ctx context.Context, cfg *config.Config) (found []chat.Finding) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	resp, err := control.Ask(ctx, cfg.Database, http.MethodGet, "/readyz")
	if errors.Is(err, control.ErrNobody) {
		return []chat.Finding{{What: "No Spotter is running with this database."}}
	}
	if err != nil {
		return []chat.Finding{{What: "The Spotter that is running does not answer.", Do: err.Error()}}
	}
	text, _ := control.Text(resp) // its status is what its lines say
	for line := range strings.Lines(text) {
		f := chat.Finding{What: strings.TrimSpace(line)}
		if strings.Contains(line, ": not ready: ") {
			f.Do = "Look into the log of the bot."
		}
		found = append(found, f)
	}
	return found
}

// askOnline has the process that runs ask the platforms about the bot, or asks them if none runs.
func askOnline(ctx context.Context, cfg *config.Config, base *knowledge.Base, env environment) ([]chat.Finding, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if !cfg.Discord.Token.Set() && !cfg.Telegram.Token.Set() {
		return []chat.Finding{{What: "No platform has a token, so there is nobody to ask."}}, nil
	}
	resp, err := control.Ask(ctx, cfg.Database, http.MethodGet, "/online")
	if err == nil {
		var found []chat.Finding
		err = json.NewDecoder(resp.Body).Decode(&found)
		return found, errors.Join(err, resp.Body.Close())
	}
	if !errors.Is(err, control.ErrNobody) {
		return nil, err
	}
	var keep store.Store = store.NewMemory() // there is no database yet: no group has set up anything
	if shared(cfg.StoreAddress()) {
		if opened, err := openAny(ctx, cfg.StoreAddress(), discard()); err == nil {
			keep = opened
		}
	} else if opened, err := boltstore.OpenToRead(cfg.Database); err == nil {
		keep = opened
	}
	m, platforms := metrics.New(version(), time.Now()), chat.Platforms{}
	coach := bot.New(bot.Parts{Base: base, Log: discard(), Platforms: platforms, Checks: formcheck.New(keep), Owner: chat.Place(cfg.Owner.Place)})
	connect(platforms, coach.Commands(), cfg, keep, discard(), m, env)
	return lookOnline(ctx, platforms, coach, m), keep.Close()
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
