package knowledge

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"spotter/internal/knowledge/reading"
)

// vocabulary is what the groups of each sort may speak for. It is closed: nothing in the code would listen to more.
var vocabulary = map[string][]string{
	"cause": heads[causeHead].outcomes[:len(heads[causeHead].outcomes)-1], // without none
	"flag":  caseFlags,
	"topic": heads[topicHead].outcomes,
	"kind":  append(slices.Clone(heads[kindHead].outcomes), stances...),
	"lift":  liftWords,
	"scope": slices.Sorted(maps.Keys(scopes)),
}

// maxGroupWeight is the most that a group can weigh.
const maxGroupWeight = 10

// weighs reports whether the weight of a group counts.
func (g *group) weighs() bool {
	return g.sort != "scope" && (g.sort != "kind" || slices.Contains(heads[kindHead].outcomes, g.For))
}

// checkLexicon notes what is wrong with the files of the lexicon, but for their phrases. It returns the classes
// that an override does without.
func checkLexicon(l *loader, files []lexiconFile) lostClasses {
	home := map[string]string{}
	for i := range files {
		checkClasses(l, &files[i], home)
	}
	lost := lostClasses{from: map[string]string{}, reported: map[Fault]bool{}}
	for i := range files {
		f := &files[i]
		meant := map[string]bool{} // what those that speak for nothing may mean
		for k := range f.Evidence {
			meant[checkGroup(l, f, k)] = true
		}
		if l.replaced[lexiconFiles[i]] != "" {
			lost.note(f, lexiconFiles[i], home)
		}
		if i > 0 && len(f.Evidence) == 0 {
			l.faults = append(l.faults, Fault{File: f.file.name, What: "there is no [[evidence]] in it"})
			continue
		}
		if i > 0 && f.Fillers != "" {
			l.fault(f.file, f.leaf("fillers"), "fillers belong into %s", lexiconFiles[0])
		}
		if l.replaced[lexiconFiles[i]] != "" {
			checkAgainst(l, f, builtInLexicon(lexiconFiles[i]), meant)
		}
	}
	return lost
}

// checkGroup notes what is wrong with the i-th group of a file. If it speaks for nothing, what it may have meant is returned.
func checkGroup(l *loader, f *lexiconFile, i int) (meant string) {
	g := &f.Evidence[i]
	g.sort = f.sort()
	fault := func(key, format string, args ...any) {
		e := f.at(i)
		l.fault(f.file, e.find(key, "", 0), format, args...)
	}
	words, weighing := vocabulary[g.sort]
	switch {
	case !weighing:
		fault("for", "evidence does not belong here")
		return ""
	case g.For == "":
		fault("for", "for is missing or empty")
		return ""
	case !slices.Contains(words, g.For):
		near, hint := suggest(g.For, words)
		fault("for", "nothing listens to evidence for %q: %s", g.For, hint)
		return near
	}
	if low := g.weighs() && g.Weight <= 0; low || !(g.Weight >= 0 && g.Weight <= maxGroupWeight) {
		fault("weight", "the weight of %q is %v, want more than 0 and at most %d", g.For, g.Weight, maxGroupWeight)
	}
	if asRead(g.Phrases) == "" {
		fault("phrases", "phrases is missing or empty")
	}
	for k := range i {
		if o := &f.Evidence[k]; o.For == g.For && o.Reason == g.Reason && g.Reason != "" {
			fault("reason", "the reason %q for %q is there twice", g.Reason, g.For)
		}
	}
	return ""
}

// checkAgainst notes what the built-in file has evidence for and the one in its place has not, unless it is meant by a
// misspelling there.
func checkAgainst(l *loader, f, builtIn *lexiconFile, meant map[string]bool) {
	said := map[string]bool{}
	for _, g := range f.Evidence {
		said[g.For] = true
	}
	for _, g := range builtIn.Evidence {
		if !said[g.For] && !meant[g.For] {
			said[g.For] = true
			l.faults = append(l.faults, Fault{File: f.file.name, What: fmt.Sprintf("there is no [[evidence]] for %q, as the built-in file has it", g.For)})
		}
	}
}

// checkClasses notes what is wrong with the classes of a file; home holds where those of other files stand. Two of a name would flow
// together.
func checkClasses(l *loader, f *lexiconFile, home map[string]string) {
	for name, list := range f.Classes {
		fault := func(format string, args ...any) { l.fault(f.file, f.leaf("classes."+name), format, args...) }
		if other, taken := home[name]; taken {
			fault("class %q stands in %s as well: give it another name", name, other)
		}
		home[name] = f.file.name
		phrases := listed(list)
		if len(phrases) == 0 {
			fault("class %q has no words", name)
		}
		for _, p := range phrases {
			if strings.ContainsAny(p, "<>|") || strings.Contains(p, "..") {
				fault("class %q holds %q: only words can stand here", name, p)
			}
		}
	}
}

