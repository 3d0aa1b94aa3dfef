package knowledge_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge"
	"spotter/internal/racetest"
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

// Whatever stands in a file of an override, it is refused, or emergencies and a crisis are still heard. The text
// takes the place of some bytes of the built-in file, or of all.
func FuzzOverride(f *testing.F) {
	racetest.Skip(f)
	var names []string
	files := map[string]string{}
	for _, pattern := range []string{"content/*.toml", "lexicon/*.toml", "lexicon/ordinary.txt"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range found {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			names = append(names, filepath.Base(path))
			files[filepath.Base(path)] = string(text)
		}
	}
	for i := range names {
		f.Add(uint8(i), uint32(0), uint32(1<<30), "[[evidence]]\nfor = \"past\"\nweight = 1\nreason = \"x\"\nphrases = \"\"\"\nused to\n\"\"\"\n")
		f.Add(uint8(i), uint32(900), uint32(0), "\n[[flag]]\nid = \"trauma\"\ntriage = \"emergency\"\n")
		f.Add(uint8(i), uint32(0), uint32(0), "[classes]\na = \"<a>, ?, &, ..\"\n[same]\n\"\" = \", a b\"\n[[evidence]]\nweight = nan\nphrases = \"? .. # <a>? & #-1+\"\n")
	}
	f.Fuzz(func(t *testing.T, which uint8, at, cut uint32, text string) {
		name := names[int(which)%len(names)]
		whole := files[name]
		from := min(int(at), len(whole))
		text = whole[:from] + text + whole[min(from+int(cut), len(whole)):]
		b, err := knowledge.Load(fstest.MapFS{name: {Data: []byte(text)}})
		if _, ok := errors.AsType[knowledge.Faults](err); err != nil && !ok {
			t.Fatalf("the error is a %T, not Faults", err)
		}
		if err != nil {
			return
		}
		for _, text := range []string{
			"I have crushing chest pain and pressure down my left arm right now", "bench hurts and now i cant breathe", "i cant feel my legs since the deadlift",
		} {
			if a := b.Assess(text); a.Triage != knowledge.Emergency {
				t.Errorf("%q is heard as %s", text, a.Triage)
			}
		}
		if a := b.Assess("I want to kill myself"); !a.Crisis {
			t.Error("a crisis is not heard")
		}
		for _, text := range []string{"pinching my blades too hard on bench and sore since", "how do i do the chin tuck", "", "\xff"} {
			b.Another(b.Assess(text).Case)
		}
	})
}
