package coach

import (
	"context"
	"fmt"
	"slices"
	"unicode/utf8"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// Advise words an assessment: an emergency alone; else a warning sign first, then the likeliest
// reason with the words that led to it, its fix, one drill with its dose, the source, and what to
// press next. A how-to question gets what it asks about, anything else one kind sentence.
func (co *Coach) Advise(a knowledge.Assessment) *chat.Message {
	if co.Count != nil {
		co.Count(a)
	}
	m := &chat.Message{Private: true, Share: true, Footer: chat.Plain(say.NotMedicine)}
	switch {
	case a.Foreign():
		return co.foreign(a)
	case a.Triage == knowledge.Emergency:
		return co.emergency(a)
	case a.Stroke:
		return inStroke()
	case a.Crisis:
		return inCrisis()
	case a.Kind == knowledge.HowTo:
		co.teach(m, a)
		co.ask(m, a)
	case a.Kind == knowledge.OutOfScope:
		co.decline(m, a)
		co.ask(m, a)
	default:
		co.coach(m, a)
	}
	return m
}

// ask puts the question back where there is one: the check after an emergency before all else.
func (co *Coach) ask(m *chat.Message, a knowledge.Assessment) {
	switch q := a.Question(); {
	case q == nil || len(a.RedFlags) > 0: // with a warning sign no answer changes the advice
	case a.Check != nil:
		m.Text = chat.Join(chat.Strong(q.Question), chat.Plain(" If so, I'd rather not coach.\n\n"), m.Text)
		m.Controls = append(answers(a), m.Controls...)
	default:
		m.Sections = append(m.Sections, chat.Section{Body: chat.Join(chat.Strong(askedBack+":"), chat.Plain(" "+q.Question))})
		m.Controls = append(answers(a), m.Controls...)
	}
}

const askedBack = "One question back"

const noUseHere = "I'm a coaching bot and can't help with this. Please don't wait for an answer here."

// emergency is short and stands alone: what to do now, and why. No drill, no button.
func (co *Coach) emergency(a knowledge.Assessment) *chat.Message {
	m := &chat.Message{Private: true, Urgent: true}
	for _, f := range a.RedFlags {
		flag := co.base.Flag(f.ID)
		if flag == nil || flag.Triage != knowledge.Emergency {
			continue
		}
		if len(m.Text) > 0 {
			m.Text = append(m.Text, chat.Span{Text: "\n\n"})
		}
		m.Text = chat.Join(m.Text, chat.Strong(flag.Act), chat.Plain(" "+flag.Reason), say.Because(" I say this ", f.Because))
		if len(f.Because) > 0 {
			m.Text = append(m.Text, chat.Span{Text: "."})
		}
	}
	m.Footer = chat.Plain(noUseHere)
	return m
}

// inStroke answers signs of a stroke, which have nothing to do with a sore back and are known by their words alone.
func inStroke() *chat.Message {
	return &chat.Message{
		Private: true, Urgent: true,
		Text: chat.Join(chat.Strong("Call your local emergency number now (112, 911 or 999)."), chat.Plain(" A face that droops, slurred speech, one side that goes numb or weak, "+
			"or the worst headache of your life can be a stroke, and every minute counts. Note when it began, and don't drive yourself.")),
		Footer: chat.Plain(noUseHere),
	}
}

// inCrisis answers somebody who may be in danger from themselves: with people who can help, and nothing
// else. The lines are those of the United States and Canada, of the Samaritans in the United Kingdom and
// Ireland, and the directory of Find a Helpline.
func inCrisis() *chat.Message {
	return &chat.Message{
		Private: true, Urgent: true,
		Text: chat.Join(chat.Strong("I'm only a lifting bot, but please don't stay alone with this."), chat.Plain(
			" If you might act on it, call your local emergency number now. Otherwise call a helpline, by day or night: 988 in the United States and Canada,"+
				" 116 123 in the United Kingdom and Ireland, and findahelpline.com for any other country. Someone you trust can sit with you while you call.")),
	}
}

// coach answers a complaint.
func (co *Coach) coach(m *chat.Message, a knowledge.Assessment) {
	co.Warn(m, a)
	switch {
	case len(a.RedFlags) > 0:
		co.alsoLikely(m, a)
	case len(a.Causes) > 0:
		co.likeliest(m, a)
	case a.Check != nil:
	case a.AskBack != nil:
		m.Text = chat.Plain("I can't tell the reason from that yet, and I'd rather ask than guess.")
	default:
		m.Text = chat.Plain("I don't know a reason that fits what you describe. If it stays longer than a week, gets worse, or feels different from ordinary soreness, please have someone look at it.")
	}
	co.ask(m, a)
}

// alsoLikely names the likeliest reason behind a warning sign: its fix waits until somebody has looked.
func (co *Coach) alsoLikely(m *chat.Message, a knowledge.Assessment) {
	if len(a.Causes) == 0 {
		return
	}
	best := a.Causes[0]
	m.Sections = append(m.Sections, chat.Section{Title: "A likely reason", Body: chat.Join(
		chat.Plain(say.UpperFirst(co.base.Cause(best.ID).Because)), say.Because(", ", best.Because), chat.Plain(". Ask me for the fix when you have the go-ahead."))})
}

const whenToSee = "Sharp, sudden or constant pain, numbness, tingling or weakness in the arm, a joint that clicks or locks, or more than a week of it in spite of rest."

// Warn puts the warning signs first, with what to hold off until someone has looked.
func (co *Coach) Warn(m *chat.Message, a knowledge.Assessment) {
	if len(a.RedFlags) == 0 {
		return
	}
	m.Urgent = true
	m.Text = chat.Strong("Please have this looked at by a doctor or physio first.")
	act := ""
	for _, f := range a.RedFlags {
		flag := co.base.Flag(f.ID)
		if flag == nil {
			continue
		}
		m.Text = chat.Join(m.Text, chat.Plain("\n"), chat.Strong(flag.Name), say.Because(", ", f.Because), chat.Plain(": "+say.LowerFirst(flag.Reason)))
		if act == "" {
			act = flag.Act
		}
	}
	m.Text = chat.Join(m.Text, chat.Plain("\n\n"+act))
}

// likeliest words the best cause shortly: reason, fix, drill, source, buttons. What can wait is for who wants more.
func (co *Coach) likeliest(m *chat.Message, a knowledge.Assessment) {
	best := a.Causes[0]
	cause := co.base.Cause(best.ID)
	here := cause.On(a.Exercise)
	m.Sections = slices.Grow(m.Sections, 6)
	m.Text = chat.Join(m.Text, chat.Plain("A common reason lifters get this is "), chat.Strong(cause.Because), say.Because(", ", fewest(best.Because)), chat.Plain("."))
	fix := here.Fix
	if a.Question() != nil { // the rest comes with the answer
		fix = say.FirstSentence(fix)
	}
	m.Sections = append(m.Sections, chat.Section{Title: "The fix", Body: chat.Plain(fix)})
	var row chat.Buttons
	if a.Question() != nil {
		row = append(row, unasked(a.Case)...)
	}
	if len(here.Drills) > 0 {
		d := co.base.Drill(here.Drills[0])
		m.Sections = append(m.Sections, chat.Section{Title: "One drill: " + d.Name, Body: say.Dose(d.Dose)})
		row = append(row, chat.Button{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: d.ID}})
		if len(a.RedFlags) == 0 {
			m.Images = say.DrillPicture(d)
			m.Images[0].Aside = true
		}
	}
	for _, s := range co.moreOf(cause, a.Case) {
		s.More = true
		m.Sections = append(m.Sections, s)
	}
	m.Footer = chat.Join(chat.Plain("Source: "), co.sites(cause.Sources), chat.Plain(". "), m.Footer)
	if a.Question() == nil {
		row = append(row, chat.Button{Label: "It is something else", Action: chat.Action{Command: "another", Arg: a.Case.String()}})
	}
	m.Controls = append(m.Controls, append(row, chat.Button{Label: "More", Action: chat.Action{Command: "more", Arg: best.ID}, Unfolds: true}))
}

