package content

import (
	"os"
	"spotter/internal/knowledge/overlay"
	"strings"
	"testing"
	"unicode"
)

// What people type, and the drill to show first.
var asked = []struct{ name, want string }{
	{"chin tuck", "chin-tuck"},
	{"Chin Tucks", "chin-tuck"},
	{"CHIN-TUCK", "chin-tuck"},
	{"chintuck", "chin-tuck"},
	{"chin tcuk", "chin-tuck"},
	{"chn tuk", "chin-tuck"},
	{"  chin   tuck!", "chin-tuck"},
	{"the chin tuck please", "chin-tuck"},
	{"wing flaps", "chin-tuck-wing-flaps"},
	{"wingflap", "chin-tuck-wing-flaps"},
	{"chin-tuck-wing-flaps", "chin-tuck-wing-flaps"},
	{"ear cover", "chin-tuck-ear-covers"},
	{"rope", "chin-tuck-rope-climbs"},
	{"rope clims", "chin-tuck-rope-climbs"},
	{"scap pushups", "scapular-push-up"},
	{"scapular press ups", "scapular-push-up"},
	{"scapula pushup", "scapular-push-up"},
	{"ytw", "y-t-w-raises"},
	{"Y-T-W", "y-t-w-raises"},
	{"YTWs", "y-t-w-raises"},
	{"cat cow", "cat-cow"},
	{"catcow", "cat-cow"},
	{"cat/cow", "cat-cow"},
	{"t spine rotations", "t-spine-rotation"},
	{"thoracic rotation", "t-spine-rotation"},
	{"thorasic mobilisation", "thoracic-mobilization"},
	{"open books", "t-spine-rotation"},
	{"rows", "row"},
	{"barbell rows", "row"},
	{"lat pull down", "lat-pulldown"},
	{"lat pulldowns", "lat-pulldown"},
	{"pull ups", "pull-up"},
	{"pullups", "pull-up"},
	{"chin up", "pull-up"},

	{"wall angels", ""},
	{"bicep curls", ""},
	{"squat", ""},
	{"deadlift", ""},
	{"plank", ""},
	{"raw", ""},
	{"cat", "cat-cow"},
	{"c", ""},
	{"", ""},
	{"!!!", ""},
	{"的的的", ""},
	{strings.Repeat("row ", 10000), "row"},
}

func TestFindDrill(t *testing.T) {
	b := library(t)
	for _, tt := range asked {
		got := ""
		if found := b.FindDrill(tt.name); len(found) > 0 {
			got = found[0].ID
		}
		if got != tt.want {
			t.Errorf("FindDrill(%.40q): got %q, want %q", tt.name, got, tt.want)
		}
	}
}

// Each drill is found first by its own id, name and aliases, in any case and without its hyphens,
// and with one letter of a longer name gone.
func TestFindDrillByItsNames(t *testing.T) {
	b := library(t)
	for _, d := range b.Drills() {
		for _, name := range append([]string{d.ID, d.Name}, d.Aliases...) {
			variants := []string{name, strings.ToUpper(name), strings.ReplaceAll(name, "-", " ")}
			if !strings.HasSuffix(name, "s") && name[len(name)-2] != ' ' { // "y t w" has no plural
				variants = append(variants, name+"s")
			}
			if len(name) > 12 {
				variants = append(variants, name[:5]+name[6:])
			}
			for _, v := range variants {
				if found := b.FindDrill(v); len(found) == 0 || found[0] != d {
					t.Errorf("%q does not lead to %s first", v, d.ID)
				}
			}
		}
	}
}

func TestTypos(t *testing.T) {
	tests := []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"row", "row", 0}, {"row", "rwo", 1}, {"row", "rows", 1}, {"chintuck", "chntukc", 2}, {"abc", "xyz", 3},
		{"a", "abcd", 3}, {"abcdef", "ghijkl", 3}, {"tuck", "täck", 1},
	}
	for _, tt := range tests {
		if got := overlay.Typos(tt.a, tt.b); got != tt.want {
			t.Errorf("overlay.Typos(%q, %q): got %d, want %d", tt.a, tt.b, got, tt.want)
		}
		if got := overlay.Typos(tt.b, tt.a); got != tt.want {
			t.Errorf("overlay.Typos(%q, %q): got %d, want %d", tt.b, tt.a, got, tt.want)
		}
	}
}

// Whatever is asked for, no drill comes twice, and nothing is found without a letter or digit.
func FuzzFindDrill(f *testing.F) {
	b := library(f)
	for _, seed := range []string{"chin tuck", "wall angels", "\xff\xfe", "İİİİ", "y t w"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		seen := map[*Drill]bool{}
		for _, d := range b.FindDrill(name) {
			if seen[d] {
				t.Errorf("%s comes twice", d.ID)
			}
			seen[d] = true
		}
		if len(seen) > 0 && !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			t.Errorf("%q found %d drills", name, len(seen))
		}
	})
}

// library reads what is built in.
func library(t testing.TB) *Library {
	t.Helper()
	l := overlay.New(os.DirFS(".."), nil)
	b := Read(l)
	if len(l.Faults) > 0 {
		t.Fatal(l.Faults)
	}
	return b
}

func BenchmarkRead(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		library(b)
	}
}
