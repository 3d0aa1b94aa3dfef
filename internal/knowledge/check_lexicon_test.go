package knowledge

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// What the lexicon says and nothing listens to.
var misworded = []spoil{
	{"words for a new cause", "cause-words.toml", `for = "over-squeezing"`, `for = §"grip-too-wide"`, []string{`nothing listens to evidence for "grip-too-wide": there are over-squeezing, weak-stabilizers, tight-shoulders, stiff-thoracic-spine, shrugged-setup, rushed-setup, forward-head-posture, scapular-winging, sagging-hips, neck-misalignment`}},
	{"a misspelt sign", "flag-words.toml", `for = "chest-pain"`, `for = §"chest-pian"`, []string{`nothing listens to evidence for "chest-pian": do you mean "chest-pain"?`}},
	{"a misspelt crisis", "kind-words.toml", `for = "crisis"`, `for = §"crises"`, []string{`nothing listens to evidence for "crises": do you mean "crisis"?`}},
	{"a misspelt scope", "scope-words.toml", `for = "past"`, `for = §"pasts"`, []string{`nothing listens to evidence for "pasts": do you mean "past"?`}},
	{"a misspelt lift", "lift-words.toml", `for = "unclear"`, `for = §"unclaer"`, []string{`nothing listens to evidence for "unclaer": do you mean "unclear"?`}},
	{"a misspelt topic", "topic-words.toml", `for = "chin-tuck"`, `for = §"chin-tuk"`, []string{`nothing listens to evidence for "chin-tuk": do you mean "chin-tuck"?`}},
	{"a misspelt idea", "turn-words.toml", `for = "joke"`, `for = §"jokes"`, []string{`nothing listens to an idea "jokes": do you mean "joke"?`}},
	{"for nothing", "lift-words.toml", "[[evidence]]\n", "[[evidence]]\nfor = §\"\"\nphrases = \"x\"\n[[evidence]]\n", []string{"for is missing or empty"}},
	{"evidence among the words", "words.toml", "[same]\n", "[[evidence]]\nfor = §\"past\"\nphrases = \"used to\"\n[same]\n", []string{"evidence does not belong here"}},
	{"no number", "flag-words.toml", "weight = 4", "weight = §nan", []string{`the weight of "sharp-pain" is NaN, want more than 0 and at most 10`}},
	{"a huge number", "flag-words.toml", "weight = 4", "weight = §1e300", []string{`the weight of "sharp-pain" is 1e+300, want more than 0 and at most 10`}},
	{"a weight below zero", "flag-words.toml", "weight = 4", "weight = §-4", []string{`the weight of "sharp-pain" is -4, want more than 0 and at most 10`}},
	{"a weight of nothing", "flag-words.toml", "weight = 4", "weight = §0", []string{`the weight of "sharp-pain" is 0, want more than 0 and at most 10`}},
	{"a phrase that ends in a gap", "flag-words.toml", "phrases = \"\"\"\n", "phrases = \"\"\"\n§foo ..\n", []string{`sharp-pain: pattern "foo ..": begin and end with a word`}},
	{"a phrase with a class that never was", "flag-words.toml", "phrases = \"\"\"\n", "phrases = \"\"\"\n§<nosuch> bar\n", []string{`sharp-pain: pattern "<nosuch> bar": no class <nosuch>`}},
	{"a phrase without end", "flag-words.toml", "phrases = \"\"\"\n", "phrases = \"\"\"\n§" + strings.Repeat("a? ", 20) + "b\n", []string{`sharp-pain: pattern "` + strings.Repeat("a? ", 20) + `b": at most 16 words, of which 5 may be missing`}},
	{"a class of classes", "flag-words.toml", "limb = \"\"\"\n", "limb = §\"\"\"\n<limb>, ", []string{`class "limb" holds "<limb>": only words can stand here`}},
	{"a class twice", "flag-words.toml", `limb = "`, "hard = §\"x\"\nlimb = \"", []string{`class "hard" stands in built-in lexicon/words.toml as well: give it another name`}},
	{"a class of nothing", "flag-words.toml", `limb = "`, "emptiness = §\"\"\nlimb = \"", []string{`class "emptiness" has no words`}},
	{"one reason twice", "scope-words.toml", "[[evidence]]\n", "[[evidence]]\nfor = \"past\"\nreason = \"r\"\nphrases = \"a b\"\n[[evidence]]\nfor = \"past\"\nreason = §\"r\"\nphrases = \"c d\"\n[[evidence]]\n", []string{`the reason "r" for "past" is there twice`}},
	{"another judge", "judge.toml", "", "§[signs]\nfever = 1\n", []string{"this is not what was learned with the built-in words: leave the file out"}},
	{"another table of n-grams", "ngrams.bin", "", "§garbage", []string{"this is not what was learned with the built-in words: leave the file out"}},
	{"words in no order", "ordinary.txt", "\n", "\nzzz\n§a\n", []string{`want a word in small letters, after "zzz" in the order of the alphabet`}},
	{"no words", "ordinary.txt", "", "a\n§", []string{"1 words, at least 1000: those that are missing could be taken for a misspelt sign"}},
}

// A sign or a crisis that the words of an override do not give away any more is said to be lost.
func TestSilentWords(t *testing.T) {
	text := builtIn(t, "kind-words.toml")
	at := strings.Index(text, `for = "stroke"`)
	from := at + strings.Index(text[at:], `phrases = """`)
	to := from + len(`phrases = """`) + strings.Index(text[from+len(`phrases = """`):], `"""`)
	got := faultsOf(t, fstest.MapFS{"kind-words.toml": {Data: []byte(text[:from] + "phrases = \"\"\"\nzzz qqq\n" + text[to:])}})
	if len(got) == 0 || !strings.HasPrefix(got[0], `kind-words.toml: "`) || !strings.HasSuffix(got[0], " is not understood as stroke any more") {
		t.Errorf("got %q, want a message that is not understood as stroke any more", got)
	}
}

// What is no ordinary file is a fault, and is not waited for.
func TestOddFiles(t *testing.T) {
	tests := []struct {
		name   string
		folder fstest.MapFS
		want   string
	}{
		{"a folder", fstest.MapFS{"flags.toml/x": {}}, "flags.toml: here stands a folder, where a file belongs"},
		{"a folder of weights", fstest.MapFS{"weights.tsv/x": {}}, "weights.tsv: here stands a folder, where a file belongs"},
		{"a pipe", fstest.MapFS{"flags.toml": {Mode: fs.ModeNamedPipe}}, "flags.toml: this is no ordinary file"},
		{"a device", fstest.MapFS{"mine/kind-words.toml": {Mode: fs.ModeDevice}}, "mine/kind-words.toml: this is no ordinary file"},
		{"two of a name", fstest.MapFS{"a/ordinary.txt": {}, "b/ordinary.txt": {}}, "b/ordinary.txt: a file of this name is also at a/ordinary.txt, and only one can hold"},
		{"an ending in capitals", fstest.MapFS{"flags.TOML": {}}, "flags.TOML: no content file has this name; there are "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := faultsOf(t, tt.folder); len(got) == 0 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
