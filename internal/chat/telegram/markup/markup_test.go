package markup

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"

	"spotter/internal/chat"
)

func TestLay(t *testing.T) {
	noon := time.Unix(1_800_000_000, 0)
	for _, row := range []struct {
		name  string
		text  chat.Text
		group bool
		want  Page
	}{
		{"offsets in UTF-16", chat.Join(chat.Plain("💪 a "), chat.Strong("ü💪"), chat.Plain(".")), false,
			Page{"💪 a ü💪.", []Entity{{Type: "bold", Offset: 5, Length: 3}}}},
		{"styles", chat.Text{{Text: "ab", Style: chat.Bold | chat.Italic}, {Text: "c", Style: chat.Code | chat.Bold}}, false,
			Page{"abc", []Entity{{Type: "bold", Length: 2}, {Type: "italic", Length: 2}, {Type: "code", Offset: 2, Length: 1}}}},
		{"commands to touch and to copy", chat.Rich("`/help` or `/remind on`"), false,
			Page{"/help or /remind on", []Entity{{Type: "code", Offset: 9, Length: 10}}}},
		{"link", chat.Text{{Text: "here", Link: "https://a.b/?x=1&y=<2>"}}, false,
			Page{"here", []Entity{{Type: "text_link", Length: 4, URL: "https://a.b/?x=1&y=<2>"}}}},
		{"no link", chat.Text{{Text: "here", Link: "javascript:alert(1)"}}, false, Page{Text: "here"}},
		{"instant", chat.At(noon, "noon"), false,
			Page{"noon", []Entity{{Type: "date_time", Length: 4, UnixTime: 1_800_000_000, Format: "wDt"}}}},
		{"mention", chat.Text{{Text: "Anna", User: "telegram:5"}}, true,
			Page{"Anna", []Entity{{Type: "text_mention", Length: 4, User: &User{ID: 5, FirstName: "Anna"}}}}},
		{"another platform's person", chat.Text{{Text: "Anna", User: "discord:5"}, {Text: "all", Role: "7"}}, true, Page{Text: "Annaall"}},
		{"markup is words", chat.Plain("<b>*x*</b> [a](b) &amp; `c` /go #x"), true, Page{Text: "<b>*x*</b> [a](b) &amp; `c` /go #x"}},
		{"a name rings nowhere", chat.Text{{Text: "ask @someone now", Style: chat.Bold}}, true,
			Page{"ask @someone now", []Entity{{Type: "bold", Length: 4}, {Type: "code", Offset: 4, Length: 8}, {Type: "bold", Offset: 12, Length: 4}}}},
		{"a name in private", chat.Plain("@someone"), false, Page{Text: "@someone"}},
		{"control characters", chat.Plain("a\r\nb\x00c\u202ed\u2028\xff"), false, Page{Text: "a\nb cd\uFFFD"}},
		{"nothing", chat.Text{{Text: ""}, {Text: "\r", Style: chat.Bold}}, false, Page{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(Lay(row.text, row.group), row.want, cmp.AllowUnexported(Page{})); diff != "" {
				t.Errorf("lay, got - want +:\n%s", diff)
			}
		})
	}
}

func TestLayMessage(t *testing.T) {
	m := &chat.Message{
		Text: chat.Plain("text"), Footer: chat.Plain("small"),
		Sections: []chat.Section{{Title: "Fix", Body: chat.Plain("do")}, {Title: "Empty"}, {Body: chat.Plain("bare")}},
		Controls: []chat.Control{&chat.Select{Prompt: "Which lift?"}},
	}
	got, want := LayMessage(m, false).Trim().Text, "text\n\nFix\ndo\n\nEmpty\n\n\nbare\n\nWhich lift?\n\nsmall"
	if got != want {
		t.Errorf("LayMessage = %q, want %q", got, want)
	}
}

// A menu's prompt that stands above it already is not said twice.
// What says the same each time is folded, title and all.
func TestLaySame(t *testing.T) {
	m := &chat.Message{Text: chat.Plain("text"), Sections: []chat.Section{{Title: "Fix", Body: chat.Plain("do")}, {Title: "Source", Body: chat.Plain("here"), Same: true}, {Same: true}}}
	p := LayMessage(m, false)
	var folded []string
	for _, e := range p.Entities {
		if e.Type == "expandable_blockquote" {
			folded = append(folded, stretch(p, e))
		}
	}
	if want := []string{"Source\nhere"}; !slices.Equal(folded, want) {
		t.Errorf("folded %q, want %q", folded, want)
	}
}

