package discord

import (
	"bytes"
	"encoding/json"
)

// What the gateway tells, as far as we use it. These types are small and tolerant on purpose:
// discordgo's refuse a whole payload for one component that they do not know.

type interaction struct {
	ID        string `json:"id"`
	AppID     string `json:"application_id"`
	Type      int    `json:"type"`
	Token     string `json:"token"`
	GuildID   string `json:"guild_id"`
	ChannelID string `json:"channel_id"`
	Channel   struct {
		Type     int    `json:"type"`
		ParentID string `json:"parent_id"`
	} `json:"channel"`
	Context        *int            `json:"context"`
	Locale         string          `json:"locale"`
	AppPermissions permissions     `json:"app_permissions"`
	SizeLimit      int64           `json:"attachment_size_limit"`
	User           *user           `json:"user"`
	Member         *member         `json:"member"`
	Message        *message        `json:"message"`
	Data           interactionData `json:"data"`
}

// Kinds of interactions (Receiving and Responding, "Interaction Type").
const (
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// Interaction contexts (Receiving and Responding, "Interaction Context Types").
const (
	inGuild   = 0
	inBotDM   = 1
	inPrivate = 2
)

type user struct {
	ID         string `json:"id"`
	Username   string `json:"username"`
	GlobalName string `json:"global_name"`
	Bot        bool   `json:"bot"`
}

type member struct {
	User        *user       `json:"user"`
	Nick        string      `json:"nick"`
	Permissions permissions `json:"permissions"`
	Roles       []string    `json:"roles"`
}

type interactionData struct {
	Name       string      `json:"name"`
	Type       int         `json:"type"` // of the command
	Options    []option    `json:"options"`
	TargetID   string      `json:"target_id"`
	CustomID   string      `json:"custom_id"`
	Values     []string    `json:"values"`
	Components []component `json:"components"`
	Resolved   struct {
		Messages    map[string]*message   `json:"messages"`
		Attachments map[string]attachment `json:"attachments"`
	} `json:"resolved"`
}

type option struct {
	Name    string   `json:"name"`
	Type    int      `json:"type"`
	Value   scalar   `json:"value"`
	Options []option `json:"options"`
	Focused bool     `json:"focused"`
}

// A component of a submitted modal, of any kind: rows hold Components, labels a Component.
type component struct {
	CustomID   string      `json:"custom_id"`
	Value      scalar      `json:"value"`
	Values     []string    `json:"values"`
	Components []component `json:"components"`
	Component  *component  `json:"component"`
}

type message struct {
	ID          string       `json:"id"`
	ChannelID   string       `json:"channel_id"`
	GuildID     string       `json:"guild_id"`
	Type        int          `json:"type"`
	Content     string       `json:"content"`
	Author      *user        `json:"author"`
	Attachments []attachment `json:"attachments"`
	Embeds      raw          `json:"embeds"`
	Components  []raw        `json:"components"`
	Flags       int          `json:"flags"`
	Snapshots   []struct {   // of forwarded messages
		Message *message `json:"message"`
	} `json:"message_snapshots"`
	Reference *struct {
		MessageID string `json:"message_id"`
	} `json:"message_reference"`
}

type attachment struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	ContentType string `json:"content_type"`
	URL         string `json:"url"`
	Size        int64  `json:"size"`
}

// raw is JSON that is passed on as it came.
type raw = json.RawMessage

// A scalar is a JSON string, number or boolean as text.
type scalar string

// UnmarshalJSON takes what is not a scalar as empty.
func (s *scalar) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if len(b) == 0 || b[0] == '{' || b[0] == '[' || string(b) == "null" {
		return nil
	}
	if b[0] != '"' {
		*s = scalar(b)
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

// by returns who did it, or nil if Discord did not say.
func (in *interaction) by() *user {
	if in.Member != nil && in.Member.User != nil {
		return in.Member.User
	}
	return in.User
}

// group reports whether others can read where it was done.
func (in *interaction) group() bool {
	if in.Context != nil {
		return *in.Context != inBotDM
	}
	return in.GuildID != ""
}
