package telegram

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/pattern"
)

// A menuEntry is a command as clients offer it.
type menuEntry struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// A registration is one call that tells Telegram what to show.
type registration struct {
	method string
	params botapi.Params
}

// register shows commands and descriptions, but for what an earlier run showed already. What is refused, as by a server
// that does not know the method, is tried again at the next start, and keeps nothing else from being shown.
func (a *Adapter) register(ctx context.Context) {
	shown := a.registered(ctx)
	now, changed := map[string]string{}, false
	for _, r := range a.registrations() {
		name, want := r.name(), r.sum()
		if shown[name] != want {
			if err := a.registerOne(ctx, r); err != nil {
				if ctx.Err() != nil {
					break
				}
				a.log.Error("not registered", "method", r.method, "err", err)
				continue
			}
			changed = true
		}
		now[name] = want
	}
	if !changed && len(now) == len(shown) {
		return
	}
	if err := a.save(context.WithoutCancel(ctx), a.key("registered"), []byte(botapi.JSON(now))); err != nil {
		a.log.Warn("registered commands not remembered", "err", err)
	}
}

// registered returns what is shown already: sums of registrations, by their names.
func (a *Adapter) registered(ctx context.Context) map[string]string {
	shown := map[string]string{}
	b, err := a.memory.Load(ctx, a.key("registered"))
	if err == nil && b != nil && json.Unmarshal(b, &shown) != nil {
		shown = map[string]string{} // one sum of all, as it once was
	}
	if err != nil {
		a.log.Warn("registered commands unknown, registered again", "err", err)
	}
	return shown
}

// name returns what r registers: what another of the same name replaces.
func (r registration) name() string {
	kind := strings.NewReplacer("delete", "", "set", "").Replace(r.method)
	return strings.TrimSpace(kind + " " + r.params["scope"] + " " + r.params["language_code"])
}

// sum returns what differs between registrations.
func (r registration) sum() string {
	sum := sha256.Sum256([]byte(botapi.JSON(map[string]any{r.method: r.params})))
	return hex.EncodeToString(sum[:8])
}

// registerOne makes the call until it is done, or refused for good.
func (a *Adapter) registerOne(ctx context.Context, r registration) error {
	for wait := botapi.NewBackoff(); ; {
		err := a.api.Call(ctx, r.method, r.params, nil)
		if k := botapi.Classify(err).Kind; k != botapi.Broken && k != botapi.TooMany {
			return err
		}
		if err := wait.Sleep(ctx, err); err != nil {
			return err
		}
	}
}

// registrations returns all calls: commands for private chats, for groups and for those who
// administer them, and the descriptions.
func (a *Adapter) registrations() []registration {
	scopes := []struct {
		name  string
		shows func(chat.Command) bool
	}{
		{"all_private_chats", func(c chat.Command) bool { return c.Direct }},
		{"all_group_chats", func(c chat.Command) bool { return c.Who == chat.Everyone }},
		{"all_chat_administrators", func(chat.Command) bool { return true }},
	}
	var all []registration
	for _, s := range scopes {
		for _, language := range a.languages() {
			p := botapi.Params{"scope": botapi.JSON(map[string]string{"type": s.name})}
			if language != "" {
				p["language_code"] = language
			}
			if menu := a.menu(s.shows, language); len(menu) > 0 {
				p["commands"] = botapi.JSON(menu)
				all = append(all, registration{"setMyCommands", p})
			} else {
				all = append(all, registration{"deleteMyCommands", p})
			}
		}
	}
	describe := func(method, field, text string, limit int) {
		text, _ = markup.Clean(text)
		if pages := (markup.Page{Text: text}).Split(limit); len(pages) > 0 {
			all = append(all, registration{method, botapi.Params{field: pages[0].Text}})
		}
	}
	describe("setMyDescription", "description", a.cfg.Description, 512)
	describe("setMyShortDescription", "short_description", a.cfg.ShortDescription, 120)
	return all
}

var menuName = pattern.New(`^[a-z0-9_]{1,32}$`)

// languages returns "", for everybody, and the languages that a command is described in: Telegram
// knows those with a code of two letters (setMyCommands, "language_code").
func (a *Adapter) languages() []string {
	all := []string{""}
	for _, c := range a.cfg.Commands {
		for tag := range c.Locales {
			if len(tag) == 2 && !c.Hidden {
				all = append(all, tag)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// menu returns the commands that shows picks, described in the language where they are. A name that
// Telegram does not take is left out: it can still be typed.
func (a *Adapter) menu(shows func(chat.Command) bool, language string) []menuEntry {
	var menu []menuEntry
	for _, c := range a.cfg.Commands {
		if !c.Hidden && shows(c) && menuName.MatchString(c.Name) && len(menu) < 100 {
			menu = append(menu, menuEntry{c.Name, cmp.Or(c.Locales[language], c.Description)})
		}
	}
	return menu
}
