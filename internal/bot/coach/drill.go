package coach

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"spotter/internal/bot/command"
	"spotter/internal/bot/guide"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

func (co *Coach) drillCommands() []command.Command {
	const group = "Coaching"
	return []command.Command{
		{
			Command: chat.Command{Name: "drill", Description: "A drill, step by step, with its dose", Example: "/drill chin tuck", Group: group, Direct: true,
				Options: []chat.Option{{Name: "name", Description: "The drill", Type: chat.String, Max: 100, Complete: true}}},
			Run: co.drill, Complete: co.completeDrill, Waits: true,
		},
		{
			Command: chat.Command{Name: "cues", Description: "Form cues for a lift", Example: "/cues bench", Group: group, Direct: true,
				Options: []chat.Option{{Name: "lift", Description: "Which lift", Type: chat.Word, Required: true, Choices: say.Lifts}}},
			Run: co.cues, Waits: true,
		},
		{
			Command: chat.Command{Name: "routine", Description: "The posture drills to do twice a day", Example: "/routine", Group: group, Direct: true},
			Run:     co.routine, Waits: true,
		},
		{
			Command: chat.Command{Name: "sources", Description: "The articles behind the advice", Example: "/sources", Group: "About", Direct: true},
			Run:     co.sourcesCommand,
		},
		{
			Command: chat.Command{Name: "about", Description: "What I know about a topic", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "topic", Type: chat.Word, Required: true}}},
			Run: co.about, Waits: true,
		},
	}
}

// drill shows a drill, or all of them to choose from.
func (co *Coach) drill(_ context.Context, c *command.Call) (chat.Reply, error) {
	name := c.Values["name"]
	if name == "" {
		m := &chat.Message{Text: chat.Plain("Which drill?"), Owner: c.From.ID}
		menu := &chat.Select{Prompt: "Choose a drill", Action: chat.Action{Command: "drill"}}
		for _, d := range co.base.Drills() {
			menu.Options = append(menu.Options, chat.Choice{Label: d.Name, Value: d.ID})
		}
		m.Controls = []chat.Control{menu}
		return m, nil
	}
	found := co.base.FindDrill(name)
	if len(found) == 0 {
		var names []string
		for _, d := range co.base.Drills() {
			names = append(names, d.Name)
		}
		return nil, command.NewProblem("I don't know a drill called “"+say.Brief(name)+"”.", "I know: "+strings.Join(names, ", ")+".")
	}
	m := &chat.Message{}
	co.showDrill(m, found[0])
	return m, nil
}

// completeDrill suggests the drills that have a word, in name or alias, which begins with what was typed, else the
// nearest ones.
func (co *Coach) completeDrill(_ *chat.Request, _, typed string) []chat.Choice {
	var found []chat.Choice
	for _, d := range co.base.Drills() {
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			if startsWord(say.Fold(name), say.Fold(typed)) {
				found = append(found, chat.Choice{Label: d.Name, Value: d.ID})
				break
			}
		}
	}
	if len(found) == 0 {
		for _, d := range co.base.FindDrill(typed) {
			found = append(found, chat.Choice{Label: d.Name, Value: d.ID})
		}
	}
	return found
}

// startsWord reports whether typed is in name at the start of a word.
func startsWord(name, typed string) bool {
	letter := true
	for i, r := range " " + name {
		before := letter
		if letter = unicode.IsLetter(r); letter && !before && strings.HasPrefix(name[i-1:], typed) {
			return true
		}
	}
	return typed == ""
}

// showDrill fills m with a drill's card.
func (co *Coach) showDrill(m *chat.Message, d *knowledge.Drill) {
	m.Text = chat.Join(chat.Strong(d.Name), chat.Plain("\n"+d.Purpose))
	m.Sections = append(m.Sections,
		chat.Section{Title: "How", Body: chat.Plain(say.Steps(d, "\n"))},
		chat.Section{Title: "How much", Body: say.Dose(d.Dose)})
	if d.Note != "" {
		m.Sections = append(m.Sections, chat.Section{Title: "Good to know", Body: chat.Plain(d.Note)})
	}
	m.Images = say.DrillPicture(d)
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: co.sources(d.Sources)})
	m.Footer = chat.Plain(say.NotMedicine)
	co.offerReminders(m)
}

func (co *Coach) offerReminders(m *chat.Message) {
	if co.reminds() {
		m.Controls = append(m.Controls, chat.Buttons{{Label: "Remind me twice a day", Action: chat.Action{Command: "remind", Arg: "on"}}})
	}
}

func (co *Coach) cues(_ context.Context, c *command.Call) (chat.Reply, error) {
	lift := knowledge.Lift(c.Values["lift"])
	m := &chat.Message{Text: chat.Strong("Cues for the " + say.LiftName(lift)), Footer: chat.Plain(say.NotMedicine)}
	var from []string
	var row chat.Buttons
	for _, cue := range co.base.CuesFor(lift) {
		m.Sections = append(m.Sections, chat.Section{Title: cue.Name, Body: chat.Plain(cue.Say + " " + cue.Why)})
		from = appendNew(from, cue.Sources...)
		row = append(row, chat.Button{Label: cue.Name, Action: chat.Action{Command: "about", Arg: cue.ID}})
		if len(m.Images) == 0 { // the others behind their buttons: one message carries one picture well
			m.Images = say.CuePicture(cue)
		}
	}
	m.Controls = []chat.Control{row}
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: co.sources(from)})
	return m, nil
}

func (co *Coach) routine(context.Context, *command.Call) (chat.Reply, error) {
	m := &chat.Message{}
	co.showRoutine(m)
	return m, nil
}

func (co *Coach) showRoutine(m *chat.Message) {
	r := co.base.Routine()
	m.Text = chat.Join(chat.Strong(r.Name), chat.Plain("\n"+r.Intro))
	for i, step := range r.Steps {
		m.Sections = append(m.Sections, chat.Section{Title: fmt.Sprintf("%d. %s", i+1, co.base.Drill(step.Drill).Name), Body: say.Dose(step.Dose)})
	}
	m.Sections = append(m.Sections,
		chat.Section{Title: "How often", Body: chat.Plain(r.Rounds)},
		chat.Section{Title: "Source", Body: co.sources(r.Sources)})
	m.Footer = chat.Plain(say.NotMedicine)
	m.Controls = append(m.Controls, chat.Buttons{guide.Start("")})
	co.offerReminders(m)
}

func (co *Coach) sourcesCommand(context.Context, *command.Call) (chat.Reply, error) {
	m := &chat.Message{Text: chat.Plain("What I say comes from these, in my own words:")}
	for _, s := range co.base.Sources() {
		body := s.Site
		if s.Note != "" {
			body += "\n" + s.Note
		}
		m.Sections = append(m.Sections, chat.Section{Title: s.Title, Body: chat.Plain(body)})
	}
	return m, nil
}

func appendNew(list []string, more ...string) []string {
	for _, s := range more {
		known := false
		for _, have := range list {
			known = known || have == s
		}
		if !known {
			list = append(list, s)
		}
	}
	return list
}
