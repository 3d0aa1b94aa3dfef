package coach

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"spotter/internal/bot/coach/standing"
	"spotter/internal/bot/coach/talk"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// Stands returns how much care stands for somebody in a place after what they told there: knowledge.SelfCare where
// no warning sign does.
func (co *Coach) Stands(u chat.UserID, where chat.Place) knowledge.Triage {
	alarm, _ := co.standing.In(u, where, co.now())
	return alarm.Care()
}

// Raise notes the warning signs of an assessment for the person, and closes a question that was open: its answer
// cannot change the advice any more.
func (co *Coach) Raise(r *chat.Request, a knowledge.Assessment) {
	if standing.Raises(a) {
		co.talks.change(r, co.now(), func(s *talk.State) { s.Open = nil })
		co.standing.Raise(r.From, Spot(r), a, co.now())
	}
}

// RaiseSign notes a warning sign that was chosen and not told.
func (co *Coach) RaiseSign(r *chat.Request, id string) {
	if flag := co.base.Flag(id); flag != nil {
		co.Raise(r, knowledge.Assessment{Triage: flag.Triage, RedFlags: []knowledge.Finding{{ID: id}}})
	}
}

// inLight answers words in the light of the alarm that stands for the person there. It returns nil if none does,
// if the words are not in English, and if they are about reminders. A is what was understood of them.
func (co *Coach) inLight(r *chat.Request, told knowledge.Report, a knowledge.Assessment) *chat.Message {
	alarm, stands := co.standing.In(r.From.ID, Spot(r), co.now())
	if !stands {
		return nil
	}
	if a.Unread || a.Foreign() {
		return nil
	}
	text := told.Words()
	t := co.base.Turn(text)
	a = co.calm(told, a)
	if explained := standing.Explained(t); len(explained) > 0 {
		a = co.without(a, explained)
	}
	if alarm.Graver(co.base, a) {
		return co.reply(r, a)
	}
	if left, why := alarm.Taken(co.base, text, t, a, co.base.Denied(text)); why != turn.None {
		return co.takeBack(r, text, alarm, left, why, a)
	}
	if t.Want == turn.Other && aboutReminders.MatchString(text) && len(a.RedFlags) == 0 {
		return nil
	}
	if t.Dark && alarm.Crisis && !t.Asks && t.Want != turn.Acting && t.Want != turn.Unwilling && t.Want != turn.Complaint {
		t.Want = turn.Dark
	}
	if t.Want == turn.Other && told.Chosen() {
		t.Want = turn.Complaint
	}
	if t.Want == turn.Other && text != "" && len(a.RedFlags) == 0 {
		t.Want = cmp.Or(wantOf[co.talker.Kind(&talk.State{Turns: 1}, text, a, turn.InAlarm)], turn.Other)
	}
	fresh := alarm.Fresh(a)
	switch want := wanted(a, t, len(fresh) > 0); {
	case text == "" && !told.Chosen():
		return co.answerIn(r, alarm, a, standing.Picture)
	case want == turn.Worse && len(fresh) > 0 && alarm.Care() != knowledge.Emergency: // told as the first one was
		return co.reply(r, co.only(a, fresh))
	default:
		return co.answerIn(r, alarm, a, want)
	}
}

