// Package remind has the commands about reminders: it sets up a plan, sends its cards, takes the answers, and says how
// it went. When a card is due is the business of reminders.
//
// The files: remind.go holds the commands and changes a plan, on.go turns reminders on, card.go words and sends a
// card, answer.go takes what is answered to one, status.go shows how it went, reach.go notes whether a person can be
// reached, progress.go draws it, zone.go names time zones, mydata.go is for /mydata.
package remind

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
	"spotter/internal/reminders/when"
)

// Parts are what Reminders need.
type Parts struct {
	Base      *knowledge.Base
	Book      *reminders.Book
	Log       *slog.Logger
	Now       func() time.Time
	Platforms chat.Platforms
	Show      *show.Pictures                     // nil: no pictures
	Raise     func(r *chat.Request, sign string) // notes a warning sign that somebody chose
}

// Reminders are the commands about reminders. They are safe for concurrent use.
type Reminders struct {
	Parts
	table  *command.Table                // of its own commands, for plain words
	wishes *expiring.Map[wisher, string] // times that wait for a place
}

// New returns the Reminders of a Book.
func New(p Parts) *Reminders {
	rs := &Reminders{Parts: p, wishes: expiring.New[wisher, string](10*time.Minute, 10_000)}
	rs.table = command.NewTable(rs.Commands())
	return rs
}

// Commands returns the commands that set a plan and those that answer a card.
func (rs *Reminders) Commands() []command.Command {
	return append(rs.planCommands(), rs.answerCommands()...)
}

// planCommands returns the commands that set a plan.
func (rs *Reminders) planCommands() []command.Command {
	const group = "Reminders"
	word := func(name, description string) []chat.Option {
		return []chat.Option{{Name: name, Description: description, Type: chat.String, Complete: true, Max: 200}}
	}
	sub := func(name, description, example string, options []chat.Option, run func(context.Context, *command.Call) (chat.Reply, error)) command.Command {
		return command.Command{
			Command:  chat.Command{Name: strings.TrimSpace("remind " + name), Description: description, Example: example, Group: group, Direct: true, Options: options},
			Run:      run,
			Complete: rs.complete,
		}
	}
	on := []chat.Option{
		{Name: "zone", Description: "Your city or time zone, as in Berlin", Type: chat.Word, Complete: true, Max: 200},
		{Name: "times", Description: "Two times of day, as in 7:30 20:00", Type: chat.String, Complete: true, Max: 200},
	}
	status := sub("", "Posture drills by direct message, twice a day", "/remind on berlin 7:30 20:00", nil, rs.remindStatus)
	status.Meant = meantOn
	return []command.Command{
		status,
		sub("on", "Turn the reminders on", "/remind on berlin 7:30 20:00", on, rs.remindOn),
		sub("off", "Turn the reminders off", "/remind off", nil, rs.remindOff),
		sub("times", "Set the two times of day", "/remind times 7:30 20:00", word("times", "Two times, as in 7:30 20:00, or one and off"), rs.remindTimes),
		sub("days", "Set the days of the week", "/remind days mon wed fri", word("days", "Days, as in weekdays, or mon wed fri"), rs.remindDays),
		sub("zone", "Set your time zone", "/remind zone new york", word("zone", "Your city or time zone, as in Berlin"), rs.remindZone),
		sub("pause", "Pause until a date, or until you resume", "/remind pause 2 weeks", word("until", "Until when, as in friday, 3 days, 24 december, forever"), rs.remindPause),
		sub("resume", "Go on after a pause", "/remind resume", nil, rs.remindResume),
		sub("once", "Remind me one more time, at a time or in a while", "/remind once 18:30", word("when", "When, as in 18:30, tomorrow 7:30 or in an hour"), rs.remindOnce),
		sub("calendar", "Your drills as a file for your calendar", "/remind calendar", nil, rs.remindCalendar),
		sub("skip", "Skip what is to come today", "/remind skip", nil, rs.remindSkip),
		sub("until", "Set the last day, or none", "/remind until 24 december", word("date", "The last day, as in 24 december, or none"), rs.remindUntil),
		sub("summary", "A line of progress with the week's last reminder", "/remind summary on", []chat.Option{{Name: "wanted", Description: "On or off", Type: chat.Word,
			Choices: say.Choices("On", "on", "Off", "off")}}, rs.remindSummary),
		sub("test", "Send me a reminder now, to see that it arrives", "/remind test", nil, rs.remindTest),
		sub("status", "Your times, the next two, and how it went", "/remind status", nil, rs.remindStatus),
	}
}

