package talk

import (
	"slices"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// places are where an upper back is sore, the narrower first, as they are said back.
var places = []struct {
	words turn.Phrases
	say   string
}{
	{turn.ParsePhrases("between the shoulder blades, between my shoulder blades, between the blades, between my blades, between shoulder blades, rhomboid*, rhomboids"), "the place between the shoulder blades"},
	{turn.ParsePhrases("under my shoulder blade*, under the shoulder blade*, behind my shoulder blade*, left shoulder blade, right shoulder blade, shoulder blade hurts"), "a shoulder blade"},
	{turn.ParsePhrases("mid back, middle back, middle of my back, middle of the back"), "the middle of the back"},
	{turn.ParsePhrases("upper back"), "the upper back"},
	{turn.ParsePhrases("trap, traps, trapezius"), "the traps"},
	{turn.ParsePhrases("neck"), "the neck"},
}

var (
	hurting    = turn.ParsePhrases("sore*, hurt*, ach*, pain*, tight*, stiff*, burn*, fire, fried, cramp*, kill*, tender, knot*, throb*, angry, spasm*, tense, pinch*, complain*, bother*, smoked, dead, ruined, wrecked")
	notHurting = turn.ParsePhrases("not, no, isnt, arent, doesnt, dont, never, fine, without")
)

// near is within how many words of a place its pain is told.
const near = 6

// placeIn returns how the place that hurts is said back, "" where a text names none.
func placeIn(words []string) string {
	words = words[:min(len(words), 400)]
	for _, p := range places {
		for i := range words {
			at := words[i:min(len(words), i+4)]
			if p.words.In(at) == 0 {
				continue
			}
			around := words[max(0, i-near):min(len(words), i+4+near)]
			if hurting.In(around) > 0 && notHurting.In(words[max(0, i-3):min(len(words), i+5)]) == 0 {
				return p.say
			}
		}
	}
	return ""
}

// withLift says which lift something comes with, behind a comma.
var withLift = map[knowledge.Lift]string{knowledge.BenchPress: ", with the bench press", knowledge.PushUp: ", with push-ups"}

// wanted says back what a question is after, by what its answer is, or by what an assessment says that it asks.
var wanted = map[turn.Kind]string{
	turn.Prognosis: "how long it will last", turn.TrainThrough: "whether you can go on training", turn.AskRelief: "what eases it", turn.DailyLife: "what to do through the day",
	turn.Prevention: "how to keep it away", turn.Normal: "whether that is normal", turn.AskDoctor: "whether somebody should look at it", turn.AskDose: "how much to do",
	turn.Alternative: "what to do instead",
	"reason":         "why", "fix": "what to do about it",
}

// heard says back in one sentence what a complaint told: the place, the lift, and what its writer wants to know; "" where it
// told none of these.
func heard(text string, a knowledge.Assessment, asks turn.Kind) string {
	place, lift, want := placeIn(wordsOf(text)), withLift[a.Exercise], wanted[asks]
	said := ""
	switch {
	case place != "":
		said = "So it is " + place + lift
	case lift != "":
		said = "So it comes" + lift[1:]
	case want == "":
		return ""
	}
	switch {
	case want == "":
		return said + "."
	case said == "":
		return "So you'd like to know " + want + "."
	}
	return said + ", and you'd like to know " + want + "."
}

// askedFor are the kinds of turns that answer what an assessment says that a complaint asks.
var askedFor = map[string]turn.Kind{
	"prognosis": turn.Prognosis, "train-through": turn.TrainThrough, "relief": turn.AskRelief, "doctor": turn.AskDoctor, "normal": turn.Normal,
}

// takeUp says back what a complaint told, and answers the question that it has beside what hurts, if the reason and its fix do
// not answer that.
func (c *Coach) takeUp(s *State, text string, a knowledge.Assessment) (back, said string) {
	questions := Questions(text)
	if len(questions) == 0 {
		return heard(text, a, ""), ""
	}
	if f := c.base.FactFor(text); f != nil && askedFor[a.Asks] == "" && len(wordsOf(text)) <= longestQuestion {
		return heard(text, a, turn.Kind(a.Asks)), f.Say
	}
	kind, words := c.plainest(questions)
	if asked := askedFor[a.Asks]; asked != "" {
		kind = asked
	}
	if kind != "" {
		said = c.say(s, kind, &subject{words: words, cause: s.Cause, lift: s.Lift})
	}
	if said == "" {
		kind = turn.Kind(a.Asks) // the reason and the fix answer it
	}
	return heard(text, a, kind), said
}

// plainest returns the kind of the question that is plainest of those that a reason does not answer, with its words; "" where none
// is plain.
func (c *Coach) plainest(questions []string) (kind turn.Kind, words []string) {
	most := 0.8
	for _, q := range questions {
		for _, g := range c.base.Guesses(q, turn.AfterReason)[:2] {
			if slices.Contains(takenUp, g.Kind) && g.Share > most {
				kind, most, words = g.Kind, g.Share, wordsOf(q)
			}
		}
	}
	return kind, words
}
