package knowledge_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"spotter/internal/knowledge"
	"spotter/internal/racetest"
)

// A foreignLine is a message in another language and what a right answer finds in it.
type foreignLine struct {
	Text     string           `json:"text"`
	Language string           `json:"language"`
	RedFlags []string         `json:"red_flags"`
	Crisis   bool             `json:"crisis"`
	Triage   knowledge.Triage `json:"triage"`
}

func foreignLines(t testing.TB, path string) (out []foreignLine) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var l foreignLine
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		out = append(out, l)
	}
	return out
}

// A share is how many of how many.
type share struct{ n, of int }

func (s *share) count(ok bool) {
	s.of++
	if ok {
		s.n++
	}
}

func (s share) percent() float64 { return 100 * float64(s.n) / float64(max(1, s.of)) }

// The rows that are counted for each language. The last two are faults.
var foreignRows = []string{"language", "emergencies", "signs", "crises", "flagged", "crisis for nothing", "outside"}

// countForeign compares one answer with what it should be.
func countForeign(rows map[string]*share, l foreignLine, a knowledge.Assessment) (missed []string) {
	count := func(row string, ok, good bool) {
		if rows[row] == nil {
			rows[row] = &share{}
		}
		rows[row].count(ok)
		if ok != good {
			missed = append(missed, row)
		}
	}
	count("language", a.Language == l.Language, true)
	count("outside", a.Kind == knowledge.OutOfScope, false)
	for _, want := range l.RedFlags {
		count("signs", slices.ContainsFunc(a.RedFlags, func(f knowledge.Finding) bool { return f.ID == want }), true)
	}
	switch {
	case l.Crisis:
		count("crises", a.Crisis, true)
		return missed
	case grave(l.RedFlags):
		count("emergencies", graveFound(a.RedFlags), true)
	}
	if len(l.RedFlags) == 0 {
		count("flagged", len(a.RedFlags) > 0, false)
	}
	count("crisis for nothing", a.Crisis, false)
	return missed
}

var graveSigns = strings.Fields("chest-pain short-of-breath bladder-bowel leg-weakness trauma swollen-arm dark-urine")

func grave(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return slices.Contains(graveSigns, id) })
}

func graveFound(fs []knowledge.Finding) bool {
	return slices.ContainsFunc(fs, func(f knowledge.Finding) bool { return slices.Contains(graveSigns, f.ID) })
}

// tableOf lays the counts of languages out.
func tableOf(all map[string]map[string]*share) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-4s", "")
	for _, row := range foreignRows {
		fmt.Fprintf(&b, "%20s", row)
	}
	for _, code := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "\n%-4s", code)
		for _, row := range foreignRows {
			s := all[code][row]
			if s == nil {
				s = &share{}
			}
			fmt.Fprintf(&b, "%20s", fmt.Sprintf("%d/%d", s.n, s.of))
		}
	}
	return b.String()
}

// measureForeign counts over files, for each language and in sum ("all").
func measureForeign(t testing.TB, b *knowledge.Base, paths []string, miss func(foreignLine, knowledge.Assessment, []string)) map[string]map[string]*share {
	all := map[string]map[string]*share{"all": {}}
	for _, path := range paths {
		for _, l := range foreignLines(t, path) {
			if all[l.Language] == nil {
				all[l.Language] = map[string]*share{}
			}
			a := b.Assess(l.Text)
			countForeign(all["all"], l, a)
			if missed := countForeign(all[l.Language], l, a); len(missed) > 0 && miss != nil {
				miss(l, a, missed)
			}
		}
	}
	return all
}

