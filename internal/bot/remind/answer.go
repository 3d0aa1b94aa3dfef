package remind

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// answerCommands returns the commands that answer a card, pressed or typed.
func (rs *Reminders) answerCommands() []command.Command {
	return []command.Command{
		{
			Command: chat.Command{Name: "done", Description: "I did my drills", Example: "/done", Group: "Reminders", Direct: true},
			Run: func(ctx context.Context, c *command.Call) (chat.Reply, error) {
				return rs.answerCard(ctx, c, "done", nil)
			},
		},
		{
			Command: chat.Command{Name: "progress", Description: "Twelve weeks of your drills at a glance", Example: "/progress", Group: "Reminders", Direct: true},
			Run:     rs.progress,
		},
		{
			Command: chat.Command{Name: "card", Description: "Answer a reminder", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "answer", Type: chat.Word, Required: true}, {Name: "card", Type: chat.Word, Required: true}}},
			Run: rs.pressCard,
		},
		{
			Command: chat.Command{Name: "week", Description: "Ask me again in a week", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "answer", Type: chat.Word, Required: true}}},
			Run: rs.week,
		},
	}
}

func (rs *Reminders) remindSkip(ctx context.Context, c *command.Call) (chat.Reply, error) {
	return rs.answerCard(ctx, c, "skip", nil)
}

// pressCard is a press on a card, perhaps weeks old.
func (rs *Reminders) pressCard(ctx context.Context, c *command.Call) (chat.Reply, error) {
	card, ok := parseCardArg(c.Values["card"])
	if !ok {
		return nil, command.NewProblem("I cannot tell which reminder that was.", "`/remind status` shows where you stand.")
	}
	return rs.answerCard(ctx, c, c.Values["answer"], &card)
}

// answerCard notes an answer and says what it came to.
func (rs *Reminders) answerCard(ctx context.Context, c *command.Call, answer string, card *reminders.Slotted) (chat.Reply, error) {
	if answer == "skip" && card != nil {
		if was, err := rs.wasDone(ctx, c, *card); was || err != nil {
			return askSkip(*card), err
		}
	}
	var a reminders.Answer
	var err error
	switch answer {
	case "done":
		a, err = rs.Book.Done(ctx, owner(c), card)
	case "skip", "skipit":
		a, err = rs.Book.Skip(ctx, owner(c), card)
	case "15", "60":
		wait, _ := time.ParseDuration(answer + "m")
		a, err = rs.Book.Snooze(ctx, owner(c), card, wait)
	default:
		return nil, command.NewProblem("I don't know that answer to a reminder.", "`/done` and `/remind skip` work too.")
	}
	if err != nil {
		return nil, planProblem(err)
	}
	text := wordAnswer(a, answer)
	if a.Mark == reminders.Done {
		text = chat.Join(text, rs.lately(ctx, c))
	}
	m := &chat.Message{Text: text, Private: card == nil, Replace: card != nil && !a.None}
	if card == nil && a.Card != "" {
		rs.closeCard(ctx, a, text)
	}
	return m, nil
}

// Finish notes that somebody went through the routine, for the card that they came from or else the open one, and returns what it came
// to: nothing for somebody without a plan, or where no reminder was open.
func (rs *Reminders) Finish(ctx context.Context, c *command.Call, arg string) (chat.Text, error) {
	var card *reminders.Slotted
	if s, ok := parseCardArg(arg); ok {
		card = &s
	}
	a, err := rs.Book.Done(ctx, owner(c), card)
	if errors.Is(err, reminders.ErrNoPlan) || err == nil && a.None {
		return nil, nil
	}
	if err != nil {
		return nil, planProblem(err)
	}
	text := chat.Join(wordAnswer(a, "done"), rs.lately(ctx, c))
	if a.Card != "" {
		rs.closeCard(ctx, a, text)
	}
	return text, nil
}

// wasDone reports whether the card is noted as done.
func (rs *Reminders) wasDone(ctx context.Context, c *command.Call, card reminders.Slotted) (bool, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if errors.Is(err, reminders.ErrNoPlan) {
		return false, nil
	}
	if err != nil {
		return false, planProblem(err)
	}
	return st.History.At(card.Day, card.Slot) == reminders.Done, nil
}

