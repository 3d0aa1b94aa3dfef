package main

import (
	"context"
	"log/slog"
	"time"

	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/lease"
	"spotter/internal/store"
)

// leaseFor is how long a replica may be silent before another takes what it does.
const leaseFor = 10 * time.Second

// serveReplica runs the bot as one of several processes on one store. Each platform is served by one of them at a time: it polls,
// answers, reminds and closes ballots there, and its transactions are void once another has taken the platform over.
func serveReplica(ctx context.Context, cfg *config.Config, base *knowledge.Base, keep store.Store, log *slog.Logger, env environment) error {
	member := &lease.Member{Store: keep, Log: log, For: leaseFor}
	var tasks []lease.Task
	for platform, alone := range platformsAlone(cfg) {
		tasks = append(tasks, lease.Task{Names: []string{"platform/" + platform}, Work: func(ctx context.Context, l *lease.Lease) error {
			return serve(ctx, alone, base, l.Store(), env)
		}})
	}
	return member.Run(ctx, tasks...)
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
