package bot

import (
	"context"
	"unicode"
	"unicode/utf8"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// teach answers a how-to question with the topic asked about, and offers the next ones.
func (b *Bot) teach(m *chat.Message, a knowledge.Assessment) {
	shown := false
	for _, id := range a.Topics {
		if shown = b.showTopic(m, id, a.Exercise); shown {
			b.offerTopics(m, a.Topics, id)
			return
		}
	}
	m.Text = chat.Plain("I know the drills, the strength work and the form cues for the bench press and the push-up. Which one do you mean?")
	m.Controls = []chat.Control{chat.Buttons{
		{Label: "The drills", Action: chat.Action{Command: "drill"}},
		{Label: "Bench press cues", Action: chat.Action{Command: "cues", Arg: string(knowledge.BenchPress)}},
		{Label: "Push-up cues", Action: chat.Action{Command: "cues", Arg: string(knowledge.PushUp)}},
	}}
	m.Share = false
}

// offerTopics adds a button for up to four of the topics that are not shown.
func (b *Bot) offerTopics(m *chat.Message, topics []string, shown string) {
	const most = 4
	var row chat.Buttons
	for _, id := range topics {
		if name := b.topicName(id); name != "" && id != shown && len(row) < most {
			row = append(row, chat.Button{Label: name, Action: chat.Action{Command: "about", Arg: id}})
		}
	}
	if len(row) > 0 {
		m.Controls = append([]chat.Control{row}, m.Controls...)
	}
}

func (b *Bot) about(_ context.Context, c *call) (chat.Reply, error) {
	m := &chat.Message{Footer: chat.Plain(notMedicine)}
	if !b.showTopic(m, c.args["topic"], knowledge.Unknown) {
		return nil, problem("I know nothing about “"+brief(c.args["topic"])+"”.", "/help lists what I can do.")
	}
	return m, nil
}

// showTopic fills m with what is known about a topic, whatever it is, and reports whether there is
// anything.
func (b *Bot) showTopic(m *chat.Message, id string, lift knowledge.Lift) bool {
	switch {
	case id == routineTopic:
		b.showRoutine(m)
	case b.Base.Drill(id) != nil:
		b.showDrill(m, b.Base.Drill(id))
	case b.Base.Cue(id) != nil:
		b.showCue(m, b.Base.Cue(id))
	case b.Base.Cause(id) != nil:
		b.showCause(m, b.Base.Cause(id), lift)
	case b.Base.Topic(id) != nil:
		t := b.Base.Topic(id)
		m.Text = chat.Join(chat.Strong(t.Name), chat.Plain("\n"+t.Text))
		m.Sections = []chat.Section{{Title: "Source", Body: b.sources(t.Sources)}}
	default:
		return false
	}
	return true
}

// routineTopic is the topic that the routine answers.
const routineTopic = "posture-routine"

func (b *Bot) showCue(m *chat.Message, c *knowledge.Cue) {
	m.Text = chat.Join(chat.Strong(c.Name), chat.Plain("\n"+c.Say))
	m.Sections = []chat.Section{
		{Title: "Why", Body: chat.Plain(c.Why)},
		{Title: "For", Body: chat.Plain(liftNames(c.Lifts))},
		{Title: "Source", Body: b.sources(c.Sources)},
	}
}

func (b *Bot) showCause(m *chat.Message, c *knowledge.Cause, lift knowledge.Lift) {
	here := c.On(lift)
	m.Text = chat.Join(chat.Strong(c.Name), chat.Plain("\nThat is "+c.Because+". "+c.Why))
	m.Sections = []chat.Section{{Title: "The fix", Body: chat.Plain(here.Fix)}}
	if len(here.Drills) > 0 {
		m.Sections = append(m.Sections, b.oneDrill(b.Base.Drill(here.Drills[0]), false))
		m.Controls = []chat.Control{chat.Buttons{{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: here.Drills[0]}}}}
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: b.sources(c.Sources)})
}

// topicName returns what a topic is called, or "" if there is none.
func (b *Bot) topicName(id string) string {
	if d := b.Base.Drill(id); d != nil {
		return d.Name
	}
	if c := b.Base.Cue(id); c != nil {
		return c.Name
	}
	if c := b.Base.Cause(id); c != nil {
		return c.Name
	}
	if t := b.Base.Topic(id); t != nil {
		return t.Name
	}
	if id == routineTopic {
		return b.Base.Routine().Name
	}
	return ""
}

func liftName(l knowledge.Lift) string {
	if l == knowledge.PushUp {
		return "push-up"
	}
	return "bench press"
}

func liftNames(lifts []knowledge.Lift) string {
	var names []string
	for _, l := range lifts {
		names = append(names, "the "+liftName(l))
	}
	return upperFirst(list(names)) + "."
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
