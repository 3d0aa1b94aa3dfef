package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// base loads what is built in.
func base(t testing.TB) *Base {
	t.Helper()
	b, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// builtIn returns a built-in content file.
func builtIn(t testing.TB, name string) string {
	t.Helper()
	data, err := fs.ReadFile(embedded, "content/"+name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// marked takes the marks out of a file and returns it with the "file:line:column" of each.
func marked(name, text string) (clean string, places []string) {
	var b strings.Builder
	line, column := 1, 1
	for _, r := range text {
		switch r {
		case '§':
			places = append(places, fmt.Sprintf("%s:%d:%d: ", name, line, column))
			continue
		case '\n':
			line, column = line+1, 0
		}
		column++
		b.WriteRune(r)
	}
	return b.String(), places
}

func faultsOf(t *testing.T, override fs.FS) []string {
	t.Helper()
	b, err := Load(override)
	if err == nil {
		return nil
	}
	if b != nil {
		t.Error("a base beside an error")
	}
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("the error is a %T, not Faults: %v", err, err)
	}
	var got []string
	for _, f := range faults {
		got = append(got, f.String())
	}
	return got
}

// Each row spoils one built-in file: old is replaced by new, where a § stands before each place that
// a fault must name.
func TestFaultsNameTheirPlace(t *testing.T) {
	long := strings.Repeat("é", 81)
	tests := []struct {
		name, file, old, new string
		want                 []string
	}{
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
		{"id twice", "flags.toml", `id = "sudden-pain"`, "id = §\"sharp-pain\"\nname = \"S\"\ntriage = \"emergency\"\nreason = \"r\"\nact = \"a\"\nsources = [\"public-health\"]\n[[flag]]\nid = \"sudden-pain\"",
			[]string{`the id "sharp-pain" is there twice`}},
		{"alias twice", "drills.toml", `"cable pulldown"`, `§"Rowing"`, []string{`"Rowing" also means the drill "row"`}},
		{"code twice", "causes.toml", `code = "ws"`, `code = §"sq"`, []string{`the code "sq" is also that of "over-squeezing"`}},
		{"code of another form", "questions.toml", `code = "li"`, `code = §"LIFT"`, []string{`the code "LIFT" must be two small letters`}},
		{"cue of the other lift", "causes.toml", `cues = ["take-your-time", "leg-drive", "retract-and-depress"]`, `cues = ["take-your-time", §"keep-protracted"]`,
			[]string{`the cue "keep-protracted" is not for the bench-press`}},
		{"long label", "ballot.toml", `label = "Hips sag"`, `label = §"` + long + `"`, []string{"label has 81 characters, at most 80"}},
		{"name of two lines", "topics.toml", `name = "The muscles of the upper back"`, `name = §"The\nmuscles"`, []string{"name must be one line"}},
		{"long ballot id", "ballot.toml", `id = "hips"`, `id = §"hips-are-sagging"`, []string{`the id "hips-are-sagging" must be 1 to 12 small letters and digits, joined by hyphens`}},
		{"dangling weight", "questions.toml", `causes = { tight-shoulders = 3 }`, `causes = { §tight-shoulder = 3 }`, []string{`there is no cause "tight-shoulder"`}},
		{"wild weight", "questions.toml", `causes = { tight-shoulders = 3 }`, `causes = { §tight-shoulders = nan }`, []string{`the weight of "tight-shoulders" is NaN, from -5 to 5`}},
		{"else is not last", "questions.toml", "id = \"push-up\"\nlabel = \"Push-ups\"\nlift = \"push-up\"\n\n[[question.option]]\nid = \"else\"\nlabel = \"Something else\"\n", "id = §\"push-up\"\nlabel = \"Push-ups\"\nlift = \"push-up\"\n",
			[]string{`the last option, and only that, has the id "else"`}},
		{"option twice", "questions.toml", `id = "between"`, `id = §"upper-traps"`, []string{`the option "upper-traps" is there twice`}},
		{"option without evidence", "questions.toml", "id = \"behind\"\nlabel = \"Reaching behind me or opening my shoulders\"\ncauses = { tight-shoulders = 3 }", "id = §\"behind\"\nlabel = \"x\"",
			[]string{`the option "behind" tells nothing: give it causes, a flag or a lift`}},
		{"a warning sign that is looked for is gone", "flags.toml", `id = "trauma"`, `id = "accident"`, []string{`flags.toml: there is no [[flag]] "trauma", which messages are understood to speak of`}},
		{"another section", "cues.toml", `[[cue]]`, `[[§queue]]`, []string{"queue does not belong here: this file holds only [[cue]]"}},
		{"empty file", "cues.toml", "", "# nothing\n", []string{"cues.toml: there is no [[cue]] in it"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.new
			if tt.old != "" {
				whole := builtIn(t, tt.file)
				if text = strings.Replace(whole, tt.old, tt.new, 1); text == whole {
					t.Fatalf("%s has no %q", tt.file, tt.old)
				}
			}
			clean, places := marked(tt.file, text)
			want := tt.want
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

func TestOverride(t *testing.T) {
	sources := builtIn(t, "sources.toml")
	ours := strings.Replace(sources, `site = "strengthisfirst.com"`, `site = "our gym"`, 1)
	tests := []struct {
		name   string
		folder fstest.MapFS
		want   []string
	}{
		{"a file takes the place of the one built in", fstest.MapFS{"sources.toml": {Data: []byte(ours)}}, nil},
		{"at any depth, beside other files", fstest.MapFS{"content/sources.toml": {Data: []byte(ours)}, "README.md": {}, ".git/x.toml": {}, ".hidden.toml": {}}, nil},
		{"as Windows writes it", fstest.MapFS{"sources.toml": {Data: []byte("\ufeff" + strings.ReplaceAll(ours, "\n", "\r\n"))}}, nil},
		{"no file of that name", fstest.MapFS{"source.toml": {Data: []byte(ours)}}, []string{"source.toml: no content file has this name; there are "}},
		{"two of a name", fstest.MapFS{"a/sources.toml": {Data: []byte(ours)}, "b/sources.toml": {Data: []byte(ours)}}, []string{"b/sources.toml: a file of this name is also at a/sources.toml"}},
		{"a folder that is not there", nil, []string{"content folder: stat .: "}},
		{"too long", fstest.MapFS{"sources.toml": {Data: make([]byte, maxFile+1)}}, []string{"sources.toml: 4194305 bytes, at most 4194304"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var folder fs.FS = tt.folder
			if tt.folder == nil {
				folder = os.DirFS(filepath.Join(t.TempDir(), "gone"))
			}
			b, err := Load(folder)
			if tt.want == nil {
				if err != nil {
					t.Fatal(err)
				}
				if got, want := b.Source("bench-article").Site, "our gym"; got != want {
					t.Errorf("got site %q, want %q", got, want)
				}
				return
			}
			got := faultsOf(t, folder)
			if len(got) == 0 || !strings.HasPrefix(got[0], tt.want[0]) {
				t.Errorf("got %q, want it to begin with %q", got, tt.want)
			}
		})
	}
}

// Whatever a file holds, Load ends, and each fault lies within the file it names.
func FuzzLoad(f *testing.F) {
	files, err := fs.Glob(embedded, "content/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for i, name := range files {
		f.Add(i, builtIn(f, filepath.Base(name)))
		f.Add(i, "[[cause]]\nid = \"x\"\n[[cause.on]]\nlift = 3\n")
		f.Add(i, "a.b = { c = [1, {d = 'x'}] }\n[[step]]\n[step.dose]\n")
	}
	f.Fuzz(func(t *testing.T, i int, text string) {
		name := filepath.Base(files[uint(i)%uint(len(files))])
		_, err := Load(fstest.MapFS{name: {Data: []byte(text)}})
		var faults Faults
		if err != nil && !errors.As(err, &faults) {
			t.Fatalf("the error is a %T, not Faults", err)
		}
		lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
		for _, f := range faults {
			if f.File != name || f.Line == 0 {
				continue
			}
			if f.Line > len(lines) || f.Column < 1 || f.Column > utf8.RuneCountInString(lines[f.Line-1])+1 {
				t.Errorf("%v lies outside of the file", f)
			}
		}
	})
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(nil); err != nil {
			b.Fatal(err)
		}
	}
}
