package telegramtest

import (
	"fmt"
	"strings"
	"time"
)

// A User is a person or a bot.
type User struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
	Language  string `json:"language_code,omitempty"`

	started, blocked, deactivated bool
	server                        *Server
}

// A Chat is a private chat, a group or a channel.
type Chat struct {
	ID       int64  `json:"id"`
	Type     string `json:"type"`
	Title    string `json:"title,omitempty"`
	Username string `json:"username,omitempty"`
	First    string `json:"first_name,omitempty"`
	Forum    bool   `json:"is_forum,omitempty"`

	server   *Server
	messages map[int64]*Message
	nextID   int64
	admins   map[int64]bool
	outside  map[int64]string // the statuses of those who are not members, who are all others
	hidden   bool             // who is a member is not told to a bot that does not administer the group
	topics   map[int64]bool
	bot      string // the bot's status there
	muted    bool   // members may not write

	noReactions    bool
	directMessages bool
	migratedTo     int64
}

// Person returns a new person, who has not yet opened the private chat.
func (s *Server) Person(name string) *User {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	u := &User{ID: 5_000_000_000 + s.lastID, FirstName: name, Username: strings.ToLower(name), Language: "en", server: s}
	s.users[u.ID] = u
	s.chats[u.ID] = &Chat{ID: u.ID, Type: "private", First: name, server: s, messages: map[int64]*Message{}, nextID: 1, bot: "member"}
	return u
}

// Group returns a new supergroup with the bot as a member.
func (s *Server) Group(title string) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	return s.addGroup(-1_001_000_000_000-s.lastID, "supergroup", title)
}

// BasicGroup returns a new basic group with the bot as a member.
func (s *Server) BasicGroup(title string) *Chat {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	return s.addGroup(-4_000_000-s.lastID, "group", title)
}

func (s *Server) addGroup(id int64, kind, title string) *Chat {
	c := &Chat{ID: id, Type: kind, Title: title, server: s, messages: map[int64]*Message{}, nextID: 1,
		admins: map[int64]bool{}, outside: map[int64]string{}, topics: map[int64]bool{}, bot: "member"}
	s.chats[id] = c
	return c
}

// Admin makes u administer the group.
func (c *Chat) Admin(u *User) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.admins[u.ID] = true
}

// Leave makes u no member of the group, which everybody is at first, with a notice in the group.
func (c *Chat) Leave(u *User) {
	c.put(u, "left")
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.queue.add("message", &Message{ID: c.nextID, Chat: c, From: u, Date: time.Now().Unix(), Left: u})
	c.nextID++
}

// Ban bans u from the group.
func (c *Chat) Ban(u *User) { c.put(u, "kicked") }

// Restrict takes rights from u, who has left if not in.
func (c *Chat) Restrict(u *User, in bool) {
	c.put(u, map[bool]string{true: "restricted in", false: "restricted"}[in])
}

// Join makes u a member of the group again.
func (c *Chat) Join(u *User) { c.put(u, "") }

func (c *Chat) put(u *User, status string) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.outside[u.ID] = status
}

// Hide hides the group's members from those who do not administer it.
func (c *Chat) Hide() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.hidden = true
}

// Mute takes from members, and so from the bot, the right to write.
func (c *Chat) Mute() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.muted = true
}

// DirectMessages makes the chat one of a channel's direct messages, where each person has a topic.
func (c *Chat) DirectMessages(topics ...int64) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.directMessages = true
	for _, id := range topics {
		c.topics[id] = true
	}
}

// InDirect writes in a topic of a channel's direct messages.
func InDirect(id int64) Option { return func(m *Message) { m.Direct = &DirectTopic{id} } }

// InAlbum sends a picture as a part of an album, with what is written as its caption.
func InAlbum(album, file string) Option {
	return func(m *Message) {
		m.Album, m.Photo = album, []Media{{FileID: file, UniqueID: "u" + file, Width: 90, Height: 90}}
		m.Caption, m.CaptionEntities, m.Text, m.Entities = m.Text, m.Entities, "", nil
	}
}

// Rewrite edits what u wrote.
func (c *Chat) Rewrite(m *Message, text string) {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	edited := *c.messages[m.ID] // the old one may stand in an answer that is being written
	edited.Text, edited.Entities, edited.Edited = text, s.detect(text), time.Now().Unix()
	c.messages[m.ID] = &edited
	if c.Type == "private" || s.reachesBot(&edited) {
		s.queue.add("edited_message", &edited)
	}
}

