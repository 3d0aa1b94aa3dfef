package talk

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"spotter/internal/bot/say"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Turn answers a turn of a kind, and notes in s what it changes. A is what was understood of it as a message. It never
// answers with nothing.
func (c *Coach) Turn(s *State, text string, kind turn.Kind, a knowledge.Assessment) Reply {
	on := c.subject(s, text)
	if d := daysIn(text); d > s.Days {
		s.Days = d
	}
	r := c.answer(s, text, kind, a, on)
	r.Kind = kind
	if r.Say == "" && r.Assessment == nil {
		r.Say = c.anything(s, on)
	}
	if tried := kind == turn.AlreadyDo || kind == turn.NoChange || kind == turn.GotWorse; on.drillNamed && !tried && r.Assessment == nil {
		s.Drill = on.drill
	}
	c.note(s, kind, &r)
	return r
}

// subject says what a turn is about: what it names, else what was spoken of last.
func (c *Coach) subject(s *State, text string) *subject {
	on := &subject{words: wordsOf(text), drill: s.Drill, cue: s.Cue, cause: s.Cause, lift: s.Lift, idle: s.Open == nil && !s.Told, days: daysIn(text)}
	if s.Open != nil {
		on.asked = s.Open.ID
	}
	drills, cues := c.namedIn(on.words)
	if len(drills) > 0 {
		on.drill, on.named, on.drillNamed = drills[0], true, true
	}
	if len(cues) > 0 {
		on.cue, on.named = cues[0], true
		s.Cue = on.cue
	}
	if l := liftIn(on.words); l != "" {
		on.lift = l
		if s.Lift == "" {
			s.Lift = l
		}
	}
	on.done = s.Done
	c.onLift(on)
	if cause := c.base.Cause(on.cause); on.drill == "" && cause != nil {
		if ids := c.fit(s, cause.On(on.lift).Drills); len(ids) > 0 {
			on.drill = ids[0]
		}
	}
	return on
}

// opposite are the cues that the lifts have for the same thing.
var opposite = map[string]string{"retract-and-depress": "keep-protracted", "keep-protracted": "retract-and-depress"}

// onLift takes the cue that holds for the lift that is spoken of, and its words beside those of the turn.
func (c *Coach) onLift(on *subject) {
	cue := c.base.Cue(on.cue)
	if cue == nil {
		return
	}
	if on.lift != "" && !slices.Contains(cue.Lifts, on.lift) {
		on.cue = opposite[on.cue]
		cue = c.base.Cue(on.cue)
	}
	if cue != nil && len(on.words) <= 4 && !on.named {
		on.words = append(slices.Clip(on.words), wordsOf(cue.Name)...)
	}
}

// fit returns the drills that are neither done already nor hurt.
func (c *Coach) fit(s *State, drills []string) []string {
	return slices.DeleteFunc(slices.Clone(drills), func(id string) bool { return slices.Contains(s.Done, id) })
}

func (c *Coach) answer(s *State, text string, kind turn.Kind, a knowledge.Assessment, on *subject) Reply {
	if kind == turn.AskWhy && asksWhy(s, on.words) {
		return c.whyAsked(s, on)
	}
	switch kind {
	case turn.NewComplaint, turn.NewSign, turn.Crisis:
		return c.complaint(s, text, a, on)
	case turn.Answer:
		return c.answered(s, text, a, on)
	case turn.AddDetail:
		return c.detail(s, text, a, on)
	case turn.Correction:
		return c.corrected(s, text, a, on)
	case turn.DontKnow:
		return c.unknown(s, on)
	case turn.AlreadyDo:
		return c.done(s, on)
	case turn.NoChange:
		return c.unchanged(s, a, on)
	case turn.GotWorse:
		return c.worse(s, a, on)
	case turn.GotBetter, turn.Frustration:
		s.Open = nil
		if kind == turn.Frustration && on.cause == "" && s.Told {
			on.cause = c.base.Leading(s.Case)
		}
	}
	return c.told(s, text, kind, a, on)
}

