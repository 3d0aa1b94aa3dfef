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
// and denies. Two readers look at the words: the phrases that t was read with, and the learned kinds of turns. An emergency is
// taken back only if both hear it.
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
	emergency := a.Care() == knowledge.Emergency
	if emergency && t.Takes != turn.None && !(t.Yes && a.Said == Examined) &&
		turn.Share(base.Guesses(text, turn.InEmergency), turn.Retract) < leastRetracts[t.Takes] {
		t.Takes = turn.None
	}
	switch t.Takes {
	case turn.None:
		return a.denied(base, t, denied)
	case turn.Passing:
		if emergency {
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

// leastRetracts is how likely it must be that a turn takes something back for it to lower an emergency, by what its words give
// as the reason. Who says that a professional has cleared it is believed soonest. Of 1 460 turns that the reader had not learned
// from, 35 had such words and took nothing back: one of them was as likely, and that one told of a crisis.
var leastRetracts = map[turn.Reason]float64{
	turn.Past: 0.2, turn.Passing: 0.2, turn.Joke: 0.3, turn.Theirs: 0.3, turn.Misheard: 0.3, turn.Innocent: 0.1, turn.Cleared: 0.1,
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
