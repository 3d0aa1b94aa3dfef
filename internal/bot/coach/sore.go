package coach

import (
	"context"
	"strings"
	"unicode"

	"spotter/internal/bot/coach/talk"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// maxMessage is the longest message that is read, in characters. It is generous, since a warning
// sign may stand at the end of a long story.
const maxMessage = 64 << 10

func (co *Coach) soreCommands() []command.Command {
	return []command.Command{
		{
			Command: chat.Command{Name: "sore", Description: "Tell me what hurts, and I look for the reason and a fix",
				Example: "/sore my traps are on fire after bench, shoulders end up at my ears", Group: "Coaching", Direct: true,
				Options: []chat.Option{
					{Name: "what", Description: "What you feel, in your own words", Type: chat.String, Max: maxMessage},
					{Name: "lift", Description: "The lift that brings it on", Type: chat.Word, Choices: say.Lifts},
					{Name: "where", Description: "Where you feel it, as in: between the shoulder blades", Type: chat.Word, Max: 200},
					{Name: "feel", Description: "How it feels, as in: dull, tight, sharp, tingling", Type: chat.Word, Max: 200},
				}},
			Run: co.sore,
		},
		{
			Command: chat.Command{Name: "answer", Description: "An answer to a question", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}, {Name: "option", Type: chat.Word, Required: true}}},
			Run: co.answer, Waits: true,
		},
		{
			Command: chat.Command{Name: "another", Description: "Another reason", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}}},
			Run: co.another, Waits: true,
		},
		{
			Command: chat.Command{Name: "more", Description: "More about a reason", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "cause", Type: chat.Word, Required: true}}},
			Run: co.more, Waits: true,
		},
	}
}

// sore answers a message about what hurts, or a question in free text.
func (co *Coach) sore(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if !c.Free && c.Values["lift"] == "" {
		if lift, err := command.CheckChoice(c.Of.Options[1], c.Values["what"]); err == nil {
			c.Values["what"], c.Values["lift"] = "", lift // "/sore bench"
		}
	}
	told, s := Reported(c), co.talks.of(c.Request, co.now())
	empty := told.Text == "" && !told.Chosen()
	if !empty || c.Free && (!c.Group || len(c.Media) > 0) {
		if m := co.inAlarm(c.Request, told, &s); m != nil {
			co.finish(c.Request, &s, m)
			return m, nil
		}
	}
	if empty && c.Free {
		return wordless(c), nil
	}
	if empty {
		return &chat.Form{
			Title:  "What do you feel?",
			Action: chat.Action{Command: "sore"},
			Fields: []chat.Field{{Name: "what", Label: "Which lift, where, and how does it feel?",
				Hint: "As in: traps on fire after bench, shoulders end up at my ears", Long: true, Max: chat.MaxAnswer}},
		}, nil
	}
	if told.Chosen() {
		m := co.takeReport(c, told, &s)
		co.finish(c.Request, &s, m)
		return m, nil
	}
	return co.take(ctx, c, told.Text, &s)
}

// takeReport answers a complaint of which something was chosen, with no warning sign standing.
func (co *Coach) takeReport(c *command.Call, told knowledge.Report, s *talk.State) *chat.Message {
	a := co.base.AssessReport(told)
	if a.Foreign() || a.Unread {
		return co.reply(c.Request, a)
	}
	kind := turn.NewComplaint
	switch {
	case len(a.RedFlags) > 0 || a.CannotWait():
	case a.Kind == knowledge.HowTo:
		kind = co.talker.Kind(s, told.Text, a, s.Context(false, false))
	case a.Kind == knowledge.OutOfScope:
		kind = turn.OffTopic
	}
	if kind == turn.NewComplaint {
		s.Anew()
	}
	return co.converse(c, told.Words(), s, kind, a)
}