// told answers what wants to be told something; a complaint in the same words is taken up after it.
func (c *Coach) told(s *State, text string, kind turn.Kind, a knowledge.Assessment, on *subject) Reply {
	if f := c.fact(s, text, kind); f != nil {
		if f.Drill != "" {
			s.Drill = f.Drill
		}
		return Reply{Say: f.Say, Drill: f.Drill, Fact: f}
	}
	r := Reply{Say: c.say(s, kind, on)}
	complains := s.Turns == 0 && a.Kind == knowledge.Symptom && len(a.Causes) > 0 && slices.Contains(asked, kind)
	if complains && r.Say != "" {
		c.begin(s, a)
		r.Cause, r.Case, r.Assessment = s.Cause, a.Case, &a
		r.Heard = heard(text, a, kind)
	} else if s.Turns == 0 && a.Kind == knowledge.Symptom {
		s.Case, s.Told = a.Case, true
		s.Lift = lift(a.Exercise, s.Lift)
	}
	if kind == turn.How || kind == turn.AskDose || kind == turn.Alternative {
		s.Drill = on.drill
		if kind == turn.Alternative && !on.named && strings.Contains(r.Say, c.otherName(on)) && c.otherName(on) != "" {
			s.Drill = c.otherDrill(on)
		}
		r.Drill = s.Drill
		if on.cue != "" && on.named {
			s.Cue = on.cue
		}
	}
	return r
}

// GoOn goes on with what was spoken of before a warning sign that was taken back: with the question that the words ask beside it,
// else with the fix.
func (c *Coach) GoOn(s *State, text string) string {
	if len(Questions(text)) > 0 {
		for _, g := range c.base.Guesses(text, turn.AfterReply) {
			if slices.Contains(asked, g.Kind) {
				if say := c.say(s, g.Kind, c.subject(s, text)); say != "" {
					return say
				}
				break
			}
		}
	}
	on := c.subject(s, "")
	return "Then we go on where we were. " + c.value("Fix", on)
}

// factual are the kinds of turns that a fact may answer.
var factual = []turn.Kind{turn.How, turn.AskWhy, turn.AskDose, turn.Alternative, turn.Normal, turn.Prevention, turn.AskDoctor, turn.AskSource, turn.DailyLife}

// longestQuestion is how many words a turn has at most that is read for the fact that it is after.
const longestQuestion = 40

// fact returns the fact that a turn asks for, or nil.
func (c *Coach) fact(s *State, text string, kind turn.Kind) *knowledge.Fact {
	if !slices.Contains(factual, kind) || len(wordsOf(text)) > longestQuestion {
		return nil
	}
	if f := c.base.FactFor(text); f != nil && !s.repeats(f.Say) {
		return f
	}
	return nil
}

func (c *Coach) otherName(on *subject) string {
	if d := c.base.Drill(c.otherDrill(on)); d != nil {
		return lowerFirst(d.Name)
	}
	return ""
}

func lift(l, otherwise knowledge.Lift) knowledge.Lift {
	if l == knowledge.BenchPress || l == knowledge.PushUp {
		return l
	}
	return otherwise
}

// begin notes a complaint.
func (c *Coach) begin(s *State, a knowledge.Assessment) {
	s.Case, s.Told, s.Lift = a.Case, true, lift(a.Exercise, s.Lift)
	s.Cause, s.Drill, s.Cue, s.Aside, s.Open = "", "", "", nil, nil
	if len(a.Causes) > 0 {
		s.Cause = a.Causes[0].ID
	}
}

// complaint answers what hurts, told for the first time or anew: with a whole assessment.
func (c *Coach) complaint(s *State, text string, a knowledge.Assessment, on *subject) Reply {
	if a.Exercise == knowledge.Unknown && s.Lift != "" && len(a.RedFlags) == 0 && anotherOne.In(on.words) == 0 && s.Told {
		if more := c.base.Add(s.Case, text); more.Kind == knowledge.Symptom {
			a = more
		}
	}
	if a.Kind != knowledge.Symptom && !a.CannotWait() && len(a.RedFlags) == 0 {
		if a = c.base.AssessReport(sore(text)); a.Kind != knowledge.Symptom {
			return Reply{Say: c.say(s, turn.OffTopic, on)}
		}
	}
	a = c.known(text, a)
	if s.Told && len(a.RedFlags) > 0 && len(a.Causes) == 0 { // a sign beside what was told, which holds on if that is taken back
		s.Open = nil
		return Reply{Assessment: &a, Case: a.Case}
	}
	c.begin(s, a)
	r := Reply{Assessment: &a, Cause: s.Cause, Case: a.Case}
	if len(a.RedFlags) > 0 || a.CannotWait() {
		return r
	}
	if r.Open = c.mayAsk(s, a); r.Open == nil && len(a.Causes) == 0 {
		a.AskBack = nil
	}
	heard, said := c.takeUp(s, text, a)
	if r.Heard = heard; said == "" {
		return r
	}
	r.Say = said
	if a.Check == nil && len(a.Causes) > 0 { // one thing at a time: the writer's question before ours
		r.Open = nil
	}
	return r
}

