package discord

import (
	"context"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/markup"
)

// complete answers what somebody is typing.
func (ev *events) complete(ctx context.Context, an *answer) {
	choices := []suggestion{}
	in := an.in
	r := ev.a.commandRequest(in)
	if c, ok := ev.h.(chat.Completer); ok {
		name, typed := focused(in.Data.Options)
		for _, choice := range c.Complete(ctx, r, name, typed) {
			if len(choices) == chat.MaxChoices {
				break
			}
			choices = append(choices, suggestion{markup.Cut(choice.Label, chat.MaxChoice), choice.Value})
		}
	}
	an.mu.Lock()
	defer an.mu.Unlock()
	if err := an.callback(callbackSuggest, map[string]any{"choices": choices}, nil); err != nil {
		ev.a.log.Info("suggestions not shown", "err", err)
	}
}

type suggestion struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// focused returns the option being typed and what was typed so far.
func focused(options []option) (name, typed string) {
	for _, o := range options {
		if o.Focused {
			return o.Name, string(o.Value)
		}
		if name, typed := focused(o.Options); name != "" {
			return name, typed
		}
	}
	return "", ""
}
