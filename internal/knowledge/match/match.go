// Package match finds phrases among the words of a message: classes, which are lists of phrases that mean the same, and
// patterns, which are words and classes in order with gaps between them. pattern.go has the language of patterns.
// It knows words, and nothing of what they stand for.
//
// A Matcher is built once and then only read: it is safe for concurrent use.
package match

import (
	"strings"

	"spotter/internal/knowledge/text"
)

// A Matcher finds classes and patterns in a message.
type Matcher struct {
	vocabulary *text.Vocabulary
	classes    map[string]text.Sym
	single     [][]text.Sym // by word: the classes of phrases of this word alone
	phrases    []phrase     // phrases of several words, word by word; the first stands for none
	means      [][]text.Sym // by phrase: the classes that it is a phrase of
	begins     []int32      // by word: the phrase of several words that begins with it
	fillers    []bool       // by word
	alone      []int32      // by word or class: the set of it alone
	syms       []text.Sym   // of all sets
	sets       []set        // the first stands for what every message has
	slots      []slot       // of all sequences
	sequences  []sequence
	singles    table[text.Sym] // single, once all are known
	meanings   table[text.Sym] // means, once all are known
	starts     table[start]    // by the word or class that begins them, in the order of the sequences
	helps      table[int32]    // by word or class: the sets with it that starts need
	patterns   int
	halves     int
}

// at gives entry s of a list by symbol, the zero value where the list is shorter.
func at[T any](list []T, s text.Sym) (t T) {
	if int(s) < len(list) {
		return list[s]
	}
	return t
}

// put sets entry s of a list by symbol.
func put[T any](list []T, s text.Sym, t T) []T {
	for int(s) >= len(list) {
		var zero T
		list = append(list, zero)
	}
	list[s] = t
	return list
}

// A phrase is the beginning of phrases of several words, or all of one.
type phrase struct {
	word    text.Sym // the last
	longer  int32    // the first of those that are longer by a word, 0 for none
	sibling int32    // another that differs in the last word, 0 for none
}

// window is how many words may lie between the halves of a pattern in any order.
const window = 12

// maxFillers is how many filler words may stand between two words of a pattern.
const maxFillers = 2

// usual is how many parts of patterns a matcher has room for at first.
const usual = 7000

// New makes one that knows no class and no pattern.
func New(v *text.Vocabulary, fillers []string) *Matcher {
	x := &Matcher{
		vocabulary: v, classes: map[string]text.Sym{}, phrases: make([]phrase, 1, usual/2), means: make([][]text.Sym, 1, usual/2),
		syms: make([]text.Sym, 0, 4*usual), sets: make([]set, 1, usual), slots: make([]slot, 0, usual), sequences: make([]sequence, 0, usual/2),
	}
	for _, f := range fillers {
		x.fillers = put(x.fillers, v.Add(f, false), true)
	}
	return x
}

// AddClass makes each phrase, words with space between them, one of the class of that name and gives
// the symbol of the class.
func (x *Matcher) AddClass(name string, phrases []string) text.Sym {
	class := x.vocabulary.Class(name)
	x.classes[name] = class
	var syms []text.Sym
	for _, p := range phrases {
		syms = syms[:0]
		for w := range strings.FieldsSeq(p) {
			syms = append(syms, x.vocabulary.Add(w, true))
		}
		if len(syms) == 1 {
			x.single = put(x.single, syms[0], append(at(x.single, syms[0]), class))
			continue
		}
		x.addPhrase(syms, class)
	}
	return class
}

func (x *Matcher) addPhrase(syms []text.Sym, class text.Sym) {
	last := at(x.begins, syms[0])
	if last == 0 {
		last = x.newPhrase(syms[0], 0)
		x.begins = put(x.begins, syms[0], last)
	}
	for _, s := range syms[1:] {
		next := x.goOn(last, s)
		if next == 0 {
			next = x.newPhrase(s, x.phrases[last].longer)
			x.phrases[last].longer = next
		}
		last = next
	}
	x.means[last] = append(x.means[last], class)
}

func (x *Matcher) newPhrase(word text.Sym, sibling int32) int32 {
	x.phrases, x.means = append(x.phrases, phrase{word: word, sibling: sibling}), append(x.means, nil)
	return int32(len(x.phrases) - 1)
}

// goOn gives the phrase that is longer by a word, 0 for none.
func (x *Matcher) goOn(p int32, word text.Sym) int32 {
	for p = x.phrases[p].longer; p != 0 && x.phrases[p].word != word; {
		p = x.phrases[p].sibling
	}
	return p
}

// A Span is a run of words that is a phrase of a class.
type Span struct {
	Class       text.Sym
	First, Last int // words, both included
}

// A Match is a place where a pattern fits.
type Match struct {
	Pattern     int // index of the pattern in the Matcher
	First, Last int // words, both included
	// The words of the half that came earlier, for a pattern of two halves in any order; else -1.
	OtherFirst, OtherLast int
}

// Found is what was found among the words of a message. It can be used again for another one.
type Found struct {
	Spans   []Span  // by first word
	Matches []Match // in no particular order

	words   []text.Word
	spanAt  []int32 // index in Spans of the first span that begins at or after each word
	present bits    // the symbols that the message has
	met     bits    // the sets that it has something of
	traces  []trace // by word: of it and the classes of the spans that begin with it
	recent  []place // by half of a pattern in any order: where it was last found
	round   uint32  // tells places of this message from those of the ones before
}

// A place is where half a pattern was found.
type place struct {
	round       uint32
	first, last int32
}