// takenUp are the questions that the reason with its fix does not answer by itself.
var takenUp = []turn.Kind{
	turn.Prognosis, turn.TrainThrough, turn.AskRelief, turn.DailyLife, turn.Prevention, turn.Normal, turn.AskDoctor, turn.AskDose, turn.Alternative,
}

// mayAsk returns the question that an assessment asks, unless it was asked before or two in a row were not answered.
func (c *Coach) mayAsk(s *State, a knowledge.Assessment) *knowledge.Question {
	q := a.Question()
	if q == nil || s.deaf >= 2 || q.ID == s.asked || len(a.RedFlags) > 0 {
		return nil
	}
	return q
}

// answered takes an answer to the open question, or to none.
func (c *Coach) answered(s *State, text string, a knowledge.Assessment, on *subject) Reply {
	s.deaf = 0
	open := s.Open
	s.Open = nil
	switch {
	case open != nil:
		id := c.optionFor(open, text)
		if id == "" {
			id = closed(open, on.words)
		}
		if id != "" && open.ID == "lift" && id == open.Options[len(open.Options)-1].ID {
			return Reply{Say: c.say(s, turn.OtherLift, on)}
		}
		if said := c.saidOf(open.ID, id, on.words); said != "" && id != "" && !isLabel(open, id, on.words) && !strings.HasPrefix(open.ID, "check-") {
			return c.moveOn(s, turn.Answer, c.base.Told(s.Case, open.ID, id, said), on)
		}
		if id != "" {
			if got, err := c.base.Answer(s.Case, id); err == nil {
				return c.moveOn(s, turn.Answer, got, on)
			}
		}
		return c.moveOn(s, turn.Answer, c.add(s, text), on)
	case on.lift != "" && len(on.words) <= 4 && slices.Contains(asked, s.Last) && liftIn(on.words) != "":
		return c.told(s, text, s.Last, a, on)
	case s.Told:
		if s.late != nil && len(on.words) > 1 {
			if id := c.optionFor(s.late, text); id != "" {
				if got, err := c.base.Answer(s.Case, id); err == nil {
					s.late = nil
					return c.moveOn(s, turn.Answer, got, on)
				}
			}
		}
		if len(on.words) > 1 && !plainAnswer.MatchString(text) {
			return c.moveOn(s, turn.Answer, c.add(s, text), on)
		}
	case len(on.words) > 1 && (a.Kind == knowledge.Symptom || s.Turns > 0 && c.speaksFor(s, text)):
		return c.complaint(s, text, a, on)
	}
	return Reply{Say: c.say(s, turn.Answer, on)}
}

// isLabel reports whether words are those of an option's label, or its number.
func isLabel(q *knowledge.Question, id string, words []string) bool {
	for _, o := range q.Options {
		if o.ID == id {
			label := wordsOf(o.Label)
			return !slices.ContainsFunc(words, func(w string) bool { return w != "#" && !slices.Contains(label, w) && !slices.Contains(smallWords, w) })
		}
	}
	return false
}

// closed reads yes and no: to the question after emergencies the likeliest stands first and "none" last; to any other
// no is "something else".
func closed(q *knowledge.Question, words []string) string {
	if len(words) == 0 || len(words) > 4 {
		return ""
	}
	last := q.Options[len(q.Options)-1].ID
	switch {
	case slices.Contains(noWords, words[0]):
		return last
	case slices.Contains(yesWords, words[0]) && strings.HasPrefix(q.ID, "check-"):
		return q.Options[0].ID
	}
	return ""
}

// plainAnswer is an answer that says nothing of a reason: a span of time, a number, or that nothing else is there.
var plainAnswer = regexp.MustCompile(`(?i)^\W*(?:(?:yes|yeah|no|nope|ok|well)\W+)?(?:(?:about|like|since|its|for|maybe)\s+)*(?:\d|(?:a|one|two|three|four|five|six|couple|few)\b[^,]{0,14}\b(?:days?|weeks?|hours?)|none|no (?:numb|tingl)|nothing|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|today)`)

