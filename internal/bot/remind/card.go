package remind

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"spotter/internal/bot/guide"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
)

var slotNames = [2]string{"Morning", "Evening"}

var _ reminders.Sender = (*Reminders)(nil)

// Send implements reminders.Sender: it sends one card and retires the one before it.
func (rs *Reminders) Send(ctx context.Context, card reminders.Card) (string, error) {
	m := rs.reminderCard(card)
	if card.Sum {
		rs.addSummary(ctx, card, m)
	}
	switch card.Kind {
	case reminders.Check:
		m = checkCard(card)
	case reminders.Once:
		m = rs.onceCard(card)
	}
	rs.Show.Draw(ctx, chat.UserID(card.Owner), m)
	m.Key, m.Owner = card.Key, chat.UserID(card.Owner)
	if card.Before != nil {
		m.Follows = chat.MessageID(card.Before.ID)
	}
	id, err := rs.Platforms.Send(ctx, chat.Place(card.Place), m)
	if err != nil {
		return "", sendError(err)
	}
	rs.retire(ctx, card)
	return string(id), nil
}

// sendError turns the vocabulary's error into that of reminders.
func sendError(err error) error {
	var e *chat.SendError
	if !errors.As(err, &e) {
		return err
	}
	return &reminders.SendError{Gone: e.Gone, After: e.After, Why: closedDoor, Err: err}
}

// retire takes the buttons off the card before and says what became of it. One that was answered shows
// so already.
func (rs *Reminders) retire(ctx context.Context, card reminders.Card) {
	before := card.Before
	if before == nil || before.ID == "" || before.Mark == reminders.Done || before.Mark == reminders.Skipped {
		return
	}
	say := cardTitle(before.Day, before.Slot) + ": no answer. That is all right, the next one is here."
	if before.Day == card.Day && before.Slot == card.Slot {
		say = cardTitle(before.Day, before.Slot) + ": snoozed."
	}
	err := rs.Platforms.Edit(ctx, chat.Place(card.Place), chat.MessageID(before.ID), &chat.Message{Text: chat.Plain(say)})
	if err != nil {
		rs.Log.Info("retire reminder", "err", err)
	}
}

func cardTitle(d reminders.Day, slot int) string {
	return slotNames[slot&1] + " drill, " + d.Time().Format("Monday 2 January")
}

// routineStep returns the drill of the routine that a card shows.
func (rs *Reminders) routineStep(n int) (*knowledge.Drill, knowledge.Dose) {
	steps := rs.Base.Routine().Steps
	step := steps[n%len(steps)]
	return rs.Base.Drill(step.Drill), step.Dose
}

// sequence returns what the routine asks for, in its order: the article wants all of it, and a step may begin where the one before ended.
func (rs *Reminders) sequence() (names string, section chat.Section) {
	r := rs.Base.Routine()
	var list []string
	section.Title = "In this order"
	for i, step := range r.Steps {
		name := rs.Base.Drill(step.Drill).Name
		list = append(list, name)
		section.Body = chat.Join(section.Body, chat.Plain(fmt.Sprintf("%d. ", i+1)), chat.Strong(name), chat.Plain(": "), say.Dose(step.Dose), chat.Plain("\n"))
	}
	section.Body = chat.Join(section.Body, chat.Plain(r.Rounds))
	return strings.Join(list, ", "), section
}

// showAll are the buttons that show the whole routine, and its drill of this card.
func showAll(drill *knowledge.Drill) chat.Buttons {
	return chat.Buttons{{Label: "Show all", Action: chat.Action{Command: "routine"}}, {Label: "Show drill", Action: chat.Action{Command: "drill", Arg: drill.ID}}}
}

// reminderCard returns the twice-daily card: the whole routine in its order, and what one can do with it.
func (rs *Reminders) reminderCard(card reminders.Card) *chat.Message {
	drill, _ := rs.routineStep(card.Drill)
	names, section := rs.sequence()
	m := &chat.Message{Text: chat.Join(chat.Plain(slotNames[card.Slot&1]+" drill: "), chat.Strong(names), chat.Plain("."))}
	if card.Late {
		m.Text = chat.Join(chat.Plain("Late, and my fault: this was due at "+card.Due.Format("15:04")+".\n"), m.Text)
	}
	m.Sections = []chat.Section{section}
	m.Images = say.DrillPicture(drill)
	arg := cardArg(card.Day, card.Slot)
	m.Controls = []chat.Control{chat.Buttons{
		{Label: "Done", Action: chat.Action{Command: "card", Arg: "done " + arg}},
		{Label: "Snooze 15 min", Action: chat.Action{Command: "card", Arg: "15 " + arg}},
		{Label: "Snooze 60 min", Action: chat.Action{Command: "card", Arg: "60 " + arg}},
		{Label: "Skip today", Action: chat.Action{Command: "card", Arg: "skip " + arg}},
	}, append(chat.Buttons{guide.Start(arg)}, showAll(drill)...)}
	if card.Review {
		m.Sections = append(m.Sections, chat.Section{Title: "Four weeks of reminders", Body: chat.Plain("Shall we go on like this, change the times, or stop? I ask this once.")})
		m.Controls = append(m.Controls, chat.Buttons{
			{Label: "Keep going", Action: chat.Action{Command: "remind status"}},
			{Label: "Change times", Action: chat.Action{Command: "remind times"}},
			{Label: "Stop", Action: chat.Action{Command: "remind off"}},
		})
	}
	return m
}

// testCard returns the card that is sent at once when reminders are turned on.
func (rs *Reminders) testCard(p reminders.Plan) *chat.Message {
	drill, _ := rs.routineStep(0)
	names, section := rs.sequence()
	slot := reminders.Morning
	if !p.Slots[slot].On {
		slot = reminders.Evening
	}
	return &chat.Message{
		Text: chat.Join(chat.Plain("This is a test: your reminders will come here and look like this.\n\n"+slotNames[slot]+" drill: "),
			chat.Strong(names), chat.Plain(".")),
		Sections: []chat.Section{section, {Title: "When", Body: chat.Plain(say.UpperFirst(describe(p)))}},
		Controls: []chat.Control{append(showAll(drill), chat.Button{Label: "Turn off", Action: chat.Action{Command: "remind off"}})},
	}
}

// cardArg names a card within an action: "20516m", the day and the slot.
func cardArg(d reminders.Day, slot int) string {
	return strconv.Itoa(int(d)) + string("me"[slot&1])
}

func parseCardArg(arg string) (reminders.Slotted, bool) {
	n := len(arg) - 1
	if n < 1 || arg[n] != 'm' && arg[n] != 'e' {
		return reminders.Slotted{}, false
	}
	day, err := strconv.ParseInt(arg[:n], 10, 32)
	return reminders.Slotted{Day: reminders.Day(day), Slot: strings.IndexByte("me", arg[n])}, err == nil
}

// checkCard returns the one question a week after a complaint. It names no complaint, since none was kept.
func checkCard(card reminders.Card) *chat.Message {
	var row chat.Buttons
	for _, answer := range []string{"Better", "Same", "Worse", "Numb or tingling"} {
		word, _, _ := strings.Cut(strings.ToLower(answer), " ")
		row = append(row, chat.Button{Label: answer, Action: chat.Action{Command: "week", Arg: word}})
	}
	say := "A week ago you asked me to check in. How is your back now?"
	if card.Late {
		say = fmt.Sprintf("I meant to ask you on %s, and am late: how is your back now?", card.Due.Format("Monday"))
	}
	return &chat.Message{Text: chat.Plain(say), Controls: []chat.Control{row}}
}
