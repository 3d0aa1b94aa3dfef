package markup

import "spotter/internal/chat"

// Kinds of components of a modal (Components, "Component Types").
const (
	kindSelect     = 3
	kindTextInput  = 4
	kindLabel      = 18
	kindRadioGroup = 21
)

// mostRadio is how many choices are shown side by side; more are in a menu (Components, "Radio Group").
const mostRadio = 10

// A Modal is the body of an answer that opens a form. discordgo knows no components of these kinds.
type Modal struct {
	CustomID   string  `json:"custom_id"`
	Title      string  `json:"title"`
	Components []label `json:"components"`
}

// A label names the field below it.
type label struct {
	Type      int    `json:"type"`
	Label     string `json:"label"`
	Hint      string `json:"description,omitempty"`
	Component input  `json:"component"`
}

// An input is a text input, a menu or radio buttons.
type input struct {
	Type        int           `json:"type"`
	CustomID    string        `json:"custom_id"`
	Style       int           `json:"style,omitempty"`
	Placeholder string        `json:"placeholder,omitempty"`
	Value       string        `json:"value,omitempty"`
	Required    bool          `json:"required"`
	MaxLength   int           `json:"max_length,omitempty"`
	Options     []inputOption `json:"options,omitempty"`
}

type inputOption struct {
	Label   string `json:"label"`
	Value   string `json:"value"`
	Default bool   `json:"default,omitempty"`
}

// NewModal renders f: what has choices is chosen, anything else is written.
func NewModal(f *chat.Form) Modal {
	m := Modal{
		CustomID: CustomID{Action: f.Action.String()}.String(0),
		Title:    Cut(f.Title, chat.MaxTitle),
	}
	for _, field := range f.Fields {
		l := label{Type: kindLabel, Label: Cut(field.Label, chat.MaxTitle)}
		if n := len(field.Choices); n > 0 && n <= chat.MaxChoices {
			l.Component, l.Hint = choosing(field), Cut(field.Hint, 100)
		} else {
			l.Component = writing(field)
		}
		m.Components = append(m.Components, l)
	}
	return m
}

func choosing(f chat.Field) input {
	in := input{Type: kindSelect, CustomID: f.Name, Required: !f.Optional}
	if n := len(f.Choices); n > 1 && n <= mostRadio {
		in.Type = kindRadioGroup
	}
	for _, c := range f.Choices {
		in.Options = append(in.Options, inputOption{Label: Cut(c.Label, chat.MaxChoice), Value: c.Value, Default: c.Value == f.Default})
	}
	return in
}

func writing(f chat.Field) input {
	most := f.Max
	if most == 0 {
		most = 1000
	}
	in := input{
		Type: kindTextInput, CustomID: f.Name, Style: 1, Placeholder: Cut(f.Hint, 100), Value: Cut(f.Default, most),
		Required: !f.Optional, MaxLength: most,
	}
	if f.Long {
		in.Style = 2
	}
	return in
}
