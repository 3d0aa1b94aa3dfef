package remind_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// A post keeps what is sent and edited; err, if set, is what sending comes to.
type post struct {
	sent   []*chat.Message
	edited map[chat.MessageID]string
	err    error
}

func (p *post) Send(_ context.Context, _ chat.Place, m *chat.Message) (chat.MessageID, error) {
	if p.err != nil {
		return "", p.err
	}
	p.sent = append(p.sent, m)
	return chat.MessageID("m" + string(rune('0'+len(p.sent)))), nil
}

func (p *post) Edit(_ context.Context, _ chat.Place, id chat.MessageID, m *chat.Message) error {
	if p.edited == nil {
		p.edited = map[chat.MessageID]string{}
	}
	p.edited[id] = m.Text.String()
	return nil
}

func (p *post) Serve(context.Context, chat.Handler) error { return nil }

// A client is one person who talks to a bot whose clock stands still at now.
type client struct {
	*bot.Bot
	*post
	t     *testing.T
	now   time.Time
	group bool
}

func newClient(t *testing.T) *client {
	t.Helper()
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, post: &post{}, now: time.Date(2026, 3, 4, 6, 0, 0, 0, time.UTC)} // a Wednesday
	clock := func() time.Time { return c.now }
	c.Bot = bot.New(bot.Parts{Base: base, Log: bottest.Quiet(), Now: clock, Platforms: chat.Platforms{"test": c.post}, Book: &reminders.Book{Store: store.NewMemory(), Now: clock}})
	return c
}

// say sends a command as typed and returns the reply, which every platform must be able to show.
func (c *client) say(line string) string {
	c.t.Helper()
	name, rest, _ := strings.Cut(line, " ")
	where := chat.Place("test:direct")
	if c.group {
		where = "test:group"
	}
	reply := c.Handle(c.t.Context(), &chat.Request{
		From: chat.User{ID: "test:1", Direct: "test:direct"}, Where: where, Group: c.group, Time: c.now, Command: name, Rest: rest,
	})
	switch reply := reply.(type) {
	case *chat.Message:
		if err := reply.Validate(); err != nil {
			c.t.Errorf("%s: %v", line, err)
		}
		text := reply.Text.String()
		for _, s := range reply.Sections {
			text += "\n" + s.Title + ": " + s.Body.String()
		}
		if reply.File != nil {
			text += "\n" + string(reply.File.Data)
		}
		return text
	case *chat.Form:
		if err := reply.Validate(); err != nil {
			c.t.Errorf("%s: %v", line, err)
		}
		return "form: " + reply.Title
	}
	return ""
}

func (c *client) want(line string, parts ...string) {
	c.t.Helper()
	got := c.say(line)
	for _, part := range parts {
		if !strings.Contains(got, part) {
			c.t.Errorf("%s: %q, want %q in it", line, got, part)
		}
	}
}

func TestRemind(t *testing.T) {
	c := newClient(t)
	c.want("done", "You have no reminders yet")
	c.want("remind", "/remind on")
	c.want("remind on", "form: Your time zone")
	c.want("remind on EST", "several time zones")
	c.want("remind on Atlantis", "“Atlantis”")
	c.want("remind on berlin 25:00", "can't read “25:00” as a time of day")
	c.want("remind on new york 7:30 8pm", "07:30 and 20:00", "New York", "Wednesday 4 March, 07:30", "test message")
	if len(c.sent) != 1 || !strings.Contains(c.sent[0].Text.String(), "This is a test") {
		t.Errorf("sent %+v, want one test", c.sent)
	}
	c.want("remind on", "with the settings you had", "07:30 and 20:00")
	c.want("remind on 9:00 21:00 UTC+2", "09:00 and 21:00", "UTC+02:00", "does not follow clock changes")
	c.want("remind zone Berlin", "Berlin, Germany", "Wednesday 4 March, 09:00")
	c.want("remind times 8", "08:00, every day", "Wednesday 4 March, 08:00")
	c.want("remind times", "form: Your times")
	c.want("remind times breakfast", "“breakfast”", "7:30")
	c.want("remind times 8 8", "08:00 and 20:00")
	c.want("remind days weekdays", "weekdays", "Wednesday 4 March, 08:00")
	c.want("remind days", "On which days?")
	c.want("remind skip", "skipped, and what was still to come", "Thursday 5 March, 08:00")
	c.want("remind pause", "Until when?")
	c.want("remind pause friday", "Friday 6 March 2026")
	c.want("remind status", "Paused until Friday 6 March 2026", "Friday 6 March, 08:00", "Friday 6 March, 20:00")
	c.want("remind resume", "Thursday 5 March, 08:00")
	c.want("remind until 1 april", "until Wednesday 1 April 2026")
	c.want("remind until none", "(Berlin, Germany).")
	c.want("remind test", "just sent you a test")
	c.want("remind times off 8pm", "20:00")
	c.want("remind test", "just sent you a test")
	if test := c.sent[len(c.sent)-1].Text.String(); !strings.Contains(test, "Evening drill: ") {
		t.Errorf("who has an evening slot alone is sent %q", test)
	}
	c.want("mydata show", "Europe/Berlin", "skipped")
	c.want("remind off", "off")
	c.want("remind status", "They are off")
	c.want("mydata delete", "Shall I remove")
	c.want("mydata delete yes", "reminders, their history")
	c.want("mydata show", "Reminders: None.")
	c.want("remind resume", "You have no reminders yet")
}

