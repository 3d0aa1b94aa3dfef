package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/pattern"
)

// allowed are the kinds of updates that we understand, asked for by name: without a list the server
// would send those that the last list named.
var allowed = botapi.JSON([]string{"message", "edited_message", "callback_query", "inline_query", "my_chat_member"})

// An update is one thing that happened. Fields that we do not need are not listed, so nothing in
// them can make an update unreadable.
type update struct {
	ID       int64         `json:"update_id"`
	Message  *message      `json:"message"`
	Edited   *message      `json:"edited_message"`
	Callback *callback     `json:"callback_query"`
	Inline   *inlineQuery  `json:"inline_query"`
	Member   *memberChange `json:"my_chat_member"`
}

type user struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`
}

type group struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"` // private, group, supergroup, channel
	Title    string `json:"title"`
	Username string `json:"username"`
	First    string `json:"first_name"` // of the person of a private chat
}

// private tells whether only one person is there: only people have positive ids.
func (g *group) private() bool { return g.Type == "private" || g.Type == "" && g.ID > 0 }

type message struct {
	ID           int64                      `json:"message_id"`
	Thread       int64                      `json:"message_thread_id"`
	InTopic      bool                       `json:"is_topic_message"`
	From         *user                      `json:"from"`
	SenderChat   *group                     `json:"sender_chat"`
	ViaBot       *user                      `json:"via_bot"`
	Album        string                     `json:"media_group_id"`
	Automatic    bool                       `json:"is_automatic_forward"`
	Date         int64                      `json:"date"` // 0 if the message is inaccessible
	EditDate     int64                      `json:"edit_date"`
	Direct       tolerant[*directTopic]     `json:"direct_messages_topic"` // in a channel's direct messages
	Chat         group                      `json:"chat"`
	ReplyTo      *message                   `json:"reply_to_message"`
	Text         string                     `json:"text"`
	Entities     tolerant[[]markup.Entity]  `json:"entities"`
	Caption      string                     `json:"caption"`
	CaptEntities tolerant[[]markup.Entity]  `json:"caption_entities"`
	Video        tolerant[*file]            `json:"video"`
	VideoNote    tolerant[*file]            `json:"video_note"`
	Animation    tolerant[*file]            `json:"animation"`
	Document     tolerant[*file]            `json:"document"`
	Photo        tolerant[[]file]           `json:"photo"`
	Voice        tolerant[*file]            `json:"voice"`
	Sticker      tolerant[*file]            `json:"sticker"`
	Audio        tolerant[*file]            `json:"audio"`
	Location     tolerant[*struct{}]        `json:"location"`
	Contact      tolerant[*struct{}]        `json:"contact"`
	Poll         tolerant[*struct{}]        `json:"poll"`
	Dice         tolerant[*struct{}]        `json:"dice"`
	Story        tolerant[*struct{}]        `json:"story"`
	PaidMedia    tolerant[*struct{}]        `json:"paid_media"`
	LivePhoto    tolerant[*struct{}]        `json:"live_photo"`
	Checklist    tolerant[*struct{}]        `json:"checklist"`
	Game         tolerant[*struct{}]        `json:"game"`
	Rich         tolerant[*struct{}]        `json:"rich_message"`
	Keys         tolerant[*markup.Keyboard] `json:"reply_markup"`
	LeftMember   tolerant[*user]            `json:"left_chat_member"`
	MigrateTo    int64                      `json:"migrate_to_chat_id"`
	MigrateFrom  int64                      `json:"migrate_from_chat_id"`
	Topic        tolerant[*topicCreated]    `json:"forum_topic_created"`

	more []chat.Media // of other parts of its album
}

type directTopic struct {
	ID int64 `json:"topic_id"`
}

// posted is what we need of a message that we sent.
type posted struct {
	ID        int64            `json:"message_id"`
	Animation tolerant[*file]  `json:"animation"`
	Video     tolerant[*file]  `json:"video"`
	Document  tolerant[*file]  `json:"document"`
	Photo     tolerant[[]file] `json:"photo"`
}

type topicCreated struct {
	Name string `json:"name"`
}

type file struct {
	ID   string `json:"file_id"`
	Size int64  `json:"file_size"`
	MIME string `json:"mime_type"`
}

type callback struct {
	ID       string   `json:"id"`
	From     user     `json:"from"`
	Message  *message `json:"message"`
	InlineID string   `json:"inline_message_id"`
	Data     string   `json:"data"`
}

type inlineQuery struct {
	ID    string `json:"id"`
	From  user   `json:"from"`
	Query string `json:"query"`
}

type memberChange struct {
	Chat group  `json:"chat"`
	From user   `json:"from"`
	Old  member `json:"old_chat_member"`
	New  member `json:"new_chat_member"`
}

type member struct {
	Status  string `json:"status"` // creator, administrator, member, restricted, left, kicked
	User    user   `json:"user"`
	IsIn    bool   `json:"is_member"`         // of restricted ones
	CanSend *bool  `json:"can_send_messages"` // of restricted ones
}

// present tells whether a member is in the chat.
func (m member) present() bool {
	return m.Status != "left" && m.Status != "kicked" && (m.Status != "restricted" || m.IsIn)
}

// A tolerant value is zero where it cannot be decoded: what is not essential to understanding an
// update must not make it unreadable when Telegram changes it.
type tolerant[T any] struct{ V T }

// UnmarshalJSON implements json.Unmarshaler. It never fails.
func (t *tolerant[T]) UnmarshalJSON(b []byte) error {
	if json.Unmarshal(b, &t.V) != nil {
		var zero T
		t.V = zero
	}
	return nil
}

var _ json.Unmarshaler = (*tolerant[int])(nil)

var updateID = pattern.New(`"update_id"\s*:\s*(\d+)`)

// decodeUpdate decodes one update. Where it cannot, it returns an update that holds only the id (0 if
// there is none), so that it can be skipped, and the error.
func decodeUpdate(raw []byte) (*update, error) {
	u := &update{}
	err := json.Unmarshal(raw, u)
	if err == nil && u.ID > 0 {
		return u, nil
	}
	m := updateID.FindSubmatch(raw)
	if err == nil && u.ID == 0 && m != nil {
		return u, nil
	}
	if err == nil {
		err = errors.New("no update_id")
	}
	u = &update{}
	if m != nil {
		u.ID, _ = strconv.ParseInt(string(m[1]), 10, 64) // digits; too many leave the most there can be
	}
	return u, fmt.Errorf("decode update %d: %w", u.ID, err)
}

// words returns what was written, as a text or as a caption.
func (m *message) words() (string, []markup.Entity) {
	if m.Text != "" {
		return m.Text, m.Entities.V
	}
	return m.Caption, m.CaptEntities.V
}

// name returns how others see u.
func (u *user) name() string {
	if n := strings.TrimSpace(u.FirstName + " " + u.LastName); n != "" {
		return n
	}
	return u.Username
}
