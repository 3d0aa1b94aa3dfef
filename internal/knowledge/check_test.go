package knowledge

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/racetest"
)

// A spoil spoils one built-in file: old is replaced by new, where a § stands before each place that
// a fault must name.
type spoil struct {
	name, file, old, new string
	want                 []string
}

var spoiled = []spoil{
	{"unknown key", "sources.toml", `url = "https://strength`, `§ulr = "https://strength`, []string{"unknown key source.ulr"}},
	{"unknown key in a sub-table", "causes.toml", "[[cause.on]]\n", "[[cause.on]]\n  §note = \"x\"\n", []string{"unknown key cause.on.note"}},
	{"each wrong type in its entry", "topics.toml", "", `
[[topic]]
id = §7
sources = ["public-health"]
[[topic]]
id = "b"
name = §["b"]
sources = [§"nhs"]
[[topic]]
id = "c"
sources = §"public-health"
`, []string{"here stands a number, where a text in quotes belongs", "here stands a list, where a text in quotes belongs", `there is no source "nhs"`,
		"here stands a text, where a list in [ ] belongs"}},
	{"no TOML", "routine.toml", "[[step]]", "[[step§]", []string{"expected ']]' to close array table name"}},
	{"key twice", "routine.toml", "rounds =", "§name = \"x\"\nrounds =", []string{"key name is already defined"}},
	{"dangling drill", "routine.toml", `drill = "chin-tuck"`, `drill = §"chin-tuk"`, []string{`there is no drill "chin-tuk"`}},
	{"dangling in a list", "topics.toml", `"bench-article", "push-up-article"]`, `"bench-article", §"é", §"nhs"]`, []string{`there is no source "é"`, `there is no source "nhs"`}},
	{"unknown lift", "cues.toml", `lifts = ["bench-press"]`, `lifts = [§"squat"]`, []string{`there is no lift "squat"`}},
	{"unknown triage", "flags.toml", `triage = "see-a-professional"`, `triage = §"wait"`, []string{`there is no triage "wait"`}},
	{"no sources", "topics.toml", "[[topic]]\n", "§[[topic]]\nid = \"x\"\nname = \"X\"\ntext = \"x\"\nsources = []\n[[topic]]\n", []string{"sources is missing or empty: say where it comes from"}},
	{"empty dose", "routine.toml", `text = "10 seconds, looking straight ahead"`, `text = §" "`, []string{"step.dose.text is missing or empty"}},
	{"no dose", "drills.toml", "[[drill]]\nid = \"row\"", "§[[drill]]\nid = \"stretch\"\nname = \"S\"\npurpose = \"p\"\nsteps = [\"s\"]\nsources = [\"bench-article\"]\n[[drill]]\nid = \"row\"",
		[]string{"dose.text is missing or empty"}},
	{"id twice", "flags.toml", `id = "sudden-pain"`, "id = §\"sharp-pain\"\nbit = 0\nname = \"S\"\ntriage = \"emergency\"\nreason = \"r\"\nact = \"a\"\nsources = [\"public-health\"]\n[[flag]]\nid = \"sudden-pain\"",
		[]string{`the id "sharp-pain" is there twice`}},
	{"alias twice", "drills.toml", `"cable pulldown"`, `§"Rowing"`, []string{`"Rowing" also means the drill "row"`}},
	{"code twice", "causes.toml", `code = "ws"`, `code = §"sq"`, []string{`the code "sq" is also that of "over-squeezing"`}},
	{"code of another form", "questions.toml", `code = "li"`, `code = §"LIFT"`, []string{`the code "LIFT" must be two small letters`}},
	{"cue of the other lift", "causes.toml", `cues = ["take-your-time", "leg-drive", "retract-and-depress"]`, `cues = ["take-your-time", §"keep-protracted"]`,
		[]string{`the cue "keep-protracted" is not for the bench-press`}},
	{"long label", "ballot.toml", `label = "Hips sag"`, `label = §"` + strings.Repeat("é", 81) + `"`, []string{"label has 81 characters, at most 80"}},
	{"name of two lines", "topics.toml", `name = "The muscles of the upper back"`, `name = §"The\nmuscles"`, []string{"name must be one line"}},
	{"long ballot id", "ballot.toml", "", "[[ballot]]\nid = §\"hips-are-sagging\"\nlabel = \"Hips hang\"\nlift = \"push-up\"\nwhy = \"w\"\nfix = \"f\"\nsources = [\"push-up-article\"]\n", []string{`the id "hips-are-sagging" must be 1 to 12 small letters and digits, joined by hyphens`}},
	{"dangling weight", "questions.toml", `causes = { tight-shoulders = 3 }`, `causes = { §tight-shoulder = 3 }`, []string{`there is no cause "tight-shoulder"`}},
	{"wild weight", "questions.toml", `causes = { tight-shoulders = 3 }`, `causes = { §tight-shoulders = nan }`, []string{`the weight of "tight-shoulders" is NaN, from -5 to 5`}},
	{"else is not last", "questions.toml", "id = \"push-up\"\nlabel = \"Push-ups\"\nalso = \"push up*, pushup*, press up*, pressup*\"\nlift = \"push-up\"\n\n[[question.option]]\nid = \"else\"\nlabel = \"Something else\"\n", "id = §\"push-up\"\nlabel = \"Push-ups\"\nlift = \"push-up\"\n",
		[]string{`the last option, and only that, has the id "else"`}},
	{"option twice", "questions.toml", `id = "between"`, `id = §"upper-traps"`, []string{`the option "upper-traps" is there twice`}},
	{"option without evidence", "questions.toml", "id = \"behind\"\nlabel = \"Reaching behind me or opening my shoulders\"\nalso = \"behind, reaching, opening, shoulders, arms back\"\ncauses = { tight-shoulders = 3 }", "id = §\"behind\"\nlabel = \"x\"",
		[]string{`the option "behind" tells nothing: give it causes, a flag or a lift`}},
	{"another section", "cues.toml", `[[cue]]`, `[[§queue]]`, []string{"queue does not belong here: this file holds only [[cue]]"}},
	{"empty file", "cues.toml", "", "# nothing\n", []string{"cues.toml: there is no [[cue]] in it"}},
}

func TestFaultsNameTheirPlace(t *testing.T) {
	racetest.Skip(t)
	for _, tt := range slices.Concat(spoiled, lowered, misworded) {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.new
			if tt.old != "" {
				whole := builtIn(t, tt.file)
				if text = strings.Replace(whole, tt.old, tt.new, 1); text == whole {
					t.Fatalf("%s has no %q", tt.file, tt.old)
				}
			}
			clean, places := marked(tt.file, text)
			want := slices.Clone(tt.want)
			for i := range places {
				want[i] = places[i] + want[i]
			}
			got := faultsOf(t, fstest.MapFS{tt.file: {Data: []byte(clean)}})
			if diff := cmp.Diff(got, want); diff != "" {
				t.Errorf("got -, want +\n%s", diff)
			}
		})
	}
}
