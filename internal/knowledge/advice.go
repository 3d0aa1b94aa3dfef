package knowledge

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/fact"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/turn"
)

// An Advice is what to say to a turn of a conversation: the same in several wordings.
type Advice struct {
	For     turn.Kind
	Words   string   // phrases of which one must be in the turn, parted by commas; none: any turn
	About   []string // ids of drills, cues, causes, inquiries or lifts of which one must be spoken of; none: whatever is
	Sources []string // ids
	Say     []string // with places to fill in
}

// Advice returns all of it, in the order of the files.
func (b *Base) Advice() []*Advice { return slices.Clip(b.advice) }

// Guesses returns how likely a turn is of each kind, likeliest first.
func (b *Base) Guesses(text string, c turn.Context) []turn.Guess { return b.kinds.Guesses(text, c) }

// readAdvice reads the advice, and checks it.
func readAdvice(l *overlay.Loader, b *content.Library) []*Advice {
	all := append(overlay.List[Advice](l, "content/advice.toml", "advice"), overlay.List[Advice](l, "content/replies.toml", "advice")...)
	for _, a := range all {
		checkAdvice(l, b, a)
	}
	return all
}

// loadKinds reads what the kinds of turns are recognised by.
func loadKinds(l *overlay.Loader) *turn.KindReader {
	f := l.Open("lexicon/kinds.bin")
	if f == nil {
		return nil
	}
	x, err := turn.NewKindReader(f.Text)
	if err != nil {
		l.Faults = append(l.Faults, Fault{File: f.Name, What: err.Error()})
	}
	return x
}

// loadFacts reads what the questions after facts are recognised by.
func loadFacts(l *overlay.Loader) *fact.Reader {
	f := l.Open("lexicon/facts.bin")
	if f == nil {
		return nil
	}
	x, err := fact.New(f.Text)
	if err != nil {
		l.Faults = append(l.Faults, Fault{File: f.Name, What: err.Error()})
	}
	return x
}

// FactFor returns the fact that a question is after, or nil where no fact is likely enough to answer it.
func (b *Base) FactFor(question string) *content.Fact {
	id, share := b.facts.Guess(question)
	if share < leastFact {
		return nil
	}
	return b.Fact(id)
}

// placesToFill are what may stand in braces in an Advice.
var placesToFill = []string{
	"drill", "Drill", "dose", "Dose", "steps", "purpose", "Purpose", "another", "stepsOther", "doseOther", "DoseOther", "purposeOther",
	"reason", "why", "Why", "fix", "Fix", "cue", "Cue", "lift", "next",
}

// checkAdvice checks an advice: that it is for a kind of turn that there is, about something, from somewhere, and says
// something.
func checkAdvice(l *overlay.Loader, b *content.Library, a *Advice) {
	fault := func(path, value, format string, args ...any) {
		e := l.Places[a]
		l.Fault(e.File, e.Find(path, value, 0), format, args...)
	}
	if !slices.Contains(turn.Kinds(), a.For) {
		fault("for", string(a.For), "there is no kind of turn %q", a.For)
	}
	for _, id := range a.About {
		if !speakable(l, id) {
			fault("about", id, "there is no drill, cue, reason, question or lift %q", id)
		}
	}
	for _, id := range a.Sources {
		if b.Source(id) == nil {
			fault("sources", id, "there is no source %q", id)
		}
	}
	if len(a.Say) == 0 {
		fault("say", "", "say is missing or empty")
	}
	for _, say := range a.Say {
		if strings.TrimSpace(say) == "" {
			fault("say", say, "say is missing or empty")
		}
		if name := unfilled(say); name != "" {
			fault("say", say, "there is nothing to fill in for {%s}", name)
		}
	}
}

// unfilled returns the first name in braces that stands for nothing.
func unfilled(say string) string {
	for rest := say; ; {
		_, after, open := strings.Cut(rest, "{")
		name, more, closed := strings.Cut(after, "}")
		if !open {
			return ""
		}
		if !closed || !slices.Contains(placesToFill, name) {
			return name
		}
		rest = more
	}
}

// speakable reports whether an id is one that an advice may be about.
func speakable(l *overlay.Loader, id string) bool {
	if slices.Contains([]string{string(BenchPress), string(PushUp), "nothing", "named", "posture-routine"}, id) {
		return true
	}
	for _, kind := range []string{"drill", "cue", "cause", "question"} {
		if l.IDs[kind] == nil || l.IDs[kind][id] || l.Partial[kind] { // it may be there
			return true
		}
	}
	return false
}

// Leading returns the id of the cause that leads in a case, or "".
func (b *Base) Leading(c Case) string {
	if a := b.reassess(c, nil); len(a.Causes) > 0 {
		return a.Causes[0].ID
	}
	return ""
}

// Without sets a cause aside in a case, and says what the case comes to then.
func (b *Base) Without(c Case, cause string) Assessment {
	if x := b.Cause(cause); x != nil {
		leads := []lead{{x.Code, 0}}
		for _, l := range c.leads {
			if l.code != x.Code {
				leads = append(leads, l)
			}
		}
		c.leads = keepLeads(leads)
	}
	return b.reassess(c, nil)
}

// OnLift moves a case to a lift, and says what it comes to there.
func (b *Base) OnLift(c Case, l Lift) Assessment {
	c.lift = l
	return b.reassess(c, nil)
}

// Told adds an answer to a question to a case, whether it was asked or not, and says what the case comes to then. Said is
// the words that gave the answer.
func (b *Base) Told(c Case, question, option, said string) Assessment {
	because := map[string]string{}
	if q := b.Inquiry(question); q != nil {
		for _, a := range q.Answers {
			if a.ID == option {
				c = b.learnFrom(c, a, because)
				for id := range because {
					because[id] = said
				}
			}
		}
		if !slices.Contains(c.asked, q.Code) && len(c.asked) < maxAsked {
			c.asked = append(slices.Clip(c.asked), q.Code)
		}
	}
	c.closed = true
	return b.reassess(c, because)
}

// Cleared takes all warning signs from a case.
func (b *Base) Cleared(c Case) Case {
	c.flags = nil
	return c
}

// WithFlag adds a warning sign to a case, and says what it comes to then.
func (b *Base) WithFlag(c Case, id, because string) Assessment {
	if b.Flag(id) != nil && !c.tells(id) {
		c.flags = append(slices.Clip(c.flags), b.Flag(id))
	}
	return b.reassess(c, map[string]string{id: because})
}