// NoReactions forbids reactions in the group.
func (c *Chat) NoReactions() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.noReactions = true
}

// Topic adds a topic to the group, which becomes a forum.
func (c *Chat) Topic(id int64) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.Forum, c.topics[id] = true, true
}

// Chat returns the person's private chat with the bot.
func (u *User) Chat() *Chat {
	u.server.mu.Lock()
	defer u.server.mu.Unlock()
	return u.server.chats[u.ID]
}

// An Option changes what is written.
type Option func(*Message)

// InTopic writes in a forum's topic.
func InTopic(id int64) Option { return func(m *Message) { m.Thread, m.InTopic = id, true } }

// InThread writes in a chain of replies, which is no topic.
func InThread(id int64) Option { return func(m *Message) { m.Thread = id } }

// Answering replies to a message.
func Answering(to *Message) Option {
	return func(m *Message) {
		copied := *to
		copied.ReplyTo = nil // Telegram does not go further back
		m.ReplyTo = &copied
	}
}

// Video sends a film, with what is written as its caption.
func Video(id string) Option {
	return func(m *Message) {
		m.Video = &Media{FileID: id, UniqueID: "u" + id, Width: 720, Height: 1280, Duration: 9, Size: 1_000_000}
		m.Caption, m.CaptionEntities, m.Text, m.Entities = m.Text, m.Entities, "", nil
	}
}

// Anonymously writes as the group itself, as an anonymous administrator does.
func Anonymously(m *Message) {
	m.From = &User{ID: 1087968824, IsBot: true, FirstName: "Group", Username: "GroupAnonymousBot"}
	m.SenderChat = m.Chat
}

// AsChannel writes as a channel.
func AsChannel(title string) Option {
	return func(m *Message) {
		m.From = &User{ID: 136817688, IsBot: true, FirstName: "Channel", Username: "Channel_Bot"}
		m.SenderChat = &Chat{ID: -1_002_222_222_222, Type: "channel", Title: title}
	}
}

// Say writes to the bot in private. It starts the chat if need be.
func (u *User) Say(text string, options ...Option) *Message {
	u.server.mu.Lock()
	u.started = true
	u.server.mu.Unlock()
	return u.Chat().Say(u, text, options...)
}

// Say writes in a chat. The bot gets it as its privacy mode lets it: in groups, commands, replies to
// the bot and mentions of it, and notices.
func (c *Chat) Say(u *User, text string, options ...Option) *Message {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	m := &Message{ID: c.nextID, From: u, Chat: c, Date: time.Now().Unix(), Text: text, Entities: s.detect(text)}
	c.nextID++
	for _, o := range options {
		o(m)
	}
	c.messages[m.ID] = m
	if c.Type == "private" || s.reachesBot(m) {
		m.Update = s.queue.add("message", m)
	}
	return m
}

// reachesBot tells whether privacy mode lets the bot see m.
func (s *Server) reachesBot(m *Message) bool {
	text, entities := m.Text, m.Entities
	if text == "" {
		text, entities = m.Caption, m.CaptionEntities
	}
	for _, e := range entities {
		word := strings.ToLower(slice16(text, e.Offset, e.Length))
		if e.Type == "bot_command" && (!strings.Contains(word, "@") || strings.HasSuffix(word, "@"+s.Bot.Username)) {
			return true
		}
		if e.Type == "mention" && word == "@"+s.Bot.Username {
			return true
		}
	}
	return m.ReplyTo != nil && m.ReplyTo.From != nil && m.ReplyTo.From.ID == s.Bot.ID
}

// detect finds commands and mentions as the server does.
func (s *Server) detect(text string) []Entity {
	var all []Entity
	at := 0
	for whole := range strings.SplitSeq(text, " ") {
		word, _, _ := strings.Cut(whole, "\n")
		n := length16(word)
		switch {
		case strings.HasPrefix(word, "/") && n > 1:
			all = append(all, Entity{Type: "bot_command", Offset: at, Length: n})
		case strings.HasPrefix(word, "@") && n > 3:
			all = append(all, Entity{Type: "mention", Offset: at, Length: n})
		}
		at += length16(whole) + 1
	}
	return all
}

