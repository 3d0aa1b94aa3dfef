package telegram

import (
	"context"
	"regexp"
	"strconv"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/pattern"
)

// hear answers a message. If the handler cannot be asked at once, emergencies do not wait for that.
func (s *session) hear(ctx context.Context, t *task) {
	m := t.Message
	s.gather(ctx, t)
	s.answers.heard(m)
	if t.said.command == "start" && isMail(t.said.rest) {
		s.then(t, t.row(showing), func(ctx context.Context) error { return s.deliverMail(ctx, m, t.said.rest) })
		return
	}
	if !m.Chat.private() && !s.managers.known(m.Chat.ID) || len(s.slots) == cap(s.slots) {
		if e := s.emergency(ctx, t); e != nil {
			s.rescue(ctx, t, e)
			return
		}
	}
	r := s.request(ctx, t, true)
	if t.unsure {
		s.reply(t, s.asked(t, r), unsure())
		return
	}
	s.reply(t, s.asked(t, r), s.ask(ctx, r))
}

// unsure returns what is said where Telegram does not tell whether a person may do what they want.
func unsure() *chat.Message {
	return &chat.Message{Text: chat.Plain("Telegram does not tell me just now whether you manage this group. Please try again in a minute."), Private: true, Open: true}
}

// asked returns what a message asks.
func (s *session) asked(t *task, r *chat.Request) question {
	m := t.Message
	return question{request: r, at: m.address(), message: m.ID, asker: m.From, anonymous: m.SenderChat != nil, greedy: s.greedy(t), edited: t.edited}
}

// said is what a message says to us.
type said struct{ command, rest, text string }

// commandLine matches a command, whom it is for, and what follows. Telegram's names are of letters,
// digits and underscores; more is let through so that the handler can say what it does not know.
var commandLine = pattern.New(`(?s)^/([\p{L}\p{N}_-]+)(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?$`)

// understand returns what m says to us, or false if it says nothing or is not for us: in a group only
// commands, replies to us and mentions of us are.
func (s *session) understand(m *message) (said, bool) {
	if m.From == nil && m.Chat.private() {
		m.From = &user{ID: m.Chat.ID, FirstName: m.Chat.First}
	}
	if m.From == nil || m.From.IsBot && m.SenderChat == nil || m.Automatic || m.ViaBot != nil && m.ViaBot.ID == s.me.Load().ID {
		return said{}, false // the last is a card of ours, chosen inline: our own words
	}
	text, mentioned := s.withoutMention(m)
	text = strings.TrimSpace(text)
	toUs := m.Chat.private() || mentioned || m.isReplyTo(s.me.Load())
	if c := commandLine.FindStringSubmatch(text); c != nil {
		name, whose := strings.ToLower(c[1]), c[2]
		ours := strings.EqualFold(whose, s.me.Load().Username)
		if whose == "" {
			ours = toUs || s.knows(name)
		}
		return said{command: name, rest: strings.TrimSpace(c[3])}, ours
	}
	if !toUs || text == "" && !mentioned && !m.hasContent() {
		return said{}, false
	}
	return said{text: text}, true
}

// nameOf returns what matches a mention of u.
func nameOf(u *user) *regexp.Regexp {
	return regexp.MustCompile(`(?i)@` + regexp.QuoteMeta(u.Username) + `\b`)
}

// isReplyTo tells whether m answers one of our messages.
func (m *message) isReplyTo(me *user) bool {
	r := m.ReplyTo
	return r != nil && r.From != nil && r.From.ID == me.ID && r.Topic.V == nil
}

// hasContent tells whether m is something that a person sent, rather than a notice of the chat.
func (m *message) hasContent() bool {
	return m.hasMedia() || m.VideoNote.V != nil || m.Voice.V != nil || m.Sticker.V != nil || m.Audio.V != nil ||
		m.PaidMedia.V != nil || m.LivePhoto.V != nil || m.Checklist.V != nil || m.Game.V != nil || m.Rich.V != nil ||
		m.Location.V != nil || m.Contact.V != nil || m.Poll.V != nil || m.Dice.V != nil || m.Story.V != nil
}

// knows tells whether we registered the command.
func (a *Adapter) knows(name string) bool {
	for _, c := range a.cfg.Commands {
		if c.Name == name {
			return true
		}
	}
	return name == "start" || name == "cancel"
}

