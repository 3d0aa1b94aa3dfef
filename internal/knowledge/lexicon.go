package knowledge

import (
	"maps"
	"path"
	"slices"
	"strings"

	"spotter/internal/knowledge/reading"
)

// The files of the lexicon, each the home of one sort of evidence.
// The first holds the words that may be skipped.
var lexiconFiles = []string{
	"words.toml", "scope-words.toml", "lift-words.toml", "kind-words.toml", "flag-words.toml", "cause-words.toml", "topic-words.toml",
}

// A lexicon is what the files of lexicon/ say: which words speak for what.
type lexicon struct {
	words   *reading.Vocabulary
	matcher *reading.Matcher
	groups  []group
	byID    map[string]int
	groupOf []int32 // by pattern
	denying []bool  // by pattern: whether it has a denial in it
}

// A group is one [[evidence]] table: phrases that speak for the same thing for the same reason.
type group struct {
	For     string  `toml:"for"`
	Weight  float64 `toml:"weight"`
	Reason  string  `toml:"reason"`
	Phrases string  `toml:"phrases"`

	sort    string // the file it stands in: "cause" for cause-words.toml
	roles   roles
	id      string  // tells groups apart in the file of weights
	scope   scope   // for a group of scope-words.toml
	outcome int     // the outcome that it speaks for, counted over all heads; -1: none
	much    float64 // what the weight counts for it
	asked   int     // for a cause: the topic of the same name, counted likewise
}

type lexiconFile struct {
	Fillers  string            `toml:"fillers"`
	Same     map[string]string `toml:"same"`
	Classes  map[string]string `toml:"classes"`
	Evidence []group           `toml:"evidence"`

	file   *file
	places []*entry // of the evidence; see at
}

// sort is what the evidence of the file is of: "cause" for cause-words.toml.
func (f *lexiconFile) sort() string { return strings.TrimSuffix(path.Base(f.file.name), "-words.toml") }

// loadLexicon reads the files of lexicon/.
func (l *loader) loadLexicon() *lexicon {
	ordinary := l.open("lexicon/ordinary.txt")
	checkOrdinary(l, ordinary)
	files, sound := make([]lexiconFile, len(lexiconFiles)), ordinary != nil
	for i, name := range lexiconFiles {
		f := l.open("lexicon/" + name)
		if f == nil {
			sound = false
			continue
		}
		files[i].file = f
		sound = l.decode(&entry{file: f, end: len(f.text)}, &files[i]) && sound
	}
	if !sound {
		return nil
	}
	before := len(l.faults)
	lost := checkLexicon(l, files)
	x := newLexicon(ordinary.text, files)
	for i := range files {
		for k := range files[i].Evidence {
			x.addGroup(l, &files[i], k, lost)
		}
	}
	if len(l.faults) > before {
		return nil
	}
	x.matcher.Ready()
	return x
}

// newLexicon takes the words and classes of the files in; the phrases that use them come after.
func newLexicon(ordinary string, files []lexiconFile) *lexicon {
	x := &lexicon{words: reading.NewVocabulary(ordinary), byID: map[string]int{}}
	for _, f := range files {
		for _, base := range slices.Sorted(maps.Keys(f.Same)) {
			sym := x.words.Add(base, true)
			for _, form := range listed(f.Same[base]) {
				x.words.Same(form, sym, len(form) > len(base))
			}
		}
	}
	x.matcher = reading.NewMatcher(x.words, strings.Fields(files[0].Fillers))
	for _, f := range files {
		for _, name := range slices.Sorted(maps.Keys(f.Classes)) {
			x.matcher.AddClass(name, listed(f.Classes[name]))
		}
	}
	return x
}

// addGroup adds the i-th group of a file.
func (x *lexicon) addGroup(l *loader, f *lexiconFile, i int, lost lostClasses) {
	g := f.Evidence[i]
	g.sort = f.sort()
	g.outcome, g.id = outcomeOf(g), g.sort+": "+g.For+": "+g.Reason
	if g.sort == "cause" {
		g.asked = heads[topicHead].at + slices.Index(heads[topicHead].outcomes, g.For)
	}
	g.roles, g.much = rolesOf(g), trustIn(g.sort)*g.Weight
	if g.sort == "scope" {
		g.scope = scopes[g.For]
	}
	for line := range strings.Lines(g.Phrases) {
		phrase := asRead(line)
		if phrase == "" {
			continue
		}
		if _, err := x.matcher.Compile(phrase); err != nil {
			if !lost.report(l, f, err) {
				l.fault(f.file, f.at(i).phrase(line), "%s: %v", g.For, err)
			}
			continue
		}
		x.groupOf = append(x.groupOf, int32(len(x.groups)))
		x.denying = append(x.denying, saysNo(phrase))
	}
	x.byID[g.id] = len(x.groups)
	x.groups = append(x.groups, g)
}

// deniesItself says whether a word or class of a phrase says no itself.
func deniesItself(word string) bool {
	switch word {
	case "no", "not", "never", "none", "without", "nothing", "zero", "neither",
		"dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "hasnt", "havent",
		"<none>", "<losefeel>", "<weaken>", "<cannot>":
		return true
	}
	return false
}

// saysNo says whether a phrase has a denial in it.
func saysNo(phrase string) bool {
	from := 0
	for i := range len(phrase) {
		if c := phrase[i]; c == ' ' || c == '|' {
			if deniesItself(phrase[from:i]) {
				return true
			}
			from = i + 1
		}
	}
	return deniesItself(phrase[from:])
}

// listed splits a list of phrases with commas between them.
func listed(s string) []string {
	var out []string
	for p := range strings.SplitSeq(asRead(s), ",") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

var reader = strings.NewReplacer("'", "", "’", "", "\n", " ")

// asRead brings a phrase of the lexicon to the form in which messages are read.
func asRead(s string) string {
	s = strings.TrimSpace(strings.ToLower(s))
	if strings.Contains(s, "'") || strings.Contains(s, "’") || strings.Contains(s, "\n") { // faster than ContainsAny
		s = reader.Replace(s)
	}
	return s
}

// outcomeOf finds what a group speaks for among the outcomes of the heads.
func outcomeOf(g group) int {
	h, ok := map[string]int{"cause": causeHead, "kind": kindHead, "topic": topicHead, "flag": flagHead}[g.sort]
	if !ok {
		return -1
	}
	i := slices.Index(heads[h].outcomes, g.For)
	if i < 0 {
		return -1
	}
	return heads[h].at + i
}
