package remind

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/reminders"
)

// remindCalendar gives the person's plan as a file for their calendar (RFC 5545).
func (rs *Reminders) remindCalendar(ctx context.Context, c *command.Call) (chat.Reply, error) {
	st, err := rs.Book.Status(ctx, owner(c))
	if err != nil {
		return nil, planProblem(err)
	}
	if st.Plan.Off {
		return nil, command.NewProblem("Your reminders are off, so there is nothing for a calendar.", "`/remind on` turns them on.")
	}
	return &chat.Message{
		Private: true,
		Text:    chat.Plain("Your drills as a file for your calendar. It does not follow when you change your plan: then ask for another."),
		File:    &chat.Document{Name: "spotter-drills.ics", Type: "text/calendar", Data: []byte(rs.calendar(st.Plan))},
	}, nil
}

// calendar writes the plan as two events that repeat. Their times are of no zone: they are by the clock of whoever looks, as the plan's are by the
// person's.
func (rs *Reminders) calendar(p reminders.Plan) string {
	const day, minute = "20060102", "20060102T150405"
	loc, err := reminders.Location(p.Zone)
	if err != nil {
		loc = time.UTC
	}
	names, _ := rs.sequence()
	var b strings.Builder
	line := func(format string, args ...any) { b.WriteString(folded(fmt.Sprintf(format, args...))) }
	line("BEGIN:VCALENDAR")
	line("VERSION:2.0")
	line("PRODID:-//Spotter//Reminders//EN")
	for i, slot := range p.Slots {
		o, ok := reminders.Next(only(p, i), rs.Now())
		if !slot.On || !ok {
			continue
		}
		begin := o.Day.Time().Add(time.Duration(slot.Minute) * time.Minute)
		uid := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", p.Owner, i, p.Created))
		line("BEGIN:VEVENT")
		line("UID:%s@spotter", hex.EncodeToString(uid[:8]))
		line("DTSTAMP:%sZ", rs.Now().UTC().Format(minute))
		line("DTSTART:%s", begin.Format(minute))
		line("DURATION:PT10M")
		line("RRULE:%s%s", often(p.Days), lasts(p.Ends, day))
		line("SUMMARY:%s drills", slotNames[i])
		line("DESCRIPTION:%s", strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(names+". By the clock of "+loc.String()+"."))
		line("BEGIN:VALARM")
		line("ACTION:DISPLAY")
		line("DESCRIPTION:%s drills", slotNames[i])
		line("TRIGGER:PT0M")
		line("END:VALARM")
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.String()
}

// only returns the plan with one of its slots, which rings whether or not a message can be delivered.
func only(p reminders.Plan, slot int) reminders.Plan {
	p.Slots[1-slot].On = false
	p.Blocked = time.Time{}
	return p
}

// often is how a set of days repeats.
func often(days reminders.Weekdays) string {
	if days&reminders.Everyday == 0 || days&reminders.Everyday == reminders.Everyday {
		return "FREQ=DAILY"
	}
	var on []string
	for d := time.Sunday; d <= time.Saturday; d++ {
		if days.Has(d) {
			on = append(on, strings.ToUpper(d.String()[:2]))
		}
	}
	return "FREQ=WEEKLY;BYDAY=" + strings.Join(on, ",")
}

// lasts is the end of a repetition, if it has one.
func lasts(last reminders.Day, form string) string {
	if last == 0 || last == reminders.Never {
		return ""
	}
	return ";UNTIL=" + last.Time().Format(form) + "T235959"
}

// folded ends a line, and breaks it before 75 bytes as the format asks, never within a character.
func folded(line string) string {
	const most = 74
	var b strings.Builder
	n := 0
	for _, r := range line {
		if size := len(string(r)); n+size > most {
			b.WriteString("\r\n ")
			n = 1 + size
		} else {
			n += size
		}
		b.WriteRune(r)
	}
	b.WriteString("\r\n")
	return b.String()
}
