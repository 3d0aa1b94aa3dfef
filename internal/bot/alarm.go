package bot

import (
	"regexp"
	"slices"
	"strings"

	"spotter/internal/bot/standing"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Stands returns how much care stands for somebody in a place after what they told there: knowledge.SelfCare where
// no warning sign does.
func (b *Bot) Stands(u chat.UserID, where chat.Place) knowledge.Triage {
	alarm, _ := b.standing.In(u, where, b.Now())
	return alarm.Care()
}

// raise notes the warning signs of an assessment for the person, and closes a question that was open: its answer
// cannot change the advice any more.
func (b *Bot) raise(r *chat.Request, a knowledge.Assessment) {
	if standing.Raises(a) {
		b.recent.take(r.From.ID, r.Where, b.Now())
		b.standing.Raise(r.From, r.Where, a, b.Now())
	}
}

// raiseSign notes a warning sign that was chosen and not told.
func (b *Bot) raiseSign(c *call, id string) {
	if flag := b.Base.Flag(id); flag != nil {
		b.raise(c.Request, knowledge.Assessment{Triage: flag.Triage, RedFlags: []knowledge.Finding{{ID: id}}})
	}
}

// inLight answers words in the light of the alarm that stands for the person there. It returns nil if none does,
// if the words are not in English, and if they are about reminders.
func (b *Bot) inLight(c *call, text string) *chat.Message {
	alarm, stands := b.standing.In(c.From.ID, c.Where, b.Now())
	if !stands {
		return nil
	}
	a, t := b.Base.Assess(text), b.Base.Turn(text)
	if a.Unread || a.Foreign() {
		return nil
	}
	if explained := standing.Explained(t); len(explained) > 0 {
		a = b.without(a, explained)
	}
	if alarm.Graver(b.Base, a) {
		return b.reply(c, a)
	}
	if left, why := alarm.Taken(b.Base, t, a, b.Base.Denied(text)); why != turn.None {
		return b.takeBack(c, alarm, left, why, a)
	}
	if t.Want == turn.Other && aboutReminders.MatchString(text) && len(a.RedFlags) == 0 {
		return nil
	}
	if t.Dark && alarm.Crisis && !t.Asks && t.Want != turn.Acting && t.Want != turn.Unwilling && t.Want != turn.Complaint {
		t.Want = turn.Dark
	}
	fresh := alarm.Fresh(a)
	switch want := wanted(a, t, len(fresh) > 0); {
	case text == "":
		return b.answerIn(c, alarm, a, standing.Picture)
	case want == turn.Worse && len(fresh) > 0 && alarm.Care() != knowledge.Emergency: // told as the first one was
		return b.reply(c, b.only(a, fresh))
	default:
		return b.answerIn(c, alarm, a, want)
	}
}

var aboutReminders = regexp.MustCompile(`(?i)\b(?:remind|unsubscribe)`)

// wanted is what a turn wants, seen beside what its words say of a complaint.
func wanted(a knowledge.Assessment, t turn.Turn, fresh bool) turn.Want {
	vague := t.Want == turn.Other || t.Want == turn.Complaint || t.Want == turn.Training || t.Want == turn.Drill
	switch {
	case t.Asks:
	case fresh && (vague || t.Want == turn.Gone || t.Want == turn.Smaller), vague && len(a.RedFlags) > 0:
		return turn.Worse
	case vague && len(a.Causes) > 0:
		return turn.Complaint
	}
	return t.Want
}

// answerIn answers in the light of an alarm, after a sign or a complaint that came with it where there is one. It
// is told to the person alone, and in a group to nobody else.
func (b *Bot) answerIn(c *call, alarm standing.Alarm, a knowledge.Assessment, want turn.Want) *chat.Message {
	say := alarm.Say(b.Base, want)
	if alarm.Care() != knowledge.Emergency {
		say = strings.TrimLeft(b.heard(alarm, a, want)+" "+say, " ")
	}
	b.raise(c.Request, a)
	b.standing.Answered(c.From.ID, want, b.Now())
	return &chat.Message{Private: true, Urgent: a.CannotWait(), Owner: c.From.ID, Text: chat.Plain(say)}
}

// heard says why a sign that is new matters, or names the likeliest reason for a complaint whose fix has to wait.
func (b *Bot) heard(alarm standing.Alarm, a knowledge.Assessment, want turn.Want) string {
	if fresh := alarm.Fresh(a); len(fresh) > 0 && b.Base.Flag(fresh[0]) != nil {
		return b.Base.Flag(fresh[0]).Reason
	}
	if want != turn.Complaint || len(a.Causes) == 0 {
		return ""
	}
	best := a.Causes[0]
	return chat.Join(chat.Plain("That sounds like "+b.Base.Cause(best.ID).Because), because(", ", best.Because), chat.Plain(".")).String()
}

// without returns an assessment without these warning signs.
func (b *Bot) without(a knowledge.Assessment, flags []string) knowledge.Assessment {
	return b.keep(a, func(id string) bool { return !slices.Contains(flags, id) })
}

// only returns an assessment with these warning signs alone.
func (b *Bot) only(a knowledge.Assessment, flags []string) knowledge.Assessment {
	return b.keep(a, func(id string) bool { return slices.Contains(flags, id) })
}

// keep returns an assessment with the warning signs that stay, and the care that they ask for.
func (b *Bot) keep(a knowledge.Assessment, stays func(id string) bool) knowledge.Assessment {
	a.RedFlags = slices.DeleteFunc(slices.Clone(a.RedFlags), func(f knowledge.Finding) bool { return !stays(f.ID) })
	a.Triage = knowledge.SelfCare
	for _, f := range a.RedFlags {
		if flag := b.Base.Flag(f.ID); flag != nil && a.Triage != knowledge.Emergency {
			a.Triage = flag.Triage
		}
	}
	return a
}

// takeBack accepts that a sign no longer holds, and goes on with what is left: another sign, the complaint in the
// same words, or the one that was told with it.
func (b *Bot) takeBack(c *call, was, left standing.Alarm, why turn.Reason, a knowledge.Assessment) *chat.Message {
	b.standing.Set(c.From.ID, left, b.Now())
	say, urgent := was.Accept(b.Base, why), a.CannotWait()
	if a.Kind != knowledge.HowTo || left.Stands() {
		a = b.rest(a, was)
	}
	switch {
	case left.Stands():
		m := b.answerIn(c, left, a, turn.Other)
		m.Text = chat.Join(chat.Plain(say+"\n\n"), m.Text)
		return m
	case a.Kind != knowledge.HowTo && len(a.Causes)+len(a.RedFlags) == 0:
		return &chat.Message{Private: true, Urgent: urgent, Owner: c.From.ID, Text: chat.Plain(say + " Is your upper back sore as well? Then tell me where, and in which lift.")}
	}
	m := b.reply(c, a)
	m.Text = chat.Join(chat.Plain(say+"\n\n"), m.Text)
	return m
}

// rest is what an assessment says beside the signs that stood, or what was told with them if it says nothing.
func (b *Bot) rest(a knowledge.Assessment, was standing.Alarm) knowledge.Assessment {
	a = b.only(a, was.Fresh(a))
	if len(a.Causes)+len(a.RedFlags) == 0 && b.Base.Cause(was.Cause) != nil {
		a = knowledge.Assessment{Exercise: was.Lift, Causes: []knowledge.Finding{{ID: was.Cause}}}
	}
	a.Kind = knowledge.Symptom
	return a
}

// held answers a command that has to wait while an alarm stands; nil if it need not. A press may answer a question
// with another warning sign, which is taken.
func (b *Bot) held(c *call) *chat.Message {
	alarm, stands := b.standing.In(c.From.ID, c.Where, b.Now())
	if !stands || !c.command.waits {
		return nil
	}
	if a := b.Base.Assess(c.args["name"]); a.CannotWait() { // no drill has such a name
		return b.inLight(c, c.args["name"])
	}
	if c.args["case"] == "" {
		return b.answerIn(c, alarm, knowledge.Assessment{}, turn.Drill)
	}
	var a knowledge.Assessment
	if known, err := b.Base.ParseCase(c.args["case"]); err == nil {
		a, _ = b.Base.Answer(known, c.args["option"]) // a button that says nothing any more is held like the others
	}
	switch {
	case alarm.Graver(b.Base, a):
		return b.reply(c, a)
	case len(alarm.Fresh(a)) > 0:
		return b.answerIn(c, alarm, a, turn.Worse)
	}
	return b.answerIn(c, alarm, knowledge.Assessment{}, standing.Pressed)
}

// aside answers words that were no use as what was asked for, if they tell of an emergency or follow an alarm; else
// it returns nil.
func (b *Bot) aside(r *chat.Request, words string) *chat.Message {
	c, a, t := &call{Request: r}, b.Base.Assess(words), b.Base.Turn(words)
	if !a.CannotWait() && t.Want == turn.Other && t.Takes == turn.None {
		return nil
	}
	if m := b.inLight(c, words); m != nil || !a.CannotWait() {
		return m
	}
	return b.reply(c, a)
}