// add adds a turn to what was told. A place or a fault of form alone, as in "i shrug", is no complaint by its words, but
// is one from somebody who was speaking of theirs.
func (c *Coach) add(s *State, text string) knowledge.Assessment {
	a := c.Calm(text, c.base.Add(s.Case, text), turn.AfterReply)
	because := func(f knowledge.Finding) bool { return len(f.Because) > 0 }
	if a.CannotWait() || len(a.RedFlags) > 0 || a.Kind == knowledge.Symptom && slices.ContainsFunc(a.Causes, because) {
		return a
	}
	if got, ok := c.option(s, text); ok && a.Kind == knowledge.Symptom {
		return got
	}
	heard := c.base.AddReport(s.Case, sore(text))
	if heard.Kind == knowledge.Symptom && slices.ContainsFunc(heard.Causes, because) {
		return heard
	}
	if got, ok := c.option(s, text); ok {
		return got
	}
	if heard.Kind == knowledge.Symptom && len(heard.RedFlags) == 0 {
		return heard
	}
	return a
}

// option takes a turn for an answer to a question that may not have been asked, and reports whether it is one.
func (c *Coach) option(s *State, text string) (knowledge.Assessment, bool) {
	words := wordsOf(text)
	for _, q := range c.base.Inquiries() {
		if q.Check || len(q.Lifts) > 0 && !slices.Contains(q.Lifts, s.Lift) || len(words) > 14 {
			continue
		}
		if id := c.optionIn(q.ID, words); id != "" {
			return c.base.Told(s.Case, q.ID, id, c.saidOf(q.ID, id, words)), true
		}
	}
	return knowledge.Assessment{}, false
}

// saidOf returns the words of a turn that mean an option.
func (c *Coach) saidOf(question, option string, words []string) string {
	q := c.base.Inquiry(question)
	if q == nil || len(words) == 0 {
		return ""
	}
	for i, o := range q.Answers {
		if o.ID == option {
			return c.also[question][i].Match(words)
		}
	}
	return ""
}

// known answers what an assessment asks, as far as a text has told it already.
func (c *Coach) known(text string, a knowledge.Assessment) knowledge.Assessment {
	words := wordsOf(text)
	for range 3 {
		if a.AskBack == nil || a.Check != nil || len(a.RedFlags) > 0 {
			return a
		}
		id := c.optionIn(a.AskBack.ID, words)
		if id == "" {
			return a
		}
		lift := a.Exercise
		a = c.base.Told(a.Case, a.AskBack.ID, id, c.saidOf(a.AskBack.ID, id, words))
		if a.Exercise == knowledge.Unknown {
			a.Exercise = lift
		}
	}
	return a
}

// detail adds to what was told.
func (c *Coach) detail(s *State, text string, a knowledge.Assessment, on *subject) Reply {
	if !s.Told {
		if as := c.base.AssessReport(sore(text)); s.Turns > 0 && len(a.Causes) == 0 && as.Kind == knowledge.Symptom && len(as.RedFlags) == 0 {
			a = as
		}
		if a.Kind == knowledge.Symptom && (len(a.Causes) > 0 || a.Exercise != knowledge.Unknown) {
			return c.complaint(s, text, a, on)
		}
		return Reply{Say: c.say(s, turn.AddDetail, on)}
	}
	if plainAnswer.MatchString(text) || len(on.words) < 3 {
		return Reply{Say: c.say(s, turn.AddDetail, on)}
	}
	return c.moveOn(s, turn.AddDetail, c.add(s, text), on)
}

// moveOn says what an assessment changes: another reason, a question, or nothing.
func (c *Coach) moveOn(s *State, kind turn.Kind, a knowledge.Assessment, on *subject) Reply {
	if a.Kind != knowledge.Symptom {
		return Reply{Say: c.say(s, kind, on)}
	}
	s.Case, s.Lift = a.Case, lift(a.Exercise, s.Lift)
	if len(a.RedFlags) > 0 {
		return Reply{Assessment: &a, Case: a.Case}
	}
	var lead knowledge.Finding
	if len(a.Causes) > 0 {
		lead = a.Causes[0]
	}
	q := c.mayAsk(s, a)
	switch {
	case a.Check != nil && q != nil:
		return Reply{Say: q.Question, Open: q, Case: a.Case}
	case lead.ID != "" && !s.reasoned && (q == nil || lead.Score > 0.4 || len(lead.Because) > 0):
		s.Cause, s.Drill, s.Cue = lead.ID, "", ""
		return Reply{Assessment: &a, Open: q, Cause: lead.ID, Case: a.Case}
	case lead.ID != "" && lead.ID != s.Cause && (q == nil || lead.Score > 0.4 || len(lead.Because) > 0):
		s.Cause, s.Drill, s.Cue = lead.ID, "", ""
		return Reply{Say: c.reason(s, a, ""), Cause: lead.ID, Case: a.Case}
	case q != nil && s.Cause == "":
		return Reply{Say: c.question(s, q), Open: q, Case: a.Case}
	case lead.ID != "" && s.Cause == "":
		s.Cause = lead.ID
		return Reply{Say: c.reason(s, a, ""), Cause: lead.ID, Case: a.Case}
	case lead.ID == s.Cause && len(lead.Because) > 0:
		if text := c.fits(s, lead); text != "" {
			return Reply{Say: text, Cause: s.Cause, Case: a.Case}
		}
	case s.Cause == "" && kind == turn.Answer:
		return Reply{Say: c.say(s, turn.DontKnow, on)}
	}
	return Reply{Say: c.say(s, kind, on)}
}