// SpansAt returns the spans that begin at word i.
func (m *Found) SpansAt(i int) []Span { return m.Spans[m.spanAt[i]:m.spanAt[i+1]] }

// Find looks for all classes and patterns among the words of a message.
func (x *Matcher) Find(t *text.Tokens, m *Found) {
	m.words, m.Spans, m.Matches = t.Words, m.Spans[:0], m.Matches[:0]
	x.findSpans(m)
	if len(m.recent) < x.halves {
		m.recent = make([]place, x.halves)
	}
	m.round++
	x.note(m)
	sentence := 0
	for i := range m.words {
		if m.words[i].Break == text.Sentence {
			sentence = i
		}
		x.findAt(m, i, sentence)
	}
}

func (x *Matcher) findSpans(m *Found) {
	m.spanAt = m.spanAt[:0]
	for i, w := range m.words {
		m.spanAt = append(m.spanAt, int32(len(m.Spans)))
		for _, class := range x.singles.of(w.Sym) {
			m.Spans = append(m.Spans, Span{class, i, i})
		}
		p := at(x.begins, w.Sym)
		for j := i + 1; p != 0 && j < len(m.words) && m.words[j].Break < text.Clause; j++ {
			p = x.goOn(p, m.words[j].Sym)
			for _, class := range x.meanings.of(text.Sym(p)) { // none for none
				m.Spans = append(m.Spans, Span{class, i, j})
			}
		}
	}
	m.spanAt = append(m.spanAt, int32(len(m.Spans)))
}

// note finds out which sets the message has something of, so that most patterns need not be tried.
func (x *Matcher) note(m *Found) {
	m.present, m.met = m.present.cleared(x.vocabulary.Len()), m.met.cleared(len(x.sets))
	m.met.add(nothing)
	m.traces = append(m.traces[:0], make([]trace, len(m.words))...)
	for i := range m.words {
		w := &m.words[i]
		x.noteSym(m, i, w.Sym)
		if w.Number >= 0 {
			x.noteSym(m, i, text.Number)
		}
	}
	for i := range m.Spans {
		x.noteSym(m, m.Spans[i].First, m.Spans[i].Class)
	}
}

// noteSym notes a symbol that word i has.
func (x *Matcher) noteSym(m *Found, i int, s text.Sym) {
	m.traces[i] |= traceOf(s)
	if m.present.add(int32(s)) {
		for _, set := range x.helps.of(s) {
			m.met.add(set)
		}
	}
}

func (x *Matcher) findAt(m *Found, i, sentence int) {
	w := &m.words[i]
	x.tryAll(m, x.starts.of(w.Sym), i, i, sentence)
	for _, span := range m.SpansAt(i) {
		x.tryAll(m, x.starts.of(span.Class), i, span.Last, sentence)
	}
	if w.Number < 0 {
		return
	}
	for _, st := range x.starts.of(text.Number) {
		if m.met.has(st.need) && w.Number >= x.sets[x.slots[st.slot].set].least {
			x.try(m, st, i, i, sentence)
		}
	}
}

func (x *Matcher) tryAll(m *Found, starts []start, first, last, sentence int) {
	for _, st := range starts {
		if m.met.has(st.need) {
			x.try(m, st, first, last, sentence)
		}
	}
}

// try matches the rest of a sequence whose slot st.slot stands on the words first to last.
func (x *Matcher) try(m *Found, st start, first, last, sentence int) {
	s := &x.sequences[st.seq]
	end := x.rest(m, x.slots[st.slot+1:s.to], last+1)
	if end < 0 {
		return
	}
	if s.half < 0 {
		m.Matches = append(m.Matches, Match{int(s.pattern), first, end, -1, -1})
		return
	}
	other := m.recent[s.half^1]
	if other.round == m.round && int(other.first) >= sentence && int(other.last) < first && first-int(other.last) <= window {
		m.Matches = append(m.Matches, Match{int(s.pattern), first, end, int(other.first), int(other.last)})
	}
	m.recent[s.half] = place{m.round, int32(first), int32(end)}
}

// rest matches slots from word next on and gives the last word of the match, -1 for none.
func (x *Matcher) rest(m *Found, slots []slot, next int) int {
	if len(slots) == 0 {
		return next - 1
	}
	s := &slots[0]
	fillers, gap := 0, s.gap
	for i := next; i < len(m.words); i++ {
		w := &m.words[i]
		if w.Break == text.Sentence || w.Break == text.Clause && s.gap == 0 {
			break
		}
		if end := x.slotAt(m, s, slots[1:], i); end >= 0 {
			return end
		}
		switch {
		case gap > 0:
			gap--
		case at(x.fillers, w.Sym) && fillers < maxFillers:
			fillers++
		default:
			i = len(m.words)
		}
	}
	if s.optional {
		return x.rest(m, slots[1:], next)
	}
	return -1
}

// slotAt matches slot s at word i and the slots after it behind.
func (x *Matcher) slotAt(m *Found, s *slot, after []slot, i int) int {
	w, set := &m.words[i], &x.sets[s.set]
	if set.trace&m.traces[i] == 0 { // mostly
		return -1
	}
	if set.least >= 0 && w.Number >= set.least {
		return x.rest(m, after, i+1)
	}
	for _, sym := range x.syms[set.from:set.to] {
		if sym == w.Sym {
			return x.rest(m, after, i+1)
		}
		for _, span := range m.SpansAt(i) {
			if span.Class == sym {
				if end := x.rest(m, after, span.Last+1); end >= 0 {
					return end
				}
			}
		}
	}
	return -1
}