// fewest returns the words that spoke for something as far as they are read at a glance: the first, and those that are as short.
func fewest(words []string) []string {
	const glance = 40 // characters
	n, length := 0, 0
	for n < len(words) && (n == 0 || length+utf8.RuneCountInString(words[n]) <= glance) {
		length += utf8.RuneCountInString(words[n])
		n++
	}
	return words[:n]
}

// moreOf is what the first answer leaves for who wants more: what may be the reason as well, when to see somebody, and the
// source's title.
func (co *Coach) moreOf(cause *knowledge.Cause, known knowledge.Case) []chat.Section {
	var all []chat.Section
	if other := co.alsoPossible(known, cause.ID); other != "" {
		all = append(all, chat.Section{Title: "Also possible", Body: chat.Plain(other)})
	}
	return append(all,
		chat.Section{Title: "When to see a professional", Body: chat.Plain(whenToSee), Same: true},
		chat.Section{Title: "Source", Body: co.sources(cause.Sources), Same: true})
}

// more shows what the first answer left out: why, how to be sure, the source's title, and when to see somebody.
func (co *Coach) more(_ context.Context, c *command.Call) (chat.Reply, error) {
	cause := co.base.Cause(c.Values["cause"])
	if cause == nil {
		return nil, stale(fmt.Errorf("more about a reason: there is none of that id"))
	}
	m := &chat.Message{Private: true, Owner: c.From.ID, Text: chat.Join(chat.Strong(cause.Name), chat.Plain("\n"+cause.Why))}
	if cause.Confirm != "" {
		m.Sections = append(m.Sections, chat.Section{Title: "To be sure", Body: chat.Plain(cause.Confirm)})
	}
	s := co.talks.of(c.Request, co.now())
	m.Sections = append(m.Sections, co.moreOf(cause, s.Case)...)
	if co.reminds() {
		m.Controls = []chat.Control{chat.Buttons{{Label: "Remind me", Action: chat.Action{Command: "remind", Arg: "on"}}, {Label: "Ask me in a week", Action: chat.Action{Command: "week", Arg: "ask"}}}}
	}
	return m, nil
}