// fits says that a detail speaks for the reason that was given; "" where that was just said.
func (c *Coach) fits(s *State, lead knowledge.Finding) string {
	cause, quote := c.base.Cause(lead.ID), "“"+say.Brief(lead.Because[0])+"”"
	fix := say.FirstSentence(cause.On(s.Lift).Fix)
	for i, text := range []string{
		"That fits: " + quote + " speaks for the same, " + cause.Because + ". So the advice stays: " + lowerFirst(fix),
		quote + " points the same way, to " + cause.Because + ". " + fix + " Give it three or four sessions.",
	} {
		if (i == s.Turns%2 || i == 1) && !s.repeats(text) {
			return text
		}
	}
	return ""
}

// question words a question that follows an answer.
func (c *Coach) question(s *State, q *knowledge.Question) string {
	leads := []string{"Thanks. ", "Good to know. ", "All right, one more: "}
	var options []string
	for _, o := range q.Options[:len(q.Options)-1] {
		options = append(options, lowerFirst(o.Label))
	}
	return leads[s.Turns%len(leads)] + q.Question + " For example: " + strings.Join(options, "; ") + "."
}

// reason words the likeliest reason of an assessment with its fix and one drill, shortly.
func (c *Coach) reason(s *State, a knowledge.Assessment, lead string) string {
	if len(a.Causes) == 0 {
		return ""
	}
	best := a.Causes[0]
	cause := c.base.Cause(best.ID)
	here := cause.On(lift(a.Exercise, s.Lift))
	quote := ""
	if len(best.Because) > 0 {
		quote = ", because you said “" + say.Brief(best.Because[0]) + "”"
	}
	drill := ""
	if ids := c.fit(s, here.Drills); len(ids) > 0 {
		s.Drill = ids[0]
		d := c.base.Drill(ids[0])
		drill = " One drill: the " + lowerFirst(d.Name) + ", " + doseOf(d) + "."
	}
	leads := []string{"That points to ", "Then a common reason is ", "That sounds like "}
	if lead != "" {
		leads = []string{lead}
	}
	for i := range leads {
		text := leads[(s.Turns+i)%len(leads)] + cause.Because + quote + ". " + here.Fix + drill
		if !s.repeats(text) {
			return text
		}
	}
	return upperFirst(cause.Because) + quote + ": " + cause.Why
}

// sore is a text that tells what is sore.
func sore(text string) knowledge.Report { return knowledge.Report{Text: text, Sore: true} }

// next says what comes after a reason was set aside.
func (c *Coach) next(s *State, a knowledge.Assessment) (say string, q *knowledge.Question) {
	s.Case = a.Case
	if len(a.Causes) > 0 && !slices.Contains(s.Aside, a.Causes[0].ID) {
		s.Cause, s.Drill, s.Cue = a.Causes[0].ID, "", ""
		cause := c.base.Cause(s.Cause)
		say = "The next likely reason is " + cause.Because + ". " + cause.On(s.Lift).Fix
		return say, nil
	}
	s.Cause, s.Drill = "", ""
	if q := c.mayAsk(s, a); q != nil {
		return q.Question, q
	}
	return "Then I'd go lighter for a week, film a set from the side, and let a physio look if it stays.", nil
}

var notLift = regexp.MustCompile(`(?i)\b(?:not|isn'?t|no)\s+(?:the\s+|from\s+|after\s+)?(bench|push|press.?up)`)