// planned words a change that was made to a plan; a person without one is told how to begin.
func planned(say string, plan reminders.Plan, err error) (chat.Reply, error) {
	if err != nil {
		return nil, planProblem(err)
	}
	return &chat.Message{Text: chat.Plain(say + " " + describe(plan)), Private: true}, nil
}

const noPlan = "You have no reminders yet."

// planProblem words the errors that a person can mend.
func planProblem(err error) error {
	var input *when.InputError
	switch {
	case errors.As(err, &input):
		return command.NewProblem(input.Say, "")
	case errors.Is(err, reminders.ErrNoPlan):
		return command.NewProblem(noPlan, "Turn them on with `/remind on`, as in `/remind on berlin 7:30 20:00`.")
	case errors.Is(err, reminders.ErrSlots):
		return command.NewProblem("The two times are the same, or both are off.", "Write two different ones, as in `/remind times 7:30 20:00`.")
	}
	return err
}

// describe returns in one sentence what a plan is set to.
func describe(p reminders.Plan) string {
	var times []string
	for _, s := range p.Slots {
		if s.On {
			times = append(times, s.String())
		}
	}
	text := strings.Join(times, " and ") + ", " + p.Days.String() + " (" + when.ZoneLabel(p.Zone) + ")"
	if p.Ends != 0 {
		text += ", until " + date(p.Ends)
	}
	if p.Summary {
		text += ", with a line of progress each week"
	}
	return text + "."
}

// date words a day: "Wednesday 4 March", with the year where it is not this or the next month's.
func date(d reminders.Day) string { return d.Time().Format("Monday 2 January 2006") }

// nextOne returns when the plan rings next, or why it does not, in words.
func (rs *Reminders) nextOne(ctx context.Context, owner string) (chat.Text, error) {
	st, err := rs.Book.Status(ctx, owner)
	if err != nil {
		return nil, err
	}
	if len(st.Next) == 0 {
		return chat.Rich(" " + rs.silent(st.Plan)), nil
	}
	rings := st.When
	if !rings.After(rs.Now()) && len(st.Next) > 1 { // the first is on its way
		rings = st.Next[1].At
	}
	return chat.Join(chat.Plain(" The next one comes "), say.Moment(rings), chat.Plain(".")), nil
}

// silent returns why a plan does not ring.
func (rs *Reminders) silent(p reminders.Plan) string {
	switch {
	case p.Off:
		return "They are off; `/remind on` turns them on again."
	case !p.Blocked.IsZero():
		return "I cannot reach you by direct message, so nothing is sent."
	case p.Paused(rs.Now()):
		return "They are paused."
	}
	return "None is to come."
}

// withNext adds to a reply about a plan when it rings next.
func (rs *Reminders) withNext(ctx context.Context, c *command.Call, reply chat.Reply, err error) (chat.Reply, error) {
	m, ok := reply.(*chat.Message)
	if err != nil || !ok {
		return reply, err
	}
	next, err := rs.nextOne(ctx, owner(c))
	if err != nil {
		return nil, planProblem(err)
	}
	m.Text = chat.Join(m.Text, next)
	return m, nil
}

// owner returns the name by which reminders know the person.
func owner(c *command.Call) string { return string(c.From.ID) }

func (rs *Reminders) remindOff(ctx context.Context, c *command.Call) (chat.Reply, error) {
	_, err := rs.Book.Off(ctx, owner(c))
	if err != nil {
		return nil, planProblem(err)
	}
	return &chat.Message{
		Text:     chat.Rich("Your reminders are off. I keep your times for when you want them back: `/remind on`. To have me forget them: `/mydata delete`."),
		Controls: []chat.Control{chat.Buttons{{Label: "Turn on again", Action: chat.Action{Command: "remind on"}}}},
		Private:  true,
	}, nil
}

func (rs *Reminders) remindDays(ctx context.Context, c *command.Call) (chat.Reply, error) {
	typed := c.Values["days"]
	if typed == "" {
		return choose("On which days?", "remind days", "every day", "weekdays", "mon wed fri", "tue thu sat"), nil
	}
	days, err := when.ParseDays(typed)
	if err != nil {
		return nil, planProblem(err)
	}
	plan, err := rs.Book.SetDays(ctx, owner(c), days)
	reply, err := planned("Your reminders now come at", plan, err)
	return rs.withNext(ctx, c, reply, err)
}

