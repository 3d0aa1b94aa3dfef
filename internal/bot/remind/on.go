package remind

import (
	"context"
	"errors"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/reminders"
	"spotter/internal/reminders/when"
)

// remindOn turns reminders on: it asks for the zone where none is known, and sends a test at once.
func (rs *Reminders) remindOn(ctx context.Context, c *command.Call) (chat.Reply, error) {
	place, times := splitOn(c.Values["zone"] + " " + c.Values["times"])
	switch named := c.Args["zone"]; {
	case named != "" && readsAsTimes(c.Rest): // the times came along while a place was asked for
		place, times = splitOn(named + " " + c.Rest)
	case place == "" && named != "":
		place, times = named, c.Values["times"] // a time where a place was asked for
	}
	var slots *[2]reminders.Slot
	if times != "" {
		parsed, err := when.ParseTimes(times)
		if err != nil {
			return nil, planProblem(err)
		}
		slots = &parsed
	}
	zone := when.Zone{}
	if place != "" {
		var err error
		if zone, err = when.ParseZone(place); err != nil {
			return askAgain(c, err, askZone("remind on", times))
		}
		if len(zone.Options) > 0 {
			return rs.askWhichZone("remind on", times, zone.Options), nil
		}
	}
	plan, created, err := rs.Book.On(ctx, owner(c), reminders.Setup{Place: string(c.From.Direct), Zone: zone.Name, Slots: slots})
	if errors.Is(err, reminders.ErrNoZone) {
		return askZone("remind on", times), nil
	}
	if err != nil {
		return nil, planProblem(err)
	}
	return rs.turnedOn(ctx, c, plan, created || place != "" || slots != nil, zone.Fixed)
}

// turnedOn tries whether the person can be reached, and says when the first reminder comes.
func (rs *Reminders) turnedOn(ctx context.Context, c *command.Call, plan reminders.Plan, set, fixed bool) (chat.Reply, error) {
	if reply, err := rs.tryToReach(ctx, c, plan); reply != nil || err != nil {
		return reply, err
	}
	say := "Your reminders are on: "
	if !set {
		say = "Your reminders are on, with the settings you had: "
	}
	m := &chat.Message{Text: chat.Plain(say + describe(plan)), Private: true}
	next, err := rs.nextOne(ctx, owner(c))
	if err != nil {
		return nil, planProblem(err)
	}
	m.Text = chat.Join(m.Text, next, chat.Plain(" I have just sent you a test message."))
	if fixed {
		m.Text = chat.Join(m.Text, chat.Plain(" "+fixedWarning))
	}
	m.Controls = []chat.Control{chat.Buttons{
		{Label: "Other times", Action: chat.Action{Command: "remind times"}},
		{Label: "Other days", Action: chat.Action{Command: "remind days"}},
		{Label: "Other zone", Action: chat.Action{Command: "remind zone"}},
		{Label: "Turn off", Action: chat.Action{Command: "remind off"}},
	}}
	return m, nil
}

const fixedWarning = "An offset from UTC does not follow clock changes; with a city, as in /remind zone Berlin, your times stay the same in summer and winter."

// splitOn separates a place from times in what followed /remind on, in either order.
func splitOn(typed string) (place, times string) {
	words := strings.Fields(typed)
	for i := range words { // "new york 7:30 20:00"
		meant := digit(words[i]) && !digit(words[0]) // "paris 25:00 20:00": times, though wrong ones
		if rest := strings.Join(words[i:], " "); meant || readsAsTimes(rest) {
			return strings.Join(words[:i], " "), rest
		}
	}
	for i := len(words) - 1; i > 0; i-- { // "7:30 20:00 berlin"
		if rest := strings.Join(words[:i], " "); readsAsTimes(rest) {
			return strings.Join(words[i:], " "), rest
		}
	}
	if len(words) > 0 && digit(words[0]) {
		return "", strings.Join(words, " ")
	}
	return strings.Join(words, " "), ""
}

// meantOn reads typed as the arguments of /remind on: "/remind berlin 7:30 20:00" means /remind on.
func meantOn(typed string) string {
	place, times := splitOn(typed)
	if _, err := when.ParseZone(place); place == "" && times != "" || place != "" && err == nil {
		return "on"
	}
	return ""
}

// forReminders answers a place or times that were sent alone.
func forReminders(typed string) *chat.Message {
	m := &chat.Message{Private: true, Text: chat.Join(chat.Plain("Is that for your reminders? Then send "), chat.Text{{Text: "/remind " + typed, Style: chat.Code}}, chat.Plain("."))}
	action := chat.Action{Command: "remind on", Arg: typed}
	if len(action.String()) <= chat.MaxAction {
		m.Text = append(m.Text[:len(m.Text)-1], chat.Span{Text: ", or press the button."})
		m.Controls = []chat.Control{chat.Buttons{{Label: "Set my reminders", Action: action}}}
	}
	return m
}

