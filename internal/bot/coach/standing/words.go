package standing

import (
	"strings"
	"unicode"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Wants that no reader of words gives: what came was no words, or a control of an older answer.
const (
	Picture turn.Want = "picture"
	Pressed turn.Want = "pressed"
)

// wordings are answers by what a turn wants: at least two for each, which take turns so that none comes twice
// in a row. In them stand {thing}, what was told of; {can}, why it counts; {now}, what to do; {still}, what to do
// until help is there. With a capital they begin a sentence.
type wordings map[turn.Want][]string

// A sign is what the wordings say of a warning sign.
type sign struct{ thing, can, now, still, tell string }

// Say answers a turn in the light of the alarm, in one to four sentences.
func (a Alarm) Say(base *knowledge.Base, want turn.Want) string {
	s, words := a.sign(base), professional
	switch {
	case a.Crisis:
		words = crisis
		if as, ok := inCrisis[want]; ok {
			want = as
		}
	case a.Care() == knowledge.Emergency:
		words = emergency
	}
	lines := words[want]
	if len(lines) == 0 {
		lines = words[turn.Other]
	}
	return s.fill(lines[a.Turns%len(lines)])
}

// sign returns what the wordings say: of a stroke, of the gravest sign, or in general.
func (a Alarm) sign(base *knowledge.Base) sign {
	if a.Stroke {
		return ofStroke
	}
	id := a.gravest(base)
	s, ok := signs[id]
	if f := base.Flag(id); !ok && f != nil {
		s = sign{thing: strings.ToLower(f.Name), can: "it can be more than soreness"}
	}
	if s.now == "" && a.Level == knowledge.Emergency {
		s.now = callNow
	}
	return s
}

const callNow = "call the emergency number now (112, 911 or 999)"

func (s sign) fill(line string) string {
	var pairs []string
	for name, value := range map[string]string{
		"thing": or(s.thing, "what you told me"), "can": or(s.can, "it can be serious"), "now": or(s.now, callNow),
		"still": or(s.still, "sit or lie still"), "tell": or(s.tell, s.thing),
	} {
		pairs = append(pairs, "{"+name+"}", value, "{"+capital(name)+"}", capital(value))
	}
	return strings.NewReplacer(pairs...).Replace(line)
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func capital(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

var ofStroke = sign{
	thing: "signs like these", can: "they can be a stroke",
	still: "sit or lie down, without eating or drinking", tell: "what you noticed, and above all when it began",
}

// signs are the built-in warning signs.
var signs = map[string]sign{
	"chest-pain": {thing: "pressure or pain in the chest", can: "it can come from the heart",
		still: "sit down and loosen what is tight"},
	"short-of-breath": {thing: "trouble breathing", can: "heart or lungs can be behind it",
		still: "sit upright and loosen what is tight"},
	"bladder-bowel": {thing: "bladder or bowel out of control, or a numb groin", can: "the nerves of the spine can be under pressure",
		still: "move as little as you can"},
	"leg-weakness": {thing: "weak or numb legs along with back pain", can: "the spinal cord can be under pressure",
		still: "sit or lie still, without testing your legs"},
	"trauma": {thing: "a blow like that", can: "something can be broken even where you can move",
		still: "keep neck and back still"},
	"swollen-arm": {thing: "a swollen or blue arm", can: "a clot can be behind it",
		now: "go to an emergency department today", still: "keep the arm quiet"},
	"dark-urine": {thing: "dark urine after hard work", can: "it can harm the kidneys",
		now: "go to an emergency department today", still: "drink water and leave out all exercise"},

	"sharp-pain":         {thing: "sharp pain", can: "it is not ordinary muscle soreness"},
	"sudden-pain":        {thing: "pain that came all at once", can: "something may be strained or torn"},
	"intense-pain":       {thing: "pain this strong", can: "it is more than soreness from training"},
	"over-a-week":        {thing: "pain for more than a week", can: "it is no longer plain soreness from training"},
	"numbness":           {thing: "numbness", can: "a nerve may be irritated"},
	"tingling":           {thing: "tingling", can: "a nerve may be irritated"},
	"radiating-weakness": {thing: "weakness in the arm or hand", can: "a nerve may be affected"},
	"joint-clicking":     {thing: "a joint that clicks along with a complaint", can: "there may be trouble inside the joint"},
	"joint-locking":      {thing: "a joint that locks", can: "something in it may be in the way"},
	"unwell":             {thing: "feeling ill along with it", can: "an illness may be behind it, not training"},
}
