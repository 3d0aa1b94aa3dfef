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

// calendarWeeks is how far back the calendar shows.
const calendarWeeks = 12

// remindStatus shows where the person stands: settings, the next two, and how it went.
func (rs *Reminders) remindStatus(ctx context.Context, c *command.Call) (chat.Reply, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if errors.Is(err, reminders.ErrNoPlan) {
		return &chat.Message{
			Text:     chat.Rich("I can send you one posture drill by direct message, twice a day, at your own times. Say `/remind on` with your city, as in `/remind on berlin 7:30 20:00`."),
			Controls: []chat.Control{chat.Buttons{{Label: "Turn on", Action: chat.Action{Command: "remind on"}}}},
			Private:  true,
		}, nil
	}
	if err != nil {
		return nil, planProblem(err)
	}
	m := &chat.Message{Text: chat.Join(chat.Strong("Your reminders: "), chat.Plain(describe(st.Plan))), Private: true}
	if !st.Plan.Blocked.IsZero() {
		showBlocked(m)
	} else if len(st.Next) == 0 {
		m.Text = chat.Join(m.Text, chat.Rich(" "+rs.silent(st.Plan)))
	} else {
		m.Sections = append(m.Sections, rs.comingUp(st))
	}
	rs.showPause(m, st.Plan)
	rs.showHistory(m, st)
	return m, nil
}

// comingUp shows the next two, and says so if many are due at that time.
func (rs *Reminders) comingUp(st reminders.Status) chat.Section {
	body := say.Moment(st.When)
	if !st.When.After(rs.Now()) {
		body = chat.Plain("Now")
	}
	if st.When.After(st.Next[0].At) {
		body = chat.Join(body, chat.Plain(" (the one of "+st.Next[0].At.Format("15:04")+")"))
	}
	if len(st.Next) > 1 {
		body = chat.Join(body, chat.Plain("\n"), say.Moment(st.Next[1].At))
	}
	if st.Delay >= time.Minute {
		minutes := int(st.Delay.Round(time.Minute) / time.Minute)
		body = chat.Join(body, chat.Plain(fmt.Sprintf("\nMany people have chosen that time, so it may come up to %d min later.", minutes)))
	}
	return chat.Section{Title: "The next two", Body: body}
}

func (rs *Reminders) showPause(m *chat.Message, p reminders.Plan) {
	if !p.Paused(rs.Now()) {
		return
	}
	say := "Paused until " + date(p.PausedUntil) + "."
	if p.PausedUntil == reminders.Never {
		say = "Paused until you resume."
	}
	m.Sections = append(m.Sections, chat.Section{Title: "Pause", Body: chat.Plain(say)})
	m.Controls = append(m.Controls, chat.Buttons{{Label: "Resume now", Action: chat.Action{Command: "remind resume"}}})
}

// showHistory shows how it went: a count that only rises and falls with what was the person's to
// answer, and a calendar.
func (rs *Reminders) showHistory(m *chat.Message, st reminders.Status) {
	done, of := st.History.Last(14)
	if of == 0 {
		return
	}
	loc, err := reminders.Location(st.Plan.Zone)
	if err != nil {
		loc = time.UTC
	}
	weeks := st.History.Calendar(reminders.DayOf(rs.Now().In(loc)), calendarWeeks)
	m.Sections = append(m.Sections,
		chat.Section{Title: "How it went", Body: chat.Plain(fmt.Sprintf("%d of the last %d done. Pauses, skips and what I missed do not count.", done, of))},
		chat.Section{Title: "The last weeks", Body: chat.Join(chat.Text{{Text: calendar(weeks), Style: chat.Code}}, chat.Plain("\n"+calendarKey))})
}

const calendarKey = "Morning and evening of each day: D done, s skipped, p paused, - no answer, x missed by me."

// calendar draws weeks as text, from the first one in which anything happened.
func calendar(weeks []reminders.Week) string {
	letters := [...]string{reminders.None: ".", reminders.Sent: "-", reminders.Done: "D", reminders.Skipped: "s", reminders.PausedOn: "p", reminders.Missed: "x", reminders.Unheard: "x"}
	var lines []string
	for _, w := range weeks {
		line := w.Monday.Time().Format("02 Jan")
		empty := true
		for _, day := range w.Marks {
			line += " " + letters[day[0]] + letters[day[1]]
			empty = empty && day == [2]reminders.Mark{}
		}
		if !empty || len(lines) > 0 {
			lines = append(lines, line)
		}
	}
	return "       Mo Tu We Th Fr Sa Su\n" + strings.Join(lines, "\n")
}
