package coach

import (
	"context"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// teach answers a how-to question with the topic asked about, and offers the next ones.
func (co *Coach) teach(m *chat.Message, a knowledge.Assessment) {
	shown := false
	for _, id := range a.Topics {
		if shown = co.showTopic(m, id, a.Exercise); shown {
			co.offerTopics(m, a.Topics, id)
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
func (co *Coach) offerTopics(m *chat.Message, topics []string, shown string) {
	const most = 4
	var row chat.Buttons
	for _, id := range topics {
		if name := co.topicName(id); name != "" && id != shown && len(row) < most {
			row = append(row, chat.Button{Label: name, Action: chat.Action{Command: "about", Arg: id}})
		}
	}
	if len(row) > 0 {
		m.Controls = append([]chat.Control{row}, m.Controls...)
	}
}

func (co *Coach) about(_ context.Context, c *command.Call) (chat.Reply, error) {
	m := &chat.Message{Footer: chat.Plain(say.NotMedicine)}
	if !co.showTopic(m, c.Values["topic"], knowledge.Unknown) {
		return nil, command.NewProblem("I know nothing about “"+say.Brief(c.Values["topic"])+"”.", "/help lists what I can do.")
	}
	return m, nil
}

// showTopic fills m with what is known about a topic, whatever it is, and reports whether there is
// anything.
func (co *Coach) showTopic(m *chat.Message, id string, lift knowledge.Lift) bool {
	switch {
	case id == routineTopic:
		co.showRoutine(m)
	case co.base.Drill(id) != nil:
		co.showDrill(m, co.base.Drill(id))
	case co.base.Cue(id) != nil:
		co.showCue(m, co.base.Cue(id))
	case co.base.Cause(id) != nil:
		co.showCause(m, co.base.Cause(id), lift)
	case co.base.Topic(id) != nil:
		t := co.base.Topic(id)
		m.Text = chat.Join(chat.Strong(t.Name), chat.Plain("\n"+t.Text))
		m.Sections = []chat.Section{{Title: "Source", Body: co.sources(t.Sources)}}
	default:
		return false
	}
	return true
}

// routineTopic is the topic that the routine answers.
const routineTopic = "posture-routine"

func (co *Coach) showCue(m *chat.Message, c *knowledge.Cue) {
	m.Text = chat.Join(chat.Strong(c.Name), chat.Plain("\n"+c.Say))
	m.Images = say.CuePicture(c)
	m.Sections = []chat.Section{
		{Title: "Why", Body: chat.Plain(c.Why)},
		{Title: "For", Body: chat.Plain(say.LiftNames(c.Lifts))},
		{Title: "Source", Body: co.sources(c.Sources)},
	}
}

func (co *Coach) showCause(m *chat.Message, c *knowledge.Cause, lift knowledge.Lift) {
	here := c.On(lift)
	m.Text = chat.Join(chat.Strong(c.Name), chat.Plain("\nThat is "+c.Because+". "+c.Why))
	m.Sections = []chat.Section{{Title: "The fix", Body: chat.Plain(here.Fix)}}
	if len(here.Drills) > 0 {
		d := co.base.Drill(here.Drills[0])
		m.Sections = append(m.Sections, chat.Section{Title: "One drill: " + d.Name, Body: chat.Join(chat.Plain(d.Purpose+" "), say.Dose(d.Dose))})
		m.Controls = []chat.Control{chat.Buttons{{Label: "Show drill", Action: chat.Action{Command: "drill", Arg: here.Drills[0]}}}}
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: co.sources(c.Sources)})
}

// topicName returns what a topic is called, or "" if there is none.
func (co *Coach) topicName(id string) string {
	if d := co.base.Drill(id); d != nil {
		return d.Name
	}
	if c := co.base.Cue(id); c != nil {
		return c.Name
	}
	if c := co.base.Cause(id); c != nil {
		return c.Name
	}
	if t := co.base.Topic(id); t != nil {
		return t.Name
	}
	if id == routineTopic {
		return co.base.Routine().Name
	}
	return ""
}
