package knowledge

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/knowledge/flat"
)

// The table must be what its command makes of the files beside it, and be read as it was written.
func TestTableIsMadeOfTheFiles(t *testing.T) {
	b, err := Read(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	if flat.Write(b.flatten) != table {
		t.Fatal("table.bin is out of date: run go generate ./internal/knowledge")
	}
	if flat.Write(base(t).flatten) != table {
		t.Error("what was read of the table is not what was written")
	}
}

// Every start and every idle program pays for the table.
func TestTableCost(t *testing.T) {
	const mostBytes, mostAllocations, longestTable = 2 << 20, 500, 7 << 20
	if len(table) > longestTable {
		t.Errorf("the table has %d bytes, at most %d", len(table), longestTable)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	b := base(t)
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(b)
	if n := after.TotalAlloc - before.TotalAlloc; n > mostBytes {
		t.Errorf("loading takes %d bytes, at most %d", n, mostBytes)
	}
	if n := after.Mallocs - before.Mallocs; n > mostAllocations {
		t.Errorf("loading takes %d allocations, at most %d", n, mostAllocations)
	}
}

// With the built-in files in an override the answers are those without one: words and weights are brought together again
// from the files and the table.
func TestOverrideOfTheSame(t *testing.T) {
	folder := fstest.MapFS{}
	for _, name := range []string{"flag-words.toml", "kind-words.toml", "words.toml", "drills.toml", "ordinary.txt"} {
		folder[name] = &fstest.MapFile{Data: []byte(builtIn(t, name))}
	}
	same, err := Load(folder)
	if err != nil {
		t.Fatal(err)
	}
	own := base(t)
	for _, r := range rehearsed {
		if diff := cmp.Diff(same.Assess(r.text), own.Assess(r.text), cmp.AllowUnexported(Case{}, lead{})); diff != "" {
			t.Errorf("%q: %s", r.text, diff)
		}
	}
}

// What was learned can be repeated in an override, as a copy of all files has it.
func TestOverrideRepeatsWhatWasLearned(t *testing.T) {
	folder := fstest.MapFS{}
	for _, name := range learned {
		data, err := os.ReadFile(filepath.Join("lexicon", name))
		if err != nil {
			t.Fatal(err)
		}
		folder["lexicon/"+name] = &fstest.MapFile{Data: data}
	}
	if _, err := Load(folder); err != nil {
		t.Error(err)
	}
	folder["lexicon/weights.tsv"].Data = append(folder["lexicon/weights.tsv"].Data, "words\tno more\t"+strings.Repeat("P", 67)+"\n"...)
	if got := faultsOf(t, fs.FS(folder)); len(got) != 1 || !strings.HasPrefix(got[0], "lexicon/weights.tsv:1:1: this is not what was learned") {
		t.Errorf("got %q, want that weights.tsv is not what was learned", got)
	}
}