func TestLayMessageAsksOnce(t *testing.T) {
	m := &chat.Message{Text: chat.Plain("Which lift?"), Controls: []chat.Control{&chat.Select{Prompt: "Which lift"}}}
	if got, want := LayMessage(m, false).Trim().Text, "Which lift?"; got != want {
		t.Errorf("LayMessage = %q, want %q", got, want)
	}
}

func TestSplit(t *testing.T) {
	for _, row := range []struct {
		name, text string
		limit      int
		want       []string
	}{
		{"fits", "one two", 7, []string{"one two"}},
		{"empty", " \n ", 7, nil},
		{"at a paragraph", "one two\n\nthree\nfour", 16, []string{"one two", "three\nfour"}},
		{"at a line", "one two\nthree four", 12, []string{"one two", "three four"}},
		{"at a word", "one two three", 9, []string{"one two", "three"}},
		{"not so early", "a\n\nlong words that go on", 18, []string{"a\n\nlong words", "that go on"}},
		{"in a long word", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"not in a family", "xx👩‍👩‍👧👩‍👩‍👧", 10, []string{"xx👩‍👩‍👧", "👩‍👩‍👧"}},
		{"not between letter and accent", "abe\u0301", 3, []string{"ab", "e\u0301"}},
		{"a grapheme too long", "e\u0301\u0301\u0301\u0301", 3, []string{"e\u0301\u0301", "\u0301\u0301"}},
		{"an emoji too long", "👩‍👩‍👧", 3, []string{"👩‍", "👩‍", "👧"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, p := range (Page{Text: row.text}).Split(row.limit) {
				got = append(got, p.Text)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("split = %q, want %q", got, row.want)
			}
		})
	}
}

func TestSplitCutsEntities(t *testing.T) {
	p := Page{"one two three", []Entity{{Type: "bold", Offset: 4, Length: 9}}}
	want := []Page{{"one two", []Entity{{Type: "bold", Offset: 4, Length: 3}}}, {"three", []Entity{{Type: "bold", Length: 5}}}}
	if diff := cmp.Diff(p.Split(9), want, cmp.AllowUnexported(Page{})); diff != "" {
		t.Errorf("split, got - want +:\n%s", diff)
	}
}

func TestSplitTooManyEntities(t *testing.T) {
	var p Page
	for i := range 250 {
		p.Text += "ab "
		p.Entities = append(p.Entities, Entity{Type: "bold", Offset: 3 * i, Length: 2})
	}
	n := 0
	for _, part := range p.Split(MaxText) {
		if len(part.Entities) > maxMarks {
			t.Errorf("a Page has %d entities, at most %d", len(part.Entities), maxMarks)
		}
		n += len(part.Entities)
	}
	if n != 250 {
		t.Errorf("%d entities are left, want 250", n)
	}
}

// FuzzSplit: pages are never too long nor empty, hold all words in order, entities stay within them and
// mark the same words, and no grapheme that fits a page is torn.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"a b c", "one\n\ntwo", strings.Repeat("👩‍👩‍👧", 9), "e\u0301 x\r\n y", "\xff\xfe", strings.Repeat("long", 99), " \u0301", "\u200f  \u0300"} {
		f.Add(s, 7, uint8(1))
		f.Add(s, 40, uint8(5))
	}
	f.Fuzz(func(t *testing.T, s string, limit int, every uint8) {
		if limit < 2 || limit > 5000 || len(s) > 2_000 {
			t.Skip()
		}
		var text chat.Text
		for i, word := range strings.SplitAfter(s, " ") {
			span := chat.Span{Text: word}
			if every > 0 && i%int(every) == 0 {
				span.Style = chat.Bold
			}
			text = append(text, span)
		}
		whole := Lay(text, false)
		var words, marked strings.Builder
		for _, p := range whole.Split(limit) {
			n := Units(p.Text)
			if n == 0 || n > limit {
				t.Fatalf("a page of %d units, want 1 to %d", n, limit)
			}
			words.WriteString(p.Text)
			for _, e := range p.Entities {
				if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > n {
					t.Fatalf("entity %+v in %q", e, p.Text)
				}
				marked.WriteString(stretch(p, e))
			}
		}
		if got, want := squeeze(words.String()), squeeze(whole.Text); got != want {
			t.Fatalf("pages say %q, want %q", got, want)
		}
		var want strings.Builder
		for _, e := range whole.Entities {
			want.WriteString(stretch(whole, e))
		}
		if got := squeeze(marked.String()); got != squeeze(want.String()) {
			t.Fatalf("pages mark %q, want %q", got, squeeze(want.String()))
		}
		checkGraphemes(t, whole, limit)
	})
}

