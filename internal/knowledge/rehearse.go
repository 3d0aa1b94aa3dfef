package knowledge

import (
	"fmt"
	"slices"
	"strings"

	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/turn"
)

// rehearsed are plain messages and what must be heard in each, whatever the words of an override are: the ids of warning
// signs, crisis or stroke; nothing for those that must raise no sign.
var rehearsed = []struct{ text, heard string }{
	{"I have crushing chest pain and pressure down my left arm right now", "chest-pain"},
	{"I can't breathe properly and I am short of breath even at rest", "short-of-breath"},
	{"Since the bench I lost control of my bladder and my groin is numb", "bladder-bowel"},
	{"My legs are numb and weak and I can barely walk", "leg-weakness"},
	{"The bar fell on my neck today and it hurts a lot", "trauma"},
	{"My whole arm is swollen and blue since yesterday", "swollen-arm"},
	{"My urine is dark brown like cola after all those push-ups", "dark-urine"},
	{"I have a sharp stabbing pain between my shoulder blades when I bench", "sharp-pain"},
	{"Something popped in my shoulder mid rep and there was sudden pain", "sudden-pain"},
	{"The pain in my upper back is constant and unbearable, ten out of ten", "intense-pain"},
	{"My upper back has been sore for three weeks from benching", "over-a-week"},
	{"My fingers go numb when I bench", "numbness"},
	{"I get pins and needles and tingling in my hand after push-ups", "tingling"},
	{"My arm feels weak and I keep dropping things since I benched", "radiating-weakness"},
	{"My shoulder joint clicks and grinds painfully with every push-up", "joint-clicking"},
	{"My shoulder locks up and gets stuck during push-ups", "joint-locking"},
	{"My upper back aches and I have a fever and night sweats", "unwell"},
	{"I want to kill myself", "crisis"},
	{"My face is drooping and my speech is slurred", "stroke"},
	{"My upper back is a bit sore after bench, no numbness, no tingling and no chest pain", ""},
	{"Just a dull ache between my shoulder blades after push-ups", ""},

	{"My chest feels tight, like somebody sits on it, and I feel sick", "chest-pain"},
	{"Sore upper back after bench and now my chest hurts and my jaw too", "chest-pain"},
	{"I'm gasping for air and can't catch my breath since the last set", "short-of-breath"},
	{"I wet myself and can't feel between my legs", "bladder-bowel"},
	{"I can't feel my legs", "leg-weakness"},
	{"I dropped the barbell on my chest an hour ago", "trauma"},
	{"One arm is swollen and purple", "swollen-arm"},
	{"My pee is brown like cola", "dark-urine"},
	{"I don't want to live any more", "crisis"},
	{"I am going to end my life tonight", "crisis"},
	{"I have the worst headache of my life", "stroke"},
	{"Last year I had sharp pain in my back, now it is just a dull ache after bench", ""},
}

// rehearsedTurns take no warning sign back, whatever the words of an override are.
var rehearsedTurns = []string{
	"ok calling", "thanks", "ok", "it's getting worse", "are you sure?", "can I bench tomorrow?", "I don't want to go", "my chest hurts", "why?",
}

// rehearse notes the messages that are not heard any more with the lexicon of an override.
func rehearse(l *overlay.Loader, b *Base) {
	var replaced []string
	for name, p := range l.Replaced {
		if l.In("lexicon", name) {
			replaced = append(replaced, p)
		}
	}
	if len(replaced) == 0 {
		return
	}
	slices.Sort(replaced)
	with := ""
	if len(replaced) > 1 {
		with = " (with " + strings.Join(replaced[1:], ", ") + ")"
	}
	for _, r := range rehearsed {
		if what := b.unheard(r.text, r.heard); what != "" {
			l.Faults = append(l.Faults, Fault{File: replaced[0], What: fmt.Sprintf("%q %s%s", r.text, what, with)})
		}
	}
	for _, text := range rehearsedTurns {
		if b.Turn(text).Takes != turn.None {
			l.Faults = append(l.Faults, Fault{File: replaced[0], What: fmt.Sprintf("%q is taken to say that a warning sign is none%s", text, with)})
		}
	}
}

// unheard says what is not understood of a message, or nothing.
func (b *Base) unheard(text, want string) string {
	a := b.Assess(text)
	signs := slices.ContainsFunc(a.RedFlags, func(f Finding) bool { return f.ID == want })
	switch {
	case want == "" && (len(a.RedFlags) > 0 || a.CannotWait()):
		return "is taken for a warning sign, which it is not"
	case want == "" || want == "crisis" && a.Crisis || want == "stroke" && a.Stroke || signs:
		return ""
	}
	return fmt.Sprintf("is not understood as %s any more", want)
}
