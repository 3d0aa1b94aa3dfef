package telegramtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// A Message is one in a chat, as clients show it and as updates carry it.
type Message struct {
	ID              int64        `json:"message_id"`
	Thread          int64        `json:"message_thread_id,omitempty"`
	InTopic         bool         `json:"is_topic_message,omitempty"`
	From            *User        `json:"from,omitempty"`
	SenderChat      *Chat        `json:"sender_chat,omitempty"`
	Date            int64        `json:"date"`
	Edited          int64        `json:"edit_date,omitempty"`
	Album           string       `json:"media_group_id,omitempty"`
	Direct          *DirectTopic `json:"direct_messages_topic,omitempty"`
	Chat            *Chat        `json:"chat"`
	ReplyTo         *Message     `json:"reply_to_message,omitempty"`
	Text            string       `json:"text,omitempty"`
	Entities        []Entity     `json:"entities,omitempty"`
	Caption         string       `json:"caption,omitempty"`
	CaptionEntities []Entity     `json:"caption_entities,omitempty"`
	Photo           []Media      `json:"photo,omitempty"`
	Animation       *Media       `json:"animation,omitempty"`
	Document        *Media       `json:"document,omitempty"`
	Video           *Media       `json:"video,omitempty"`
	Left            *User        `json:"left_chat_member,omitempty"`
	MigrateTo       int64        `json:"migrate_to_chat_id,omitempty"`
	MigrateFrom     int64        `json:"migrate_from_chat_id,omitempty"`
	Markup          *Keyboard    `json:"reply_markup,omitempty"`
	Keyboard        [][]Button   `json:"-"`

	Reaction    string    `json:"-"` // that the bot has set
	ForceReply  bool      `json:"-"`
	Placeholder string    `json:"-"` // of the reply field
	Silent      bool      `json:"-"`
	Edits       int       `json:"-"`
	Deleted     bool      `json:"-"`
	Update      int64     `json:"-"` // the update that told the bot of it; 0 if none did
	At          time.Time `json:"-"`

	live         *Message // what this is a copy of
	fixed        bool     // can't be edited any more
	inaccessible bool     // too old to be shown in a callback query
}

// A DirectTopic is one person's part of a channel's direct messages.
type DirectTopic struct {
	ID int64 `json:"topic_id"`
}

// Words returns the text or the caption.
func (m *Message) Words() string { return m.Text + m.Caption }

// Marks returns the entities of the text or the caption.
func (m *Message) Marks() []Entity { return slices.Concat(m.Entities, m.CaptionEntities) }

