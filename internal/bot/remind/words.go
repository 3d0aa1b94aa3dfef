package remind

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge/turn"
	"spotter/internal/pattern"
	"spotter/internal/reminders"
	"spotter/internal/reminders/when"
)

// InWords answers plain words about reminders, and returns nil for words that it can do nothing with. Meant says that they
// are about reminders; else it answers only a place or times that it asked for.
func (rs *Reminders) InWords(ctx context.Context, c *command.Call, text string, meant bool) chat.Reply {
	who := wisher{c.From.ID, c.Where}
	times, asked := rs.wishes.Get(who, rs.Now())
	words, _ := turn.Split(text)
	place := placeMeant(text, words)
	if where, when := splitOn(text); asked && when != "" && place == "" {
		place, times = where, when
	}
	switch {
	case asked && place != "":
		rs.wishes.Delete(who)
		return rs.do(ctx, c, "remind on", strings.TrimSpace(place+" "+times))
	case !meant:
		return offer(text)
	}
	if plan := offer(text); plan != nil && !asked && !knows(rs.planOf(ctx, c)) {
		return plan
	}
	do, rest := rs.meantBy(ctx, c, text)
	if do == "" {
		return nil
	}
	reply := rs.do(ctx, c, do, rest)
	if _, needs := reply.(*chat.Form); needs {
		rs.wishes.Update(who, rs.Now(), func(string) (string, bool) { return rest, true })
		return askPlace(rest, asked)
	}
	return reply
}

// offer answers words that could be a plan, and returns nil for others: a place or times that were sent alone, to a
// question that a restart has closed, perhaps.
func offer(typed string) chat.Reply {
	if place, times := splitOn(typed); len(typed) <= 2 || times == "" && !strings.Contains(place, " ") || meantOn(typed) == "" {
		return nil
	}
	return forReminders(typed)
}

// knows reports whether there is a plan already: then a place or times alone change it.
func knows(_ reminders.Plan, has bool) bool { return has }

type wisher struct {
	user  chat.UserID
	where chat.Place
}

// do runs a command that words meant; nil if there is nothing that it could change.
func (rs *Reminders) do(ctx context.Context, c *command.Call, do, rest string) chat.Reply {
	if do == "snooze" {
		return rs.told(rs.answerCard(ctx, c, rest, nil))
	}
	r := *c.Request
	r.Command, r.Rest, r.Text = do, rest, ""
	meant, err := rs.table.Resolve(&r)
	if err != nil {
		return nil
	}
	return rs.told(meant.Of.Run(ctx, meant))
}

// askPlace asks for what is missing of a plan.
func askPlace(times string, again bool) *chat.Message {
	text := "Gladly, twice a day, morning and evening. Which city's clock do you live by?"
	switch {
	case again:
		text = "All I still need for your reminders is a city, such as Leeds or Berlin."
	case times != "":
		text = "Gladly. I only need your city for the right clock: where do you live?"
	}
	return &chat.Message{Private: true, Text: chat.Plain(text)}
}

// told makes words of what went wrong with plain words about reminders.
func (rs *Reminders) told(reply chat.Reply, err error) chat.Reply {
	if problem, ok := errors.AsType[*command.Problem](err); ok && problem.Say == noPlan {
		return nil
	}
	if err != nil {
		return command.Explain(rs.Log, err, "remind")
	}
	return reply
}

// wishes are what people say of reminders, and the command that does it; the first that is there counts.
var wishes = []struct {
	do    string
	words turn.Phrases
}{
	{"", turn.ParsePhrases("what drill, which drill, what exercise, if i miss, missed one, i missed, what happens")},
	{"snooze", turn.ParsePhrases("snooze, snooze it, later, in an hour, not now, in a bit, in # minutes, in # min, half an hour")},
	{"remind skip", turn.ParsePhrases("skip, not today, skip today, skip it")},
	{"remind resume", turn.ParsePhrases("resume, unpause, back on, start again, turn them on, turn it on, im back")},
	{"remind pause", turn.ParsePhrases("pause, holiday, vacation, away, mute, quiet for, traveling, travelling")},
	{"remind off", turn.ParsePhrases("off, stop, cancel, no more, unsubscribe, end, delete, remove, quit, dont remind, kill, disable")},
	{"remind status", turn.ParsePhrases("when is, when do, next reminder, do i get, what time do, status, how did i do, how often did, when will, my streak, are they on, is it on")},
	{"remind test", turn.ParsePhrases("test, try it out, send one now")},
	{"done", turn.ParsePhrases("done, did it, did them, finished, ticked off, completed")},
}

