package dialog

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"spotter/internal/chat"
)

// Answers that mean something other than themselves.
const (
	dash  = "-"    // keeps the default, or skips
	empty = "none" // skips where a dash keeps the default
)

// What the buttons of a question say in place of a choice's number.
const (
	skip = "skip"
	keep = "keep" // the default
	stop = "cancel"
)

// A question is one field of a form that is open.
type question struct {
	chat.Field
	n, of int
	token string
}

// A verdict is an answer, or a sentence that says why there is none.
type verdict struct{ answer, fault string }

func accept(answer string) verdict { return verdict{answer: answer} }
func refuse(fault string) verdict  { return verdict{fault: fault} }

// typed judges what a person wrote.
func (q question) typed(s string) verdict {
	s = strings.TrimSpace(s)
	if !q.Long {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
	}
	most := q.Max
	if most == 0 {
		most = 1000
	}
	n := utf8.RuneCountInString(s)
	switch {
	case s == dash && q.Default != "":
		return accept(q.Default)
	case q.Optional && (s == dash || q.Default != "" && strings.EqualFold(s, empty)):
		return accept("")
	case s == dash || s == "":
		return refuse("This one needs an answer.")
	case len(q.Choices) > 0:
		return q.named(s)
	case n > most:
		return refuse(fmt.Sprintf("That has %d characters and at most %d fit here, so please shorten it.", n, most))
	}
	return accept(s)
}

// named judges a choice that was typed by its label or value, or by a beginning of one label alone, as "bench".
func (q question) named(s string) verdict {
	var begun []string
	for _, c := range q.Choices {
		switch n := len(s); {
		case strings.EqualFold(s, c.Label) || strings.EqualFold(s, c.Value):
			return accept(c.Value)
		case n <= len(c.Label) && strings.EqualFold(s, c.Label[:n]):
			begun = append(begun, c.Value)
		}
	}
	if len(begun) == 1 {
		return accept(begun[0])
	}
	return refuse("That is not one of the choices, so please pick one of them.")
}

// pressed judges the last word of a control's action: the number of a choice, skip, or keep.
func (q question) pressed(s string) verdict {
	switch {
	case s == skip && q.Optional:
		return accept("")
	case s == keep && q.Default != "":
		return accept(q.Default)
	}
	if i, err := strconv.Atoi(s); err == nil && i >= 0 && i < len(q.Choices) {
		return accept(q.Choices[i].Value)
	}
	return refuse("That is not one of the choices, so please pick one of them.")
}

// message returns the question as shown to owner. A question with choices has controls, and one
// without has none, since a platform can open a reply field or show buttons but not both: what can be pressed in place
// of writing stands beside.
func (q question) message(owner chat.UserID) *chat.Message {
	t := chat.Strong(q.Label)
	if q.of > 1 {
		t = append(t, chat.Span{Text: fmt.Sprintf(" (%d of %d)", q.n, q.of)})
	}
	if q.Hint != "" {
		t = append(t, chat.Span{Text: "\n" + q.Hint})
	}
	t = append(t, chat.Span{Text: "\n" + q.ways(), Style: chat.Italic})
	return &chat.Message{Text: t, Owner: owner, Ask: true, Hint: q.Hint, Controls: q.controls(), Beside: q.beside()}
}

// beside offers what can be done other than answering, as far as controls do not.
func (q question) beside() (row chat.Buttons) {
	if q.Default != "" {
		row = append(row, chat.Button{Label: "Keep", Action: q.action(keep)})
	}
	if q.Optional && len(q.Choices) == 0 {
		row = append(row, chat.Button{Label: "Skip", Action: q.action(skip)})
	}
	return append(row, chat.Button{Label: "Cancel", Action: q.action(stop)})
}

// ways tells how to answer other than by answering.
func (q question) ways() string {
	switch {
	case q.Default != "" && q.Optional:
		return fmt.Sprintf("Send %s to keep “%s”, %s to leave it empty, or /cancel to stop.", dash, q.shownDefault(), empty)
	case q.Default != "":
		return fmt.Sprintf("Send %s to keep “%s”, or /cancel to stop.", dash, q.shownDefault())
	case q.Optional:
		return fmt.Sprintf("Send %s to skip this, or /cancel to stop.", dash)
	}
	return "Send /cancel to stop."
}

// shownDefault is the default by its label, if it is a choice.
func (q question) shownDefault() string {
	for _, c := range q.Choices {
		if c.Value == q.Default {
			return c.Label
		}
	}
	return q.Default
}

// controls offers the choices: as one row of buttons if they fit into one, else as a menu.
func (q question) controls() []chat.Control {
	if len(q.Choices) == 0 {
		return nil
	}
	var rows []chat.Control
	if q.short() {
		var row chat.Buttons
		for i, c := range q.Choices {
			row = append(row, chat.Button{Label: c.Label, Action: q.action(strconv.Itoa(i))})
		}
		rows = append(rows, row)
	} else {
		menu := &chat.Select{Prompt: q.Label, Action: q.action("")}
		for i, c := range q.Choices {
			menu.Options = append(menu.Options, chat.Choice{Label: c.Label, Value: strconv.Itoa(i)})
		}
		rows = append(rows, menu)
	}
	if q.Optional {
		rows = append(rows, chat.Buttons{{Label: "Skip", Action: q.action(skip)}})
	}
	return rows
}

func (q question) short() bool {
	width := 0
	for _, c := range q.Choices {
		width += utf8.RuneCountInString(c.Label)
	}
	return len(q.Choices) <= chat.MaxButtons && width <= 40
}

func (q question) action(arg string) chat.Action {
	return chat.Action{Command: Command, Arg: strings.TrimSpace(q.token + " " + arg)}
}

// heading is what stands above the first question.
func heading(f *chat.Form) chat.Text {
	t := chat.Strong(f.Title)
	if f.Note != "" {
		t = append(t, chat.Span{Text: "\n" + f.Note})
	}
	return t
}
