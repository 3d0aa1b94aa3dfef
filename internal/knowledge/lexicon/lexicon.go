// Package lexicon is which words speak for what: the files beside it, read into a vocabulary, a matcher, and groups of
// phrases that stand for the same thing. What groups can stand for is a closed list: the cues that scope-words.toml
// has (cue.go), the roles of the other files (role.go), and the ids that the content has.
//
// It knows nothing of weights that are learned, nor of what is concluded from its words.
package lexicon

import (
	"maps"
	"slices"
	"strings"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/text"
)

// A Kind says what a message wants.
type Kind string

// The kinds of messages.
const (
	Symptom    Kind = "symptom"      // something hurts or is sore
	HowTo      Kind = "howto"        // asks how to do, dose or cue something that the sources cover
	OutOfScope Kind = "out-of-scope" // neither
)

// Kinds returns all kinds.
func Kinds() []string { return []string{string(Symptom), string(HowTo), string(OutOfScope)} }

// Asks are what a writer may want to know, in the words of the guide to labels.
func Asks() []string {
	return []string{"reason", "fix", "prognosis", "train-through", "relief", "doctor", AsksTechnique, "normal", AsksNothing}
}

// What those stand for who ask how something is done, and who want to know nothing.
const (
	AsksTechnique = "technique"
	AsksNothing   = "none"
)

// The sorts of groups, each with a file of its own.
const (
	OfScopes = "scope"
	OfLifts  = "lift"
	OfKinds  = "kind"
	OfFlags  = "flag"
	OfCauses = "cause"
	OfTopics = "topic"
	OfAsks   = "ask"
)

// sorts are those, in the order in which their files are read.
var sorts = []string{OfScopes, OfLifts, OfKinds, OfFlags, OfCauses, OfTopics, OfAsks}

// A Lexicon does not change after Read and is safe for concurrent use.
type Lexicon struct {
	Words   *text.Vocabulary
	Groups  []Group
	matcher *match.Matcher
	groupOf []int32 // by pattern
	denying []bool  // by pattern: whether it has a denial in it
	signs   map[string]Sign
	owners  []Sign
}

// A Group is one [[evidence]] table: phrases that speak for the same thing for the same reason.
type Group struct {
	For     string  `toml:"for"`
	Weight  float64 `toml:"weight"`
	Reason  string  `toml:"reason"`
	Phrases string  `toml:"phrases"`

	Sort  string // the file it stands in: "cause" for cause-words.toml
	Roles Roles
	Cue   Cue   // for a group of scope-words.toml
	place place // where it is written
}

// ID returns what tells groups apart in the file of weights.
func (g *Group) ID() string { return g.Sort + ": " + g.For + ": " + g.Reason }

// GroupOf returns the index of the group that a pattern belongs to.
func (x *Lexicon) GroupOf(pattern int) int32 { return x.groupOf[pattern] }

// SaysNo reports whether a pattern has a denial in it.
func (x *Lexicon) SaysNo(pattern int) bool { return x.denying[pattern] }

// Find splits a message into words and finds what phrases of the lexicon it has.
func (x *Lexicon) Find(message string, t *text.Tokens, found *match.Found) {
	x.Words.Tokenize(t, message)
	x.matcher.Find(t, found)
}

// FindIn is Find for what stands in the fields of a form.
func (x *Lexicon) FindIn(parts []text.Part, t *text.Tokens, found *match.Found) {
	x.Words.TokenizeParts(t, parts)
	x.matcher.Find(t, found)
}

// Subjects are the ids of what groups can speak for, as the content has them.
type Subjects struct {
	Causes, Flags, Topics []string
	Drills                []string // the topics that are drills, without strength work
	SignTopics            []string // the topics that are about warning signs
}