// meantBy returns the command that words about reminders mean, and what follows it; "" if they mean none.
func (rs *Reminders) meantBy(ctx context.Context, c *command.Call, text string) (do, rest string) {
	words, asks := turn.Split(text)
	only := onlyOne(words)
	for _, w := range wishes {
		if w.words.In(words) == 0 || w.do == "done" && (asks || len(words) > 6) {
			continue
		}
		switch w.do {
		case "snooze":
			if strings.Contains(text, "min") || strings.Contains(text, "half") {
				return w.do, "15"
			}
			return w.do, "60"
		case "remind off":
			if _, has := rs.planOf(ctx, c); !has {
				return "", ""
			}
			switch gone, kept := goneOf(words, w.words); {
			case kept: // "don't turn everything off"
				return "remind status", ""
			case gone != "":
				if left := rs.withoutSlot(ctx, c, gone); left != "" {
					return "remind times", left
				}
			}
		case "remind pause":
			return w.do, until(text)
		}
		return w.do, ""
	}
	plan, has := rs.planOf(ctx, c)
	if days := daysMeant(words); days != "" && has && clock.FindString(text) == "" {
		return "remind days", days
	}
	slots := timesMeant(text, words, only, plan, has)
	place := placeMeant(text, words)
	switch {
	case has && slots != "" && place == "":
		return "remind times", slots
	case has && place != "" && slots == "":
		return "remind zone", place
	case place != "" || slots != "":
		return "remind on", strings.TrimSpace(place + " " + slots)
	}
	if turn.ParsePhrases("remind*, reminder*, ping, nudge, notify, schedule, alert*").In(words) > 0 {
		return "remind on", ""
	}
	return "", ""
}

// planOf returns the plan of who wrote, and reports whether there is one.
func (rs *Reminders) planOf(ctx context.Context, c *command.Call) (reminders.Plan, bool) {
	st, err := rs.Book.Status(ctx, owner(c))
	if err != nil {
		if !errors.Is(err, reminders.ErrNoPlan) {
			rs.Log.Warn("look for a plan", "err", err)
		}
		return reminders.Plan{}, false
	}
	return st.Plan, true
}

// onlyOne tells which of the two reminders words are about: "morning", "evening", or "" for both.
func onlyOne(words []string) string {
	morning := turn.ParsePhrases("morning, mornings, am one, first one, early one, breakfast").In(words) > 0
	evening := turn.ParsePhrases("evening, evenings, night, pm one, second one, late one, after work, tonight").In(words) > 0
	switch {
	case morning && !evening:
		return "morning"
	case evening && !morning:
		return "evening"
	}
	return ""
}

// nearOff is how many words before and behind an "off" or "stop" say which of the two it is about.
const nearOff = 4

// goneOf tells which of the two reminders is to stop, "" for both, and whether none is: "don't turn it off".
func goneOf(words []string, off turn.Phrases) (gone string, kept bool) {
	at := 0
	for at < len(words) && off.In(words[at:min(len(words), at+2)]) == 0 {
		at++
	}
	before, behind := words[max(0, at-nearOff):min(at, len(words))], words[min(at, len(words)):min(len(words), at+nearOff+1)]
	if turn.ParsePhrases("dont, do not, not, never").In(before) > 0 {
		return "", true
	}
	if gone = onlyOne(behind); gone == "" {
		gone = onlyOne(words)
	}
	return gone, false
}

// withoutSlot returns the times of a plan with one of them off, "" if none is left.
func (rs *Reminders) withoutSlot(ctx context.Context, c *command.Call, gone string) string {
	plan, has := rs.planOf(ctx, c)
	if !has {
		return ""
	}
	at := map[string]int{"morning": 0, "evening": 1}[gone]
	plan.Slots[at].On = false
	if !plan.Slots[0].On && !plan.Slots[1].On {
		return ""
	}
	return timesChoice(plan.Slots).Value
}

var untilWords = pattern.New(`(?i)\b(?:until|till|til|for)\s+(.{1,40})$`)

