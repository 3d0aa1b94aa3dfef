package talk

import (
	"slices"
	"strings"
	"unicode"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// asked are the kinds of turns that want to be told something.
var asked = []turn.Kind{
	turn.AskWhy, turn.Prognosis, turn.TrainThrough, turn.AskDose, turn.How, turn.Alternative, turn.AskRelief, turn.DailyLife, turn.Prevention,
	turn.Normal, turn.AskDoctor, turn.AskSource,
}

var (
	yesWords   = []string{"yes", "yeah", "yep", "yup", "ye", "yea", "aye", "correct"}
	noWords    = []string{"no", "nope", "nah", "neither", "none"}
	anotherOne = turn.ParsePhrases("different thing, another thing, another problem, new problem, different problem, separate, other problem, second thing, also sore, new issue, different issue, something different, different story")
	otherLifts = turn.ParsePhrases("deadlift*, squat*, overhead press*, ohp, military press*, shoulder press*, dip, dips, clean, cleans, snatch*, shrugs, barbell shrug*, barbell row*, lower back, low back, lumbar, upright row*, rack pull*, kettlebell swing*, lateral raise*, landmine*, thruster*, handstand*, muscle up*, burpee*")
)

// Kind tells what kind a turn is, from its words, what it follows, and what was understood of it as a message.
func (c *Coach) Kind(s *State, text string, a knowledge.Assessment, follows turn.Context) turn.Kind {
	guesses := c.base.Guesses(text, follows)
	best, words := guesses[0].Kind, wordsOf(text)
	share := func(k turn.Kind) float64 {
		return guesses[slices.IndexFunc(guesses, func(g turn.Guess) bool { return g.Kind == k })].Share
	}
	switch {
	case a.Crisis:
		return turn.Crisis
	case len(a.RedFlags) > 0 || a.CannotWait():
		return signKind(best, share, follows, a)
	case isNumber(text):
		return turn.Answer
	case len(words) == 1 && slices.Contains(append(yesWords, noWords...), words[0]):
		return turn.Answer
	case s.Open != nil && optionFor(s.Open, text) != "" && !slices.Contains(asked, best) && best != turn.Correction:
		return turn.Answer
	}
	if best == turn.Reminders && !c.aboutReminders(words, follows) {
		best = nextBest(guesses, turn.Reminders)
	}
	_, asks := turn.Split(text)
	tells := !asks && a.Kind == knowledge.Symptom && len(a.Causes) > 0 && len(a.Causes[0].Because) > 0
	other := otherLifts.In(words) > 0 && liftIn(words) == ""
	switch {
	case notLift.MatchString(text) && liftIn(words) == "" && len(words) < 12:
		return turn.Correction
	case s.Last == turn.OffTopic && (best == turn.Answer || best == turn.AddDetail) && len(a.Causes) == 0:
		return turn.OffTopic
	case best == turn.OtherLift && liftIn(words) != "" && len(a.Causes) > 0 && len(a.Causes[0].Because) > 0:
		best = turn.NewComplaint
	case tells && slices.Contains(asked, best) && guesses[0].Share < 0.7 && len(words) > 5:
		best = turn.NewComplaint
	}
	switch {
	case other && (best == turn.NewComplaint || best == turn.OffTopic || best == turn.NewSign || best == turn.AddDetail && follows == turn.AtStart):
		return turn.OtherLift
	case best == turn.OffTopic && len(a.Causes) > 0 && a.Kind == knowledge.Symptom:
		return turn.NewComplaint
	case best == turn.AddDetail && follows == turn.AtStart && a.Kind == knowledge.Symptom:
		return turn.NewComplaint
	case best == turn.NewSign || best == turn.Crisis: // neither is there: that is for who looks for signs to say
		return nextBest(guesses, turn.NewSign, turn.Crisis)
	case (best == turn.NewComplaint || best == turn.AddDetail || best == turn.Answer) && s.Told && s.Open == nil && len(words) > 6 && c.whole(text, a):
		return turn.NewComplaint
	case best == turn.NewComplaint && s.Told && anotherOne.In(words) == 0 && len(words) < 30 && !s.Case.AboutOther(a.Exercise):
		if s.Open != nil {
			return turn.Answer
		}
		return turn.AddDetail
	case best == turn.AddDetail && s.Open != nil && len(a.Causes) > 0:
		return turn.Answer
	}
	return best
}

// whole reports whether a turn tells a complaint as one would who has told nothing yet: with the lift, and with words that
// speak for a reason.
func (c *Coach) whole(text string, a knowledge.Assessment) bool {
	if a.Kind != knowledge.Symptom || a.Exercise == knowledge.Unknown || len(a.Causes) == 0 || len(a.Causes[0].Because) == 0 {
		return false
	}
	first := c.base.Guesses(text, turn.AtStart)[0]
	return first.Kind == turn.NewComplaint && first.Share > 0.7
}

// Asks reports whether turns of a kind want to be told something.
func Asks(kind turn.Kind) bool { return slices.Contains(asked, kind) }

// signKind is the kind of a turn in which a warning sign is told of.
func signKind(best turn.Kind, share func(turn.Kind) float64, follows turn.Context, a knowledge.Assessment) turn.Kind {
	switch {
	case best == turn.NoChange || best == turn.GotWorse || best == turn.Retract:
		return best
	case follows == turn.AtStart && share(turn.NewSign) < 1.5*share(turn.NewComplaint):
		return turn.NewComplaint
	case best == turn.NewComplaint && a.Triage != knowledge.Emergency && len(a.RedFlags) == 1 && a.RedFlags[0].ID == overAWeek:
		return best
	}
	return turn.NewSign
}

const overAWeek = "over-a-week"

// nextBest is the likeliest kind but for some.
func nextBest(guesses []turn.Guess, but ...turn.Kind) turn.Kind {
	for _, g := range guesses {
		if !slices.Contains(but, g.Kind) && g.Kind != turn.NewSign && g.Kind != turn.Crisis {
			return g.Kind
		}
	}
	return turn.AddDetail
}

var (
	reminderWords = turn.ParsePhrases("remind*, reminder*, ping, nudge, snooze*, notification*, notify, unsubscribe, alert*, schedule")
	reminderWhat  = turn.ParsePhrases("says, said, what is, what the, whats, mean, means, how do i do")
	cardAnswers   = turn.ParsePhrases("done, did it, did them, did mine, skip, skip it, skip today, later, not now, stop, finished, all done, not today, skipping")
)

// aboutReminders reports whether words may be about reminders: they speak of them, answer one, or follow talk of one.
func (c *Coach) aboutReminders(words []string, follows turn.Context) bool {
	switch {
	case reminderWords.In(words) > 0:
		return reminderWhat.In(words) == 0 || len(words) < 4
	case follows == turn.AfterReminder:
		return true
	}
	return len(words) <= 6 && cardAnswers.In(words) > 0 || follows != turn.AtStart && len(words) <= 9 && timeWords.In(words) > 0 && cardAnswers.In(words)+plannedWords.In(words) > 0
}

var (
	timeWords    = turn.ParsePhrases("morning, mornings, evening, evenings, weekends, weekdays, # am, # pm, am, pm, holiday, o clock")
	plannedWords = turn.ParsePhrases("pause, turn, move, change, make it, stop, only, off, on, set, no")
)

func wordsOf(text string) []string {
	words, _ := turn.Split(text)
	return words
}

func isNumber(text string) bool {
	text = strings.Trim(text, " .)#!?")
	return text != "" && len(text) <= 2 && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) })
}

