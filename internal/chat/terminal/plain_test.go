package terminal

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

func sample() *chat.Message {
	return &chat.Message{
		Text: chat.Join(chat.Strong("A common reason lifters get this"), chat.Rich(" is that the blades are pulled back but not *down*, because you said “shoulders end up at my ears”.\n\nSee [the article](https://example.org/a/very/long/address/that/goes/on/and/on/and/on/for/more/than/a/line).")),
		Sections: []chat.Section{
			{Title: "Fix", Body: chat.Plain("- Pull the blades back, then down, as if into your back pockets, before you unrack.\n- Keep the chest up.")},
			{Title: "Drill", Body: chat.Plain("1. Stand against a wall with a soft ball behind the head and tuck the chin in, slowly.\n12) Hold.")},
		},
		Images:   []chat.Image{{Name: "a.gif", Alt: "A figure\ntucks the chin."}},
		Controls: []chat.Control{chat.Buttons{{Label: "Show the drill"}, {Label: "Remind me"}, {Label: "Video", URL: "https://example.org/v"}, {Label: "It is something else, I think"}}, &chat.Select{Prompt: "Which lift", Options: []chat.Choice{{Label: "Bench press", Value: "b"}}}},
		Footer:   chat.Plain("This is coaching, not medicine."),
	}
}

func TestPlain(t *testing.T) {
	got := Plain(sample(), 60)
	want := `A common reason lifters get this is that the blades are
pulled back but not down, because you said “shoulders end up
at my ears”.

See the article
(https://example.org/a/very/long/address/that/goes/on/and/on/and/on/for/more/than/a/line).

Fix
  - Pull the blades back, then down, as if into your back
    pockets, before you unrack.
  - Keep the chest up.

Drill
  1. Stand against a wall with a soft ball behind the head
     and tuck the chin in, slowly.
  12) Hold.

[picture: A figure tucks the chin.]

This is coaching, not medicine.

[1] Show the drill   [2] Remind me
[3] It is something else, I think
Video: https://example.org/v
Which lift:
[4] Bench press`
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("Plain, got - want +:\n%s", diff)
	}
}

func TestPlainSpans(t *testing.T) {
	local := time.Local
	defer func() { time.Local = local }()
	time.Local = time.FixedZone("CEST", 2*3600)
	for _, row := range []struct {
		name string
		text chat.Text
		want string
	}{
		{"instant", chat.At(time.Date(2026, 5, 1, 6, 0, 0, 0, time.UTC), ""), "Fri 1 May 2026, 08:00 CEST"},
		{"instant in a chosen zone", chat.At(time.Date(2026, 5, 1, 6, 0, 0, 0, time.UTC), "Friday 07:00"), "Friday 07:00"},
		{"no instant", chat.At(time.Time{}, "08:00"), "08:00"},
		{"link is its words", chat.Text{{Text: "https://a.b", Link: "https://a.b"}}, "https://a.b"},
		{"mention", chat.Text{{Text: "Ann", User: "x:1"}, {Text: " "}, {User: "x:2"}}, "Ann x:2"},
		{"markup is text", chat.Plain("*a* _b_ `c` <d> &e @f [g](h) {i} |j|"), "*a* _b_ `c` <d> &e @f [g](h) {i} |j|"},
		{"nothing acts", chat.Plain("a\x1b[31mb\x07c\td\r\ne\u202ef\u009bg\xffh"), "a[31mbc d\nefg\uFFFDh"},
		{"spaces and lines", chat.Plain("a  b\n\n  c"), "a  b\n\n  c"},
		{"code is as typed", chat.Rich("`/drill chin tuck`"), "/drill chin tuck"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Plain(&chat.Message{Text: row.text}, 80); got != row.want {
				t.Errorf("Plain = %q, want %q", got, row.want)
			}
		})
	}
}

