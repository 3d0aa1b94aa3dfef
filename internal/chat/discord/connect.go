package discord

import (
	"context"
	"errors"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/gateway"
	"spotter/internal/chat/discord/rest"
)

// intents are what the gateway tells us beyond interactions, which need none: being added to or removed from a guild,
// channels deleted, and direct messages. None is privileged.
const intents = discordgo.IntentsGuilds | discordgo.IntentsDirectMessages

// watching makes Discord tell of deleted messages. With it comes every message of every server, in which the words and
// videos of others stay empty: so it is asked for only where that matters.
const watching = discordgo.IntentsGuildMessages

// intents returns what to ask for.
func (ev *events) intents(ctx context.Context) int {
	if w, ok := ev.h.(chat.Watcher); ok && !w.Watches(ctx, "discord") {
		return int(intents)
	}
	ev.watches.Store(true)
	return int(intents | watching)
}

// lookAgain begins to ask for more after somebody who manages a server did something, if that is wanted from now on.
func (ev *events) lookAgain(in *interaction) {
	if !ev.watches.Load() && in.from().Manager {
		ev.intents(ev.ctx)
	}
}

// short reports whether a session with the intents asks for less than what is wanted by now.
func (ev *events) short(asked int) bool { return ev.watches.Load() && asked&int(watching) == 0 }

// gateway returns how to connect.
func (a *Adapter) gateway(ev *events) gateway.Config {
	return gateway.Config{
		Token: a.config.Token, Shards: a.config.Shards, Memory: a.memory, Log: a.log, Timing: a.timing.gateway,
		Ask: a.gatewayInfo, Refused: refused, TLS: a.rest.TLS(), Event: ev.take, Line: a.fleet.line,
		Intents: ev.intents, Short: ev.short,
	}
}

// gatewayInfo asks how to connect.
func (a *Adapter) gatewayInfo(ctx context.Context) (gateway.Info, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	var info gateway.Info
	info.Limit.Remaining = 1000
	err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGatewayBot, Route: "ask for the gateway", Again: true}, &info)
	var e *rest.Error
	if errors.As(err, &e) && e.Status == http.StatusNotFound { // a proxy that only knows the plain call
		err = a.rest.Do(ctx, rest.Call{Method: "GET", URL: discordgo.EndpointGateway, Route: "ask for the gateway's address", Again: true}, &info)
	}
	return info, err
}

// refused reports whether the token is wrong.
func refused(err error) bool {
	var e *rest.Error
	return errors.As(err, &e) && e.Status == http.StatusUnauthorized
}
