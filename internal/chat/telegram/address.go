package telegram

import (
	"fmt"
	"strconv"
	"strings"

	"spotter/internal/chat"
)

const platform = "telegram:"

// An address is a chat.Place, understood: "telegram:-100123" or, for a topic, "telegram:-100123/7", and for somebody's
// direct messages to a channel, "telegram:-100123/d7".
type address struct {
	chat, thread int64
	direct       bool // thread is a topic of direct messages
}

func (a address) place() chat.Place {
	p := platform + strconv.FormatInt(a.chat, 10)
	if a.thread != 0 {
		p += "/"
		if a.direct {
			p += "d"
		}
		p += strconv.FormatInt(a.thread, 10)
	}
	return chat.Place(p)
}

// group tells whether others can read there. Only people have positive ids.
func (a address) group() bool { return a.chat < 0 }

func parsePlace(p chat.Place) (address, error) {
	rest, ok := strings.CutPrefix(string(p), platform)
	id, topic, inTopic := strings.Cut(rest, "/")
	var a address
	var err error
	if a.chat, err = strconv.ParseInt(id, 10, 64); !ok || err != nil {
		return a, fmt.Errorf("place %q is not one of telegram", p)
	}
	if inTopic {
		topic, a.direct = strings.CutPrefix(topic, "d")
		if a.thread, err = strconv.ParseInt(topic, 10, 64); err != nil {
			return a, fmt.Errorf("place %q names no topic of telegram", p)
		}
	}
	return a, nil
}

// A sent message is named by its number, and an "m" if it shows a picture or a film: those are edited
// by other methods.
type sent struct {
	id    int64
	media bool
}

func (s sent) name() chat.MessageID {
	if s.id == 0 {
		return ""
	}
	n := strconv.FormatInt(s.id, 10)
	if s.media {
		n += "m"
	}
	return chat.MessageID(n)
}

func parseMessage(name chat.MessageID) (sent, error) {
	digits, media := strings.CutSuffix(string(name), "m")
	id, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || id <= 0 {
		return sent{}, fmt.Errorf("message %q is not one of telegram", name)
	}
	return sent{id, media}, nil
}

// sent returns how m is named.
func (m *message) sent() sent { return sent{m.ID, m.hasMedia()} }

func (m *message) hasMedia() bool {
	return len(m.Photo.V) > 0 || m.Animation.V != nil || m.Video.V != nil || m.Document.V != nil
}

// address returns where m stands. Only a forum's topics count: elsewhere a thread is a chain of replies.
func (m *message) address() address {
	a := address{chat: m.Chat.ID}
	switch {
	case m.Direct.V != nil:
		a.thread, a.direct = m.Direct.V.ID, true
	case m.InTopic:
		a.thread = m.Thread
	}
	return a
}

// link returns where m can be seen by who may, or "": private chats and basic groups have no links.
func (m *message) link() string {
	bare, super := strings.CutPrefix(strconv.FormatInt(m.Chat.ID, 10), "-100")
	switch {
	case m.ID == 0 || m.Chat.private() || !super:
		return ""
	case m.Chat.Username != "":
		return fmt.Sprintf("https://t.me/%s/%d", m.Chat.Username, m.ID)
	case m.InTopic:
		return fmt.Sprintf("https://t.me/c/%s/%d/%d", bare, m.Thread, m.ID)
	}
	return fmt.Sprintf("https://t.me/c/%s/%d", bare, m.ID)
}

// Link implements chat.Linker. Only supergroups have links; those to private ones open for members.
func (a *Adapter) Link(_, place chat.Place, id chat.MessageID) string {
	at, err := parsePlace(place)
	if err != nil {
		return ""
	}
	m, err := parseMessage(id)
	if err != nil {
		return ""
	}
	on := &message{ID: m.id, Thread: at.thread, InTopic: at.thread != 0, Chat: group{ID: at.chat, Type: "supergroup"}}
	return on.link()
}
