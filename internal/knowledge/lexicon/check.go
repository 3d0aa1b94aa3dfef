package lexicon

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"spotter/internal/knowledge/overlay"
)

// vocabulary returns what the groups of a sort may speak for. It is closed: nothing in the code would listen to more.
func (of Subjects) vocabulary(sort string) []string {
	switch sort {
	case OfCauses:
		return of.Causes
	case OfFlags:
		return of.Flags
	case OfTopics:
		return of.Topics
	case OfKinds:
		return append(Kinds(), stances...)
	case OfAsks:
		return Asks()
	case OfLifts:
		return liftWords
	case OfScopes:
		return slices.Sorted(maps.Keys(cues))
	}
	return nil
}

// maxWeight is the most that a group can weigh.
const maxWeight = 10

// weighs reports whether the weight of a group counts.
func (g *Group) weighs() bool {
	return g.Sort != OfScopes && (g.Sort != OfKinds || slices.Contains(Kinds(), g.For))
}

// checkFiles notes what is wrong with the files of the lexicon, but for their phrases.
func checkFiles(l *overlay.Loader, files []*file, of Subjects) {
	home := map[string]string{}
	for i, f := range files {
		if i > 0 && f.Fillers != "" {
			f.fault(l, "fillers", "fillers belong into words.toml")
		}
		checkClasses(l, f, home)
		checkSigns(l, f, of)
		for k := range f.Evidence {
			checkGroup(l, &f.Evidence[k], of)
		}
		checkTwice(l, f)
	}
}

// fault notes a fault of a value of the file as a whole.
func (f *file) fault(l *overlay.Loader, path, format string, args ...any) {
	l.Fault(f.from, f.from.Whole().Find(path, "", 0), format, args...)
}

func checkGroup(l *overlay.Loader, g *Group, of Subjects) {
	words := of.vocabulary(g.Sort)
	switch {
	case words == nil:
		g.place.fault(l, "for", "evidence does not belong here")
		return
	case g.For == "":
		g.place.fault(l, "for", "for is missing or empty")
		return
	case !slices.Contains(words, g.For):
		_, hint := overlay.Suggest(g.For, words)
		g.place.fault(l, "for", "nothing listens to evidence for %q: %s", g.For, hint)
		return
	}
	if low := g.weighs() && g.Weight <= 0; low || !(g.Weight >= 0 && g.Weight <= maxWeight) {
		g.place.fault(l, "weight", "the weight of %q is %v, want more than 0 and at most %d", g.For, g.Weight, maxWeight)
	}
	if asRead(g.Phrases) == "" {
		g.place.fault(l, "phrases", "phrases is missing or empty")
	}
}

// checkTwice notes groups for the same thing with the same reason: nothing would tell them apart.
func checkTwice(l *overlay.Loader, f *file) {
	seen := map[[2]string]bool{}
	for i := range f.Evidence {
		g := &f.Evidence[i]
		key := [2]string{g.For, g.Reason}
		if seen[key] && g.Reason != "" {
			g.place.fault(l, "reason", "the reason %q for %q is there twice", g.Reason, g.For)
		}
		seen[key] = true
	}
}

// checkClasses notes what is wrong with the classes of a file; home holds where those of other files stand. Two of a name would flow
// together.
func checkClasses(l *overlay.Loader, f *file, home map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(f.Classes)) {
		fault := func(format string, args ...any) { f.fault(l, "classes."+name, format, args...) }
		if other, taken := home[name]; taken {
			fault("class %q stands in %s as well: give it another name", name, other)
		}
		home[name] = f.from.Name
		phrases := listed(f.Classes[name])
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

// checkSigns notes what is said of signs that are not there, and words that nothing owns.
func checkSigns(l *overlay.Loader, f *file, of Subjects) {
	owned := map[string]bool{}
	for _, s := range f.Signs {
		owned[s.Owns] = true
	}
	for _, s := range f.Signs {
		if f.sort != OfFlags {
			f.fault(l, "sign.for", "[[sign]] belongs into flag-words.toml")
			return
		}
		if !slices.Contains(of.Flags, s.For) {
			_, hint := overlay.Suggest(s.For, of.Flags)
			f.fault(l, "sign.for", "there is no warning sign %q: %s", s.For, hint)
		}
		for _, y := range s.Yields {
			if y == "" || !owned[y] {
				f.fault(l, "sign.yields", "no [[sign]] owns %q, to which %q yields", y, s.For)
			}
		}
	}
}

// checkOrdinary makes sure that an override's list of words is in order, as it is searched.
func checkOrdinary(l *overlay.Loader, f *overlay.File) {
	if f == nil || l.Replaced["ordinary.txt"] == "" {
		return
	}
	before, at := "", 0
	for line := range strings.Lines(f.Text) {
		if word := strings.TrimSuffix(line, "\n"); !ordinaryWord.MatchString(word) || word <= before {
			l.Fault(f, at, "want a word in small letters, after %q in the order of the alphabet", before)
			return
		}
		before, at = strings.TrimSuffix(line, "\n"), at+len(line)
	}
	const fewest = 1000
	if n := strings.Count(f.Text, "\n"); n < fewest {
		l.Fault(f, at, "%d words, at least %d: those that are missing could be taken for a misspelt sign", n, fewest)
	}
}

var ordinaryWord = regexp.MustCompile(`^[\p{Ll}']+$`)
