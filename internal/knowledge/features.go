package knowledge

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/reading"
)

// A feature is something that can be seen in a message and that weight can be learned for: a word,
// two neighbours, a class of phrases, two classes in a sentence, a group of the lexicon.
type feature uint64

// The kinds of features, in the top byte; below them two symbols of 28 bits.
const (
	aWord   feature = iota + 1 // a word
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

func makeFeature(kind feature, a, b reading.Sym) feature {
	return kind<<56 | feature(a)<<28 | feature(b)
}

// maxClasses is how many classes of a sentence are paired with each other.
const maxClasses = 24

// features lists what can be seen in a view, some of it more than once. Usual says which words are.
func (x *mind) features(e *evidence, v view, usual func(reading.Sym) bool) []feature {
	fs := e.seen[:0]
	unusual, words := 0, 0
	for _, p := range v.passages {
		var strange int
		fs, strange = x.wordFeatures(e, p, fs, usual)
		fs = x.classFeatures(e, p, fs)
		unusual, words = unusual+strange, words+p.words()
	}
	for h := range e.hitsIn(v.passages) {
		switch {
		case h.meant:
			fs = append(fs, makeFeature(aGroup, reading.Sym(h.group), 0))
		case h.roles&ofFlag != 0:
			fs = append(fs, makeFeature(aMoot, reading.Sym(h.group), 0))
		}
	}
	fs = append(fs, makeFeature(aLift, liftSym(v.lift), 0), makeFeature(size, sizeOf(words), 0))
	fs = append(fs, makeFeature(aStance, v.stance.sym(), 0), makeFeature(aShare, shareOf(unusual, words), 0))
	fs = append(fs, makeFeature(strength, strengthOf(x.causeWeights(e, v)), 0))
	if last := v.passages[len(v.passages)-1].last; last >= 0 && e.Words[last].Asks {
		fs = append(fs, makeFeature(asking, 0, 0))
	}
	e.seen = fs
	return e.seen
}

// wordFeatures adds the words of a passage and their pairs, and returns how many are not usual.
func (x *mind) wordFeatures(e *evidence, p passage, fs []feature, usual func(reading.Sym) bool) (all []feature, unusual int) {
	before := reading.None
	for i := p.first; i <= p.last; i++ {
		w := e.Words[i]
		if w.Number < 0 && (w.Sym == reading.None || !usual(w.Sym)) {
			unusual++
		}
		if w.Break >= reading.Clause {
			before = reading.None
		}
		if w.Sym == reading.None {
			before = reading.None
			continue
		}
		fs = append(fs, makeFeature(aWord, w.Sym, 0))
		if e.state[i].deniedBy > 0 {
			fs = append(fs, makeFeature(aDenied, w.Sym, 0))
		}
		if before != reading.None {
			fs = append(fs, makeFeature(twoWords, before, w.Sym))
		}
		before = w.Sym
	}
	return fs, unusual
}

func liftSym(l Lift) reading.Sym {
	return reading.Sym(slices.Index([]Lift{Unknown, BenchPress, PushUp}, l))
}

func sizeOf(words int) reading.Sym {
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
func shareOf(unusual, words int) reading.Sym {
	return reading.Sym(min(9, 12*unusual/max(words, 1)))
}

// strengthOf sorts the weight of the leading cause into a few steps.
func strengthOf(weights [maxCauses]float64) reading.Sym {
	top := slices.Max(weights[:])
	for i, limit := range []float64{0, 1, 2, 3, 4, 6, 9, 13} {
		if top <= limit {
			return reading.Sym(i)
		}
	}
	return 8
}

// classFeatures adds the classes of each sentence and their pairs.
func (x *mind) classFeatures(e *evidence, p passage, fs []feature) []feature {
	var classes [maxClasses]reading.Sym
	n := 0
	for i := p.first; i <= p.last; i++ {
		if e.Words[i].Break == reading.Sentence {
			n = 0
		}
		for _, s := range e.SpansAt(i) {
			if e.state[i].fine || slices.Contains(classes[:n], s.Class) {
				continue
			}
			fs = append(fs, makeFeature(aClass, s.Class, 0))
			for _, other := range classes[:n] {
				fs = append(fs, makeFeature(twoClasses, min(s.Class, other), max(s.Class, other)))
			}
			if n < maxClasses {
				classes[n] = s.Class
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

// name writes a feature so that it means the same when the lexicon has changed.
func (x *mind) name(f feature) string {
	kind := f >> 56
	a, b := reading.Sym(f>>28&(1<<28-1)), reading.Sym(f&(1<<28-1))
	label := featureKinds[kind]
	switch kind {
	case aGroup, aMoot:
		return label + "\t" + x.groups[a].id
	case aLift, size, asking, strength, aStance, aShare:
		return label + "\t" + string(rune('0'+a))
	case twoWords, twoClasses:
		return label + "\t" + x.words.Name(a) + " " + x.words.Name(b)
	}
	return label + "\t" + x.words.Name(a)
}

// A featureReader reads names. In the order of the file most have the kind and the first word of the
// one before, which are looked up once.
type featureReader struct {
	*mind
	label string
	kind  feature
	first string
	sym   reading.Sym // of the first word
}

// feature reads a name; ok is false where it names a group that is no more.
func (r *featureReader) feature(label, what string) (f feature, ok bool) {
	if label != r.label {
		r.label, r.kind = label, feature(max(0, slices.Index(featureKinds[:], label)))
	}
	switch r.kind {
	case 0:
		return 0, false
	case aGroup, aMoot:
		i, ok := r.byID[what]
		return makeFeature(r.kind, reading.Sym(i), 0), ok
	case aLift, size, asking, strength, aStance, aShare:
		return makeFeature(r.kind, reading.Sym(what[0]-'0'), 0), true
	}
	a, b, two := strings.Cut(what, " ")
	if a != r.first {
		r.first, r.sym = a, r.words.Stem(a)
	}
	if !two {
		return makeFeature(r.kind, r.sym, 0), true
	}
	sa, sb := r.sym, r.words.Stem(b)
	if r.kind == twoClasses {
		sa, sb = min(sa, sb), max(sa, sb)
	}
	return makeFeature(r.kind, sa, sb), true
}