func (rs *Reminders) remindUntil(ctx context.Context, c *command.Call) (chat.Reply, error) {
	typed := c.Values["date"]
	if typed == "" {
		return choose("Until when?", "remind until", "4 weeks", "8 weeks", "12 weeks", "none"), nil
	}
	last := reminders.Day(0)
	if t := strings.ToLower(typed); t != "none" && t != "no end" && t != "forever" {
		now, err := rs.localNow(ctx, c)
		if err != nil {
			return nil, err
		}
		if last, err = when.ParseUntil(typed, now); err != nil {
			return nil, planProblem(err)
		}
	}
	plan, err := rs.Book.SetEnd(ctx, owner(c), last)
	return planned("Your reminders come at", plan, err)
}

// localNow returns the time of now in the zone of the person's plan.
func (rs *Reminders) localNow(ctx context.Context, c *command.Call) (time.Time, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if err != nil {
		return time.Time{}, planProblem(err)
	}
	loc, err := reminders.Location(st.Plan.Zone)
	if err != nil {
		return time.Time{}, err
	}
	return rs.Now().In(loc), nil
}

func (rs *Reminders) remindPause(ctx context.Context, c *command.Call) (chat.Reply, error) {
	typed := c.Values["until"]
	if typed == "" {
		return choose("Until when? I keep quiet till then, and the pause counts for nothing.", "remind pause", "tomorrow", "3 days", "1 week", "2 weeks", "forever"), nil
	}
	now, err := rs.localNow(ctx, c)
	if err != nil {
		return nil, err
	}
	until, err := when.ParseUntil(typed, now)
	if err != nil {
		return nil, planProblem(err)
	}
	if _, err := rs.Book.Pause(ctx, owner(c), until); err != nil {
		return nil, planProblem(err)
	}
	say := "Paused until " + date(until) + ": on that day they begin again."
	if until == reminders.Never {
		say = "Paused until you say /remind resume."
	}
	return &chat.Message{
		Text:     chat.Plain(say + " A pause never counts against you."),
		Controls: []chat.Control{chat.Buttons{{Label: "Resume now", Action: chat.Action{Command: "remind resume"}}}},
		Private:  true,
	}, nil
}

func (rs *Reminders) remindResume(ctx context.Context, c *command.Call) (chat.Reply, error) {
	plan, err := rs.Book.Resume(ctx, owner(c))
	reply, err := planned("Your reminders go on:", plan, err)
	return rs.withNext(ctx, c, reply, err)
}

// choose offers typed values of a command as buttons.
func choose(question, command string, values ...string) *chat.Message {
	var row chat.Buttons
	for _, v := range values {
		label := say.UpperFirst(v)
		if v == "forever" {
			label = "Until I resume"
		}
		row = append(row, chat.Button{Label: label, Action: chat.Action{Command: command, Arg: v}})
	}
	return &chat.Message{Text: chat.Plain(question), Controls: []chat.Control{row}, Private: true}
}

// complete suggests values for the options of all of /remind.
func (rs *Reminders) complete(_ *chat.Request, option, typed string) []chat.Choice {
	var choices []chat.Choice
	add := func(values ...string) {
		for _, v := range values {
			if strings.Contains(say.Fold(v), say.Fold(typed)) {
				choices = append(choices, chat.Choice{Label: say.UpperFirst(v), Value: v})
			}
		}
	}
	switch option {
	case "zone":
		choices = Zones{rs.Now}.Complete(typed)
	case "times":
		if slots, err := when.ParseTimes(typed); err == nil {
			choices = append(choices, timesChoice(slots))
		}
		add("8:00 20:00", "7:00 19:00", "7:30 21:00", "6:30 18:30", "9:00 22:00", "8:00 off", "off 20:00")
	case "days":
		if days, err := when.ParseDays(typed); err == nil {
			choices = append(choices, chat.Choice{Label: say.UpperFirst(days.String()), Value: typed})
		}
		add("every day", "weekdays", "weekends", "mon wed fri", "tue thu sat")
	case "until", "date":
		if day, err := when.ParseUntil(typed, rs.Now()); err == nil && day != reminders.Never {
			choices = append(choices, chat.Choice{Label: date(day), Value: typed})
		}
		add("tomorrow", "3 days", "1 week", "2 weeks", "4 weeks", "8 weeks", "12 weeks")
		add(map[string]string{"until": "forever", "date": "none"}[option])
	}
	return choices
}

func timesChoice(slots [2]reminders.Slot) chat.Choice {
	text := [2]string{"off", "off"}
	for i, s := range slots {
		if s.On {
			text[i] = s.String()
		}
	}
	return chat.Choice{Label: text[0] + " and " + text[1], Value: text[0] + " " + text[1]}
}