// wantOf says what the kinds of turns want while a sign stands, where their words alone do not tell. Others are turn.Other.
var wantOf = map[turn.Kind]turn.Want{
	turn.AskWhy: turn.Why, turn.Normal: turn.Doubt, turn.Prognosis: turn.HowLong, turn.TrainThrough: turn.Training, turn.AskDose: turn.Drill, turn.How: turn.Drill,
	turn.Alternative: turn.Meanwhile, turn.GotWorse: turn.Worse, turn.GotBetter: turn.Gone, turn.AskRelief: turn.Relief, turn.DailyLife: turn.Meanwhile,
	turn.Prevention: turn.Drill, turn.AskDoctor: turn.Doctor, turn.AskSource: turn.Source, turn.Courtesy: turn.Okay, turn.Frustration: turn.FedUp,
	turn.NewComplaint: turn.Complaint,
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
func (co *Coach) answerIn(r *chat.Request, alarm standing.Alarm, a knowledge.Assessment, want turn.Want) *chat.Message {
	text := alarm.Say(co.base, want)
	if alarm.Care() != knowledge.Emergency {
		text = strings.TrimLeft(co.heard(alarm, a, want)+" "+text, " ")
	}
	co.Raise(r, a)
	co.standing.Answered(r.From.ID, want, co.now())
	return &chat.Message{Private: true, Urgent: a.CannotWait(), Owner: r.From.ID, Text: chat.Plain(text)}
}

// heard says why a sign that is new matters, or names the likeliest reason for a complaint whose fix has to wait.
func (co *Coach) heard(alarm standing.Alarm, a knowledge.Assessment, want turn.Want) string {
	if fresh := alarm.Fresh(a); len(fresh) > 0 && co.base.Flag(fresh[0]) != nil {
		return co.base.Flag(fresh[0]).Reason
	}
	if want != turn.Complaint || len(a.Causes) == 0 {
		return ""
	}
	best := a.Causes[0]
	return chat.Join(chat.Plain("That sounds like "+co.base.Cause(best.ID).Because), say.Because(", ", best.Because), chat.Plain(".")).String()
}

// without returns an assessment without these warning signs.
func (co *Coach) without(a knowledge.Assessment, flags []string) knowledge.Assessment {
	return co.keep(a, func(id string) bool { return !slices.Contains(flags, id) })
}

// only returns an assessment with these warning signs alone.
func (co *Coach) only(a knowledge.Assessment, flags []string) knowledge.Assessment {
	return co.keep(a, func(id string) bool { return slices.Contains(flags, id) })
}

// keep returns an assessment with the warning signs that stay, and the care that they ask for.
func (co *Coach) keep(a knowledge.Assessment, stays func(id string) bool) knowledge.Assessment {
	a.RedFlags = slices.DeleteFunc(slices.Clone(a.RedFlags), func(f knowledge.Finding) bool { return !stays(f.ID) })
	a.Triage = knowledge.SelfCare
	for _, f := range a.RedFlags {
		if flag := co.base.Flag(f.ID); flag != nil && a.Triage != knowledge.Emergency {
			a.Triage = flag.Triage
		}
	}
	return a
}

// takeBack accepts that a sign no longer holds, and goes on with what is left: another sign, the complaint in the
// same words, or the one that was told with it.
func (co *Coach) takeBack(r *chat.Request, text string, was, left standing.Alarm, why turn.Reason, a knowledge.Assessment) *chat.Message {
	co.standing.Set(r.From.ID, left, co.now())
	accepted, urgent := was.Accept(co.base, why), a.CannotWait()
	if a.Kind != knowledge.HowTo || left.Stands() {
		a = co.rest(a, was)
	}
	switch {
	case left.Stands():
		m := co.answerIn(r, left, a, turn.Other)
		m.Text = chat.Join(chat.Plain(accepted+"\n\n"), m.Text)
		return m
	case a.Kind != knowledge.HowTo && len(a.Causes)+len(a.RedFlags) == 0:
		rest := "Is your upper back sore as well? Then tell me where, and in which lift."
		if s := co.talks.of(r, co.now()); s.Cause != "" {
			rest = co.talker.GoOn(&s, text)
		}
		return &chat.Message{Private: true, Urgent: urgent, Owner: r.From.ID, Text: chat.Plain(accepted + " " + rest)}
	}
	m := co.reply(r, a)
	m.Text = chat.Join(chat.Plain(accepted+"\n\n"), m.Text)
	return m
}

// rest is what an assessment says beside the signs that stood, or what was told with them if it says nothing.
func (co *Coach) rest(a knowledge.Assessment, was standing.Alarm) knowledge.Assessment {
	a = co.only(a, was.Fresh(a))
	if len(a.Causes)+len(a.RedFlags) == 0 && co.base.Cause(was.Cause) != nil {
		a = knowledge.Assessment{Exercise: was.Lift, Causes: []knowledge.Finding{{ID: was.Cause}}}
	}
	a.Kind = knowledge.Symptom
	return a
}

// Hold answers a command that has to wait while an alarm stands. It returns nil if it need not wait. A press may answer a question
// with another warning sign, which is taken.
func (co *Coach) Hold(c *command.Call) *chat.Message {
	alarm, stands := co.standing.In(c.From.ID, Spot(c.Request), co.now())
	if !stands || !c.Of.Waits {
		return nil
	}
	if a := co.base.Assess(c.Values["name"]); a.CannotWait() { // no drill has such a name
		return co.inLight(c.Request, knowledge.Report{Text: c.Values["name"]}, a)
	}
	if c.Values["case"] == "" {
		return co.answerIn(c.Request, alarm, knowledge.Assessment{}, turn.Drill)
	}
	var a knowledge.Assessment
	if known, err := co.base.ParseCase(c.Values["case"]); err == nil {
		a, _ = co.base.Answer(known, c.Values["option"]) // a button that says nothing any more is held like the others
	}
	switch {
	case alarm.Graver(co.base, a):
		return co.reply(c.Request, a)
	case len(alarm.Fresh(a)) > 0:
		return co.answerIn(c.Request, alarm, a, turn.Worse)
	}
	return co.answerIn(c.Request, alarm, knowledge.Assessment{}, standing.Pressed)
}

// Aside answers words that were no use as what was asked for, if they tell of an emergency or follow an alarm; else
// it returns nil.
func (co *Coach) Aside(r *chat.Request, words string) *chat.Message {
	a, t := co.base.Assess(words), co.base.Turn(words)
	if !a.CannotWait() && t.Want == turn.Other && t.Takes == turn.None {
		return nil
	}
	if m := co.inLight(r, knowledge.Report{Text: words}, a); m != nil || !a.CannotWait() {
		return m
	}
	return co.reply(r, a)
}
