package review

import (
	"context"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// The answers that name no warning sign.
const (
	noEmergency = "no-emergency"
	noSign      = "none"
)

// askEmergency says why it asks, and asks, privately, for the signs with which nothing but help counts.
func (rv *Reviews) askEmergency(name string, d *draft, why string) *chat.Message {
	return rv.askSigns(name, d, knowledge.Emergency, noEmergency,
		why+" Before your video goes up: do you have any of these right now?")
}

// askWarning asks for the other warning signs.
func (rv *Reviews) askWarning(name string, d *draft) *chat.Message {
	m := rv.askSigns(name, d, knowledge.SeeAProfessional, noSign, "And any of these?")
	m.Replace = true
	return m
}

// askSigns offers all warning signs of one level of care, two to a row. The answer travels in the
// button and is never stored.
func (rv *Reviews) askSigns(name string, d *draft, level knowledge.Triage, none, text string) *chat.Message {
	m := &chat.Message{Text: chat.Plain(text), Private: true, Owner: d.author.ID,
		Footer: chat.Plain("Only you see this, and I don't store your answer.")}
	var buttons []chat.Button
	add := func(label, sign string) {
		buttons = append(buttons, chat.Button{Label: label, Action: chat.Action{Command: "formcheck-sign", Arg: name + " " + sign}})
	}
	for _, f := range rv.Base.Flags() {
		if f.Triage == level {
			add(f.Name, f.ID)
		}
	}
	add("None of these", none)
	m.Controls = say.Rows(buttons, chat.MaxRows)
	return m
}

// formcheckSign takes an answer about warning signs: an emergency ends the intake, any other sign comes
// with its advice, and the check is posted as one about technique only.
func (rv *Reviews) formcheckSign(ctx context.Context, c *command.Call) (chat.Reply, error) {
	d, err := rv.takeDraft(ctx, c)
	if err != nil {
		return nil, err
	}
	sign := c.Values["sign"]
	if sign == noEmergency {
		return rv.askWarning(rv.drafts.put(d, rv.Now()), d), nil
	}
	if sign == noSign {
		return rv.postInPlace(ctx, d, nil)
	}
	flag := rv.Base.Flag(sign)
	if flag == nil {
		return nil, command.NewProblem("That button is from an earlier version of me.", "Please start again with `/formcheck`.")
	}
	found := knowledge.Assessment{Kind: knowledge.Symptom, Triage: flag.Triage, RedFlags: []knowledge.Finding{{ID: flag.ID}}}
	rv.Coach.Raise(c.Request, found)
	if flag.Triage == knowledge.Emergency {
		m := unpostedFor(d, rv.Coach.Advise(found))
		m.Replace = true
		return m, nil
	}
	return rv.postInPlace(ctx, d, func(m *chat.Message) { rv.Coach.Warn(m, found) })
}

// unpostedFor adds to m, which ends the intake of a draft, that nothing was posted.
func unpostedFor(d *draft, m *chat.Message) *chat.Message {
	m.Owner = d.author.ID
	m.Text = chat.Join(m.Text, chat.Plain("\n\nYour form check was not posted."))
	return m
}

// postInPlace posts a check of someone whom it hurts, and answers in place of the question, with
// advice first where there is any.
func (rv *Reviews) postInPlace(ctx context.Context, d *draft, advise func(*chat.Message)) (chat.Reply, error) {
	posted, err := rv.post(ctx, d, true)
	if err != nil && advise == nil {
		return nil, err
	}
	m := &chat.Message{Private: true, Replace: true, Owner: d.author.ID}
	if advise != nil {
		advise(m)
		m.Text = chat.Join(m.Text, chat.Plain("\n\n"))
		m.Footer = chat.Plain(say.NotMedicine)
	}
	if err != nil { // the advice must not be lost over it
		posted = command.Explain(rv.Log, err, "formcheck")
	}
	m.Text = chat.Join(m.Text, posted.Text)
	m.Controls = posted.Controls
	return m, nil
}
