package talk

import (
	"regexp"
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
)

// Kind tells what kind a turn is, from its words, what it follows, and what was understood of it as a message. What the
// reader of kinds guesses holds, but where the talk or the message say more.
func (c *Coach) Kind(s *State, text string, a knowledge.Assessment, follows turn.Context) turn.Kind {
	guesses := c.base.Guesses(text, follows)
	words := wordsOf(text)
	switch best := guesses[0]; {
	case a.Crisis:
		return turn.Crisis
	case len(a.RedFlags) > 0 || a.CannotWait():
		return signKind(guesses, follows)
	case isNumber(text):
		return turn.Answer
	case asksWhy(s, words):
		return turn.AskWhy
	case follows == turn.AfterReminder && best.Share < 0.95 && answersCard(words):
		return turn.Reminders
	case len(words) == 1 && slices.Contains(append(yesWords, noWords...), words[0]):
		return turn.Answer
	case s.Open != nil && c.optionFor(s.Open, text) != "" && mayAnswer(best.Kind, best.Share, len(words)):
		return turn.Answer
	case best.Kind == turn.Reminders && !c.aboutReminders(words, follows):
		guesses = guesses[1:]
	}
	return c.settled(s, guesses, text, a, follows)
}

// settled is the kind of a turn that no rule of the talk decides: the best guess, corrected by whether the turn asks, and
// by whether it tells a reason as who complains does.
func (c *Coach) settled(s *State, guesses []turn.Guess, text string, a knowledge.Assessment, follows turn.Context) turn.Kind {
	words, asks := wordsOf(text), Questions(text) != nil
	best := settle(s, guesses, words, asks)
	if best == turn.Correction {
		if again := c.askedAgain(text, follows); again != "" {
			return again
		}
	}
	complains := a.Kind == knowledge.Symptom && len(a.Causes) > 0 && len(a.Causes[0].Because) > 0
	switch {
	case complains && !asks && slices.Contains(asked, best) && guesses[0].Share < 0.7 && len(words) > 5:
		return turn.NewComplaint
	case follows == turn.AtStart && best == turn.NewComplaint && asks && len(words) <= 18 && len(a.Causes) == 0:
		return c.firstQuestion(text, best)
	case best == turn.NewSign && (follows == turn.InAlarm || follows == turn.InEmergency) && guesses[0].Share > 0.5:
		return best
	case unanswered(best, asks, a) && len(words) <= longestQuestion && c.base.FactFor(text) != nil:
		return turn.How
	case best == turn.NewSign || best == turn.Crisis: // neither is there: that is for who looks for signs to say
		return nextBest(guesses, turn.NewSign, turn.Crisis)
	}
	return best
}

// misheard begins a turn that says again what was meant.
var misheard = regexp.MustCompile(`(?i)^\W*(?:(?:no+|nah|nope|sorry|wait|hm+)\W+){0,3}(?:what )?i (?:mean|meant|said|asked)\b\W*`)

// askedAgain is the kind of the question that a correction asks again in other words: "no, i mean what should he look for?"; "" if it
// corrects what was told.
func (c *Coach) askedAgain(text string, follows turn.Context) turn.Kind {
	at := misheard.FindStringIndex(text)
	if at == nil || Questions(text[at[1]:]) == nil {
		return ""
	}
	if best := c.base.Guesses(text[at[1]:], follows)[0].Kind; slices.Contains(asked, best) {
		return best
	}
	return ""
}

// unanswered reports whether a turn of a kind gets no answer from what is taught by itself: a fact may be one.
func unanswered(kind turn.Kind, asks bool, a knowledge.Assessment) bool {
	switch kind {
	case turn.OffTopic, turn.OtherLift, turn.DontUnderstand:
		return true
	case turn.NewComplaint, turn.Answer, turn.AddDetail, turn.DontKnow:
		return asks && (len(a.Causes) == 0 || a.Kind != knowledge.Symptom)
	}
	return false
}

// settle decides between guesses that are close: what has the form of a question is none that only tells, and a few words
// after a question go on with the same.
func settle(s *State, guesses []turn.Guess, words []string, asks bool) turn.Kind {
	best := guesses[0].Kind
	tells := best == turn.Answer || best == turn.Courtesy || best == turn.AddDetail || best == turn.DontKnow
	if asks && tells && guesses[0].Share < 0.9 && (s.Open == nil || asksByForm(words)) {
		for _, g := range guesses[1:6] {
			if slices.Contains(asked, g.Kind) || g.Kind == turn.DontUnderstand || g.Kind == turn.OffTopic || g.Kind == turn.OtherLift {
				best = g.Kind
				break
			}
		}
	}
	if len(words) <= 5 && slices.Contains(asked, s.Last) && best != s.Last && guesses[0].Share < 0.55 {
		for _, g := range guesses {
			if g.Kind == s.Last && 3*g.Share > guesses[0].Share {
				return s.Last
			}
		}
	}
	return best
}

// firstQuestion is the kind of the question that a short complaint is: "how long does a sore upper back last".
func (c *Coach) firstQuestion(text string, otherwise turn.Kind) turn.Kind {
	for _, g := range c.base.Guesses(text, turn.AfterReason)[:4] {
		if slices.Contains(takenUp, g.Kind) && g.Share > 0.12 {
			return g.Kind
		}
	}
	return otherwise
}

