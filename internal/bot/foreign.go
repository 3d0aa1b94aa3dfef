package bot

import (
	"slices"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// foreign answers a message in its own language: an emergency alone, and who wants to die; a warning sign with
// whom to see; anything else with how to be coached.
func (b *Bot) foreign(a knowledge.Assessment) *chat.Message {
	say := b.Base.Wording(a.Language)
	m := &chat.Message{Private: true, Urgent: a.CannotWait() || len(a.RedFlags) > 0}
	switch {
	case a.Crisis && a.Triage == knowledge.Emergency:
		m.Text = chat.Join(b.callIn(say, a), chat.Plain("\n\n"+say.Crisis))
	case a.Crisis:
		m.Text = chat.Plain(say.Crisis)
	case a.Stroke:
		m.Text = chat.Join(chat.Strong(say.Call), chat.Plain(" "+say.Stroke))
		m.Footer = chat.Plain(say.Bot)
	case a.Triage == knowledge.Emergency:
		m.Text = b.callIn(say, a)
		m.Footer = chat.Plain(say.Bot)
	case len(a.RedFlags) > 0:
		m.Text = chat.Join(chat.Strong(say.See), signsIn(say, a.RedFlags), chat.Plain("\n\n"+say.Also))
	default:
		m.Text = chat.Plain(say.English)
	}
	return m
}

// hospital are the emergencies that want a hospital today and no ambulance.
var hospital = []string{"swollen-arm", "dark-urine"}

// callIn says whom to call, and why: the emergencies alone.
func (b *Bot) callIn(say *knowledge.Wording, a knowledge.Assessment) chat.Text {
	var grave []knowledge.Finding
	act := say.Today
	for _, f := range a.RedFlags {
		if flag := b.Base.Flag(f.ID); flag != nil && flag.Triage == knowledge.Emergency {
			grave = append(grave, f)
			if !slices.Contains(hospital, f.ID) {
				act = say.Call
			}
		}
	}
	return chat.Join(chat.Strong(act), signsIn(say, grave))
}

// signsIn says of each sign why it matters, with the words that told of it.
func signsIn(say *knowledge.Wording, signs []knowledge.Finding) (text chat.Text) {
	for _, f := range signs {
		if say.Signs[f.ID] == "" {
			continue
		}
		text = chat.Join(text, chat.Plain("\n"+say.Signs[f.ID]))
		if len(f.Because) > 0 {
			text = append(text, chat.Span{Text: " (“" + brief(strings.Join(f.Because, " … ")) + "”)", Style: chat.Italic})
		}
	}
	return text
}
