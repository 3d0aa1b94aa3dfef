package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/gateway"
	"spotter/internal/chat/discord/rest"
)

var _ chat.Prober = (*Adapter)(nil)

// A fleet knows which shards are ready.
type fleet struct {
	mu    sync.Mutex
	ready map[int]bool
}

// line notes whether a shard is ready.
func (f *fleet) line(shard int, ready bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ready == nil {
		f.ready = map[int]bool{}
	}
	f.ready[shard] = ready
}

// Connected implements chat.Prober.
func (a *Adapter) Connected() error {
	a.fleet.mu.Lock()
	defer a.fleet.mu.Unlock()
	down := 0
	for _, ready := range a.fleet.ready {
		if !ready {
			down++
		}
	}
	switch n := len(a.fleet.ready); {
	case n == 0:
		return errors.New("not connected yet")
	case down > 0:
		return fmt.Errorf("%d of %d gateway connections are down", down, n)
	}
	return nil
}

// The flags of an application that switch privileged intents on (Application Resource, "Application Flags"): each for
// large bots and for small ones.
const (
	flagPresence = 1<<12 | 1<<13
	flagMembers  = 1<<14 | 1<<15
	flagContent  = 1<<18 | 1<<19
)

// invitation is what the bot asks for in a server: see README.md for why.
const invitation = "https://discord.com/oauth2/authorize?client_id=%s&scope=bot+applications.commands&permissions=326417632256"

// Invite returns the link by which somebody adds the bot to a server.
func Invite(app string) string { return fmt.Sprintf(invitation, app) }

// fewSessions is how many starts of a session must be left for the day: each start and each lost session takes one.
const fewSessions = 50

// Probe implements chat.Prober.
func (a *Adapter) Probe(ctx context.Context) []chat.Finding {
	defer a.rest.CloseIdle()
	if err := a.config.check(); err != nil {
		return []chat.Finding{{What: "Discord is not asked.", Do: err.Error(), Grave: true}}
	}
	var me struct {
		ID   string `json:"id"`
		Name string `json:"username"`
	}
	if err := a.look(ctx, discordgo.EndpointUser("@me"), "ask who the bot is", &me); err != nil {
		return []chat.Finding{{What: "Discord does not know the bot.", Do: doAbout(err), Grave: true}}
	}
	var app struct {
		ID     string `json:"id"`
		Flags  int    `json:"flags"`
		Public *bool  `json:"bot_public"`
		application
	}
	if err := a.look(ctx, discordgo.EndpointApplication("@me"), "ask what the application is", &app); err != nil || app.ID == "" {
		app.ID = me.ID // that of all applications since 2016, and some proxies do not know the call
	}
	a.self.set(me.ID, app.ID)
	found := []chat.Finding{{What: fmt.Sprintf("Discord knows the bot as %s. It is invited to a server by %s", me.Name, Invite(app.ID))}}
	if app.Public != nil && !*app.Public {
		found = append(found, chat.Finding{What: "Only its owner can invite the bot.", Do: "Tick Public Bot in the developer portal under Bot if others shall."})
	}
	for _, intent := range []struct {
		flags int
		name  string
	}{{flagPresence, "Presence"}, {flagMembers, "Server Members"}, {flagContent, "Message Content"}} {
		if app.Flags&intent.flags != 0 {
			found = append(found, chat.Finding{What: "The intent " + intent.name + " is switched on and not needed.", Do: "Switch it off in the developer portal under Bot: what the bot is not sent cannot get lost."})
		}
	}
	if n := len(a.config.Profile.differs(app.application)); n > 0 && app.Public != nil {
		found = append(found, chat.Finding{What: fmt.Sprintf("%d of the application's description, tags and addresses are not as configured; they are when Spotter runs.", n)})
	}
	found = append(found, a.probeGateway(ctx), a.probeCommands(ctx, app.ID))
	if a.config.GuildID != "" {
		found = append(found, a.probeGuild(ctx, app.ID))
	}
	return found
}

// look makes a call that changes nothing.
func (a *Adapter) look(ctx context.Context, url, route string, into any) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return a.rest.Do(ctx, rest.Call{Method: "GET", URL: url, Route: route, Again: true}, into)
}

func (a *Adapter) probeGateway(ctx context.Context) chat.Finding {
	var info gateway.Info
	info.Limit.Remaining = fewSessions
	err := a.look(ctx, discordgo.EndpointGatewayBot, "ask for the gateway", &info)
	shards := max(a.config.Shards, info.Shards, 1)
	switch {
	case err != nil:
		return chat.Finding{What: "Discord does not say where its gateway is.", Do: doAbout(err), Grave: true}
	case info.Limit.Remaining < fewSessions:
		return chat.Finding{What: fmt.Sprintf("Only %d starts of a session are left for today.", info.Limit.Remaining), Do: "Find out what starts the bot again and again: its log says why each session ended."}
	case a.config.Shards > 0 && a.config.Shards < info.Shards:
		return chat.Finding{What: fmt.Sprintf("Discord advises %d shards, and %d are configured.", info.Shards, a.config.Shards), Do: "Set discord.shards to 0."}
	}
	return chat.Finding{What: fmt.Sprintf("The gateway takes the bot: %d connections, %d starts of a session left for today.", shards, info.Limit.Remaining)}
}

func (a *Adapter) probeCommands(ctx context.Context, app string) chat.Finding {
	var all listed
	err := a.look(ctx, commandsURL(app, a.config.GuildID), "list the commands", &all)
	switch {
	case err != nil:
		return chat.Finding{What: "Discord does not say which commands are registered.", Do: doAbout(err)}
	case len(all) == 0:
		return chat.Finding{What: "No commands are registered yet; they are when Spotter runs."}
	}
	return chat.Finding{What: fmt.Sprintf("%d commands are registered.", len(all))}
}

// probeGuild looks whether the bot is in the server where its commands go.
func (a *Adapter) probeGuild(ctx context.Context, app string) chat.Finding {
	var guild struct {
		Name string `json:"name"`
	}
	err := a.look(ctx, discordgo.EndpointGuild(a.config.GuildID), "look at the configured guild", &guild)
	var e *rest.Error
	switch {
	case errors.As(err, &e) && (e.Status == http.StatusForbidden || e.Status == http.StatusNotFound):
		return chat.Finding{What: "The bot is not in the server of discord.guild_id, where its commands go.", Do: "Invite it by " + Invite(app) + "&guild_id=" + a.config.GuildID, Grave: true}
	case err != nil:
		return chat.Finding{What: "Discord says nothing of the server of discord.guild_id.", Do: doAbout(err)}
	}
	return chat.Finding{What: "The bot is in the server of discord.guild_id."}
}

// doAbout says what to do about a call that was refused or not answered.
func doAbout(err error) string {
	var e *rest.Error
	if errors.As(err, &e) && e.Status == http.StatusUnauthorized {
		return "Discord refuses the bot token: copy it again from the developer portal, under Bot."
	}
	return fmt.Sprintf("Look at the network, and at discord.api_url if it is set (%v).", err)
}
