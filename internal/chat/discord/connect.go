package discord

import (
	"context"
	"errors"
	"net/http"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat/discord/gateway"
	"spotter/internal/chat/discord/rest"
)

// intents are what the gateway tells us beyond interactions, which need none: being removed from a
// guild, channels deleted, direct messages, and that a message of a guild was deleted: there the words and films of
// others stay empty. None is privileged.
const intents = discordgo.IntentsGuilds | discordgo.IntentsGuildMessages | discordgo.IntentsDirectMessages

// gateway returns how to connect.
func (a *Adapter) gateway(ev *events) gateway.Config {
	return gateway.Config{
		Token: a.config.Token, Shards: a.config.Shards, Memory: a.memory, Log: a.log, Timing: a.timing.gateway,
		Ask: a.gatewayInfo, Refused: refused, TLS: a.rest.TLS(), Event: ev.take,
		Intents: func(context.Context) int { return int(intents) },
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