// askSkip asks whether what was done is to count as skipped: a second press may have been a slip.
func askSkip(card reminders.Slotted) *chat.Message {
	arg := cardArg(card.Day, card.Slot)
	return &chat.Message{
		Text:    chat.Plain(cardTitle(card.Day, card.Slot) + " is noted as done. Shall I note it as skipped instead?"),
		Private: true,
		Controls: []chat.Control{chat.Buttons{
			{Label: "Leave it done", Action: chat.Action{Command: "card", Arg: "done " + arg}},
			{Label: "Skipped", Action: chat.Action{Command: "card", Arg: "skipit " + arg}},
		}},
	}
}

// closeCard takes the buttons off a card that was answered by a typed command.
func (rs *Reminders) closeCard(ctx context.Context, a reminders.Answer, text chat.Text) {
	err := rs.Platforms.Edit(ctx, chat.Place(a.Plan.Place), chat.MessageID(a.Card), &chat.Message{Text: text})
	if err != nil {
		rs.Log.Info("close reminder", "err", err)
	}
}

// lately returns how often the person did it lately. Only what was theirs to answer counts.
func (rs *Reminders) lately(ctx context.Context, c *command.Call) chat.Text {
	st, err := rs.Book.Status(ctx, owner(c))
	if err != nil {
		rs.Log.Warn("count what was done", "err", err)
		return nil
	}
	done, of := st.History.Last(14)
	if of < 2 {
		return nil
	}
	return chat.Plain(fmt.Sprintf(" That is %d of the last %d.", done, of))
}

// wordAnswer returns what an answer came to, and what comes next.
func wordAnswer(a reminders.Answer, answer string) chat.Text {
	if a.None {
		return chat.Plain("There is no reminder to answer: none is open, and none is to come today.")
	}
	title := cardTitle(a.Day, a.Slot) + ": "
	var said string
	switch {
	case a.Mark == reminders.Done && a.Old && !a.Same:
		said = title + "done. Better late than never; I have noted it."
	case a.Mark == reminders.Done && a.Same:
		said = title + "done, as noted before."
	case a.Mark == reminders.Done:
		said = title + "done. Well done."
	case a.Mark == reminders.Skipped && a.Rest:
		said = title + "skipped, and what was still to come that day. That does not count against you."
	case a.Mark == reminders.Skipped:
		said = title + "skipped. That does not count against you."
	case a.Old:
		return chat.Plain(title + "that one is over, so there is nothing to snooze. Done still counts, with /done.")
	case a.Next.Day == a.Day && a.Next.Slot == a.Slot:
		return chat.Join(chat.Plain(title+"snoozed. I come again "), say.Moment(a.When), chat.Plain("."))
	default:
		said = title + "your next reminder comes before the snooze would end, so I leave it at that."
	}
	if a.Next.At.IsZero() {
		return chat.Plain(said)
	}
	return chat.Join(chat.Plain(said+" Next: "), say.Moment(a.When), chat.Plain("."))
}

// weekLater is when the one question after a complaint comes.
const weekLater = 7 * 24 * time.Hour

// week notes that a person wants to be asked again in a week, or answers what they then say. The
// answer is not stored, and nor is what they complained of.
func (rs *Reminders) week(ctx context.Context, c *command.Call) (chat.Reply, error) {
	switch strings.ToLower(c.Values["answer"]) {
	case "ask":
		at := rs.Now().Add(weekLater)
		if err := rs.Book.AskLater(ctx, owner(c), string(c.From.Direct), at); err != nil {
			return nil, err
		}
		return &chat.Message{Text: chat.Join(chat.Plain("I will ask you once, by direct message, "), say.Moment(at), chat.Plain(". I keep that date and nothing else.")), Private: true}, nil
	case "better":
		return &chat.Message{Text: chat.Rich("Good to hear. Keep at the drill for another week or two; `/routine` shows the rest."), Replace: true}, nil
	case "same", "worse":
		rs.Raise(c.Request, "over-a-week")
		return &chat.Message{Text: chat.Join(chat.Strong("Then please have it looked at by a doctor or physio."),
			chat.Plain(" A week of changes and rest without getting better is a reason to. Until then, leave out what brings it on.")), Footer: chat.Plain(say.NotMedicine), Replace: true}, nil
	case "numb":
		rs.Raise(c.Request, "numbness")
		return &chat.Message{Text: chat.Join(chat.Strong("Please see a doctor soon, before you train again."),
			chat.Plain(" Numbness, tingling or weakness can come from a nerve. If it comes on suddenly, gets worse quickly, or affects both arms or your legs, call the emergency number.")),
			Footer: chat.Plain(say.NotMedicine), Replace: true, Urgent: true}, nil
	}
	return nil, command.NewProblem("I don't know that answer.", "Tell me in your own words how it is: `/sore …`")
}
