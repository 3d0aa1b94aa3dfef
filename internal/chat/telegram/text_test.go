package telegram

import (
	"bytes"
	"reflect"
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
		want  page
	}{
		{"offsets in UTF-16", chat.Join(chat.Plain("💪 a "), chat.Strong("ü💪"), chat.Plain(".")), false,
			page{"💪 a ü💪.", []entity{{Type: "bold", Offset: 5, Length: 3}}}},
		{"styles", chat.Text{{Text: "ab", Style: chat.Bold | chat.Italic}, {Text: "c", Style: chat.Code | chat.Bold}}, false,
			page{"abc", []entity{{Type: "bold", Length: 2}, {Type: "italic", Length: 2}, {Type: "code", Offset: 2, Length: 1}}}},
		{"commands to touch and to copy", chat.Rich("`/help` or `/remind on`"), false,
			page{"/help or /remind on", []entity{{Type: "code", Offset: 9, Length: 10}}}},
		{"link", chat.Text{{Text: "here", Link: "https://a.b/?x=1&y=<2>"}}, false,
			page{"here", []entity{{Type: "text_link", Length: 4, URL: "https://a.b/?x=1&y=<2>"}}}},
		{"no link", chat.Text{{Text: "here", Link: "javascript:alert(1)"}}, false, page{text: "here"}},
		{"instant", chat.At(noon, "noon"), false,
			page{"noon", []entity{{Type: "date_time", Length: 4, UnixTime: 1_800_000_000, Format: "wDt"}}}},
		{"mention", chat.Text{{Text: "Anna", User: "telegram:5"}}, true,
			page{"Anna", []entity{{Type: "text_mention", Length: 4, User: &user{ID: 5, FirstName: "Anna"}}}}},
		{"another platform's person", chat.Text{{Text: "Anna", User: "discord:5"}, {Text: "all", Role: "7"}}, true, page{text: "Annaall"}},
		{"markup is words", chat.Plain("<b>*x*</b> [a](b) &amp; `c` /go #x"), true, page{text: "<b>*x*</b> [a](b) &amp; `c` /go #x"}},
		{"a name rings nowhere", chat.Text{{Text: "ask @someone now", Style: chat.Bold}}, true,
			page{"ask @someone now", []entity{{Type: "bold", Length: 4}, {Type: "code", Offset: 4, Length: 8}, {Type: "bold", Offset: 12, Length: 4}}}},
		{"a name in private", chat.Plain("@someone"), false, page{text: "@someone"}},
		{"control characters", chat.Plain("a\r\nb\x00c\u202ed\u2028\xff"), false, page{text: "a\nb cd\uFFFD"}},
		{"nothing", chat.Text{{Text: ""}, {Text: "\r", Style: chat.Bold}}, false, page{}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(lay(row.text, row.group), row.want, cmp.AllowUnexported(page{})); diff != "" {
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
	got, want := layMessage(m, false).trim().text, "text\n\nFix\ndo\n\nEmpty\n\n\nbare\n\nWhich lift?\n\nsmall"
	if got != want {
		t.Errorf("layMessage = %q, want %q", got, want)
	}
}

// A menu's prompt that stands above it already is not said twice.
func TestLayMessageAsksOnce(t *testing.T) {
	m := &chat.Message{Text: chat.Plain("Which lift?"), Controls: []chat.Control{&chat.Select{Prompt: "Which lift"}}}
	if got, want := layMessage(m, false).trim().text, "Which lift?"; got != want {
		t.Errorf("layMessage = %q, want %q", got, want)
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
			for _, p := range (page{text: row.text}).split(row.limit) {
				got = append(got, p.text)
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("split = %q, want %q", got, row.want)
			}
		})
	}
}

func TestSplitCutsEntities(t *testing.T) {
	p := page{"one two three", []entity{{Type: "bold", Offset: 4, Length: 9}}}
	want := []page{{"one two", []entity{{Type: "bold", Offset: 4, Length: 3}}}, {"three", []entity{{Type: "bold", Length: 5}}}}
	if diff := cmp.Diff(p.split(9), want, cmp.AllowUnexported(page{})); diff != "" {
		t.Errorf("split, got - want +:\n%s", diff)
	}
}

func TestSplitTooManyEntities(t *testing.T) {
	var p page
	for i := range 250 {
		p.text += "ab "
		p.entities = append(p.entities, entity{Type: "bold", Offset: 3 * i, Length: 2})
	}
	n := 0
	for _, part := range p.split(maxText) {
		if len(part.entities) > maxMarks {
			t.Errorf("a page has %d entities, at most %d", len(part.entities), maxMarks)
		}
		n += len(part.entities)
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
		whole := lay(text, false)
		var words, marked strings.Builder
		for _, p := range whole.split(limit) {
			n := units(p.text)
			if n == 0 || n > limit {
				t.Fatalf("a page of %d units, want 1 to %d", n, limit)
			}
			words.WriteString(p.text)
			for _, e := range p.entities {
				if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > n {
					t.Fatalf("entity %+v in %q", e, p.text)
				}
				marked.WriteString(stretch(p, e))
			}
		}
		if got, want := squeeze(words.String()), squeeze(whole.text); got != want {
			t.Fatalf("pages say %q, want %q", got, want)
		}
		var want strings.Builder
		for _, e := range whole.entities {
			want.WriteString(stretch(whole, e))
		}
		if got := squeeze(marked.String()); got != squeeze(want.String()) {
			t.Fatalf("pages mark %q, want %q", got, squeeze(want.String()))
		}
		checkGraphemes(t, whole, limit)
	})
}