// withoutMention returns what m says without mentions of us, and whether there were any.
func (s *session) withoutMention(m *message) (string, bool) {
	text, entities := m.words()
	for _, e := range entities {
		if e.Type == "text_mention" && e.User != nil && e.User.ID == s.me.Load().ID {
			return text, true
		}
	}
	without := text
	if !strings.Contains(text, "@") {
		return text, false
	}
	if c := commandLine.FindStringSubmatch(strings.TrimSpace(text)); c == nil || c[2] == "" { // not that of /sore@name
		without = s.ourName.ReplaceAllString(text, "")
	}
	return without, without != text
}

// request returns what the handler is asked about a message. Whether it comes from one who manages the group is only
// asked for if there is time.
func (s *session) request(ctx context.Context, t *task, patient bool) *chat.Request {
	m, said := t.Message, t.said
	return &chat.Request{
		ID:      requestID(t.update),
		From:    s.sender(ctx, t, patient),
		Where:   m.address().place(),
		Group:   !m.Chat.private(),
		Home:    m.Chat.home(),
		Inside:  !m.Chat.private(), // unlike a press: everybody can press in a group with a public name
		Time:    time.Unix(m.Date, 0),
		Command: said.command,
		Rest:    said.rest,
		Text:    said.text,
		Media:   s.media(m),
		Link:    m.link(),
	}
}

// home returns the place of a whole group, topics included, and "" for a private chat.
func (g *group) home() chat.Place {
	if g.private() {
		return ""
	}
	return address{chat: g.ID}.place()
}

func requestID(u *update) string { return platform + strconv.FormatInt(u.ID, 10) }

// sender returns who wrote m. A group's anonymous administrators and channels write as a chat; they
// share one account, so the chat itself is the person, and cannot be written to.
func (s *session) sender(ctx context.Context, t *task, patient bool) chat.User {
	m := t.Message
	if c := m.SenderChat; c != nil {
		return chat.User{ID: markup.UserID(c.ID), Name: c.Title, Manager: c.ID == m.Chat.ID}
	}
	if !patient && !s.managers.known(m.Chat.ID) {
		u := s.user(m.From)
		u.Manager = m.Chat.private()
		return u
	}
	return s.person(ctx, t, m.From, &m.Chat, strings.TrimSpace(t.said.command+" "+t.said.rest))
}

// person returns u as someone who did something in g, with a command. Where it matters whether they manage g, and
// Telegram does not say, the task is unsure.
func (s *session) person(ctx context.Context, t *task, u *user, g *group, command string) chat.User {
	p := s.user(u)
	p.Manager = g.private()
	if !g.private() {
		var err error
		p.Manager, err = s.manages(ctx, g.ID, u.ID, command)
		t.unsure = err != nil
	}
	return p
}

// user returns u as one who manages nothing.
func (s *session) user(u *user) chat.User {
	return chat.User{
		ID:     markup.UserID(u.ID),
		Name:   u.name(),
		Locale: u.Language,
		Direct: address{chat: u.ID}.place(),
	}
}

// media returns the films and pictures that came with m, and those of the message it replies to,
// unless that is ours.
func (s *session) media(m *message) []chat.Media {
	all := append(m.media(), m.more...)
	if r := m.ReplyTo; r != nil && (r.From == nil || r.From.ID != s.me.Load().ID) {
		if r.Chat.ID == 0 {
			r.Chat = m.Chat
		}
		all = append(all, r.media()...)
	}
	return all
}

func (m *message) media() []chat.Media {
	var all []chat.Media
	add := func(kind string, f *file) {
		if f != nil && f.ID != "" {
			all = append(all, chat.Media{Kind: kind, Ref: f.ID, From: m.sent().name(), Link: m.link(), Size: f.Size})
		}
	}
	add("video", m.Video.V)
	add("video", m.VideoNote.V)
	add("animation", m.Animation.V)
	if d := m.Document.V; d != nil && m.Animation.V == nil { // animations come as documents too
		add(documentKind(d.MIME), d)
	}
	if n := len(m.Photo.V); n > 0 { // of several sizes the last is the largest
		add("picture", &m.Photo.V[n-1])
	}
	return all
}

func documentKind(mime string) string {
	switch {
	case strings.HasPrefix(mime, "video/"):
		return "video"
	case strings.HasPrefix(mime, "image/"):
		return "picture"
	}
	return "file"
}
