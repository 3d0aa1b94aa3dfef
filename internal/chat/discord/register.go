package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat/discord/rest"
)

// registered is what the Memory keeps under "commands".
type registered struct {
	App   string `json:"app"`
	Guild string `json:"guild"` // empty: global
	Hash  string `json:"hash"`  // of what Discord was told
	State string `json:"state"` // what it made of that
}

// register tells Discord the commands in one request, unless it has them from before: another program with the
// same token, or an earlier Spotter, may have replaced them since.
func (a *Adapter) register(ctx context.Context, app string) error {
	if a.config.Commands == nil {
		return nil
	}
	guild := a.config.GuildID
	commands := declare(a.config.Commands, guild == "")
	encoded, err := json.Marshal(commands)
	if err != nil {
		return fmt.Errorf("encode the commands: %w", err)
	}
	sum := sha256.Sum256(encoded)
	now := registered{App: app, Guild: guild, Hash: hex.EncodeToString(sum[:])}
	before, err := a.registered(ctx)
	if err != nil {
		return err
	}
	now.State = before.State
	if before.App == "" {
		a.recordLost.Store(true)
	}
	if before == now && a.stillThere(ctx, &now) {
		return nil
	}
	if now.State, err = a.overwrite(ctx, app, guild, commands); err != nil {
		return fmt.Errorf("register %d commands: %w", len(commands), err)
	}
	if before.App == app && before.Guild != guild {
		// Elsewhere they would be offered a second time.
		if _, err := a.overwrite(ctx, app, before.Guild, []command{}); err != nil {
			a.log.Warn("commands registered elsewhere are still there", "guild", before.Guild, "err", err)
		}
	}
	known, err := json.Marshal(now)
	if err != nil {
		return fmt.Errorf("encode what is registered: %w", err)
	}
	a.log.Info("commands registered", "commands", len(commands), "guild", guild)
	return a.memory.Save(ctx, "commands", known)
}

// registered looks up what was registered last.
func (a *Adapter) registered(ctx context.Context) (registered, error) {
	var before registered
	known, err := a.memory.Load(ctx, "commands")
	if err != nil {
		return before, fmt.Errorf("look up what is registered: %w", err)
	}
	if len(known) > 0 {
		if err := json.Unmarshal(known, &before); err != nil {
			a.log.Warn("what is registered cannot be read", "err", err)
		}
	}
	return before, nil
}

// stillThere reports whether Discord has the commands as they were registered.
func (a *Adapter) stillThere(ctx context.Context, r *registered) bool {
	ctx, cancel := bounded(ctx)
	defer cancel()
	var all listed
	err := a.rest.Do(ctx, rest.Call{Method: "GET", URL: commandsURL(r.App, r.Guild), Route: "list the commands", Again: true}, &all)
	if err != nil {
		a.log.Warn("commands not listed, so they are registered again", "err", err)
		return false
	}
	return all.state() == r.State
}

// overwrite registers commands in place of those that are there, and returns their state.
func (a *Adapter) overwrite(ctx context.Context, app, guild string, commands []command) (string, error) {
	ctx, cancel := bounded(ctx)
	defer cancel()
	var all listed
	err := a.rest.Do(ctx, rest.Call{Method: "PUT", URL: commandsURL(app, guild), Route: "overwrite the commands", Body: commands, Again: true}, &all)
	return all.state(), err
}

func commandsURL(app, guild string) string {
	if guild == "" {
		return discordgo.EndpointApplicationGlobalCommands(app)
	}
	return discordgo.EndpointApplicationGuildCommands(app, guild)
}

// listed are commands as Discord tells them. Each change gives one a new version.
type listed []struct {
	ID      string `json:"id"`
	Version string `json:"version"`
}

// state returns the same for the same commands, in whatever order they are told.
func (l listed) state() string {
	var all []string
	for _, c := range l {
		all = append(all, c.ID+":"+c.Version)
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte(strings.Join(all, " ")))
	return hex.EncodeToString(sum[:])
}