func digit(word string) bool { return word[0] >= '0' && word[0] <= '9' }

func readsAsTimes(s string) bool {
	_, err := when.ParseTimes(s)
	return err == nil && !strings.HasPrefix(s, "+") && !strings.HasPrefix(s, "-")
}

// askZone asks for the zone; what was said already travels along.
func askZone(command, times string) *chat.Form {
	return &chat.Form{
		Title:  "Your time zone",
		Action: chat.Action{Command: command, Arg: short(times)},
		Fields: []chat.Field{{Name: "zone", Label: "Which city's clock do you live by?", Hint: "As in: Berlin, New York, or UTC+2", Max: 100}},
	}
}

func askTimes() *chat.Form {
	return &chat.Form{
		Title:  "Your times",
		Action: chat.Action{Command: "remind times"},
		Fields: []chat.Field{{Name: "times", Label: "Two times of day, or one and off", Hint: "As in: 7:30 20:00", Max: 100}},
	}
}

// askAgain opens a form once more, with what was wrong, for a person who is answering one. Who typed
// a command is only told, so that what they write next is not taken for the answer.
func askAgain(c *command.Call, err error, f *chat.Form) (chat.Reply, error) {
	var input *when.InputError
	if len(c.Args) == 0 || !errors.As(err, &input) {
		return nil, planProblem(err)
	}
	f.Note = input.Say
	return f, nil
}

// askWhichZone asks back where a short form means several zones.
func (rs *Reminders) askWhichZone(command, times string, options []when.Zone) *chat.Message {
	menu := &chat.Select{Prompt: "Your zone", Action: chat.Action{Command: command, Arg: short(times)}}
	for _, z := range options[:min(len(options), chat.MaxChoices)] {
		menu.Options = append(menu.Options, chat.Choice{Label: Zones{rs.Now}.withTime(z), Value: zoneValue(z)})
	}
	return &chat.Message{Text: chat.Plain("That can mean several time zones. Which one is yours? I show the time there now."), Controls: []chat.Control{menu}, Private: true}
}

// zoneValue returns the shortest name by which the zone is found again, since an action has little room.
func zoneValue(z when.Zone) string {
	city := z.Name[strings.LastIndex(z.Name, "/")+1:]
	if found, err := when.ParseZone(city); err == nil && found.Name == z.Name {
		return city
	}
	return z.Name
}

// short brings times into the form that fits an action: "07:30 20:00".
func short(times string) string {
	slots, err := when.ParseTimes(times)
	if err != nil {
		return ""
	}
	return timesChoice(slots).Value
}

func (rs *Reminders) remindZone(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if c.Values["zone"] == "" {
		return askZone("remind zone", ""), nil
	}
	zone, err := when.ParseZone(c.Values["zone"])
	if err != nil {
		return askAgain(c, err, askZone("remind zone", ""))
	}
	if len(zone.Options) > 0 {
		return rs.askWhichZone("remind zone", "", zone.Options), nil
	}
	plan, now, err := rs.Book.SetZone(ctx, owner(c), zone.Name)
	reply, err := planned("Your reminders now come at", plan, err)
	m, ok := reply.(*chat.Message)
	if ok && zone.Fixed {
		m.Text = chat.Join(m.Text, chat.Plain(" "+fixedWarning))
	}
	if ok && !now.At.IsZero() {
		missed := now.Day.Time().Format("Monday") + "'s " + plan.Slots[now.Slot].String()
		m.Text = chat.Join(m.Text, chat.Plain(" By that clock "+missed+" has passed and had not come yet, so I send it now."))
	}
	return rs.withNext(ctx, c, reply, err)
}

func (rs *Reminders) remindTimes(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if c.Values["times"] == "" {
		return askTimes(), nil
	}
	slots, err := when.ParseTimes(c.Values["times"])
	if err != nil {
		return askAgain(c, err, askTimes())
	}
	plan, err := rs.Book.SetTimes(ctx, owner(c), slots)
	reply, err := planned("Your reminders now come at", plan, err)
	return rs.withNext(ctx, c, reply, err)
}

func (rs *Reminders) remindTest(ctx context.Context, c *command.Call) (chat.Reply, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if err != nil {
		return nil, planProblem(err)
	}
	if reply, err := rs.tryToReach(ctx, c, st.Plan); reply != nil || err != nil {
		return reply, err
	}
	return &chat.Message{Text: chat.Plain("I have just sent you a test message. If it is not there, look whether direct messages from me are allowed."), Private: true}, nil
}
