package command

import (
	"spotter/internal/bot/say"
	"spotter/internal/chat"
)

// A Call is one use of a command.
type Call struct {
	*chat.Request
	Of     *Command
	Values map[string]string // the arguments, checked against the declared options
	Typed  string            // what was typed after the command's whole name
	Free   bool              // written as free text, without a command
}

// Permit returns a *Problem unless the person may use the command.
func (c *Call) Permit() error {
	if c.Of.Who == chat.Managers && c.Group && !c.From.Manager {
		return NewProblem("Only those who manage this group can use /"+c.Of.Name+".", "Ask one of them to run it.")
	}
	return nil
}

// OfGroup reports whether the answer is about the group or about what was typed, and not about the person. A nil
// Call is of the group.
func (c *Call) OfGroup(err error) bool {
	return c == nil || c.Of.Who == chat.Managers || err != nil && !c.Of.Direct
}

// Missing asks for the first required argument that is not there: by a menu where there are choices,
// else by a form. It returns nil if none is missing.
func (c *Call) Missing() chat.Reply {
	for _, o := range c.Of.Options {
		if _, given := c.Values[o.Name]; given || !o.Required || o.Type == chat.File {
			continue
		}
		const room = 20 // bytes of what was typed already that a control can carry beside a choice
		action := chat.Action{Command: c.Of.Name}
		if len(c.Typed) <= room {
			action.Arg = c.Typed
		}
		if len(o.Choices) > 0 {
			return &chat.Message{
				Text:     chat.Plain(o.Description + "?"),
				Controls: []chat.Control{&chat.Select{Prompt: o.Description, Action: action, Options: o.Choices}},
				Owner:    c.From.ID, Private: true,
			}
		}
		return &chat.Form{Title: "/" + c.Of.Name, Action: action, Fields: []chat.Field{{Name: o.Name, Label: say.Brief(o.Description), Max: o.Max}}}
	}
	return nil
}