// optionFor returns the id of the option that a text means: by its number, id or label, or as the only one whose label
// has all of its words. It returns "" if there is none.
func optionFor(q *knowledge.Question, text string) string {
	if isNumber(text) {
		n := 0
		for _, r := range text {
			if unicode.IsDigit(r) {
				n = 10*n + int(r-'0')
			}
		}
		if n >= 1 && n <= len(q.Options) {
			return q.Options[n-1].ID
		}
		return ""
	}
	words := slices.DeleteFunc(wordsOf(text), func(w string) bool { return slices.Contains(smallWords, w) })
	if len(words) == 0 || len(words) > 8 {
		return ""
	}
	var meant []string
	for i, o := range q.Options {
		label := wordsOf(o.Label)
		switch {
		case strings.Join(label, " ") == strings.Join(wordsOf(text), " ") || o.ID == text:
			return o.ID
		case i == len(q.Options)-1 && strings.HasPrefix(strings.Join(words, " "), "something else"):
			return o.ID
		}
		if !slices.ContainsFunc(words, func(w string) bool {
			return !slices.ContainsFunc(label, func(l string) bool { return singular(l) == singular(w) })
		}) {
			meant = append(meant, o.ID)
		}
	}
	if len(meant) == 1 {
		return meant[0]
	}
	return ordinal(q, words)
}

var smallWords = strings.Fields("the a an i im it is its its of to at on in my me and one think guess maybe probably more like just mostly kind sort thats option number ok oh well hmm")

func singular(w string) string { return strings.TrimSuffix(w, "s") }

// ordinal reads "the second one" and "last".
func ordinal(q *knowledge.Question, words []string) string {
	if len(words) != 1 {
		return ""
	}
	at := slices.Index([]string{"first", "second", "third", "fourth", "fifth"}, words[0])
	if words[0] == "last" {
		at = len(q.Options) - 1
	}
	if at < 0 || at >= len(q.Options) || q.ID == "when" {
		return ""
	}
	return q.Options[at].ID
}