// until returns what follows "until" or "for" in words about a pause.
func until(text string) string {
	m := untilWords.FindStringSubmatch(strings.Trim(text, " .!?"))
	if m == nil {
		return ""
	}
	rest := strings.ToLower(m[1])
	for _, word := range []string{"a ", "my ", "the "} {
		if after, cut := strings.CutPrefix(rest, word); cut && word == "a " {
			rest = "1 " + after
		}
	}
	for word, n := range map[string]string{"one ": "1 ", "two ": "2 ", "three ": "3 ", "four ": "4 "} {
		if after, cut := strings.CutPrefix(rest, word); cut {
			rest = n + after
		}
	}
	if strings.Contains(rest, "holiday") || strings.Contains(rest, "vacation") {
		return ""
	}
	return rest
}

// daysMeant returns the days that words name, as the command takes them.
func daysMeant(words []string) string {
	said := strings.Join(words, " ")
	switch {
	case strings.Contains(said, "weekday"), strings.Contains(said, "not on weekend"), strings.Contains(said, "no weekend"), strings.Contains(said, "except weekend"):
		return "weekdays"
	case strings.Contains(said, "weekend"):
		return "weekends"
	case strings.Contains(said, "every day"), strings.Contains(said, "daily"):
		return "every day"
	}
	var days []string
	for _, w := range words {
		for _, day := range []string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"} {
			if strings.TrimSuffix(w, "s") == day {
				days = append(days, day[:3])
			}
		}
	}
	return strings.Join(days, " ")
}

var clock = pattern.New(`(?i)\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\b`)

// timesMeant returns the times that words name, as the command takes them: two, or one with the other off or as it was.
func timesMeant(text string, words []string, only string, plan reminders.Plan, has bool) string {
	var times []string
	for _, m := range clock.FindAllStringSubmatch(text, 2) {
		hour, err := strconv.Atoi(m[1])
		if err != nil || hour > 24 {
			continue
		}
		if half := strings.ToLower(m[3]); half == "pm" && hour < 12 || half == "" && only == "evening" && hour < 12 {
			hour += 12
		}
		minute := m[2]
		if minute == "" {
			minute = "00"
		}
		times = append(times, fmt.Sprintf("%d:%s", hour%24, minute))
	}
	switch {
	case len(times) == 2:
		return times[0] + " " + times[1]
	case len(times) == 0 && only == "morning" && !has:
		return "8:00 off"
	case len(times) == 0 && only == "evening" && !has:
		return "off 20:00"
	case len(times) == 0 && only == "evening" && has && !plan.Slots[1].On:
		return strings.Fields(timesChoice(plan.Slots).Value)[0] + " 20:00"
	case len(times) == 0 && only == "morning" && has && !plan.Slots[0].On:
		return "8:00 " + strings.Fields(timesChoice(plan.Slots).Value)[1]
	case len(times) == 0:
		return ""
	}
	slots := [2]string{"off", "off"}
	if has {
		slots = [2]string(strings.Fields(timesChoice(plan.Slots).Value))
	}
	at := 0
	if only == "evening" || only == "" && !strings.HasPrefix(times[0], "0") && len(times[0]) == 5 && times[0] >= "12:00" {
		at = 1
	}
	slots[at] = times[0]
	return slots[0] + " " + slots[1]
}

var livesIn = pattern.New(`(?i)\b(?:in|live in|from|near|im in|clock of)\s+([\p{L} .'-]{2,40})$`)

// placeMeant returns the place that words name, or "".
func placeMeant(text string, words []string) string {
	said := strings.Trim(text, " .!?,")
	if m := livesIn.FindStringSubmatch(said); m != nil {
		said = strings.TrimSpace(m[1])
	} else if len(words) > 3 {
		said = said[strings.LastIndexAny(said, ", ")+1:]
	}
	if len(said) < 3 || onlyOne(words) != "" && len(words) < 3 {
		return ""
	}
	for _, w := range strings.Fields(strings.ToLower(said)) {
		if strings.Contains(" me remind reminder reminders twice day daily weekends weekdays please again it them morning mornings evening set ", " "+w+" ") {
			return ""
		}
	}
	if _, err := when.ParseZone(said); err != nil {
		return ""
	}
	return said
}
