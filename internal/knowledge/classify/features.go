package classify

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/text"
)

// A Feature is something that can be seen in a message and that weight can be learned for: a word,
// two neighbours, a class of phrases, two classes in a sentence, a group of the lexicon.
type Feature uint64

// The kinds of Features; below them two symbols of symBits.
const (
	aWord   Feature = iota + 1 // a word
	aDenied                    // a word that is denied
	twoWords
	aClass
	twoClasses
	aGroup   // the index of the group, not a symbol
	aLift    // 0 unknown, 1 bench, 2 push-up
	asking   // a question mark at the end
	size     // how long the message is
	strength // how much the lexicon has for the leading cause
	aStance  // whether something hurts, and how it is asked
	aMoot    // the index of the group of a warning sign whose words are not meant
	aShare   // how much of the message is words that lifters with a complaint hardly use
)

func newFeature(kind Feature, a, b text.Sym) Feature {
	return kind<<(2*symBits) | Feature(a)<<symBits | Feature(b)
}

// symBits leave room for a row in a cell of a model.
const symBits = 20

func (f Feature) kind() Feature { return f >> (2 * symBits) }

func (f Feature) syms() (a, b text.Sym) {
	const all = 1<<symBits - 1
	return text.Sym(f >> symBits & all), text.Sym(f & all)
}

// maxClasses is how many classes of a sentence are paired with each other.
const maxClasses = 24

// Features lists what can be seen in a view, some of it more than once. Usual says which words are.
func (s *Scores) Features(v scope.View, usual func(text.Sym) bool) []Feature {
	fs := s.seen[:0]
	unusual, words := 0, 0
	for _, p := range v.Passages {
		var strange int
		fs, strange = s.wordFeatures(p, fs, usual)
		fs = s.classFeatures(p, fs)
		unusual, words = unusual+strange, words+p.Len()
	}
	for h := range s.HitsIn(v.Passages) {
		switch {
		case h.Meant:
			fs = append(fs, newFeature(aGroup, text.Sym(h.Group), 0))
		case h.Roles&lexicon.OfFlag != 0:
			fs = append(fs, newFeature(aMoot, text.Sym(h.Group), 0))
		}
	}
	fs = append(fs, newFeature(aLift, liftSym(v.Lift), 0), newFeature(size, sizeOf(words), 0))
	fs = append(fs, newFeature(aStance, intentSym(v.Intent), 0), newFeature(aShare, shareOf(unusual, words), 0))
	fs = append(fs, newFeature(strength, strengthOf(s.causeWeights(v)), 0))
	if last := v.Passages[len(v.Passages)-1].Last; last >= 0 && s.Words[last].Asks {
		fs = append(fs, newFeature(asking, 0, 0))
	}
	s.seen = fs
	return s.seen
}

// wordFeatures adds the words of a passage and their pairs, and returns how many are not usual.
func (s *Scores) wordFeatures(p scope.Passage, fs []Feature, usual func(text.Sym) bool) (all []Feature, unusual int) {
	before := text.None
	for i := p.First; i <= p.Last; i++ {
		w := s.Words[i]
		if w.Number < 0 && (w.Sym == text.None || !usual(w.Sym)) {
			unusual++
		}
		if w.Break >= text.Clause {
			before = text.None
		}
		if w.Sym == text.None {
			before = text.None
			continue
		}
		fs = append(fs, newFeature(aWord, w.Sym, 0))
		if s.States[i].DeniedBy > 0 {
			fs = append(fs, newFeature(aDenied, w.Sym, 0))
		}
		if before != text.None {
			fs = append(fs, newFeature(twoWords, before, w.Sym))
		}
		before = w.Sym
	}
	return fs, unusual
}

func liftSym(l content.Lift) text.Sym {
	return text.Sym(slices.Index([]content.Lift{content.Unknown, content.BenchPress, content.PushUp}, l))
}

func sizeOf(words int) text.Sym {
	switch {
	case words <= 4:
		return 0
	case words <= 10:
		return 1
	case words <= 25:
		return 2
	}
	return 3
}

// shareOf sorts how many words of a message are unusual into steps of a twelfth.
func shareOf(unusual, words int) text.Sym {
	return text.Sym(min(9, 12*unusual/max(words, 1)))
}

// strengthOf sorts the weight of the leading cause into a few steps.
func strengthOf(weights []float64) text.Sym {
	top := slices.Max(weights)
	for i, limit := range []float64{0, 1, 2, 3, 4, 6, 9, 13} {
		if top <= limit {
			return text.Sym(i)
		}
	}
	return 8
}