// corrected gives way: to another lift, another side, or to it being something else.
func (c *Coach) corrected(s *State, text string, a knowledge.Assessment, on *subject) Reply {
	l := liftIn(on.words)
	if m := notLift.FindStringSubmatch(text); m != nil && benchWords.In(on.words) > 0 && pushWords.In(on.words) > 0 {
		if l = knowledge.BenchPress; strings.EqualFold(m[1], "bench") {
			l = knowledge.PushUp
		}
	}
	if sides.In(on.words) > 0 && len(on.words) < 10 {
		return Reply{Say: c.say(s, turn.Correction, on), Open: s.Open, Case: s.Case}
	}
	s.Open = nil
	if l != "" && l != s.Lift {
		return c.otherLift(s, text, l, a)
	}
	if s.Told && c.speaksFor(s, text) {
		if s.Cause != "" {
			s.Aside = noted(s.Aside, s.Cause)
		}
		s.Case = c.base.Without(s.Case, s.Cause).Case
		got := c.add(s, text)
		if got.Kind == knowledge.Symptom && len(got.Causes) > 0 && !slices.Contains(s.Aside, got.Causes[0].ID) {
			s.Open = nil
			s.Case, s.Cause, s.Drill, s.Cue = got.Case, got.Causes[0].ID, "", ""
			return Reply{Say: "Sorry, then I got you wrong. " + c.reason(s, got, ""), Cause: s.Cause, Case: got.Case}
		}
	}
	if s.Cause != "" {
		s.Aside = noted(s.Aside, s.Cause)
	}
	say, q := c.next(s, c.base.Without(s.Case, s.Cause))
	on.next, on.cause = say, s.Cause
	return Reply{Say: c.say(s, turn.Correction, on), Open: q, Case: s.Case, Cause: s.Cause}
}

// speaksFor reports whether a turn has words for a reason that was neither given nor set aside.
func (c *Coach) speaksFor(s *State, text string) bool {
	return slices.ContainsFunc(c.base.AssessReport(sore(text)).Causes, func(f knowledge.Finding) bool {
		return f.ID != s.Cause && len(f.Because) > 0 && !slices.Contains(s.Aside, f.ID) && negations.In(wordsOf(f.Because[0])) == 0
	})
}

var negations = turn.ParsePhrases("not, no, nope, isnt, dont, doesnt, never, cant")

var sides = turn.ParsePhrases("left, right, other side")

// otherLift goes on with another lift.
func (c *Coach) otherLift(s *State, text string, l knowledge.Lift, a knowledge.Assessment) Reply {
	s.Lift = l
	got := a
	if s.Told {
		got = c.base.OnLift(s.Case, l)
	} else if len(a.Causes) == 0 {
		got = c.base.AssessReport(knowledge.Report{Lift: l})
	}
	s.Told, s.Case = true, got.Case
	say := "All right, " + strings.TrimPrefix(liftName(l), "the ") + " then. "
	s.Cause, s.Drill, s.Cue = "", "", ""
	if len(got.Causes) > 0 {
		s.Cause = got.Causes[0].ID
		return Reply{Say: say + c.reason(s, got, ""), Cause: s.Cause, Case: got.Case}
	}
	if q := c.mayAsk(s, got); q != nil {
		return Reply{Say: say + q.Question, Open: q, Case: got.Case}
	}
	return Reply{Say: say + "Go lighter for now, and tell me where it is sore most."}
}

// unknown goes on without an answer.
func (c *Coach) unknown(s *State, on *subject) Reply {
	if s.Told && on.cause == "" {
		on.cause = c.base.Leading(s.Case)
		s.Cause = on.cause
	}
	s.Open = nil
	return Reply{Say: c.say(s, turn.DontKnow, on)}
}

// done drops the reason for what is done already.
func (c *Coach) done(s *State, on *subject) Reply {
	if on.drill != "" {
		s.Done = noted(s.Done, on.drill)
	}
	drop := s.Cause
	if cause := c.base.Cause(s.Cause); on.named && cause != nil && !slices.Contains(cause.On(s.Lift).Drills, on.drill) {
		drop = "" // it has nothing to do with the reason
	}
	s.Open = nil
	if pulls := []string{"row", "lat-pulldown", "pull-up"}; slices.Contains(pulls, on.drill) {
		s.Done = append(s.Done[:0:0], append(s.Done, pulls...)...)
		if s.Told {
			s.Case = c.base.Without(s.Case, "weak-stabilizers").Case
			s.Aside = noted(s.Aside, "weak-stabilizers")
		}
	}
	s.Aside = noted(s.Aside, drop)
	if len(s.Done) > maxList {
		s.Done = s.Done[len(s.Done)-maxList:]
	}
	if !s.Told {
		s.Drill = on.drill
		on.next = "Which lift brings it on, and where is it sore?"
		return Reply{Say: c.say(s, turn.AlreadyDo, on)}
	}
	say, q := c.next(s, c.base.Without(s.Case, drop))
	on.next = say
	return Reply{Say: c.say(s, turn.AlreadyDo, on), Open: q, Case: s.Case, Cause: s.Cause}
}

