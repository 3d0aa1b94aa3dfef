package bot

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

func (b *Bot) drillCommands() []command {
	const group = "Coaching"
	return []command{
		{
			Command: chat.Command{Name: "drill", Description: "A drill, step by step, with its dose", Example: "/drill chin tuck", Group: group, Direct: true,
				Options: []chat.Option{{Name: "name", Description: "The drill", Type: chat.String, Max: 100, Complete: true}}},
			run: b.drill, complete: b.completeDrill, waits: true,
		},
		{
			Command: chat.Command{Name: "cues", Description: "Form cues for a lift", Example: "/cues bench", Group: group, Direct: true,
				Options: []chat.Option{{Name: "lift", Description: "Which lift", Type: chat.Word, Required: true, Choices: lifts}}},
			run: b.cues, waits: true,
		},
		{
			Command: chat.Command{Name: "routine", Description: "The posture drills to do twice a day", Example: "/routine", Group: group, Direct: true},
			run:     b.routine, waits: true,
		},
		{
			Command: chat.Command{Name: "sources", Description: "The articles behind the advice", Example: "/sources", Group: "About", Direct: true},
			run:     b.sourcesCommand,
		},
		{
			Command: chat.Command{Name: "about", Description: "What I know about a topic", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "topic", Type: chat.Word, Required: true}}},
			run: b.about, waits: true,
		},
	}
}

// drill shows a drill, or all of them to choose from.
func (b *Bot) drill(_ context.Context, c *call) (chat.Reply, error) {
	name := c.args["name"]
	if name == "" {
		m := &chat.Message{Text: chat.Plain("Which drill?"), Owner: c.From.ID}
		menu := &chat.Select{Prompt: "Choose a drill", Action: chat.Action{Command: "drill"}}
		for _, d := range b.Base.Drills() {
			menu.Options = append(menu.Options, chat.Choice{Label: d.Name, Value: d.ID})
		}
		m.Controls = []chat.Control{menu}
		return m, nil
	}
	found := b.Base.FindDrill(name)
	if len(found) == 0 {
		var names []string
		for _, d := range b.Base.Drills() {
			names = append(names, d.Name)
		}
		return nil, problem("I don't know a drill called “"+brief(name)+"”.", "I know: "+strings.Join(names, ", ")+".")
	}
	m := &chat.Message{}
	b.showDrill(m, found[0])
	return m, nil
}

// completeDrill suggests the drills that have a word, in name or alias, which begins with what was typed, else the
// nearest ones.
func (b *Bot) completeDrill(_ *chat.Request, _, typed string) []chat.Choice {
	var found []chat.Choice
	for _, d := range b.Base.Drills() {
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			if startsWord(fold(name), fold(typed)) {
				found = append(found, chat.Choice{Label: d.Name, Value: d.ID})
				break
			}
		}
	}
	if len(found) == 0 {
		for _, d := range b.Base.FindDrill(typed) {
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
func (b *Bot) showDrill(m *chat.Message, d *knowledge.Drill) {
	m.Text = chat.Join(chat.Strong(d.Name), chat.Plain("\n"+d.Purpose))
	var steps strings.Builder
	for i, s := range d.Steps {
		fmt.Fprintf(&steps, "%d. %s\n", i+1, s)
	}
	m.Sections = append(m.Sections,
		chat.Section{Title: "How", Body: chat.Plain(strings.TrimSuffix(steps.String(), "\n"))},
		chat.Section{Title: "How much", Body: dose(d.Dose)})
	if d.Note != "" {
		m.Sections = append(m.Sections, chat.Section{Title: "Good to know", Body: chat.Plain(d.Note)})
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: b.sources(d.Sources)})
	m.Footer = chat.Plain(notMedicine)
	b.offerReminders(m)
}

func (b *Bot) offerReminders(m *chat.Message) {
	if b.table.find("remind") != nil {
		m.Controls = append(m.Controls, chat.Buttons{{Label: "Remind me twice a day", Action: chat.Action{Command: "remind", Arg: "on"}}})
	}
}

// dose words a dose and says where the number is ours.
func dose(d knowledge.Dose) chat.Text {
	text := upperFirst(strings.TrimSuffix(d.Text, ".")) + "."
	if d.House {
		text += " (My own default: the source gives no number.)"
	}
	return chat.Plain(text)
}

func (b *Bot) cues(_ context.Context, c *call) (chat.Reply, error) {
	lift := knowledge.Lift(c.args["lift"])
	m := &chat.Message{Text: chat.Strong("Cues for the " + liftName(lift)), Footer: chat.Plain(notMedicine)}
	var from []string
	for _, cue := range b.Base.CuesFor(lift) {
		m.Sections = append(m.Sections, chat.Section{Title: cue.Name, Body: chat.Plain(cue.Say + " " + cue.Why)})
		from = appendNew(from, cue.Sources...)
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Source", Body: b.sources(from)})
	return m, nil
}

func (b *Bot) routine(context.Context, *call) (chat.Reply, error) {
	m := &chat.Message{}
	b.showRoutine(m)
	return m, nil
}

func (b *Bot) showRoutine(m *chat.Message) {
	r := b.Base.Routine()
	m.Text = chat.Join(chat.Strong(r.Name), chat.Plain("\n"+r.Intro))
	for i, step := range r.Steps {
		m.Sections = append(m.Sections, chat.Section{Title: fmt.Sprintf("%d. %s", i+1, b.Base.Drill(step.Drill).Name), Body: dose(step.Dose)})
	}
	m.Sections = append(m.Sections,
		chat.Section{Title: "How often", Body: chat.Plain(r.Rounds)},
		chat.Section{Title: "Source", Body: b.sources(r.Sources)})
	m.Footer = chat.Plain(notMedicine)
	b.offerReminders(m)
}

func (b *Bot) sourcesCommand(context.Context, *call) (chat.Reply, error) {
	m := &chat.Message{Text: chat.Plain("What I say comes from these, in my own words:")}
	for _, s := range b.Base.Sources() {
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
