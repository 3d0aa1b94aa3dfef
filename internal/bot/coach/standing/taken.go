package standing

import (
	"slices"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// What an arm that was slept on explains, and what sore chest muscles and a hard set do.
var (
	ofLimbs = []string{"numbness", "tingling", "radiating-weakness", "leg-weakness"}
	ofChest = []string{"chest-pain", "short-of-breath"}
)

// Without returns the alarm without some of its warning signs.
func (a Alarm) Without(base *knowledge.Base, flags []string) Alarm {
	a.Flags = slices.DeleteFunc(slices.Clone(a.Flags), func(id string) bool { return slices.Contains(flags, id) })
	a.Level = knowledge.SelfCare
	for _, id := range a.Flags {
		if t := triage(base, id); t == knowledge.Emergency || a.Level == knowledge.SelfCare {
			a.Level = t
		}
	}
	return a
}

// Taken returns what stands after a turn that may take something back, and why it was taken; the reason is
// turn.None where all stands on. As is what the message itself says, and denied are the signs that it names
// and denies. An emergency is taken back only by words that can mean it.
func (a Alarm) Taken(base *knowledge.Base, text string, t turn.Turn, as knowledge.Assessment, denied []knowledge.Finding) (Alarm, turn.Reason) {
	if t.Yes && a.Said == Examined && len(as.RedFlags) == 0 && !a.Crisis {
		t.Takes = turn.Cleared
	}
	again := len(as.RedFlags) > 0 && t.Takes != turn.Cleared && t.Takes != turn.Innocent
	switch {
	case again || a.Graver(base, as):
		return a, turn.None
	case a.Crisis: // whoever shrugs it off may mean it all the same
		if t.Takes == turn.Misheard && t.Trains {
			a.Crisis = false
			return a, turn.Misheard
		}
		return a, turn.None
	}
	if a.Care() == knowledge.Emergency && !a.meant(base, t.Takes, text) {
		t.Takes = turn.None
	}
	switch t.Takes {
	case turn.None:
		return a.denied(base, t, denied)
	case turn.Passing:
		if a.Care() == knowledge.Emergency {
			return a, turn.None
		}
	case turn.Innocent:
		left := a.Without(base, Explained(t))
		if len(left.Flags) == len(a.Flags) || left.Care() == a.Care() {
			return a, turn.None // it does not explain the gravest
		}
		return left, turn.Innocent
	}
	return Alarm{Lift: a.Lift, Cause: a.Cause, Turns: a.Turns}, t.Takes
}

// Explained returns the signs that a turn has an innocent cause for.
func Explained(t turn.Turn) (flags []string) {
	if t.Takes != turn.Innocent {
		return nil
	}
	if t.Limb {
		flags = append(flags, ofLimbs...)
	}
	if t.Chest {
		flags = append(flags, ofChest...)
	}
	return flags
}

// denied takes back the signs that a message denies outright: it was misread. "Not any more" and "not that
// bad" are no such denial.
func (a Alarm) denied(base *knowledge.Base, t turn.Turn, denied []knowledge.Finding) (Alarm, turn.Reason) {
	var flags []string
	for _, f := range denied {
		if names(f) {
			flags = append(flags, f.ID)
		}
	}
	left := a.Without(base, flags)
	if t.AllAsks || t.Unsure || t.Still || t.Want == turn.Gone || t.Want == turn.Smaller || t.Want == turn.Opinion || len(left.Flags) == len(a.Flags) {
		return a, turn.None
	}
	return left, turn.Misheard
}

// named are the beginnings of words by which an emergency is denied: "no jaw pain" leaves the pressure in the chest.
var named = map[string][]string{
	"chest-pain": {"chest"}, "short-of-breath": {"breath"}, "leg-weakness": {"leg"},
	"bladder-bowel": {"bladder", "bowel", "groin", "pee", "between"}, "trauma": {"fall", "fell", "drop", "hit", "crash"},
}

// names reports whether a denial names the sign itself, and not only one of its kind.
func names(f knowledge.Finding) bool {
	words, emergency := named[f.ID]
	return !emergency || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(strings.ToLower(strings.Join(f.Because, " ")), w) })
}