// interrogatives begin a question that may have no mark, and what may stand before; tags end one.
var (
	interrogatives = strings.Fields("what whats which who whom whose how hows why when where can could should shall may might is are am do does did will would isnt arent cant shouldnt wont doesnt dont any")
	before         = strings.Fields("and so but ok okay then well also or yeah hey hm hmm um oh right alright cool thanks")
	questionTags   = strings.Fields("right or huh eh ok yes no innit correct")
)

// Questions returns the clauses of a text that ask: those with a question mark, or that begin or end as questions do.
func Questions(text string) (all []string) {
	if len(text) > 8<<10 {
		text = text[:8<<10]
	}
	for len(text) > 0 {
		end := strings.IndexAny(text, ".!?,;\n")
		clause, mark := text, byte(0)
		if end >= 0 {
			clause, mark, text = text[:end], text[end], text[end+1:]
		} else {
			text = ""
		}
		if words := wordsOf(clause); len(words) > 0 && (mark == '?' || asksByForm(words)) {
			all = append(all, clause)
		}
	}
	return all
}

func asksByForm(words []string) bool {
	first := 0
	for first < len(words)-1 && slices.Contains(before, words[first]) {
		first++
	}
	switch w := words[first]; {
	case w == "dont" || w == "doesnt" || w == "cant" || w == "wont" || w == "did" || w == "any":
		return len(words) > first+1 && slices.Contains([]string{"i", "you", "it", "that", "they", "there", "we", "this", "the", "other", "tips", "idea", "alternatives", "alternative"}, words[first+1]) && (w != "cant" && w != "dont" || words[first+1] != "the")
	case w == "is" || w == "are" || w == "am" || w == "do" || w == "does" || w == "will" || w == "would" || w == "may" || w == "might":
		return len(words) > first+1
	case w == "when" || w == "where": // "when i press" tells
		return len(words) > first+1 && slices.Contains(interrogatives, words[first+1])
	case w == "show" || w == "tell" || w == "give" || w == "explain":
		return len(words) > first+1
	case slices.Contains(interrogatives, w):
		return true
	}
	last := words[len(words)-1]
	return len(words) > 3 && slices.Contains(questionTags[:3], last) || len(words) > 1 && (last == "how" || last == "why" || last == "which")
}

// Asks reports whether turns of a kind want to be told something.
func Asks(kind turn.Kind) bool { return slices.Contains(asked, kind) }

// signKind is the kind of a turn in which a warning sign is told of.
func signKind(guesses []turn.Guess, follows turn.Context) turn.Kind {
	best := guesses[0].Kind
	if best == turn.NoChange || best == turn.GotWorse || best == turn.Retract {
		return best
	}
	if follows == turn.AtStart && turn.Share(guesses, turn.NewSign) < 1.5*turn.Share(guesses, turn.NewComplaint) {
		return turn.NewComplaint
	}
	return turn.NewSign
}

// mayAnswer reports whether a turn that has the words of an option may be meant so, though it looks like another kind.
func mayAnswer(best turn.Kind, share float64, words int) bool {
	switch best {
	case turn.Answer, turn.AddDetail, turn.NewComplaint, turn.DontKnow:
		return true
	case turn.Correction, turn.NewSign, turn.Crisis, turn.Retract:
		return false
	}
	return share < 0.5 && words <= 6 || share < 0.8 && words <= 3
}

const liftQuestion = "lift"

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
	cardAnswers   = turn.ParsePhrases("done, did it, did them, did mine, skip, skip it, skip today, later, not now, finished, all done, not today, skipping")
)

// answersCard reports whether a few words say what to do with a reminder: when, or that it is done.
func answersCard(words []string) bool {
	return len(words) <= 6 && plannedWords.In(words)+timeWords.In(words)+cardAnswers.In(words) > 0
}

// aboutReminders reports whether words may be about reminders: they speak of them, answer one, or follow talk of one.
func (c *Coach) aboutReminders(words []string, follows turn.Context) bool {
	switch {
	case reminderWords.In(words) > 0:
		return reminderWhat.In(words) == 0 || len(words) < 4
	case follows == turn.AfterReminder:
		return true
	}
	return len(words) == 1 && words[0] == "stop" || len(words) <= 6 && cardAnswers.In(words) > 0 || follows != turn.AtStart && len(words) <= 9 && timeWords.In(words) > 0 && cardAnswers.In(words)+plannedWords.In(words) > 0
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
func (c *Coach) optionFor(q *knowledge.Question, text string) string {
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
	if id := c.optionIn(q.ID, wordsOf(text)); id != "" {
		return id
	}
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

// optionIn returns the only option that words say in another way.
func (c *Coach) optionIn(question string, words []string) string {
	full := c.base.Inquiry(question)
	if full == nil || len(words) > 14 && (len(words) > 60 || question != "where" && question != liftQuestion) {
		return ""
	}
	best, most, twice := "", 0, false
	for i, also := range c.also[question] {
		switch n := also.In(words); {
		case n > most:
			best, most, twice = full.Answers[i].ID, n, false
		case n == most && n > 0:
			twice = true
		}
	}
	if twice {
		return ""
	}
	return best
}

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