const aWeek = 7

// unchanged answers that nothing happened: after a week somebody should look.
func (c *Coach) unchanged(s *State, a knowledge.Assessment, on *subject) Reply {
	s.Open = nil
	if on.named {
		s.Done = noted(s.Done, on.drill)
	}
	days := on.days
	if !s.Told && a.Kind == knowledge.Symptom {
		c.begin(s, a)
	}
	if len(a.RedFlags) > 0 || days >= aWeek {
		got := c.base.WithFlag(s.Case, overAWeek, "")
		got.RedFlags = slices.DeleteFunc(got.RedFlags, func(f knowledge.Finding) bool { return f.ID != overAWeek && !has(a, f.ID) })
		if len(a.RedFlags) > 0 {
			got.RedFlags = a.RedFlags
		}
		got.Triage = knowledge.SeeAProfessional
		return Reply{Assessment: &got, Raises: true, Case: got.Case, Say: longEnough[s.Turns%len(longEnough)]}
	}
	return Reply{Say: c.say(s, turn.NoChange, on)}
}

var longEnough = []string{
	"That is long enough: more than a week without change is where my article sends you to a doctor or physio. Until somebody has looked, leave heavy pressing and that drill; whatever doesn't hurt is fine.",
	"Then I'd stop trying on my advice alone and have a physio or doctor look, since it has been over a week. Keep moving with what doesn't hurt, and leave heavy pressing until then.",
}

func has(a knowledge.Assessment, id string) bool {
	return slices.ContainsFunc(a.RedFlags, func(f knowledge.Finding) bool { return f.ID == id })
}

// worse answers that it got worse: what hurt is stopped.
func (c *Coach) worse(s *State, a knowledge.Assessment, on *subject) Reply {
	s.Open = nil
	if !s.Told && a.Kind == knowledge.Symptom {
		c.begin(s, a)
	}
	if len(a.RedFlags) > 0 {
		return Reply{Assessment: &a, Case: a.Case}
	}
	say := c.say(s, turn.GotWorse, on)
	if on.drill != "" {
		s.Done = noted(s.Done, on.drill)
		s.Drill = ""
	}
	return Reply{Say: say}
}

// anything is said where nothing fits better.
func (c *Coach) anything(s *State, on *subject) string {
	for _, kind := range []turn.Kind{turn.AddDetail, turn.Answer, turn.Courtesy} {
		if say := c.say(s, kind, &subject{words: nil, cause: on.cause, lift: on.lift}); say != "" {
			return say
		}
	}
	return "I'm listening. Tell me more in your own words."
}

// note notes what a reply means for the next turn.
func (c *Coach) note(s *State, kind turn.Kind, r *Reply) {
	s.Turns++
	if s.hurt--; kind == turn.GotWorse {
		s.hurt = 3
	}
	s.hurt = max(s.hurt, 0)
	s.Last, s.reminds = kind, kind == turn.Reminders
	switch {
	case r.Open != nil:
		if s.Open == nil || s.Open.ID != r.Open.ID { // else it waits on
			s.deaf++
		}
		s.Open, s.asked, s.late = r.Open, r.Open.ID, r.Open
		s.Case = r.Case
	case s.Open != nil && slices.Contains(asked, kind):
		// it stays open behind another topic
	case s.Open != nil && kind != turn.Courtesy && kind != turn.DontUnderstand:
		s.Open = nil
	}
	switch {
	case r.Drill != "" || kind == turn.How || kind == turn.AskDose || kind == turn.Alternative:
		s.About = turn.AfterDrill
	case r.Cause != "":
		s.About = turn.AfterReason
	case kind != turn.Courtesy:
		s.About = turn.AfterReply
	}
	if r.Assessment != nil && len(r.Assessment.Causes) > 0 {
		s.About = turn.AfterReason
	}
	s.reasoned = s.reasoned || r.Cause != ""
}

// span reads how long something has lasted.
var span = regexp.MustCompile(`(?i)\b(\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|couple(?: of)?|few|several|half a)(?: and a half| or so| more| full| whole| solid)?[ -]*(day|week|wk|fortnight|month|year|yr)s?\b`)