// spoken are the words by which people speak of an emergency that they correct.
var spoken = map[string]turn.Phrases{
	"chest-pain":      turn.ParsePhrases("chest*, heart, pec, pecs, pressure"),
	"short-of-breath": turn.ParsePhrases("breath*, air, faint*, dizz*, sweat*, winded, puffed, lungs"),
	"leg-weakness":    turn.ParsePhrases("leg, legs, numb*, weak*, tingl*, foot, feet, walk*"),
	"bladder-bowel":   turn.ParsePhrases("bladder, bowel*, pee*, groin, toilet, numb*, saddle, wet, urin*"),
	"trauma":          turn.ParsePhrases("fall, fell, fallen, crash*, drop*, hit, accident, blow, landed, bar"),
	"swollen-arm":     turn.ParsePhrases("arm, arms, swell*, swollen, blue"),
	"dark-urine":      turn.ParsePhrases("urin*, pee*, brown, dark, cola, coke, tea, beetroot"),
}

var (
	strokeSpoken = turn.ParsePhrases("face, speech, slur*, droop*, numb*, weak*, headache, head, mouth, arm, side, stroke")
	// over are words with which something of before is told to be over.
	over = turn.ParsePhrases("ago, heal*, sorted, gone, over, fine, better, past, back then, last year, years, months, surgery, operated, history, recovered, never again, cleared, resolved, normal, settled")
	// allOfIt takes back everything that was told.
	allOfIt = turn.ParsePhrases("wrong chat, wrong person, wrong window, made it up, made that up, not true, nothing is wrong, nothing wrong, nothing at all, im fine, ignore that, ignore what i, forget what i, autocorrect, testing you, a test, just testing, false alarm")
	// meaning begins what was meant, and elsewhere is what is no sign: a lift, a time, a side, a number.
	meaning   = turn.ParsePhrases("i meant, i mean, meant to write, meant to say, meant to type")
	elsewhere = turn.ParsePhrases("bench*, push up*, pushup*, press*, monday, tuesday, wednesday, thursday, friday, saturday, sunday, week, weeks, days, month*, year*, today, yesterday, tomorrow, morning, evening, after, before, during, left, right, side, kg, lbs, reps, sets, set, #, traps, neck, back, blades, hips")
	noJoke    = turn.ParsePhrases("tell me, a good joke, another joke, know a joke, know any jokes")
	watching  = turn.ParsePhrases("film*, video*, record*, filmed, pictures, photo*")
)

// meant reports whether words that seem to take something back can mean the emergency that stands: a correction has to speak of
// it, or of all that was told, and what is past has to be over. "Sorry, I meant bench" is about something else.
func (a Alarm) meant(base *knowledge.Base, why turn.Reason, text string) bool {
	words, _ := turn.Split(text)
	switch why {
	case turn.Misheard:
		return a.speaks(base, words) || allOfIt.In(words) > 0 || meansOther(words)
	case turn.Past:
		return over.In(words) > 0
	case turn.Joke:
		return noJoke.In(words) == 0
	case turn.Theirs:
		return watching.In(words) == 0
	}
	return true
}

// meansOther reports whether words say that something was meant which may have been read as the sign: "i meant the bar", and not
// "i meant bench".
func meansOther(words []string) bool {
	for i := range words {
		if n := meaning.In(words[i:min(len(words), i+3)]); n > 0 {
			after := words[min(len(words), i+n):min(len(words), i+n+3)]
			return len(after) > 0 && elsewhere.In(after) == 0
		}
	}
	return false
}

// speaks reports whether words speak of an emergency that stands.
func (a Alarm) speaks(base *knowledge.Base, words []string) bool {
	if a.Stroke && strokeSpoken.In(words) > 0 {
		return true
	}
	return slices.ContainsFunc(a.Flags, func(id string) bool {
		known, ok := spoken[id]
		return triage(base, id) == knowledge.Emergency && (!ok || known.In(words) > 0)
	})
}