func (c *client) card(kind reminders.Kind, day reminders.Day, slot int, before *reminders.Retired) string {
	c.t.Helper()
	id, err := c.Bot.Send(c.t.Context(), reminders.Card{
		Kind: kind, Owner: "test:1", Place: "test:direct", Day: day, Slot: slot, Due: c.now, Key: "k", Drill: int(day)*2 + slot, Before: before, Review: true,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	m := c.sent[len(c.sent)-1]
	if err := m.Validate(); err != nil {
		c.t.Error(err)
	}
	if m.Key != "k" || m.Owner != "test:1" {
		c.t.Errorf("card has key %q, owner %q", m.Key, m.Owner)
	}
	return id
}

func TestCards(t *testing.T) {
	c := newClient(t)
	c.say("remind on berlin 7:00 20:00")
	const day = 20516 // 2026-03-04
	first := c.card(reminders.Drill, day, 0, nil)
	c.card(reminders.Drill, day, 1, &reminders.Retired{Shown: reminders.Shown{ID: first, Day: day}, Mark: reminders.Sent})
	if got := c.edited[chat.MessageID(first)]; !strings.Contains(got, "Morning drill, Wednesday 4 March: no answer") {
		t.Errorf("the card before says %q", got)
	}
	drills := map[string]bool{}
	for _, m := range c.sent[1:] {
		drills[m.Text.String()] = true
	}
	if len(drills) != 2 {
		t.Errorf("the day's two cards show the same: %v", drills)
	}
	c.card(reminders.Check, 0, 0, nil)
	c.want("week ask", "Wednesday 11 March")
	c.want("week better", "Good to hear")
	c.want("week same", "doctor or physio")
	c.want("week worse", "doctor or physio")
	c.want("week numb", "see a doctor soon")
	c.want("drill chin tuck", "a nerve may be irritated") // what was pressed stands
	c.want("remind status", "Your reminders")
	c.want("mydata delete yes", "nothing about you any more")
	c.want("drill chin tuck", "How much")
	c.want("week dunno", "/sore")
}

// TestSummary: the card that ends a week says how it went, if the person wants that, and comes all the same where there is
// nothing to say.
func TestSummary(t *testing.T) {
	c := newClient(t)
	c.want("remind summary on", "You have no reminders yet")
	c.say("remind on berlin 7:00 20:00")
	c.want("remind summary", "say how it went?")
	c.want("remind summary maybe", "none of the choices")
	c.want("remind summary on", "Sunday evening", "/remind summary off")
	c.want("remind status", "with a line of progress each week")
	c.want("mydata show", "A line of progress each week.", "a line of progress each week")
	last := func(sum bool) *chat.Message {
		_, err := c.Bot.Send(t.Context(), reminders.Card{Owner: "test:1", Place: "test:direct", Day: 20520, Slot: 1, Due: c.now, Key: "k", Review: true, Sum: sum})
		if err != nil {
			t.Fatal(err)
		}
		m := c.sent[len(c.sent)-1]
		if err := m.Validate(); err != nil {
			t.Error(err)
		}
		return m
	}
	bottest.WantNone(t, chattest.Dump(last(true)), "How it went")
	c.now = c.now.Add(2 * time.Hour)
	c.say("done")
	bottest.WantText(t, last(true), "Evening drill", "1 of 1 this week, 1 of 1 since 2 March.", "My last twelve weeks")
	bottest.WantNone(t, chattest.Dump(last(false)), "How it went")
	c.want("remind summary off", "no longer", "/progress")
	bottest.WantNone(t, c.say("remind status"), "progress")
}

// TestNamesStay keeps the buttons of all cards, which stand in people's chats, and the keys of what is stored.
func TestNamesStay(t *testing.T) {
	c := newClient(t)
	c.say("remind on berlin 7:00 20:00")
	c.say("week ask")
	c.card(reminders.Drill, 20516, 0, nil)
	c.card(reminders.Drill, 20516, 1, nil)
	c.card(reminders.Check, 0, 0, nil)
	var cards []string
	for _, m := range c.sent {
		cards = append(cards, chattest.Dump(m))
	}
	bottest.Golden(t, "cards", strings.Join(cards, "\n"))
	bottest.Golden(t, "keys", bottest.Keys(t, c.Book.Store))
}

func TestPresses(t *testing.T) {
	c := newClient(t)
	c.say("remind on berlin 7:05 20:00")
	c.now = c.now.Add(5 * time.Minute)
	c.want("card done 20516m", "Morning drill, Wednesday 4 March: done", "Wednesday 4 March, 20:00") // due at this minute
	c.want("card done 20516m", "as noted before")
	c.want("card 15 20516m", "as noted before")
	c.want("card done 20517m", "no reminder to answer")
	c.want("card done nonsense", "cannot tell which")
	c.want("card dance 20516m", "don't know that answer")
	c.want("done", "Evening drill, Wednesday 4 March: done", "Thursday 5 March, 07:05")
}

func TestBlocked(t *testing.T) {
	c := newClient(t)
	c.post.err = &chat.SendError{Gone: true, Err: errors.New("403")}
	c.want("remind on berlin", "cannot send you direct messages")
	c.group = true
	c.want("privacy", "never stored", "cannot send you direct messages")
	c.want("remind status", "cannot send you direct messages")
	c.post.err = nil
	c.group = false
	c.want("privacy", "Now I can")
	c.want("remind status", "The next two")
	c.Reachable(t.Context(), chat.User{ID: "test:1"}, false)
	c.want("remind status", "cannot send you direct messages")
	sent := len(c.post.sent)
	c.Reachable(t.Context(), chat.User{ID: "test:1"}, true)
	c.Reachable(t.Context(), chat.User{ID: "test:1"}, true)
	if got := c.post.sent[sent:]; len(got) != 1 || !strings.Contains(got[0].Text.String(), "your reminders go on") {
		t.Errorf("who comes back is sent %d messages, want one that says so", len(got))
	}
	c.want("remind status", "The next two")
	c.Reachable(t.Context(), chat.User{ID: "test:stranger"}, true)
	c.post.err = &chat.SendError{After: time.Minute, Err: errors.New("429")}
	c.want("remind on", "did not get through")
	var e *reminders.SendError
	if _, err := c.Bot.Send(t.Context(), reminders.Card{Place: "test:direct"}); !errors.As(err, &e) || e.After != time.Minute || e.Gone {
		t.Errorf("Send: %v, want to try again in a minute", err)
	}
}

// What has passed by the clock of a plan that is set now comes tomorrow. Who moves a plan is told what comes at once.
func TestSlotsThatHavePassed(t *testing.T) {
	c := newClient(t) // Wednesday 4 March, 06:00 UTC, 15:00 in Tokyo
	c.want("remind on tokyo 6am 8pm", "06:00 and 20:00", "The next one comes Wednesday 4 March, 20:00")
	c.want("remind on berlin 9:00 21:00", "The next one comes Wednesday 4 March, 09:00")
	c.want("remind on tokyo 6am 8pm", "The next one comes Wednesday 4 March, 20:00")
	c.want("remind times 7 14:00", "The next one comes Thursday 5 March, 07:00")
	c.want("remind on london", "The next one comes Wednesday 4 March, 07:00")

	c = newClient(t)
	c.say("remind on berlin 9:00 21:00")
	if got := c.say("remind zone tokyo"); strings.Contains(got, "so I send it now") || !strings.Contains(got, "The next one comes Wednesday 4 March, 21:00") {
		t.Errorf("zone set right after the plan: %q", got)
	}

	c = newClient(t)
	c.say("remind on berlin 21:00 off")
	c.now = c.now.Add(13 * time.Hour) // 20:00 in Berlin, 23:00 in Dubai
	c.want("remind zone dubai", "By that clock Wednesday's 21:00 has passed and had not come yet, so I send it now. The next one comes Thursday 5 March, 21:00.")
	c.want("remind status", "The next two: Now (the one of 21:00)\nThursday 5 March, 21:00")
}

// TestRemindWords reads every word behind /remind on or asks back, and changes nothing then.
func TestRemindWords(t *testing.T) {
	for line, want := range map[string]string{
		"remind on paris, texas 7:30 20:00":                      "07:30 and 20:00, every day (Chicago",
		"remind on 7am/8pm portland, maine":                      "07:00 and 20:00, every day (New York",
		"remind on london, ontario morning 7 evening 9":          "07:00 and 21:00, every day (Toronto",
		"remind berlin at 6 in the evening and 6 in the morning": "06:00 and 18:00, every day (Berlin",
		"remind on perth, scotland half past seven and 8pm":      "07:30 and 20:00, every day (London",
		"remind on berlin every monday 7:30":                     "“berlin every monday”",
		"remind on berlin, every monday 7:30":                    "“every monday”",
		"remind on berlin 7:30 20:00 weekdays":                   "“weekdays” in “7:30 20:00 weekdays”",
		"remind on berlin 7:30 not 20:00":                        "can't read “not” in “7:30 not 20:00”",
		"remind on berlin 7 and 8":                               "07:00 08:00 or 07:00 20:00?",
		"remind on georgia 7 20":                                 "several time zones",
		"remind on paris, idaho 7:30 20:00":                      "several time zones",
		"remind on berlin 8pm 7:30":                              "20:00 07:30 or 20:00 19:30?",
		"remind on berlin in 2 hours":                            "can't read “hours” in “2 hours”",
		"remind on st. petersburg florida 0730 1930":             "07:30 and 19:30, every day (New York",
		"remind on 7:30 20:00 birmingham AL":                     "07:30 and 20:00, every day (Chicago",
	} {
		c := newClient(t)
		c.want(line, want)
		if on := strings.Contains(want, "every day ("); on == strings.Contains(c.say("remind status"), "I can send you") {
			t.Errorf("%s: reminders are on: %v, want %v", line, !on, on)
		}
	}
}

func TestOnce(t *testing.T) {
	c := newClient(t) // Wednesday 4 March, 06:00 UTC
	c.want("remind once", "When?")
	c.want("remind once 18:30", "I don't know your time zone yet", "/remind on")
	c.want("remind once in 2 hours", "Wednesday 4 March, 08:00")
	c.want("remind on berlin 7:30 20:00", "Your reminders are on")
	c.want("remind once 18:30", "Wednesday 4 March, 18:30", "takes the place")
	c.want("remind once at breakfast", "“at breakfast”", "18:30")
	c.want("remind once in 3 days", "I can't read")
	c.want("remind status", "07:30 and 20:00")
	c.want("mydata show", "One reminder out of turn comes on 4 March 2026, 18:30")
	c.card(reminders.Once, 0, 0, nil)
	if got := c.sent[len(c.sent)-1].Text.String(); !strings.Contains(got, "You asked me to remind you") {
		t.Errorf("sent %q", got)
	}
	c.want("mydata delete yes", "nothing about you any more")
	c.want("mydata show", "Reminders: None.")
}

// TestCalendar: the file has an event for each slot, by the person's own clock, in lines as the format asks.
func TestCalendar(t *testing.T) {
	c := newClient(t) // Wednesday 4 March, 06:00 UTC
	c.want("remind calendar", "You have no reminders yet")
	c.say("remind on berlin 6:30 20:00")
	c.say("remind days mon wed")
	c.say("remind until 1 april")
	c.want("remind calendar", "for your calendar")
	_, rs, _ := strings.Cut(c.say("remind calendar"), "another.\n")
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "DTSTART:20260309T063000\r\n", "DTSTART:20260304T200000\r\n", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260401T235959\r\n", "Chin tuck\\, Chin tuck with", "END:VCALENDAR\r\n",
	} {
		if !strings.Contains(rs, want) {
			t.Errorf("no %q in\n%s", want, rs)
		}
	}
	for _, line := range strings.Split(rs, "\r\n") {
		if len(line) > 75 || strings.Contains(line, "\n") {
			t.Errorf("line %q", line)
		}
	}
	if strings.Count(rs, "BEGIN:VEVENT") != 2 {
		t.Errorf("events in\n%s", rs)
	}
}

// TestSkipAfterDoneAsks: a second press on a card that is done changes nothing before the person says so.
func TestSkipAfterDoneAsks(t *testing.T) {
	c := newClient(t)
	c.want("remind on berlin 7:00 20:00", "Your reminders are on")
	c.want("done", "done. Well done.") // tomorrow's or today's, whichever comes next
	st, err := c.Book.Status(t.Context(), "test:1")
	if err != nil {
		t.Fatal(err)
	}
	day, slot := c.done(st)
	card := fmt.Sprintf("%d%c", day, "me"[slot])
	c.want("card skip "+card, "is noted as done. Shall I note it as skipped instead?")
	c.want("card done "+card, "done, as noted before")
	c.want("card skip "+card, "Shall I note it as skipped instead?")
	c.want("card skipit "+card, "skipped")
	c.want("card skip "+card, "skipped")
}

// done returns the slot that is noted as done.
func (c *client) done(st reminders.Status) (reminders.Day, int) {
	c.t.Helper()
	for i := range st.History.Marks {
		for slot := range 2 {
			if day := st.History.First + reminders.Day(i); st.History.At(day, slot) == reminders.Done {
				return day, slot
			}
		}
	}
	c.t.Fatal("nothing is done")
	return 0, 0
}