var numbers = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
	"couple": 2, "couple of": 2, "few": 3, "several": 4, "half a": 0,
}

var unitDays = map[string]int{"day": 1, "week": 7, "wk": 7, "fortnight": 14, "month": 30, "year": 365, "yr": 365}

// daysIn returns the longest span of time in a text, in days; 0 if there is none. "A week" in "twice a week" is none.
func daysIn(text string) int {
	most := 0
	if len(text) > 4<<10 {
		text = text[:4<<10]
	}
	lower, unit := strings.ToLower(text), false
	for name := range unitDays {
		unit = unit || strings.Contains(lower, name)
	}
	if !unit { // mostly so, and a regular expression takes long to see it
		return 0
	}
	for _, at := range span.FindAllStringSubmatchIndex(text, 8) {
		amount, unit := strings.ToLower(text[at[2]:at[3]]), strings.ToLower(text[at[4]:at[5]])
		n, err := strconv.Atoi(amount)
		if err != nil {
			n = numbers[amount]
		}
		if amount == "a" && often.MatchString(text[:at[0]]) {
			continue
		}
		most = max(most, n*unitDays[unit])
	}
	if m := dayNumber.FindStringSubmatch(text); m != nil {
		if n, err := strconv.Atoi(m[1]); err == nil {
			most = max(most, n)
		}
	}
	return most
}

// dayNumber is how a day is counted: "day 5".
var dayNumber = regexp.MustCompile(`(?i)\bday (\d{1,3})\b`)

var often = regexp.MustCompile(`(?i)(?:once|twice|times|\dx|days|sets?|sessions?|reps|every)\s*$`)

// Chosen takes the answer that was chosen by a button, which knows the case that it belongs to.
func (c *Coach) Chosen(s *State, known knowledge.Case, a knowledge.Assessment) Reply {
	s.Case, s.Told, s.Open, s.deaf = known, true, nil, 0
	return c.said(s, turn.Answer, c.moveOn(s, turn.Answer, a, c.subject(s, "")))
}

// Unsure takes it that the question of a case cannot be answered, as a button says.
func (c *Coach) Unsure(s *State, known knowledge.Case, open *knowledge.Question) Reply {
	s.Case, s.Told, s.Open, s.asked = known, true, open, open.ID
	return c.said(s, turn.DontKnow, c.unknown(s, c.subject(s, "")))
}

// WhyAsked says why the question of a case is asked, as a button wants to know, and leaves it open.
func (c *Coach) WhyAsked(s *State, known knowledge.Case, open *knowledge.Question) Reply {
	s.Case, s.Told, s.Open, s.asked = known, true, open, open.ID
	return c.said(s, turn.AskWhy, c.whyAsked(s, c.subject(s, "")))
}

// said notes a reply to what a button says.
func (c *Coach) said(s *State, kind turn.Kind, r Reply) Reply {
	r.Kind = kind
	if r.Say == "" && r.Assessment == nil {
		r.Say = c.anything(s, c.subject(s, ""))
	}
	c.note(s, kind, &r)
	return r
}

// whyOf are the ways to ask what a question is for.
var whyOf = turn.ParsePhrases("why do you ask, why do u ask, why you ask*, why are you asking, why ask, why do you want, why do you need, why would you, why does that matter, why does it matter, why is that important, why is it important, " +
	"why is that relevant, how is that relevant, how is this relevant, what does that matter, does it matter, does that matter, what for, whats that got, what has that got, whats it got, what does that have to do, what does it have to do, why should i tell, " +
	"why that question, why this question, reason for asking, why do i have to")

// asksWhy reports whether a turn wants to know why the open question is asked: in so many words, or by "why" alone.
func asksWhy(s *State, words []string) bool {
	return s.Open != nil && len(words) <= 20 && (whyOf.In(words) > 0 || len(words) <= 2 && slices.Contains(words, "why"))
}

// whyAsked says why the open question is asked, and waits for its answer. Who asks once more is told in general.
func (c *Coach) whyAsked(s *State, on *subject) Reply {
	r := Reply{Open: s.Open, Case: s.Case}
	if q := c.base.Inquiry(s.Open.ID); q != nil && q.Why != "" && !s.repeats(q.Why) {
		r.Say = q.Why
	} else {
		on.words = []string{"why", "ask"}
		r.Say = c.say(s, turn.AskWhy, on)
	}
	return r
}