// Press presses the button with that label under a message, and returns the query.
func (u *User) Press(m *Message, label string) *Press {
	s := u.server
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, row := range m.Keyboard {
		for _, b := range row {
			if b.Text == label && b.Data != "" {
				return s.press(u, m, b.Data)
			}
		}
	}
	s.tb.Errorf("no button %q under %q", label, m.Words())
	return &Press{server: s, q: &query{}}
}

// Forge sends any data as if a button under m had it, as a client of one's own can.
func (u *User) Forge(m *Message, data string) *Press {
	u.server.mu.Lock()
	defer u.server.mu.Unlock()
	return u.server.press(u, m, data)
}

func (s *Server) press(u *User, m *Message, data string) *Press {
	s.lastID++
	id := fmt.Sprintf("%d", 9_000_000_000_000+s.lastID)
	q := &query{at: time.Now()}
	s.queries[id] = q
	if m.live != nil {
		m = m.live
	}
	var on any = m
	if m.inaccessible {
		on = map[string]any{"chat": m.Chat, "message_id": m.ID, "date": 0}
	}
	s.queue.add("callback_query", map[string]any{"id": id, "from": u, "message": on, "chat_instance": "77", "data": data})
	return &Press{s, q}
}

// Ask types "@bot words" somewhere, and returns the query.
func (u *User) Ask(words string) *Press {
	s := u.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	id := fmt.Sprintf("i%d", s.lastID)
	q := &query{at: time.Now(), inline: true}
	s.queries[id] = q
	s.queue.add("inline_query", map[string]any{"id": id, "from": u, "query": words, "offset": ""})
	return &Press{s, q}
}

// Block blocks the bot, Unblock lets it write again; both tell it so.
func (u *User) Block() { u.setBlocked(true) }

// Unblock lets the bot write again.
func (u *User) Unblock() { u.setBlocked(false) }

func (u *User) setBlocked(blocked bool) {
	s := u.server
	s.mu.Lock()
	defer s.mu.Unlock()
	u.blocked = blocked
	was, is := "member", "kicked"
	if !blocked {
		was, is = is, was
	}
	s.memberChanged(s.chats[u.ID], u, was, is)
}

// Deactivate deletes the person's account.
func (u *User) Deactivate() {
	u.server.mu.Lock()
	defer u.server.mu.Unlock()
	u.deactivated = true
}

// Kick removes the bot from the group.
func (c *Chat) Kick(by *User) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.bot = "kicked"
	c.server.memberChanged(c, by, "member", "kicked")
}

// Invite adds the bot to the group.
func (c *Chat) Invite(by *User) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.bot = "member"
	c.server.memberChanged(c, by, "left", "member")
}

// Promote makes the bot an administrator of the group.
func (c *Chat) Promote(by *User) {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.bot = "administrator"
	c.server.memberChanged(c, by, "member", "administrator")
}

func (s *Server) memberChanged(c *Chat, by *User, was, is string) {
	s.queue.add("my_chat_member", map[string]any{
		"chat": c, "from": by, "date": time.Now().Unix(),
		"old_chat_member": s.member(was, &s.Bot), "new_chat_member": s.member(is, &s.Bot),
	})
}

func (s *Server) member(status string, u *User) map[string]any {
	m := map[string]any{"status": status, "user": u}
	switch status {
	case "kicked":
		m["until_date"] = 0
	case "restricted", "restricted in":
		m["status"], m["is_member"], m["can_send_messages"], m["until_date"] = "restricted", status == "restricted in", false, 0
	}
	return m
}

// Migrate makes a basic group a supergroup, with notices in both.
func (c *Chat) Migrate() *Chat {
	s := c.server
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lastID++
	to := s.addGroup(-1_001_000_000_000-s.lastID, "supergroup", c.Title)
	c.migratedTo = to.ID
	by := &User{ID: 777, FirstName: "Owner"}
	s.queue.add("message", &Message{ID: c.nextID, Chat: c, From: by, Date: time.Now().Unix(), MigrateTo: to.ID})
	s.queue.add("message", &Message{ID: 1, Chat: to, From: by, Date: time.Now().Unix(), MigrateFrom: c.ID})
	to.nextID = 2
	return to
}
