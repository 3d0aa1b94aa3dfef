package coach

import (
	"slices"
	"strings"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// foreign answers a message in its own language: an emergency alone, and who wants to die; a warning sign with
// whom to see; anything else with how to be coached.
func (co *Coach) foreign(a knowledge.Assessment) *chat.Message {
	words := co.base.Wording(a.Language)
	m := &chat.Message{Private: true, Urgent: a.CannotWait() || len(a.RedFlags) > 0}
	switch {
	case a.Crisis && a.Triage == knowledge.Emergency:
		m.Text = chat.Join(co.callIn(words, a), chat.Plain("\n\n"+words.Crisis))
	case a.Crisis:
		m.Text = chat.Plain(words.Crisis)
	case a.Stroke:
		m.Text = chat.Join(chat.Strong(words.Call), chat.Plain(" "+words.Stroke))
		m.Footer = chat.Plain(words.Bot)
	case a.Triage == knowledge.Emergency:
		m.Text = co.callIn(words, a)
		m.Footer = chat.Plain(words.Bot)
	case len(a.RedFlags) > 0:
		m.Text = chat.Join(chat.Strong(words.See), signsIn(words, a.RedFlags), chat.Plain("\n\n"+words.Also))
	default:
		m.Text = chat.Plain(words.English)
	}
	return m
}

// again returns other words for a message that is not coached, for who just read the first.
func (co *Coach) again(a knowledge.Assessment) *chat.Message {
	m := &chat.Message{Private: true}
	switch words := co.base.Wording(a.Language); {
	case a.Unread:
		m.Text = chat.Plain(stillUnread)
	case len(a.RedFlags) > 0:
		m.Urgent, m.Text = true, chat.Join(chat.Strong(words.See), chat.Plain(" "+words.Also))
	default:
		m.Text = chat.Plain(words.Also)
	}
	return m
}

// hospital are the emergencies that want a hospital today and no ambulance.
var hospital = []string{"swollen-arm", "dark-urine"}

// callIn says whom to call, and why: the emergencies alone.
func (co *Coach) callIn(words *knowledge.Wording, a knowledge.Assessment) chat.Text {
	var grave []knowledge.Finding
	act := words.Today
	for _, f := range a.RedFlags {
		if flag := co.base.Flag(f.ID); flag != nil && flag.Triage == knowledge.Emergency {
			grave = append(grave, f)
			if !slices.Contains(hospital, f.ID) {
				act = words.Call
			}
		}
	}
	return chat.Join(chat.Strong(act), signsIn(words, grave))
}

// signsIn says of each sign why it matters, with the words that told of it.
func signsIn(words *knowledge.Wording, signs []knowledge.Finding) (text chat.Text) {
	for _, f := range signs {
		if words.Signs[f.ID] == "" {
			continue
		}
		text = chat.Join(text, chat.Plain("\n"+words.Signs[f.ID]))
		if len(f.Because) > 0 {
			text = append(text, chat.Span{Text: " (“" + say.Brief(strings.Join(f.Because, " … ")) + "”)", Style: chat.Italic})
		}
	}
	return text
}
