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

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/racetest"
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

// builtIn returns a built-in file of the content or the lexicon.
func builtIn(t testing.TB, name string) string {
	t.Helper()
	data, err := fs.ReadFile(embedded, "content/"+name)
	if err != nil {
		data, err = fs.ReadFile(embedded, "lexicon/"+name)
	}
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

func TestOverride(t *testing.T) {
	racetest.Skip(t)
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
		{"a folder that is not there", nil, []string{".: stat .: "}},
		{"too long", fstest.MapFS{"sources.toml": {Data: make([]byte, 4<<20+1)}}, []string{"sources.toml: 4194305 bytes, at most 4194304"}},
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
	racetest.Skip(f)
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

// TestWhereIs: a phrase is found on the line on which it is written.
func TestWhereIs(t *testing.T) {
	l := overlay.New(embedded, nil)
	x, pattern := lexicon.Read(l, lexicon.SubjectsOf(content.Read(l))), 0
	for _, g := range x.Groups {
		for phrase := range strings.Lines(g.Phrases) {
			if phrase = strings.TrimSpace(phrase); phrase == "" {
				continue
			}
			if pattern%101 == 0 {
				name, line := x.WhereIs(pattern, embedded)
				file, _ := strings.CutPrefix(name, BuiltIn+"lexicon/")
				got := strings.TrimSuffix(strings.TrimSpace(strings.Split(builtIn(t, file), "\n")[line-1]), "\\")
				if got == "" || !strings.HasPrefix(phrase, got) {
					t.Errorf("phrase %d of %s: %s:%d is %q, want %q", pattern, g.For, name, line, got, phrase)
				}
			}
			pattern++
		}
	}
	if pattern < 1000 {
		t.Errorf("%d phrases", pattern)
	}
}

// BenchmarkLoadOverride compiles a folder that has words and content of its own.
func BenchmarkLoadOverride(b *testing.B) {
	folder := fstest.MapFS{}
	for _, name := range []string{"flag-words.toml", "words.toml", "drills.toml"} {
		folder[name] = &fstest.MapFile{Data: []byte(builtIn(b, name))}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(folder); err != nil {
			b.Fatal(err)
		}
	}
}