// checkGraphemes wants every page to begin and end between graphemes of the whole, or where one is too long.
func checkGraphemes(t *testing.T, whole Page, limit int) {
	ends := map[string]bool{}
	rest, state := whole.Text, -1
	for rest != "" {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if Units(g) > limit {
			return
		}
		ends[squeeze(rest)] = true
	}
	left := squeeze(whole.Text)
	for _, p := range whole.Split(limit) {
		left = strings.TrimPrefix(left, squeeze(p.Text))
		if !ends[left] && left != "" {
			t.Fatalf("page %q of %q ends within a grapheme, %q is left", p.Text, whole.Text, left)
		}
	}
}

func stretch(p Page, e Entity) string {
	return string(utf16.Decode(utf16.Encode([]rune(p.Text))[e.Offset : e.Offset+e.Length]))
}

// squeeze returns s without white space.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// FuzzTag: what tag makes, untag understands, within 64 bytes.
func FuzzTag(f *testing.F) {
	f.Add(int64(5), false, "remind done")
	f.Add(int64(7), true, "~x y")
	f.Add(int64(1<<52-1), true, strings.Repeat("x", chat.MaxAction))
	f.Fuzz(func(t *testing.T, id int64, open bool, action string) {
		if id <= 0 || id >= 1<<52 || len(action) > chat.MaxAction || action == "" {
			t.Skip()
		}
		data := tag(&chat.Message{Owner: UserID(id), Share: open}) + action
		if owner, shared, got := Untag(data); owner != id || shared != open || got != action || len(data) > 64 {
			t.Errorf("Untag(%q) = %d, %v, %q, want %d, %v, %q", data, owner, shared, got, id, open, action)
		}
	})
}

// What is for who wants more is one folded quotation, and the button that would show it is left out; without such sections it stays.
func TestLayMore(t *testing.T) {
	more := chat.Button{Label: "More", Action: chat.Action{Command: "more"}, Unfolds: true}
	m := &chat.Message{
		Text:     chat.Plain("text"),
		Sections: []chat.Section{{Title: "Fix", Body: chat.Plain("do")}, {Title: "Also", Body: chat.Plain("that"), More: true}, {Title: "Source", Body: chat.Plain("here"), More: true, Same: true}},
		Controls: []chat.Control{chat.Buttons{{Label: "Drill", Action: chat.Action{Command: "drill"}}, more}, chat.Buttons{more}},
		Footer:   chat.Plain("small"),
	}
	p := LayMessage(m, false)
	if want := "text\n\nFix\ndo\n\nAlso\nthat\n\nSource\nhere\n\nsmall"; p.Text != want {
		t.Errorf("text is %q", p.Text)
	}
	var quotes []string
	for _, e := range p.Entities {
		if e.Type == "expandable_blockquote" {
			quotes = append(quotes, p.Text[e.Offset:e.Offset+e.Length])
		}
	}
	if len(quotes) != 1 || quotes[0] != "Also\nthat\n\nSource\nhere" {
		t.Errorf("quotations are %q", quotes)
	}
	if k := NewKeyboard(m); len(k.Rows) != 1 || len(k.Rows[0]) != 1 {
		t.Errorf("keys are %v", k.Rows)
	}
	m.Sections = m.Sections[:1]
	if k := NewKeyboard(m); len(k.Rows) != 2 || len(k.Rows[0]) != 2 {
		t.Errorf("without anything folded, keys are %v", k.Rows)
	}
}

// Labels that a phone would cut off stand in rows of their own, and nothing is lost.
func TestKeyboardOnAPhone(t *testing.T) {
	for labels, want := range map[string]string{
		"Done,Snooze,Skip today,Show drill":                   "Done,Snooze,Skip today,Show drill",
		"Show drill,It is something else,That misread me":     "Show drill,It is something else|That misread me",
		"As the sets go on and I tire,After the heavier sets": "As the sets go on and I tire|After the heavier sets",
	} {
		var row chat.Buttons
		for label := range strings.SplitSeq(labels, ",") {
			row = append(row, chat.Button{Label: label, Action: chat.Action{Command: "x"}})
		}
		var rows []string
		for _, r := range NewKeyboard(&chat.Message{Controls: []chat.Control{row}}).Rows {
			var all []string
			for _, b := range r {
				all = append(all, b.Text)
			}
			rows = append(rows, strings.Join(all, ","))
		}
		if got := strings.Join(rows, "|"); got != want {
			t.Errorf("%s: rows %s, want %s", labels, got, want)
		}
	}
}
