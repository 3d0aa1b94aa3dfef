package remind

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/picture/heat"
	"spotter/internal/reminders"
)

// looks are how the marks of the history are drawn. What the bot missed is its own fault, and looks so.
var looks = [...]heat.Mark{
	reminders.None: heat.Empty, reminders.Sent: heat.Open, reminders.Done: heat.Done, reminders.Skipped: heat.Skipped,
	reminders.PausedOn: heat.Paused, reminders.Missed: heat.Missed, reminders.Unheard: heat.Missed,
}

// progress shows twelve weeks at a glance, with a line of words for those who cannot see them.
func (rs *Reminders) progress(ctx context.Context, c *command.Call) (chat.Reply, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if errors.Is(err, reminders.ErrNoPlan) {
		return rs.remindStatus(ctx, c)
	}
	if err != nil {
		return nil, planProblem(err)
	}
	loc, err := reminders.Location(st.Plan.Zone)
	if err != nil {
		loc = time.UTC
	}
	weeks := st.History.Calendar(reminders.DayOf(rs.Now().In(loc)), calendarWeeks)
	words := inWords(weeks)
	if words == "" {
		return &chat.Message{Text: chat.Plain("There is nothing to show yet: your first reminder is still to come."), Private: true}, nil
	}
	m := &chat.Message{Text: chat.Join(chat.Strong("Your last twelve weeks: "), chat.Plain(words)), Private: true}
	if !rs.Show.Wanted(ctx, c.From.ID) {
		m.Sections = []chat.Section{{Title: "The last weeks", Body: chat.Join(chat.Text{{Text: calendar(weeks), Style: chat.Code}}, chat.Plain("\n"+calendarKey))}}
		return m, nil
	}
	data, err := heat.PNG(drawn(weeks))
	if err != nil {
		return nil, fmt.Errorf("draw the weeks: %w", err)
	}
	m.Images = []chat.Image{{Name: "progress.png", Alt: "A calendar of twelve weeks, morning beside evening. " + words, Data: data, Said: true}}
	m.Footer = chat.Plain("A column a week, Monday on top, morning beside evening. Filled: done. Dot: skipped. Bars: paused. Slash: missed by me. Outline: no answer.")
	return m, nil
}

// remindSummary turns the week's line of progress on and off.
func (rs *Reminders) remindSummary(ctx context.Context, c *command.Call) (chat.Reply, error) {
	typed := c.Values["wanted"]
	if typed == "" {
		return choose("Shall the last reminder of each week, on Sunday evening if one comes then, say how it went?", "remind summary", "on", "off"), nil
	}
	if _, err := rs.Book.SetSummary(ctx, owner(c), typed == "on"); err != nil {
		return nil, planProblem(err)
	}
	text := "The week's last reminder no longer says how it went. `/progress` does whenever you ask."
	if typed == "on" {
		text = "The last reminder of each week, on Sunday evening if one comes then, says in a line how it went. `/remind summary off` ends that."
	}
	return &chat.Message{Text: chat.Rich(text), Private: true}, nil
}

// addSummary adds to a card how the weeks went. A card that cannot have it comes without: the drill matters more.
func (rs *Reminders) addSummary(ctx context.Context, card reminders.Card, m *chat.Message) {
	st, err := rs.Book.Status(ctx, card.Owner)
	if err != nil {
		rs.Log.Warn("reminder without its line of progress", "err", err)
		return
	}
	words := inWords(st.History.Calendar(card.Day, calendarWeeks))
	if words == "" {
		return
	}
	m.Sections = append(m.Sections, chat.Section{Title: "How it went", Body: chat.Plain(words + " Pauses, skips and what I missed do not count.")})
	m.Controls = append(m.Controls, chat.Buttons{{Label: "My last twelve weeks", Action: chat.Action{Command: "progress"}}})
}

func drawn(weeks []reminders.Week) []heat.Week {
	all := make([]heat.Week, len(weeks))
	for i, w := range weeks {
		for day, marks := range w.Marks {
			for slot, m := range marks {
				all[i][day][slot] = looks[min(int(m), len(looks)-1)]
			}
		}
	}
	return all
}

// inWords counts what was the person's to answer: "9 of 14 this week, 41 of 60 since 5 October.", or "" if there was nothing yet.
func inWords(weeks []reminders.Week) string {
	var since reminders.Day
	done, of := 0, 0
	for _, w := range weeks {
		d, o := counted(w)
		if of == 0 && o > 0 {
			since = w.Monday
		}
		done, of = done+d, of+o
	}
	if of == 0 {
		return ""
	}
	text := fmt.Sprintf("%d of %d since %s.", done, of, since.Time().Format("2 January"))
	if d, o := counted(weeks[len(weeks)-1]); o > 0 {
		return fmt.Sprintf("%d of %d this week, ", d, o) + text
	}
	return text
}

// counted returns how many of a week's slots were the person's to answer, and how many of them were done.
func counted(w reminders.Week) (done, of int) {
	for _, marks := range w.Marks {
		for _, m := range marks {
			switch m {
			case reminders.Done:
				done, of = done+1, of+1
			case reminders.Sent:
				of++
			}
		}
	}
	return done, of
}