// checkGraphemes wants every page to begin and end between graphemes of the whole, or where one is too long.
func checkGraphemes(t *testing.T, whole page, limit int) {
	ends := map[string]bool{}
	rest, state := whole.text, -1
	for rest != "" {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if units(g) > limit {
			return
		}
		ends[squeeze(rest)] = true
	}
	left := squeeze(whole.text)
	for _, p := range whole.split(limit) {
		left = strings.TrimPrefix(left, squeeze(p.text))
		if !ends[left] && left != "" {
			t.Fatalf("page %q of %q ends within a grapheme, %q is left", p.text, whole.text, left)
		}
	}
}

func stretch(p page, e entity) string {
	return string(utf16.Decode(utf16.Encode([]rune(p.text))[e.Offset : e.Offset+e.Length]))
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
		data := tag(&chat.Message{Owner: userID(id), Share: open}) + action
		if owner, shared, got := untag(data); owner != id || shared != open || got != action || len(data) > 64 {
			t.Errorf("untag(%q) = %d, %v, %q, want %d, %v, %q", data, owner, shared, got, id, open, action)
		}
	})
}

func FuzzDecodeUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":7,"message":{"message_id":1,"chat":{"id":1},"text":"x","entities":[{"offset":-1}]}}`))
	f.Add([]byte(`{"update_id": 99999999999999999999,"message":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		u, err := decodeUpdate(raw)
		if u == nil || err == nil && u.ID == 0 {
			t.Fatalf("decodeUpdate(%q) = %v, %v", raw, u, err)
		}
		if again, err2 := decodeUpdate(raw); !reflect.DeepEqual(u, again) || (err == nil) != (err2 == nil) {
			t.Errorf("decodeUpdate(%q) is not the same twice", raw)
		}
	})
}

func TestPlaces(t *testing.T) {
	for _, p := range []chat.Place{"telegram:5", "telegram:-100123", "telegram:-100123/7"} {
		a, err := parsePlace(p)
		if err != nil || a.place() != p {
			t.Errorf("parsePlace(%q) = %+v, %v", p, a, err)
		}
	}
	for _, p := range []chat.Place{"", "telegram:", "discord:5", "telegram:x", "telegram:5/", "telegram:5/x", "5"} {
		if a, err := parsePlace(p); err == nil {
			t.Errorf("parsePlace(%q) = %+v, want an error", p, a)
		}
	}
}

func TestAnswered(t *testing.T) {
	a, one, other := newAnswered(), []byte("one"), []byte("other")
	a.add(5, printOf(one))
	if !a.has(5, one) || a.has(5, other) || a.has(6, one) {
		t.Error("an update is known by its id and its content together")
	}
	for id := range int64(3 * mostAnswered) {
		a.add(100+id, printOf(one))
		a.add(100+id, printOf(one))
	}
	if len(a.prints) != mostAnswered || len(a.order) != mostAnswered || !a.has(99+3*mostAnswered, one) {
		t.Errorf("%d are known, want the latest %d", len(a.prints), mostAnswered)
	}
}

func FuzzFrame(f *testing.F) {
	f.Add([]byte(`{"update_id":1}`), []byte{})
	f.Fuzz(func(t *testing.T, a, b []byte) {
		raws, err := unframe(frame([]kept{{raw: a}, {raw: b}}))
		if err != nil || len(raws) != 2 || !bytes.Equal(raws[0], a) || !bytes.Equal(raws[1], b) {
			t.Errorf("unframe = %q, %v, want %q and %q", raws, err, a, b)
		}
		_, _ = unframe(a) // whatever it is, it must not panic
	})
}

// An update that comes again before it is confirmed is the same one however it is written; later the number
// may be another's.
func TestLedgerKnowsWhatComesAgain(t *testing.T) {
	l := newLedger()
	if !l.begin(5, []byte(`{"update_id":5,"x":1}`)) {
		t.Fatal("a new update is known")
	}
	again := []byte(`{ "x": 1, "update_id": 5 }`)
	if l.begin(5, again) {
		t.Error("unanswered, it begins again")
	}
	l.finish(5)
	if l.begin(5, again) {
		t.Error("answered, it begins again")
	}
	l.confirmed(6)
	if !l.begin(5, again) {
		t.Error("after it was confirmed, another update of its number is known")
	}
}