func TestBoldOnATerminal(t *testing.T) {
	m := &chat.Message{Text: chat.Join(chat.Strong("bold words here"), chat.Plain(" and twenty plain ones"))}
	got := page{width: 20, bold: true}.message(m)
	want := "\x1b[1mbold words here\x1b[0m and\ntwenty plain ones"
	if got != want {
		t.Errorf("message = %q, want %q", got, want)
	}
}

func TestMeasure(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "e\u0301": 1, "日本": 4, "💪": 2, "–“”": 3, boldOn + "a" + boldOff: 1, "한국": 4, "Ａ": 2} {
		if got := measure(s); got != want {
			t.Errorf("measure(%q) = %d, want %d", s, got, want)
		}
	}
}

// Whatever is in a message, its lines keep the width, nothing in them acts on the terminal, and
// nothing but white space and what clean drops is lost.
func FuzzPlain(f *testing.F) {
	f.Add("plain words", "title", "label", 40)
	f.Add(strings.Repeat("x", 200), "- a\n1. b", "日本語日本語日本語日本語", 20)
	f.Add("\x1b[1m\x9b31m \u202e \xff https://example.org/"+strings.Repeat("y", 90), "\n\n", "a\nb", -3)
	f.Add("                                                  x", "1.                            y", "e\u0301\u0301", 21)
	f.Fuzz(func(t *testing.T, text, title, label string, width int) {
		width %= 200
		m := &chat.Message{
			Text:     chat.Text{{Text: text}, {Text: title, Style: chat.Bold}},
			Sections: []chat.Section{{Title: title, Body: chat.Plain(text)}},
			Images:   []chat.Image{{Alt: label}},
			Controls: []chat.Control{chat.Buttons{{Label: label}, {Label: title}}, &chat.Select{Prompt: title, Options: []chat.Choice{{Label: label}}}},
			Footer:   chat.Plain(label),
		}
		got := Plain(m, width)
		for line := range strings.SplitSeq(got, "\n") {
			if n := measure(line); n > max(width, narrowest) && !strings.Contains(line, "://") {
				t.Errorf("line %q is %d wide, want at most %d", line, n, max(width, narrowest))
			}
			if i := strings.IndexFunc(line, unicode.IsControl); i >= 0 {
				t.Errorf("line %q has a control character", line)
			}
		}
		if squeezed := squeeze(clean(text) + clean(title)); !strings.Contains(squeeze(got), squeezed) {
			t.Errorf("Plain lost some of %q: %q", text, got)
		}
		styled := page{width: width, bold: true}.message(m)
		if unstyled := strings.NewReplacer(boldOn, "", boldOff, "").Replace(styled); squeeze(unstyled) != squeeze(got) {
			t.Errorf("bold changed the words: %q, plain %q", styled, got)
		}
	})
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' {
			return -1
		}
		return r
	}, s)
}

func BenchmarkPlain(b *testing.B) {
	for name, text := range map[string]string{"words": strings.Repeat("word ", 13_000), "one word": strings.Repeat("x", 65_000)} {
		b.Run(name, func(b *testing.B) {
			m := &chat.Message{Text: chat.Plain(text)}
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Plain(m, 80)
			}
		})
	}
}

func TestPlainFile(t *testing.T) {
	long := strings.Repeat("long ", 20)
	for _, row := range []struct{ data, want string }{
		{"{\n  \"a\": \"" + long + "\"\n}\n", "Here.\n\n[file: a.json]\n{\n  \"a\": \"" + long + "\"\n}"},
		{"red \x1b[31m\r\n", "Here.\n\n[file: a.json]\nred [31m"},
		{"\x00\x01\x02", "Here.\n\n[file: a.json, 3 bytes]"},
	} {
		m := &chat.Message{Text: chat.Plain("Here."), File: &chat.Document{Name: "a.json", Type: "application/json", Data: []byte(row.data)}}
		if got := Plain(m, 40); got != row.want {
			t.Errorf("%q is shown as %q, want %q", row.data, got, row.want)
		}
	}
}
