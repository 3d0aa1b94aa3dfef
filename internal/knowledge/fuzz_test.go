package knowledge_test

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge"
)

// Any text is assessed without a panic, the same each time, within the bounds of its types, and
// its case survives a button.
func FuzzAssess(f *testing.F) {
	b := load(f)
	for _, m := range messages(f)[:50] {
		f.Add(m.Text)
	}
	for _, unit := range worst {
		f.Add(strings.Repeat(unit, 20))
	}
	f.Add("\xff\xfe w/ 8/10 –’’’ ﬁ")
	f.Fuzz(func(t *testing.T, text string) {
		a := b.Assess(text)
		if diff := cmp.Diff(a, b.Assess(text), cmp.Comparer(func(x, y knowledge.Case) bool { return x.String() == y.String() })); diff != "" {
			t.Errorf("not the same twice: %s", diff)
		}
		for _, f := range append(a.Causes, a.RedFlags...) {
			for _, words := range f.Because {
				if first, _, _ := strings.Cut(words, " … "); !strings.Contains(text, first) {
					t.Errorf("%s because %q, which nobody said", f.ID, words)
				}
			}
		}
		if _, err := b.ParseCase(a.Case.String()); err != nil {
			t.Error(err)
		}
	})
}

func FuzzParseCase(f *testing.F) {
	b := load(f)
	for _, s := range []string{"b.sq9ws4.000.wh", "u..000.", "p.hs0nmc.00w.lipr-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := b.ParseCase(s)
		if err != nil {
			return
		}
		again, err := b.ParseCase(c.String())
		if err != nil || again.String() != c.String() {
			t.Errorf("%q came back as %q, %v", c, again, err)
		}
		if !utf8.ValidString(c.String()) || len(c.String()) > 29 {
			t.Errorf("case %q", c)
		}
		b.Another(c)
	})
}

// Twice the text may not take four times as long, however it is made. The bound is generous because
// machines are shared.
func TestTimeGrowsWithLength(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	b := load(t)
	for name, unit := range worst {
		text := strings.Repeat(unit, 64<<10/len(unit))
		start := time.Now()
		b.Assess(text)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: 64 KiB took %v", name, took)
		}
	}
}

// Whatever stands in a file of an override, it is refused, or chest pain and a crisis are still heard.
func FuzzOverride(f *testing.F) {
	names := []string{"causes.toml", "flags.toml", "questions.toml", "kind-words.toml", "scope-words.toml", "flag-words.toml", "words.toml", "judge.toml", "weights.tsv"}
	for i := range names {
		f.Add(uint8(i), "[[evidence]]\nfor = \"past\"\nweight = 1\nreason = \"x\"\nphrases = \"\"\"\nused to\n\"\"\"\n")
		f.Add(uint8(i), "[[flag]]\nid = \"trauma\"\ntriage = \"emergency\"\n")
	}
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		b, err := knowledge.Load(fstest.MapFS{names[int(which)%len(names)]: {Data: []byte(text)}})
		if err != nil {
			return
		}
		if a := b.Assess("I have crushing chest pain and pressure down my left arm right now"); a.Triage != knowledge.Emergency {
			t.Errorf("chest pain is heard as %s", a.Triage)
		}
		if a := b.Assess("I want to kill myself"); !a.Crisis {
			t.Error("a crisis is not heard")
		}
	})
}
