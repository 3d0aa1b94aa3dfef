package chattest

import (
	"fmt"
	"strings"
	"time"

	"spotter/internal/chat"
)

// Dump returns everything in m as text for golden files: the same for the same message, one part a
// line or block. A span in a style reads {bold words}, a link {link https://… words}, an instant
// {when 2026-05-01T08:00:00Z fallback}, a mention {user x:1 name}; braces that were written are
// doubled.
func Dump(m *chat.Message) string {
	if m == nil {
		return "nothing\n"
	}
	d := &dumper{}
	if f := flags(m); f != "" {
		d.line("flags: %s", f)
	}
	d.block("text", m.Text)
	for _, s := range m.Sections {
		d.block(fmt.Sprintf("section %q%s", s.Title, named(s.More, ", more")), s.Body)
	}
	for _, i := range m.Images {
		d.line("image %q of %d bytes: %s", i.Name, len(i.Data), i.Alt)
	}
	if f := m.File; f != nil {
		d.line("file %q, %s:", f.Name, f.Type)
		for line := range strings.SplitSeq(strings.TrimSuffix(string(f.Data), "\n"), "\n") {
			d.line("  %s", line)
		}
	}
	for _, c := range m.Controls {
		d.control(c)
	}
	if m.Hint != "" {
		d.line("hint: %s", m.Hint)
	}
	if len(m.Beside) > 0 {
		d.line("beside:")
		d.control(m.Beside)
	}
	d.block("footer", m.Footer)
	return d.b.String()
}

// DumpForm returns everything in f as text for golden files.
func DumpForm(f *chat.Form) string {
	if f == nil {
		return "nothing\n"
	}
	d := &dumper{}
	d.line("form %q -> %s", f.Title, f.Action)
	if f.Note != "" {
		d.line("note: %s", f.Note)
	}
	for _, field := range f.Fields {
		d.field(field)
	}
	return d.b.String()
}

// DumpReply returns everything in a reply as text for golden files.
func DumpReply(r chat.Reply) string {
	switch r := r.(type) {
	case *chat.Message:
		return Dump(r)
	case *chat.Form:
		return DumpForm(r)
	}
	return "nothing\n"
}

type dumper struct{ b strings.Builder }

func (d *dumper) line(format string, args ...any) {
	d.b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
}

func (d *dumper) block(title string, t chat.Text) {
	if len(t) == 0 && !strings.HasPrefix(title, "section") {
		return
	}
	d.line("%s:", title)
	for line := range strings.SplitSeq(dumpText(t), "\n") {
		d.line("  %s", line)
	}
}

func (d *dumper) control(c chat.Control) {
	switch c := c.(type) {
	case chat.Buttons:
		d.line("buttons:")
		for _, b := range c {
			target := b.Action.String()
			if b.URL != "" {
				target = b.URL
			}
			d.line("  [%s] -> %s%s", b.Label, target, named(b.Danger, " (danger)")+named(b.Unfolds, " (unfolds)"))
		}
	case *chat.Select:
		d.line("select %q -> %s", c.Prompt, c.Action)
		d.choices(c.Options)
	}
}

func (d *dumper) choices(all []chat.Choice) {
	for _, c := range all {
		d.line("  (%s) = %s", c.Label, c.Value)
	}
}

func (d *dumper) field(f chat.Field) {
	most := ""
	if f.Max > 0 {
		most = fmt.Sprintf(", at most %d", f.Max)
	}
	d.line("field %s %q%s%s%s", f.Name, f.Label, named(f.Long, ", long"), named(f.Optional, ", optional"), most)
	if f.Hint != "" {
		d.line("  hint: %s", f.Hint)
	}
	if f.Default != "" {
		d.line("  default: %s", f.Default)
	}
	d.choices(f.Choices)
}

// named returns name if it holds.
func named(holds bool, name string) string {
	if holds {
		return name
	}
	return ""
}

func flags(m *chat.Message) string {
	all := []string{
		named(m.Private, "private"), named(m.Alone, "alone"), named(m.Urgent, "urgent"), named(m.Share, "share"),
		named(m.Replace, "replace"), named(m.Quiet, "quiet"), named(m.Ask, "ask"),
		named(m.Owner != "", "owner "+string(m.Owner)), named(m.Key != "", "key "+m.Key),
		named(m.Follows != "", "follows "+string(m.Follows)), named(m.ReplyTo != "", "reply to "+string(m.ReplyTo)),
	}
	var set []string
	for _, f := range all {
		if f != "" {
			set = append(set, f)
		}
	}
	return strings.Join(set, ", ")
}

func dumpText(t chat.Text) string {
	var b strings.Builder
	for _, s := range t {
		b.WriteString(dumpSpan(s))
	}
	return b.String()
}

func dumpSpan(s chat.Span) string {
	words := strings.NewReplacer("{", "{{", "}", "}}").Replace(s.Text)
	for _, style := range []struct {
		style chat.Style
		name  string
	}{{chat.Code, "code"}, {chat.Italic, "italic"}, {chat.Bold, "bold"}} {
		if s.Style&style.style != 0 {
			words = "{" + style.name + " " + words + "}"
		}
	}
	if s.Link != "" {
		words = "{link " + s.Link + " " + words + "}"
	}
	if !s.When.IsZero() {
		words = "{when " + s.When.UTC().Format(time.RFC3339Nano) + " " + words + "}"
	}
	if s.User != "" {
		words = "{user " + string(s.User) + " " + words + "}"
	}
	if s.Role != "" {
		words = "{role " + s.Role + " " + words + "}"
	}
	if s.Place != "" {
		words = "{place " + string(s.Place) + " " + words + "}"
	}
	return words
}
