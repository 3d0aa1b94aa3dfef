package discord

import (
	"slices"
	"strconv"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
)

// A command as Discord is told of it. discordgo's type sends lists that do not apply as null.
type command struct {
	Type         int         `json:"type"`
	Name         string      `json:"name"`
	Description  string      `json:"description,omitempty"` // of slash commands only
	Translations locales     `json:"description_localizations,omitempty"`
	Options      []*argument `json:"options,omitempty"`
	Permissions  string      `json:"default_member_permissions,omitempty"`
	Integrations []int       `json:"integration_types,omitempty"`
	Contexts     []int       `json:"contexts,omitempty"`
}

// An argument is an option, a subcommand or a group of them.
type argument struct {
	Type         int          `json:"type"`
	Name         string       `json:"name"`
	Description  string       `json:"description"`
	Translations locales      `json:"description_localizations,omitempty"`
	Required     bool         `json:"required,omitempty"`
	Autocomplete bool         `json:"autocomplete,omitempty"`
	Choices      []suggestion `json:"choices,omitempty"`
	MaxLength    int          `json:"max_length,omitempty"`
	ChannelTypes []int        `json:"channel_types,omitempty"`
	Options      []*argument  `json:"options,omitempty"`
}

// Where a command is installed (Application, "Application Integration Types").
const (
	installGuild = 0
	installUser  = 1
)

// declare returns how the commands are registered; global ones say where they can be used.
func declare(commands []chat.Command, global bool) []command {
	all := []command{}
	for _, c := range commands {
		if c.Hidden {
			continue
		}
		d := command{Type: commandSlash, Name: c.Name, Description: describe(c.Description, c.Name), Translations: translate(c.Locales), Options: arguments(c)}
		if c.Who == chat.Managers {
			d.Permissions = strconv.FormatUint(uint64(manageGuild), 10)
		}
		if global {
			d.Integrations, d.Contexts = []int{installGuild}, []int{inGuild}
		}
		if global && c.Direct {
			d.Integrations, d.Contexts = []int{installGuild, installUser}, []int{inGuild, inBotDM, inPrivate}
		}
		all = append(all, d)
		if c.OnMessage != "" {
			menu := d
			menu.Type, menu.Name, menu.Description, menu.Translations, menu.Options = commandMessage, c.OnMessage, "", nil, nil
			all = append(all, menu)
		}
	}
	return all
}

// arguments returns the subcommands of c, or its options, the required ones first as Discord demands.
func arguments(c chat.Command) []*argument {
	var all, optional []*argument
	for _, sub := range c.Sub {
		if sub.Hidden {
			continue
		}
		a := &argument{Type: optionSub, Name: sub.Name, Description: describe(sub.Description, sub.Name), Translations: translate(sub.Locales), Options: arguments(sub)}
		if len(sub.Sub) > 0 {
			a.Type = optionGroup
		}
		all = append(all, a)
	}
	for _, o := range c.Options {
		if a := newArgument(o); o.Required {
			all = append(all, a)
		} else {
			optional = append(optional, a)
		}
	}
	return append(all, optional...)
}

func newArgument(o chat.Option) *argument {
	a := &argument{Name: o.Name, Description: describe(o.Description, o.Name), Translations: translate(o.Locales), Required: o.Required}
	switch o.Type {
	case chat.Integer:
		a.Type = optionInteger
	case chat.Channel:
		a.Type = optionChannel // no voice channel and no category; Discord's own description does not know media forums yet
		a.ChannelTypes = []int{kindText, kindNews, kindNewsThread, kindPublicThread, kindPrivateThread, kindForum}
	case chat.Role:
		a.Type = optionRole
	case chat.File:
		a.Type = optionAttachment
	default:
		a.Type = optionString
		a.MaxLength = min(o.Max, 6000) // Application Command, "max_length"
		if o.Max == 0 {
			a.MaxLength = 1000
		}
	}
	for _, c := range o.Choices {
		if len(a.Choices) < chat.MaxChoices && a.Type == optionString {
			a.Choices = append(a.Choices, suggestion{markup.Cut(c.Label, chat.MaxChoice), c.Value})
		}
	}
	a.Autocomplete = o.Complete && len(a.Choices) == 0 && a.Type == optionString
	if len(a.Choices) > 0 {
		a.MaxLength = 0
	}
	return a
}

// describe returns a description, which may not be empty nor longer than 100 characters.
func describe(description, name string) string {
	if description == "" {
		return name
	}
	return markup.Cut(description, 100)
}

// locales are descriptions by Discord's locales.
type locales map[string]string

// knownLocales are Discord's locales (Reference, "Locales"). A request with any other is refused whole.
var knownLocales = strings.Fields("id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko ar he")

// translate returns the translations that Discord can show.
func translate(all chat.Locales) locales {
	var some locales
	for tag, description := range all {
		if description != "" && slices.Contains(knownLocales, tag) {
			if some == nil {
				some = locales{}
			}
			some[tag] = markup.Cut(description, 100)
		}
	}
	return some
}
