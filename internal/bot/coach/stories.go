package coach

import (
	"slices"

	"spotter/internal/bot/coach/talk"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// complaining are the kinds of turns that may tell of several complaints.
var complaining = []turn.Kind{turn.NewComplaint, turn.NewSign, turn.OtherLift, turn.OffTopic, turn.AddDetail}

// told answers a turn. Of several complaints in it the gravest is answered first, and with it the conversation goes on; the others come after it. With a
// warning sign the whole turn is answered as such, and an emergency stands alone.
func (co *Coach) told(c *command.Call, text string, s *talk.State, kind turn.Kind, a knowledge.Assessment) *chat.Message {
	var stories []knowledge.Story
	if slices.Contains(complaining, kind) && !a.CannotWait() {
		stories = co.base.Stories(text)
	}
	switch {
	case len(stories) == 0:
		return co.converse(c, text, s, kind, a)
	case stories[0].Assessment.CannotWait():
		return co.converse(c, stories[0].Text, s, turn.NewSign, stories[0].Assessment)
	}
	before, first := *s, stories[0]
	var m *chat.Message
	if len(a.RedFlags) > 0 {
		m = co.converse(c, text, s, kind, a)
		stories = slices.DeleteFunc(stories, func(x knowledge.Story) bool { return answered(x, a) })
	} else {
		m = co.converse(c, first.Text, s, turn.NewComplaint, first.Assessment)
		stories = stories[1:]
	}
	at := slices.IndexFunc(m.Sections, func(x chat.Section) bool { return x.Title == askedBack }) // its answers follow the question
	if at < 0 {
		at = len(m.Sections)
	}
	for i, x := range stories {
		m.Sections = slices.Insert(m.Sections, at+i, co.beside(before, x, len(a.RedFlags) > 0))
	}
	return m
}

// answered reports whether the answer to a warning sign says all that there is to a story: it has the sign, or no reason but the one that is
// named after it.
func answered(x knowledge.Story, a knowledge.Assessment) bool {
	reason := leading(x.Assessment)
	return len(x.Assessment.RedFlags) > 0 || x.Other == "" && (reason == "" || reason == leading(a))
}

// leading returns the id of the likeliest reason of an assessment, or "".
func leading(a knowledge.Assessment) string {
	if len(a.Causes) == 0 {
		return ""
	}
	return a.Causes[0].ID
}

// beside words a complaint that is told beside the one that a message answers. Waits says that its fix has to, for a warning sign.
func (co *Coach) beside(s talk.State, x knowledge.Story, waits bool) chat.Section {
	if x.Other != "" {
		kind := turn.OtherLift
		if x.Place && x.Other != knowledge.LowerBack {
			kind = turn.OffTopic
		}
		return chat.Section{Title: "About your " + x.Other, Body: chat.Plain(co.talker.Turn(&s, x.Text, kind, x.Assessment).Say)}
	}
	a := x.Assessment
	title := "And the " + say.LiftName(a.Exercise)
	if len(a.Causes) == 0 {
		return chat.Section{Title: title, Body: chat.Plain("I can't tell the reason from that yet. Tell me by itself where it is sore there, and when it comes on.")}
	}
	best := a.Causes[0]
	cause := co.base.Cause(best.ID)
	body := chat.Join(chat.Plain("A common reason is "+cause.Because), say.Because(", ", best.Because), chat.Plain(". "))
	here := cause.On(a.Exercise)
	switch {
	case waits:
		body = append(body, chat.Span{Text: "Ask me for the fix when you have the go-ahead."})
	case len(here.Drills) > 0:
		d := co.base.Drill(here.Drills[0])
		body = chat.Join(body, chat.Plain(here.Fix+" One drill: "+d.Name+". "), say.Dose(d.Dose))
	default:
		body = append(body, chat.Span{Text: here.Fix})
	}
	return chat.Section{Title: title, Body: body}
}