// The repository's own messages in other languages, which the concepts were written beside: what they prove is that
// nothing broke.
func TestOtherLanguages(t *testing.T) {
	paths, _ := filepath.Glob("language/testdata/*.jsonl")
	var misses []string
	all := measureForeign(t, load(t), paths, func(l foreignLine, a knowledge.Assessment, missed []string) {
		misses = append(misses, fmt.Sprintf("%s %v: %q got %s %v", l.Language, missed, l.Text, a.Language, a.RedFlags))
	})
	if len(paths) < 10 {
		t.Fatalf("%d files of messages, want one for each language", len(paths))
	}
	for row, floor := range map[string]float64{"language": 98, "emergencies": 98, "signs": 97, "crises": 97} {
		if got := all["all"][row].percent(); got < floor {
			t.Errorf("%s: got %.1f percent, want %g", row, got, floor)
		}
	}
	for row, ceiling := range map[string]float64{"flagged": 2, "crisis for nothing": 0.5, "outside": 0} {
		if got := all["all"][row].percent(); got > ceiling {
			t.Errorf("%s: got %.1f percent, want at most %g", row, got, ceiling)
		}
	}
	if t.Failed() || testing.Verbose() {
		t.Logf("\n%s\n%s", strings.Join(misses, "\n"), tableOf(all))
	}
}

// SPOTTER_LANGUAGES names files of the same form that nobody on the team reads, by a pattern: only counts are shown.
func TestUnseenLanguages(t *testing.T) {
	paths, err := filepath.Glob(os.Getenv("SPOTTER_LANGUAGES"))
	if err != nil || len(paths) == 0 {
		t.Skip("set SPOTTER_LANGUAGES to a pattern of files")
	}
	t.Logf("\n%s", tableOf(measureForeign(t, load(t), paths, nil)))
}

// English stays English, whatever names, slang, typing errors and single foreign words are in it.
func TestEnglishIsNoOtherLanguage(t *testing.T) {
	racetest.Skip(t)
	b := load(t)
	ms := messages(t)
	taken := 0
	for _, m := range ms {
		if a := b.Assess(m.Text); a.Language != "" {
			taken++
			t.Logf("taken for %s: %q", a.Language, m.Text)
		}
	}
	if most := len(ms) / 500; taken > most {
		t.Errorf("%d of %d messages are taken for another language, want at most %d", taken, len(ms), most)
	}
	for _, text := range strings.Split(strings.TrimSpace(englishWithMore), "\n") {
		if a := b.Assess(text); a.Language != "" {
			t.Errorf("%q is taken for %s", text, a.Language)
		}
	}
}

const englishWithMore = `
mi back hurts after bench
my amigo Jose Garcia told me to bench more, upper back sore
was en route to the gym when my traps got tight
doms in lats
lats sore
rdl then bench, ouch
por favor help, my upper back is sore after bench press
La Fitness San Diego, benching with Juan, sore rhomboids
my schmerz is in the upper back after bench
traps r fried bro
uper bak hurtz aftr bench
je ne sais quoi but my upper back feels off after bench
deja vu, same trap pain after bench
my coach Hans says my scapula is lazy
ciao guys, upper back sore after push ups
pecs n traps
since two weeks I have pain by the bench in my back
the pain come when i do press banca
is it normal to have pain in espalda after bench
numbness in left arm
chest pain
press
ow
`

// Who mixes a language with English is heard in both: a sign from either comes first, and what English understood is
// coached in English.
func TestMixedLanguages(t *testing.T) {
	b := load(t)
	for _, c := range []struct {
		text, flag, cause string
		foreign           bool
	}{
		{"benching today, then suddenly no siento las piernas", "leg-weakness", "", false},
		{"bench ke baad traps sore hai, shoulders kaan tak chale jaate hai", "", "shrugged-setup", false},
		{"bench ke baad ungli sunn pad jaati hai, traps sore hai, shoulders shrug ho jaate hai", "numbness", "shrugged-setup", false},
		{"bench ke baad seene me dard aur saans nahi aa rahi, traps sore, shoulders shrug", "chest-pain", "", true},
	} {
		a := b.Assess(c.text)
		if c.flag != "" && !slices.ContainsFunc(a.RedFlags, func(f knowledge.Finding) bool { return f.ID == c.flag }) {
			t.Errorf("%q: got %v, want %s", c.text, a.RedFlags, c.flag)
		}
		if c.cause != "" && (len(a.Causes) == 0 || a.Causes[0].ID != c.cause) {
			t.Errorf("%q: got %v, want %s", c.text, a.Causes, c.cause)
		}
		if a.Foreign() != c.foreign {
			t.Errorf("%q: foreign %v, want %v", c.text, a.Foreign(), c.foreign)
		}
	}
}
