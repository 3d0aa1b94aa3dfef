// Package guide leads through the posture routine: one card that shows where one is, what comes next, and its picture.
//
// Where one is travels inside the buttons, so that a card goes on after a restart, and nothing is stored. What is remembered, in
// memory alone, is which card of a person is the latest: of two, the older one says so. No clock edits a card: it changes
// when its buttons are pressed.
package guide

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/knowledge"
)

// Parts are what a Guide needs.
type Parts struct {
	Base *knowledge.Base
	Now  func() time.Time
	// Finish notes that the routine was done, for the reminder of that card or, if it is empty, for the one that is open, and
	// returns what to say. It is nil where there are no reminders.
	Finish func(ctx context.Context, c *command.Call, card string) (chat.Text, error)
}

// A Guide is safe for concurrent use.
type Guide struct {
	Parts
	latest *expiring.Map[chat.UserID, string] // the run of each person's latest card
}

// New returns a Guide.
func New(p Parts) *Guide {
	return &Guide{Parts: p, latest: expiring.New[chat.UserID, string](2*time.Hour, 50_000)}
}

// rounds is how often the drills after the first are done, as the routine says: at least three sets.
const rounds = 3

// Commands returns the commands that a card's buttons use.
func (g *Guide) Commands() []command.Command {
	word := func(name string, required bool) chat.Option {
		return chat.Option{Name: name, Type: chat.Word, Required: required}
	}
	return []command.Command{{
		Command: chat.Command{Name: "guide", Description: "Go through the routine step by step", Hidden: true, Direct: true,
			Options: []chat.Option{word("do", true), word("step", false), word("run", false), word("card", false)}},
		Run: g.run, Waits: true,
	}}
}

// Erase forgets which card is someone's latest. There is nothing to tell of it.
func (g *Guide) Erase(_ context.Context, u chat.UserID) (said string, err error) {
	g.latest.Delete(u)
	return "", nil
}

// Start returns the button that begins the routine, for a reminder's card or, if it is empty, for none.
func Start(card string) chat.Button {
	return chat.Button{Label: "Start", Action: chat.Action{Command: "guide", Arg: strings.TrimSpace("start 0 - " + card)}}
}

// A place is where somebody is in the routine.
type place struct {
	step int    // from 0
	run  string // names the player that was started
	card string // the reminder's, or ""
}

func (g *Guide) run(ctx context.Context, c *command.Call) (chat.Reply, error) {
	p := place{run: c.Values["run"], card: c.Values["card"]}
	var err error
	if p.step, err = strconv.Atoi(c.Values["step"]); c.Values["step"] != "" && (err != nil || p.step < 0) {
		return nil, old()
	}
	do := c.Values["do"]
	if do == "start" {
		p.step, p.run = 0, strconv.FormatInt(g.Now().UnixMilli(), 36)
		g.latest.Update(c.From.ID, g.Now(), func(string) (string, bool) { return p.run, true })
		return g.show(c, p), nil
	}
	if latest, known := g.latest.Get(c.From.ID, g.Now()); known && latest != p.run {
		return &chat.Message{Text: chat.Plain("You started again since, and go on there: this card is closed."), Replace: true, Private: c.Group}, nil
	}
	g.latest.Update(c.From.ID, g.Now(), func(string) (string, bool) { return p.run, true }) // after a restart the button is what is known
	switch do {
	case "next", "go":
		if p.step >= g.steps() {
			return nil, old()
		}
		return replacing(g.show(c, p)), nil
	case "pause":
		return replacing(g.paused(c, p)), nil
	case "done":
		return g.done(ctx, c, p)
	}
	return nil, old()
}

func old() error {
	return command.NewProblem("I cannot tell where in the routine that was.", "`/routine` starts it afresh.")
}

func replacing(m *chat.Message) *chat.Message {
	m.Replace = true
	return m
}

// steps returns how many cards the routine has: its first drill once, the others in rounds.
func (g *Guide) steps() int { return 1 + rounds*(len(g.Base.Routine().Steps)-1) }

// at returns the drill of a card, with its dose, and its round: 0 for what is done once.
func (g *Guide) at(step int) (*knowledge.Drill, knowledge.Dose, int) {
	steps := g.Base.Routine().Steps
	if step == 0 || len(steps) == 1 {
		return g.Base.Drill(steps[0].Drill), steps[0].Dose, 0
	}
	s := steps[1+(step-1)%(len(steps)-1)]
	return g.Base.Drill(s.Drill), s.Dose, 1 + (step-1)/(len(steps)-1)
}

// show returns the card of a step.
func (g *Guide) show(c *command.Call, p place) *chat.Message {
	drill, dose, round := g.at(p.step)
	where := fmt.Sprintf("Step %d of %d", p.step+1, g.steps())
	if round > 0 {
		where += fmt.Sprintf(", round %d of %d", round, rounds)
	}
	m := &chat.Message{
		Text:     chat.Join(chat.Plain(where+": "), chat.Strong(drill.Name), chat.Plain("\n"+say.UpperFirst(strings.TrimSuffix(dose.Text, "."))+".")),
		Sections: []chat.Section{{Title: "How", Body: chat.Plain(say.Steps(drill, "\n"))}},
		Images:   say.DrillPicture(drill), Owner: c.From.ID, Private: c.Group, Footer: chat.Plain(say.NotMedicine),
	}
	row := chat.Buttons{}
	if next := p.step + 1; next < g.steps() {
		after, _, _ := g.at(next)
		m.Sections = append(m.Sections, chat.Section{Title: "Next", Body: chat.Plain(after.Name + ".")})
		row = append(row, p.button("Next", "next", next))
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Since", Body: say.Moment(g.Now())})
	m.Controls = []chat.Control{append(row, p.button("Pause", "pause", p.step), p.button("Done", "done", p.step))}
	return m
}

// paused returns the card of somebody who rests.
func (g *Guide) paused(c *command.Call, p place) *chat.Message {
	if p.step >= g.steps() {
		p.step = g.steps() - 1
	}
	drill, _, _ := g.at(p.step)
	return &chat.Message{
		Text:  chat.Join(chat.Plain(fmt.Sprintf("Paused at step %d of %d: ", p.step+1, g.steps())), chat.Strong(drill.Name), chat.Plain(".")),
		Owner: c.From.ID, Private: c.Group,
		Controls: []chat.Control{chat.Buttons{p.button("Go on", "go", p.step), p.button("Done", "done", p.step)}},
	}
}

// done ends the routine: in one mark of the plan, where there is one.
func (g *Guide) done(ctx context.Context, c *command.Call, p place) (chat.Reply, error) {
	g.latest.Delete(c.From.ID)
	m := &chat.Message{Text: chat.Plain("That was the routine. Well done."), Replace: true, Private: c.Group}
	if g.Finish == nil {
		return m, nil
	}
	noted, err := g.Finish(ctx, c, p.card)
	if err != nil {
		return nil, err
	}
	if len(noted) > 0 {
		m.Text = chat.Join(m.Text, chat.Plain("\n"), noted)
	}
	return m, nil
}

// button returns a button that leads to a step.
func (p place) button(label, do string, step int) chat.Button {
	arg := fmt.Sprintf("%s %d %s %s", do, step, p.run, p.card)
	return chat.Button{Label: label, Action: chat.Action{Command: "guide", Arg: strings.TrimSpace(arg)}}
}