// Media is a file in a message.
type Media struct {
	FileID   string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration"`
	Size     int64  `json:"file_size,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
	Name     string `json:"file_name,omitempty"`
	Data     []byte `json:"-"`
}

// target returns the chat that a request names, if the bot may write there.
func (s *Server) target(req *request) (*Chat, *refusal) {
	c := s.chats[req.int("chat_id")]
	if c == nil {
		return nil, bad("chat not found")
	}
	if u := s.users[c.ID]; u != nil {
		switch {
		case u.deactivated:
			return nil, forbidden("user is deactivated")
		case u.blocked:
			return nil, forbidden("bot was blocked by the user")
		case !u.started:
			return nil, forbidden("bot can't initiate conversation with a user")
		}
		return c, nil
	}
	switch {
	case c.migratedTo != 0:
		return nil, &refusal{400, "Bad Request: group chat was upgraded to a supergroup chat", map[string]any{"migrate_to_chat_id": c.migratedTo}}
	case c.bot == "kicked":
		return nil, forbidden("bot was kicked from the " + c.Type + " chat")
	case c.muted:
		return nil, bad("not enough rights to send text messages to the chat")
	}
	return c, nil
}

// draft returns the message that a sending request describes, without its content.
func (s *Server) draft(req *request) (*Message, *refusal) {
	c, refused := s.target(req)
	if refused != nil {
		return nil, refused
	}
	if refused := s.limiter.take(c, time.Now()); refused != nil {
		return nil, refused
	}
	m := &Message{From: &s.Bot, Chat: c, Date: time.Now().Unix(), At: time.Now(), Silent: req.params["disable_notification"] == "true"}
	if topic := req.int("direct_messages_topic_id"); topic != 0 || c.directMessages {
		if !c.directMessages || topic == 0 || !c.topics[topic] {
			return nil, bad("direct messages topic not found")
		}
		m.Direct = &DirectTopic{topic}
	}
	if thread := req.int("message_thread_id"); thread != 0 {
		if !c.topics[thread] {
			return nil, bad("message thread not found")
		}
		m.Thread, m.InTopic = thread, true
	}
	if refused := s.reply(req, m); refused != nil {
		return nil, refused
	}
	return m, s.markup(req, m)
}

func (s *Server) reply(req *request, m *Message) *refusal {
	var r struct {
		ID    int64 `json:"message_id"`
		Allow bool  `json:"allow_sending_without_reply"`
	}
	if refused := req.decode("reply_parameters", &r); refused != nil || r.ID == 0 {
		return refused
	}
	to := m.Chat.messages[r.ID]
	if to == nil || to.Deleted {
		if r.Allow {
			return nil
		}
		return bad("message to be replied not found")
	}
	m.ReplyTo = to
	if m.Thread == 0 && to.InTopic { // an answer stands where what it answers does
		m.Thread, m.InTopic = to.Thread, true
	}
	return nil
}

// markup sets what stands under the message.
func (s *Server) markup(req *request, m *Message) *refusal {
	k, refused := recall(s.markups, req, "reply_markup")
	if refused != nil {
		return refused
	}
	if n := utf8.RuneCountInString(k.Placeholder); n > 64 {
		return bad("input field placeholder is too long")
	}
	m.ForceReply, m.Placeholder, m.Keyboard, m.Markup = k.Force, k.Placeholder, nil, nil
	if len(k.Rows) == 0 {
		return nil
	}
	m.Keyboard, m.Markup = k.Rows, &Keyboard{k.Rows}
	return checkKeyboard(k.Rows)
}

// markup is what can stand under a message.
type markup struct {
	Rows  [][]Button `json:"inline_keyboard"`
	Force bool       `json:"force_reply"`

	Placeholder string `json:"input_field_placeholder"`
}

// recall is decode with what was decoded before: bots send the same keyboards and entities again and again, and
// benchmarks measure the server along with the bot. What it returns must not be modified. mu is held.
func recall[T any](known map[string]T, req *request, name string) (T, *refusal) {
	v, ok := known[req.params[name]]
	if ok {
		return v, nil
	}
	if refused := req.decode(name, &v); refused != nil {
		return v, refused
	}
	if len(known) >= 10_000 {
		clear(known)
	}
	known[req.params[name]] = v
	return v, nil
}

// keep adds a message to its chat and shows it.
func (s *Server) keep(m *Message) *Message {
	m.ID = m.Chat.nextID
	m.Chat.nextID++
	m.Chat.messages[m.ID] = m
	s.shown = append(s.shown, m)
	s.tell()
	copied := *m
	return &copied
}

// tell wakes who waits for something to happen.
func (s *Server) tell() {
	close(s.news)
	s.news = make(chan struct{})
}

func (s *Server) sendMessage(req *request) (any, *refusal) {
	m, refused := s.draft(req)
	if refused != nil {
		return nil, refused
	}
	if m.Text, m.Entities, refused = s.text(req, "text", "entities", 4096); refused != nil {
		return nil, refused
	}
	if m.Text == "" {
		return nil, bad("message text is empty")
	}
	return s.keep(m), nil
}

func (s *Server) sendPhoto(req *request) (any, *refusal) { return s.sendMedia(req, "photo") }

func (s *Server) sendAnimation(req *request) (any, *refusal) { return s.sendMedia(req, "animation") }

func (s *Server) sendDocument(req *request) (any, *refusal) { return s.sendMedia(req, "document") }

func (s *Server) sendMedia(req *request, kind string) (any, *refusal) {
	m, refused := s.draft(req)
	if refused != nil {
		return nil, refused
	}
	if m.Caption, m.CaptionEntities, refused = s.text(req, "caption", "caption_entities", 1024); refused != nil {
		return nil, refused
	}
	if refused = s.attach(m, kind, req.params[kind], req.files[kind]); refused != nil {
		return nil, refused
	}
	return s.keep(m), nil
}

// reactions are those that a bot may set where a chat allows all (Bot API, ReactionTypeEmoji), as far as needed.
var reactions = map[string]bool{"👍": true, "👌": true, "👀": true, "🔥": true, "❤": true, "✍": true, "🤝": true}

func (s *Server) setMessageReaction(req *request) (any, *refusal) {
	c, refused := s.target(req)
	if refused != nil {
		return nil, refused
	}
	var set []struct{ Type, Emoji string }
	if refused := req.decode("reaction", &set); refused != nil {
		return nil, refused
	}
	m := c.messages[req.int("message_id")]
	switch {
	case m == nil || m.Deleted:
		return nil, bad("message to react not found")
	case len(set) > 1 || len(set) == 1 && (c.noReactions || set[0].Type != "emoji" || !reactions[set[0].Emoji]):
		return nil, bad("REACTION_INVALID")
	}
	m.Reaction = ""
	if len(set) == 1 {
		m.Reaction = set[0].Emoji
	}
	s.tell()
	return true, nil
}

// editable returns the message that an editing request names.
func (s *Server) editable(req *request) (*Message, *refusal) {
	c, refused := s.target(req)
	if refused != nil {
		return nil, refused
	}
	if refused := s.limiter.takeEdit(c, time.Now()); refused != nil {
		return nil, refused
	}
	m := c.messages[req.int("message_id")]
	switch {
	case m == nil || m.Deleted:
		return nil, bad("message to edit not found")
	case m.From.ID != s.Bot.ID || m.fixed:
		return nil, bad("message can't be edited")
	}
	return m, nil
}

// replace puts the new state of a message in its place, unless nothing changes.
func (s *Server) replace(m, now *Message, req *request) (any, *refusal) {
	if refused := s.markup(req, now); refused != nil {
		return nil, refused
	}
	if look(m) == look(now) {
		return nil, bad("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	now.Edited, now.Edits = time.Now().Unix(), m.Edits+1
	*m = *now
	s.tell()
	return now, nil
}

// look returns all that is seen of a message.
func look(m *Message) string {
	b, _ := json.Marshal([]any{m.Text, m.Entities, m.Caption, m.CaptionEntities, m.Photo, m.Animation, m.Document, m.Keyboard})
	return string(b)
}

func (s *Server) editMessageText(req *request) (any, *refusal) {
	m, refused := s.editable(req)
	if refused != nil {
		return nil, refused
	}
	if m.Text == "" {
		return nil, bad("there is no text in the message to edit")
	}
	now := *m
	if now.Text, now.Entities, refused = s.text(req, "text", "entities", 4096); refused != nil {
		return nil, refused
	}
	if now.Text == "" {
		return nil, bad("message text is empty")
	}
	return s.replace(m, &now, req)
}

func (s *Server) editMessageCaption(req *request) (any, *refusal) {
	m, refused := s.editable(req)
	if refused != nil {
		return nil, refused
	}
	if m.Text != "" {
		return nil, bad("there is no caption in the message to edit")
	}
	now := *m
	if now.Caption, now.CaptionEntities, refused = s.text(req, "caption", "caption_entities", 1024); refused != nil {
		return nil, refused
	}
	return s.replace(m, &now, req)
}

func (s *Server) editMessageReplyMarkup(req *request) (any, *refusal) {
	m, refused := s.editable(req)
	if refused != nil {
		return nil, refused
	}
	now := *m
	return s.replace(m, &now, req)
}

func (s *Server) editMessageMedia(req *request) (any, *refusal) {
	m, refused := s.editable(req)
	if refused != nil {
		return nil, refused
	}
	var in struct {
		Type, Media, Caption string
		Entities             []Entity `json:"caption_entities"`
	}
	if refused := req.decode("media", &in); refused != nil {
		return nil, refused
	}
	now := *m
	now.Text, now.Entities, now.Photo, now.Animation, now.Document = "", nil, nil, nil, nil
	if now.Caption, now.CaptionEntities, refused = checkText(in.Caption, in.Entities, 1024, s.old); refused != nil {
		return nil, refused
	}
	name, _ := strings.CutPrefix(in.Media, "attach://")
	if refused := s.attach(&now, in.Type, in.Media, req.files[name]); refused != nil {
		return nil, refused
	}
	return s.replace(m, &now, req)
}

func (s *Server) deleteMessage(req *request) (any, *refusal) {
	c, refused := s.target(req)
	if refused != nil {
		return nil, refused
	}
	m := c.messages[req.int("message_id")]
	if m == nil || m.Deleted {
		return nil, bad("message to delete not found")
	}
	m.Deleted = true
	s.tell()
	return true, nil
}
