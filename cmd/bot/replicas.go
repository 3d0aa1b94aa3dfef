package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/lease"
	"spotter/internal/ops/health"
	"spotter/internal/picture"
	"spotter/internal/store"

	"golang.org/x/sync/errgroup"
)

// leaseFor is how long a replica may be silent before another takes what it does.
const leaseFor = 10 * time.Second

// serveReplica runs the bot as one of several processes on one store. Each platform is served by one of them at a time: it polls,
// answers, reminds and closes ballots there, and its transactions are void once another has taken the platform over.
func serveReplica(ctx context.Context, cfg *config.Config, base *knowledge.Base, pictures *picture.Set, keep store.Store, upkeep *upkeep, log *slog.Logger, env environment) error {
	member := &lease.Member{Store: keep, Log: log, For: leaseFor}
	var tasks []lease.Task
	for platform, alone := range platformsAlone(cfg) {
		tasks = append(tasks, lease.Task{Names: []string{"platform/" + platform}, Work: func(ctx context.Context, l *lease.Lease) error {
			return serve(ctx, alone, base, pictures, l.Store(), upkeep, nil, log.With("lease", l.Name), env)
		}})
	}
	upkeep.health.Parts = append(upkeep.health.Parts, health.Part{Name: "replicas", Look: func(context.Context) (string, error) { return standing(member.Status()), nil }})
	ctx, end := context.WithCancel(ctx)
	defer end()
	group, ctx := errgroup.WithContext(ctx)
	upkeep.run(ctx, group, nil, nil)
	group.Go(func() error {
		defer end()
		return member.Run(ctx, tasks...)
	})
	return waitFor(ctx, group)
}

// standing words how this replica stands among the others.
func standing(s lease.Status) string {
	what := "this one stands by"
	if len(s.Held) > 0 {
		what = "this one has " + strings.Join(s.Held, " and ")
	}
	return fmt.Sprintf("%d are alive; %s", s.Members, what)
}

// platformsAlone returns, by platform, the configuration of a bot that serves it and no other.
func platformsAlone(cfg *config.Config) map[string]*config.Config {
	all := map[string]*config.Config{}
	if cfg.Discord.Token.Set() {
		alone := *cfg
		alone.Telegram = config.Telegram{}
		all["discord"] = &alone
	}
	if cfg.Telegram.Token.Set() {
		alone := *cfg
		alone.Discord = config.Discord{}
		all["telegram"] = &alone
	}
	return all
}
