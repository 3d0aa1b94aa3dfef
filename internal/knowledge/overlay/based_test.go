package overlay_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge/overlay"
)

type thing struct {
	ID   string
	Say  string
	Part []struct{ Name string }
}

const things = `# Things.

[[thing]]
id = "one"
say = "first"

# The second.
[[thing]]
id = "two"
say = "second"
[[thing.part]]
name = "a"
`

// later is what an upgrade made of things.
var later = strings.NewReplacer("first", "FIRST", "second", "SECOND").Replace(things)

func files(text string) fstest.MapFS {
	return fstest.MapFS{"content/things.toml": {Data: []byte(text)}}
}

// TestBasedOn: an exported entry that nobody changed follows the built-in one; one that was changed holds, and is told to be older
// once the built-in one has changed, too.
func TestBasedOn(t *testing.T) {
	exported, err := overlay.Exported(files(things), "content/things.toml")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(exported, "based_on"); n != 2 || !strings.Contains(exported, "# The second.\n[[thing]]\nbased_on") {
		t.Fatalf("%d sums in\n%s", n, exported)
	}
	mine := strings.Replace(exported, `"first"`, `"mine"`, 1)
	for _, test := range []struct {
		name, builtIn, override string
		want, notes             []string
	}{
		{"as exported", things, exported, []string{"first", "second"}, nil},
		{"as exported, after an upgrade", later, exported, []string{"FIRST", "SECOND"}, nil},
		{"laid out anew", later, strings.ReplaceAll(exported, " = ", "=") + "\n# more", []string{"FIRST", "SECOND"}, nil},
		{"changed", things, mine, []string{"mine", "second"}, nil},
		{"changed, after an upgrade", later, mine, []string{"mine", "SECOND"}, []string{`mine.toml:3:1: [[thing]] "one" is older`}},
		{"a part changed, after an upgrade", later, strings.Replace(exported, `name = "a"`, `name = "b"`, 1), []string{"FIRST", "second"}, []string{`mine.toml:9:1: [[thing]] "two" is older`}},
		{"by hand, after an upgrade", later, "[[thing]]\nid = \"one\"\nsay = \"mine\"\n", []string{"mine", "SECOND"}, nil},
		{"taken out by the upgrade, and changed", strings.Replace(things, `"one"`, `"three"`, 1), mine, []string{"first", "second", "mine"}, []string{"is no more"}},
		{"taken out by the upgrade", strings.Replace(things, `"one"`, `"three"`, 1), exported, []string{"first", "second"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := overlay.New(files(test.builtIn), fstest.MapFS{"things.toml": {Data: []byte(test.override)}})
			var got []string
			for _, x := range overlay.List[thing](l, "content/things.toml", "thing") {
				got = append(got, x.Say)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || len(l.Faults) > 0 {
				t.Errorf("faults %v, -want +got\n%s", l.Faults, diff)
			}
			if len(l.Notes) != len(test.notes) {
				t.Fatalf("notes %v, want %q", l.Notes, test.notes)
			}
			for i, want := range test.notes {
				if note := strings.Replace(l.Notes[i].String(), "things.toml", "mine.toml", 1); !strings.Contains(note, want) {
					t.Errorf("note %q, want %q", note, want)
				}
			}
		})
	}
}