// alsoPossible names the cause that is behind the leading one in a case, or "".
func (co *Coach) alsoPossible(known knowledge.Case, leading string) string {
	if co.base.Leading(known) != leading {
		return ""
	}
	if next := co.base.Cause(co.base.Leading(co.base.Without(known, leading).Case)); next != nil {
		return say.UpperFirst(next.Because) + "."
	}
	return ""
}

// answers offers the options of the question back, and what else may be said to it unless that stands beside a reason.
func answers(a knowledge.Assessment) []chat.Control {
	all := options(a.Question(), a.Case)
	if a.Kind == knowledge.Symptom && len(a.Causes) > 0 {
		return all[:1]
	}
	return all
}

// options offers the options of a question that a case asked, and what else may be said to it.
func options(q *knowledge.Question, c knowledge.Case) []chat.Control {
	var row chat.Buttons
	for _, o := range q.Options {
		row = append(row, optionOf(c, o.Label, o.ID))
	}
	return []chat.Control{row, unasked(c)}
}

// unasked offers to leave a question open, and to be told why it is asked.
func unasked(c knowledge.Case) chat.Buttons {
	return chat.Buttons{optionOf(c, "I don't know", knowledge.Unsure), optionOf(c, "Why do you ask?", knowledge.WhyAsked)}
}

func optionOf(c knowledge.Case, label, option string) chat.Button {
	return chat.Button{Label: label, Action: chat.Action{Command: "answer", Arg: c.String() + " " + option}}
}

// decline says kindly that a message is about something else, with the nearest thing known.
func (co *Coach) decline(m *chat.Message, a knowledge.Assessment) {
	if a.Unread {
		m.Footer, m.Share = nil, false
		m.Text = chat.Plain(unread)
		return
	}
	if co.Warn(m, a); len(a.RedFlags) > 0 { // who is sent to a doctor is not sent away
		return
	}
	m.Footer, m.Share = nil, false
	m.Text = append(m.Text, chat.Span{Text: "Sorry, that is outside what I know. I help with a sore upper back after bench pressing or push-ups: the likely reason, a fix, and a drill for it. For any other pain or worry, please ask a doctor or a physio."})
	if len(a.Topics) > 0 {
		if name := co.topicName(a.Topics[0]); name != "" {
			m.Text = chat.Join(m.Text, chat.Plain(" The nearest thing I know about is "), chat.Strong(name), chat.Plain("."))
			m.Controls = []chat.Control{chat.Buttons{{Label: "Show it", Action: chat.Action{Command: "about", Arg: a.Topics[0]}}}}
		}
	}
}

// sites names where the sources are, for who reads the titles elsewhere.
func (co *Coach) sites(ids []string) chat.Text {
	var names []string
	for _, id := range ids {
		if s := co.base.Source(id); s != nil {
			names = append(names, s.Site)
		}
	}
	return chat.Plain(say.List(names))
}

func (co *Coach) sources(ids []string) chat.Text {
	var names []string
	for _, id := range ids {
		if s := co.base.Source(id); s != nil {
			names = append(names, "“"+s.Title+"” ("+s.Site+")")
		}
	}
	return chat.Plain(say.List(names))
}
