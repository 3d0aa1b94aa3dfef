package coach

import (
	"context"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot/coach/talk"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Bounds of what is remembered of conversations.
const (
	talkFor  = 2 * time.Hour // without a word of the person
	talkMost = 10_000        // people and places
)

// An asker is somebody in a place: what was said in one place is not spoken of in another, but to that person alone.
type asker struct {
	user  chat.UserID
	where chat.Place
}

// Spot returns where a conversation goes on: where it was asked, and where nobody else reads along in the direct messages, for which a
// platform may have a second name.
func Spot(r *chat.Request) chat.Place {
	if !r.Group && r.From.Direct != "" {
		return r.From.Direct
	}
	return r.Where
}

// talks remembers what each conversation has come to, in memory alone and without any of the person's words.
type talks struct {
	states *expiring.Map[asker, talk.State]
}

func newTalks() *talks { return &talks{expiring.New[asker, talk.State](talkFor, talkMost)} }

// of returns what the conversation of who sent r has come to.
func (t *talks) of(r *chat.Request, now time.Time) talk.State {
	s, _ := t.states.Get(asker{r.From.ID, Spot(r)}, now)
	return s
}

// keep remembers what a conversation has come to. One in a group goes on in direct messages, where a platform may show what is for
// the asker alone.
func (t *talks) keep(r *chat.Request, s talk.State, now time.Time) {
	for _, where := range []chat.Place{Spot(r), r.From.Direct} {
		if where != "" {
			t.states.Update(asker{r.From.ID, where}, now, func(talk.State) (talk.State, bool) { return s, true })
		}
	}
}

// change changes what is remembered; a conversation that has not begun begins with it.
func (t *talks) change(r *chat.Request, now time.Time, change func(*talk.State)) {
	t.states.Update(asker{r.From.ID, Spot(r)}, now, func(s talk.State) (talk.State, bool) {
		change(&s)
		return s, true
	})
}

// Turned returns the kind of the turn that somebody took last in a place, "" if none is remembered.
func (co *Coach) Turned(u chat.UserID, where chat.Place) turn.Kind {
	s, _ := co.talks.states.Get(asker{u, where}, co.now())
	return s.Last
}

// converse answers a turn of a conversation in which no warning sign stands.
func (co *Coach) converse(c *command.Call, text string, s *talk.State, kind turn.Kind, a knowledge.Assessment) *chat.Message {
	r := co.talker.Turn(s, text, kind, a)
	m := co.word(c.Request, r, s)
	inEnglish(m, c, kind)
	return m
}

// word makes a message of a reply.
func (co *Coach) word(req *chat.Request, r talk.Reply, s *talk.State) *chat.Message {
	switch {
	case r.Assessment != nil && r.Raises:
		co.Raise(req, *r.Assessment)
	case r.Assessment != nil:
		a := *r.Assessment
		if r.Open == nil {
			a.AskBack, a.Check = nil, nil
		}
		m := co.reply(req, a)
		if !m.Urgent {
			m.Text = chat.Join(chat.Plain(before(r)), m.Text)
		}
		return m
	}
	m := &chat.Message{Private: true, Owner: req.From.ID, Text: chat.Plain(r.Say)}
	if r.Cause != "" || r.Drill != "" || talk.Asks(r.Kind) {
		m.Footer = chat.Plain(say.NotMedicine)
	}
	if r.Fact != nil {
		m.Footer = chat.Join(chat.Plain("Source: "), co.sites(r.Fact.Sources), chat.Plain(". "), m.Footer)
	}
	if r.Open != nil {
		m.Controls = append(m.Controls, options(r.Open, r.Case)...)
	}
	if row := co.buttons(r, s); len(row) > 0 {
		m.Controls = append(m.Controls, row)
	}
	return m
}

// before returns what comes before an assessment: that it was read, and what was asked.
func before(r talk.Reply) string {
	switch {
	case r.Say != "":
		return strings.TrimSpace(r.Heard+" "+r.Say) + "\n\n"
	case r.Heard != "":
		return r.Heard + "\n"
	}
	return ""
}

// buttons are what a reply in a conversation offers.
func (co *Coach) buttons(r talk.Reply, s *talk.State) (row chat.Buttons) {
	drill := r.Drill
	if r.Cause != "" && drill == "" {
		drill = s.Drill
	}
	if drill != "" && co.base.Drill(drill) != nil {
		row = append(row, chat.Button{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: drill}})
	}
	if r.Cause != "" && r.Open == nil {
		row = append(row, chat.Button{Label: "It is something else", Action: chat.Action{Command: "another", Arg: s.Case.String()}})
	}
	return row
}

// inAlarm answers a turn in the light of a warning sign that stands. It returns nil if none does, or if the turn is
// about something that it does not change.
func (co *Coach) inAlarm(r *chat.Request, told knowledge.Report, s *talk.State) *chat.Message {
	alarm, stands := co.standing.In(r.From.ID, Spot(r), co.now())
	if !stands {
		return nil
	}
	a := co.base.AssessReport(told)
	m := co.inLight(r, told, a)
	if m == nil {
		return nil
	}
	a = co.calm(told, a)
	s.Last = co.talker.Kind(s, told.Words(), a, s.Context(true, alarm.Care() == knowledge.Emergency))
	s.Heard(a)
	if left, still := co.standing.In(r.From.ID, Spot(r), co.now()); still && len(left.Flags) > len(alarm.Flags) {
		s.Last = signed(s.Last)
	} else if !still || len(left.Flags) < len(alarm.Flags) || alarm.Crisis && !left.Crisis || alarm.Stroke && !left.Stroke {
		s.Last, s.Case = turn.Retract, co.base.Cleared(s.Case)
	}
	return m
}

// calm returns what was understood of what is told while a warning sign stands. What was chosen is meant as it stands.
func (co *Coach) calm(told knowledge.Report, a knowledge.Assessment) knowledge.Assessment {
	if told.Chosen() {
		return a
	}
	return co.talker.Calm(told.Text, a, turn.InAlarm)
}

// signed is the kind of a turn that told of another warning sign.
func signed(kind turn.Kind) turn.Kind {
	if kind == turn.NoChange || kind == turn.GotWorse {
		return kind
	}
	return turn.NewSign
}

// finish notes what somebody was told, so that it is not said again.
func (co *Coach) finish(r *chat.Request, s *talk.State, m *chat.Message) {
	disclaim(s, m)
	s.Said(plain(m))
	co.talks.keep(r, *s, co.now())
}

// disclaim leaves it to the first advice of a conversation to say that it is coaching and not medicine.
func disclaim(s *talk.State, m *chat.Message) {
	says := func(x chat.Span) bool { return x.Text == say.NotMedicine }
	switch {
	case m.Urgent || !slices.ContainsFunc(m.Footer, says):
	case s.Disclaimed:
		m.Footer = slices.DeleteFunc(slices.Clone(m.Footer), says)
	default:
		s.Disclaimed = true
	}
}

// shown returns a command that shows something, so that a conversation goes on from there.
func (co *Coach) shown(of command.Command) command.Command {
	run := of.Run
	of.Run = func(ctx context.Context, c *command.Call) (chat.Reply, error) {
		reply, err := run(ctx, c)
		if m, ok := reply.(*chat.Message); ok && err == nil {
			co.talks.change(c.Request, co.now(), func(s *talk.State) { disclaim(s, m) })
		}
		return reply, err
	}
	return of
}

// plain returns a message's words.
func plain(m *chat.Message) string {
	text := m.Text.String()
	for _, x := range m.Sections {
		text += "\n" + x.Title + "\n" + x.Body.String()
	}
	return text
}