// builtInLexicon returns a file of the lexicon as it is built in.
func builtInLexicon(name string) *lexiconFile {
	text, err := fs.ReadFile(embedded, "lexicon/"+name)
	f := &lexiconFile{}
	if err == nil {
		err = toml.Unmarshal(text, f)
	}
	if err != nil {
		panic(err) // every test would have seen it
	}
	return f
}

// checkOrdinary makes sure that an override's list of words is in order, as it is searched.
func checkOrdinary(l *loader, f *file) {
	if f == nil || l.replaced["ordinary.txt"] == "" {
		return
	}
	before, at := "", 0
	for line := range strings.Lines(f.text) {
		if word := strings.TrimSuffix(line, "\n"); !ordinaryWord.MatchString(word) || word <= before {
			l.fault(f, at, "want a word in small letters, after %q in the order of the alphabet", before)
			return
		}
		before, at = strings.TrimSuffix(line, "\n"), at+len(line)
	}
	const fewest = 1000
	if n := strings.Count(f.text, "\n"); n < fewest {
		l.fault(f, at, "%d words, at least %d: those that are missing could be taken for a misspelt sign", n, fewest)
	}
}

var ordinaryWord = regexp.MustCompile(`^[\p{Ll}']+$`)

// lostClasses are the classes that a built-in file has and the one in its place has not.
type lostClasses struct {
	from     map[string]string // by class: how faults name the file that should have it
	reported map[Fault]bool
}

// note adds the classes that f does without; home holds all that are left.
func (lost lostClasses) note(f *lexiconFile, name string, home map[string]string) {
	for class := range builtInLexicon(name).Classes {
		if _, left := home[class]; !left {
			lost.from[class] = f.file.name
		}
	}
}

// report notes, once, that phrases name a class that a file should have. It returns false for any other error, and
// for the first phrase of f with a class that never was.
func (lost lostClasses) report(l *loader, f *lexiconFile, err error) bool {
	class, ok := errors.AsType[reading.UnknownClass](err)
	if !ok {
		return false
	}
	file, was := lost.from[string(class)]
	if !was {
		file = f.file.name
	}
	fault := Fault{File: file, What: fmt.Sprintf("there is no class %q, which phrases use", string(class))}
	again := lost.reported[fault]
	lost.reported[fault] = true
	if was && !again {
		l.faults = append(l.faults, fault)
	}
	return was || again
}

// at returns the place of the i-th group: that of the file's beginning where groups are written in another way than as [[evidence]].
func (f *lexiconFile) at(i int) *entry {
	if f.places == nil {
		f.places = f.file.groups()
	}
	if i < len(f.places) {
		return f.places[i]
	}
	return &entry{file: f.file, end: len(f.file.text)}
}

// groups returns the [[evidence]] tables of a file.
func (f *file) groups() []*entry {
	list := []*entry{}
	p := unstable.Parser{}
	p.Reset([]byte(f.text))
	inside := false
	for p.NextExpression() {
		n := p.Expression()
		switch {
		case n.Kind == unstable.ArrayTable && strings.Join(keys(n), ".") == "evidence":
			list, inside = append(list, &entry{file: f, start: keyOffset(n), end: len(f.text)}), true
		case n.Kind != unstable.KeyValue:
			inside = false
		case inside:
			list[len(list)-1].gather("", n)
		}
	}
	return list
}

// phrase returns the offset of a line of the phrases of a group.
func (e *entry) phrase(line string) int {
	at := e.find("phrases", "", 0)
	line = strings.TrimSpace(line)
	if i := strings.Index(e.file.text[at:e.end], line); i >= 0 {
		return at + i
	}
	return at
}

// leaf returns the offset of a value of the file as a whole.
func (f *lexiconFile) leaf(path string) int {
	return f.file.gathered().find(path, "", 0)
}

// suggest returns the word that may have been meant by another one, and asks for it. Where none is near, it lists them.
func suggest(word string, words []string) (near, hint string) {
	const far = 3 // as typos has it
	near = slices.MinFunc(words, func(a, b string) int { return typos(word, a) - typos(word, b) })
	if word != "" && typos(word, near) < far {
		return near, fmt.Sprintf("do you mean %q?", near)
	}
	return "", "there are " + strings.Join(words, ", ")
}
