package discord

import (
	"context"
	"slices"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
)

// form opens f. A form must be the first answer, and cannot answer a form: then a button opens it.
func (an *answer) form(ctx context.Context, f *chat.Form) error {
	if an.state == unanswered && an.in.Type != kindModal && f.Note == "" {
		return an.callback(callbackModal, markup.NewModal(f), nil)
	}
	m := an.ev.a.formButton(an.in.ID, an.in.by(), refilled(f, an.in))
	return an.message(ctx, m)
}

// formButton returns a message whose button opens f for somebody. It is kept for an hour under key.
func (a *Adapter) formButton(key string, who *user, f *chat.Form) *chat.Message {
	a.forms.put(time.Now(), ofOne(key, who), f)
	note := f.Note
	if note == "" {
		note = f.Title
	}
	open := chat.Button{Label: wordsOpenForm, Action: chat.Action{Command: markup.ActionForm, Arg: key}}
	return &chat.Message{Text: chat.Plain(note), Private: true, Controls: []chat.Control{chat.Buttons{open}}}
}

// refilled returns f with what was filled in as the fields' defaults, where it has none.
func refilled(f *chat.Form, in *interaction) *chat.Form {
	given := map[string]string{}
	fields(in.Data.Components, given)
	again := *f
	again.Fields = slices.Clone(f.Fields)
	for i, field := range again.Fields {
		if field.Default == "" {
			again.Fields[i].Default = given[field.Name]
		}
	}
	return &again
}

// keptForm returns the form that a button stands for.
func (an *answer) keptForm(key string) chat.Reply {
	f, ok := an.ev.a.forms.get(time.Now(), ofOne(key, an.in.by()))
	if !ok {
		return &chat.Message{Text: chat.Plain(wordsFormGone), Private: true}
	}
	again := *f
	again.Note = ""
	return &again
}