// take answers what somebody wrote, with no warning sign standing.
func (co *Coach) take(ctx context.Context, c *command.Call, text string, s *talk.State) (chat.Reply, error) {
	a := co.base.Assess(text)
	if strange := a.Foreign() && len(a.RedFlags) == 0 && !a.CannotWait(); strange && s.Turns > 0 && len(strings.Fields(text)) <= 2 {
		a = knowledge.Assessment{Kind: knowledge.OutOfScope, Exercise: knowledge.Unknown, Triage: knowledge.SelfCare} // "ty" is not Polish here
	}
	a = co.talker.Calm(text, a, s.Context(false, false))
	if a.Foreign() || a.Unread { // not understood: what was open stays so
		m := co.reply(c.Request, a)
		if s.WasSaid(plain(m)) && !a.CannotWait() {
			m = co.again(a)
		}
		co.finish(c.Request, s, m)
		return m, nil
	}
	if s.Turns == 0 && !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		m := noWords("There are no words in that. Tell me what you feel and where; `/help` lists what else I can do.")
		if s.WasSaid(plain(m)) {
			m = noWords("I need words for this: which lift, where is it sore, and how does it feel?")
		}
		co.finish(c.Request, s, m)
		return m, nil
	}
	kind := co.talker.Kind(s, text, a, s.Context(false, false))
	if !c.Free && (!s.Told || kind == turn.OffTopic) { // who comes with what is sore need not say that it is
		if as := co.asSore(text); as.Kind == knowledge.Symptom {
			kind, a = turn.NewComplaint, as
		}
	}
	if tells := (!talk.Asks(kind) || len(strings.Fields(text)) <= 3 && !strings.Contains(text, "?")) && (kind != turn.Answer || s.Open == nil); !c.Free && tells && a.Kind == knowledge.Symptom &&
		co.talker.Kind(&talk.State{}, text, a, turn.AtStart) == turn.NewComplaint {
		kind = turn.NewComplaint // the command says so
	}
	if !c.Free && kind == turn.NewComplaint {
		s.Anew()
	}
	if kind == turn.Courtesy && s.Turns == 0 && greeting.MatchString(text) {
		m := Hello()
		s.Last, s.Turns = kind, 1
		co.finish(c.Request, s, m)
		return m, nil
	}
	if c.Free && co.remind != nil && (kind == turn.Reminders || len(a.Causes) == 0 && (s.Reminding() || kind == turn.Answer || kind == turn.OffTopic)) {
		if reply := co.remind(ctx, c, text, kind == turn.Reminders); reply != nil {
			s.Reminded()
			co.talks.keep(c.Request, *s, co.now())
			return reply, nil
		}
	}
	m := co.told(c, text, s, kind, a)
	co.finish(c.Request, s, m)
	return m, nil
}

func noWords(say string) *chat.Message {
	return &chat.Message{Private: true, Open: true, Text: chat.Rich(say)}
}

// asSore assesses a text as what is sore: a place or a fault of form alone, as in "traps", is no complaint by its words, but
// is one from somebody who comes with what is sore.
func (co *Coach) asSore(text string) knowledge.Assessment {
	a := co.base.Assess(text)
	if a.Kind != knowledge.OutOfScope || a.CannotWait() || len(a.RedFlags) > 0 || a.Foreign() || a.Unread {
		return a
	}
	if as := co.base.AssessReport(knowledge.Report{Text: text, Sore: true}); len(as.Causes) > 0 || as.Kind == knowledge.Symptom {
		return as
	}
	return a
}

// wordless answers a picture, a video or a voice message that came without a word. In a group a sticker, say, is
// no question.
func wordless(c *command.Call) chat.Reply {
	if c.Group && len(c.Media) == 0 {
		return nil
	}
	return &chat.Message{Private: true, Open: true, Text: chat.Rich("Tell me in your own words what you feel, and where: I cannot look at pictures and videos, or listen. " +
		"To have a video of your set reviewed, send it to your group with `/formcheck`.")}
}

// Reported is what a call of /sore tells: what was said, with the options chosen beside it.
func Reported(c *command.Call) knowledge.Report {
	field := func(name string) string { return strings.TrimSpace(c.Values[name]) }
	return knowledge.Report{Text: field("what"), Lift: knowledge.Lift(field("lift")), Where: field("where"), Feel: field("feel")}
}

func (co *Coach) answer(_ context.Context, c *command.Call) (chat.Reply, error) {
	known, err := co.pressedCase(c)
	if err != nil {
		return nil, err
	}
	s, option := co.talks.of(c.Request, co.now()), c.Values["option"]
	var r talk.Reply
	switch open := co.base.Open(known); {
	case open != nil && option == knowledge.WhyAsked:
		r = co.talker.WhyAsked(&s, known, open)
	case open != nil && option == knowledge.Unsure:
		r = co.talker.Unsure(&s, known, open)
	default:
		a, err := co.base.Answer(known, option)
		if err != nil {
			return nil, stale(err)
		}
		r = co.talker.Chosen(&s, known, a)
	}
	m := co.word(c.Request, r, &s)
	co.finish(c.Request, &s, m)
	m.Replace = option != knowledge.WhyAsked
	return m, nil
}

func (co *Coach) another(_ context.Context, c *command.Call) (chat.Reply, error) {
	known, err := co.pressedCase(c)
	if err != nil {
		return nil, err
	}
	a := co.base.Another(known)
	m := co.reply(c.Request, a)
	co.talks.change(c.Request, co.now(), func(s *talk.State) {
		s.Take(a)
		disclaim(s, m)
	})
	m.Replace = true
	return m, nil
}

// pressedCase returns the case that a button carries.
func (co *Coach) pressedCase(c *command.Call) (knowledge.Case, error) {
	known, err := co.base.ParseCase(c.Values["case"])
	if err != nil {
		return known, stale(err)
	}
	return known, nil
}

// stale says that a button can no longer be understood: the content has changed since.
func stale(err error) error {
	return &command.Problem{Say: "That button is from an earlier version of me.", Hint: "Please tell me again what you feel: `/sore …`", Err: err}
}

// reply words an assessment, and remembers that a warning sign stands.
func (co *Coach) reply(r *chat.Request, a knowledge.Assessment) *chat.Message {
	co.Raise(r, a)
	m := co.Advise(a)
	m.Owner = r.From.ID
	return m
}