// classFeatures adds the classes of each sentence and their pairs.
func (s *Scores) classFeatures(p scope.Passage, fs []Feature) []Feature {
	var classes [maxClasses]text.Sym
	n := 0
	for i := p.First; i <= p.Last; i++ {
		if s.Words[i].Break == text.Sentence {
			n = 0
		}
		for _, span := range s.SpansAt(i) {
			if s.States[i].Fine || slices.Contains(classes[:n], span.Class) {
				continue
			}
			fs = append(fs, newFeature(aClass, span.Class, 0))
			for _, other := range classes[:n] {
				fs = append(fs, newFeature(twoClasses, min(span.Class, other), max(span.Class, other)))
			}
			if n < maxClasses {
				classes[n] = span.Class
				n++
			}
		}
	}
	return fs
}

// featureKinds are the names of the kinds in the file of weights.
var featureKinds = [...]string{
	aWord: "word", aDenied: "not", twoWords: "words", aClass: "class", twoClasses: "classes",
	aGroup: "group", aLift: "lift", asking: "asks", size: "size", strength: "strength", aStance: "stance", aMoot: "moot", aShare: "unusual",
}

// Name writes a feature, its kind and a tab before what it is, so that it means the same when the lexicon has changed.
func (c *Classifier) Name(f Feature) string {
	a, b := f.syms()
	label := featureKinds[f.kind()] + "\t"
	switch f.kind() {
	case aGroup, aMoot:
		return label + c.lexicon.Groups[a].ID()
	case aLift, size, asking, strength, aStance, aShare:
		return label + string(rune('0'+a))
	case twoWords, twoClasses:
		return label + c.lexicon.Words.Name(a) + " " + c.lexicon.Words.Name(b)
	}
	return label + c.lexicon.Words.Name(a)
}

// A featureReader reads names. In the order of the file most have the kind and the first word of the
// one before, which are looked up once.
type featureReader struct {
	words  *text.Vocabulary
	groups map[string]int // by id
	label  string
	kind   Feature
	first  string
	sym    text.Sym // of the first word
}

func newFeatureReader(x *lexicon.Lexicon) *featureReader {
	r := &featureReader{words: x.Words, groups: make(map[string]int, len(x.Groups))}
	for i := range x.Groups {
		r.groups[x.Groups[i].ID()] = i
	}
	return r
}

// feature reads a name; ok is false where it names a group that is no more.
func (r *featureReader) feature(label, what string) (f Feature, ok bool) {
	if label != r.label {
		r.label, r.kind = label, Feature(max(0, slices.Index(featureKinds[:], label)))
	}
	switch r.kind {
	case 0:
		return 0, false
	case aGroup, aMoot:
		i, ok := r.groups[what]
		return newFeature(r.kind, text.Sym(i), 0), ok
	case aLift, size, asking, strength, aStance, aShare:
		return newFeature(r.kind, text.Sym(what[0]-'0'), 0), true
	}
	a, b, two := strings.Cut(what, " ")
	if a != r.first {
		r.first, r.sym = a, r.words.Stem(a)
	}
	if !two {
		return newFeature(r.kind, r.sym, 0), true
	}
	sa, sb := r.sym, r.words.Stem(b)
	if r.kind == twoClasses {
		sa, sb = min(sa, sb), max(sa, sb)
	}
	return newFeature(r.kind, sa, sb), true
}

// A mover brings features of words and groups of one lexicon to those of another.
type mover struct {
	to, from *lexicon.Lexicon
	groups   map[string]int // of the other, by id
	syms     []text.Sym     // of the other, by symbol of the one; None where it was not asked for yet
}

func newMover(to, from *lexicon.Lexicon) *mover {
	return &mover{to, from, newFeatureReader(to).groups, make([]text.Sym, from.Words.Len())}
}

// feature returns the same feature in the other lexicon; ok is false where that does not have its group.
func (m *mover) feature(f Feature) (moved Feature, ok bool) {
	a, b := f.syms()
	switch kind := f.kind(); kind {
	case aGroup, aMoot:
		i, ok := m.groups[m.from.Groups[a].ID()]
		return newFeature(kind, text.Sym(i), 0), ok
	case aLift, size, asking, strength, aStance, aShare:
		return f, true
	case twoWords:
		return newFeature(kind, m.sym(a), m.sym(b)), true
	case twoClasses:
		a, b = m.sym(a), m.sym(b)
		return newFeature(kind, min(a, b), max(a, b)), true
	default:
		return newFeature(kind, m.sym(a), 0), true
	}
}

func (m *mover) sym(s text.Sym) text.Sym {
	if m.syms[s] == text.None {
		m.syms[s] = m.to.Words.Stem(m.from.Words.Name(s))
	}
	return m.syms[s]
}

// intentSym returns each intent as a number of its own, below 72.
func intentSym(s scope.Intent) text.Sym {
	n := text.Sym(s.Hurts)*3 + text.Sym(s.Asks)
	for _, b := range []bool{s.Taught, s.Person, s.Drill} {
		n *= 2
		if b {
			n++
		}
	}
	return n
}