// SubjectsOf returns those of a library.
func SubjectsOf(b *content.Library) (of Subjects) {
	for _, c := range b.Causes() {
		of.Causes = append(of.Causes, c.ID)
	}
	for _, f := range b.Flags() {
		of.Flags = append(of.Flags, f.ID)
	}
	for _, d := range b.Drills() {
		if !d.Strength {
			of.Drills = append(of.Drills, d.ID)
		}
	}
	for _, t := range b.Topics() {
		if t.Signs {
			of.SignTopics = append(of.SignTopics, t.ID)
		}
	}
	of.Topics = b.Taught()
	return of
}

// Read reads the files of lexicon/. It returns nil, having noted the faults in the loader, where something is wrong.
func Read(l *overlay.Loader, of Subjects) *Lexicon {
	before := len(l.Faults)
	ordinary := l.Open("lexicon/ordinary.txt")
	checkOrdinary(l, ordinary)
	common := readFile(l, "words.toml")
	var files []*file
	for _, sort := range sorts {
		files = append(files, readFile(l, sort+"-words.toml"))
	}
	if len(l.Faults) > before {
		return nil
	}
	all := append([]*file{common}, files...)
	checkFiles(l, all, of)
	x := newLexicon(ordinary.Text, all)
	for _, f := range files {
		for i := range f.Evidence {
			x.addGroup(l, &f.Evidence[i], of)
		}
	}
	if len(l.Faults) > before {
		return nil
	}
	x.matcher.Ready()
	return x
}

// newLexicon takes the words and classes of the files in; the phrases that use them come after.
func newLexicon(ordinary string, files []*file) *Lexicon {
	x := &Lexicon{Words: text.NewVocabulary(ordinary), signs: map[string]Sign{}}
	for _, f := range files {
		for _, base := range slices.Sorted(maps.Keys(f.Same)) {
			sym := x.Words.Add(base, true)
			for _, form := range listed(f.Same[base]) {
				x.Words.Same(form, sym, len(form) > len(base))
			}
		}
		for _, s := range f.Signs {
			x.signs[s.For] = s
			if s.Owns != "" {
				x.owners = append(x.owners, s)
			}
		}
	}
	x.matcher = match.New(x.Words, strings.Fields(files[0].Fillers))
	for _, f := range files {
		for _, name := range slices.Sorted(maps.Keys(f.Classes)) {
			x.matcher.AddClass(name, listed(f.Classes[name]))
		}
	}
	return x
}

// addGroup adds a group with its phrases.
func (x *Lexicon) addGroup(l *overlay.Loader, g *Group, of Subjects) {
	g.Roles = x.rolesOf(g, of)
	if g.Sort == OfScopes {
		g.Cue = cues[g.For]
	}
	for line := range strings.Lines(g.Phrases) {
		phrase := asRead(line)
		if phrase == "" {
			continue
		}
		if _, err := x.matcher.Compile(phrase); err != nil {
			g.place.phraseFault(l, line, "%s: %v", g.For, err)
			continue
		}
		x.groupOf = append(x.groupOf, int32(len(x.Groups)))
		x.denying = append(x.denying, saysNo(phrase))
	}
	x.Groups = append(x.Groups, *g)
}

// deniesItself reports whether a word or class of a phrase says no itself.
func deniesItself(word string) bool {
	switch word {
	case "no", "not", "never", "none", "without", "nothing", "zero", "neither",
		"dont", "doesnt", "didnt", "isnt", "arent", "wasnt", "hasnt", "havent",
		"<none>", "<losefeel>", "<weaken>", "<cannot>":
		return true
	}
	return false
}

// saysNo reports whether a phrase has a denial in it.
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

var unquoted = strings.NewReplacer("'", "", "’", "", "\n", " ")

// asRead brings a phrase of the lexicon to the form in which messages are read.
func asRead(s string) string {
	s = strings.TrimSpace(strings.ToLower(s))
	if strings.Contains(s, "'") || strings.Contains(s, "’") || strings.Contains(s, "\n") { // faster than ContainsAny
		s = unquoted.Replace(s)
	}
	return s
}
