package reading

// A Matcher finds classes and patterns in a message.
type Matcher struct {
	vocabulary   *Vocabulary
	classes      map[string]Sym
	single       map[Sym][]Sym         // classes of single words
	phrases      map[phraseKey]*phrase // phrases of several words, word by word
	fillers      map[Sym]bool
	sequences    []sequence
	starts       map[Sym][]start
	numberStarts []start
	patterns     int
	halves       int
}

type start struct{ seq, slot int32 }

type phraseKey struct {
	before *phrase // nil at the first word
	word   Sym
}

type phrase struct{ classes []Sym }

// window is how many words may lie between the halves of a pattern in any order.
const window = 12

// maxFillers is how many filler words may stand between two words of a pattern.
const maxFillers = 2

// NewMatcher makes one that knows no class and no pattern.
func NewMatcher(v *Vocabulary, fillers []string) *Matcher {
	x := &Matcher{
		vocabulary: v, classes: map[string]Sym{}, single: map[Sym][]Sym{},
		phrases: map[phraseKey]*phrase{}, fillers: map[Sym]bool{}, starts: map[Sym][]start{},
	}
	for _, f := range fillers {
		x.fillers[v.Add(f, false)] = true
	}
	return x
}

// AddClass makes each phrase one of the class of that name and gives the symbol of the class.
func (x *Matcher) AddClass(name string, phrases [][]string) Sym {
	class := x.vocabulary.Class(name)
	x.classes[name] = class
	for _, words := range phrases {
		syms := make([]Sym, len(words))
		for i, w := range words {
			syms[i] = x.vocabulary.Add(w, true)
		}
		if len(syms) == 1 {
			x.single[syms[0]] = append(x.single[syms[0]], class)
			continue
		}
		x.addPhrase(syms, class)
	}
	return class
}

func (x *Matcher) addPhrase(syms []Sym, class Sym) {
	var at *phrase
	for _, s := range syms {
		key := phraseKey{at, s}
		next, ok := x.phrases[key]
		if !ok {
			next = &phrase{}
			x.phrases[key] = next
		}
		at = next
	}
	at.classes = append(at.classes, class)
}

// Find fills in the spans and matches of a message that was read.
func (x *Matcher) Find(m *Message) {
	x.findSpans(m)
	if len(m.recent) < x.halves {
		m.recent = make([]place, x.halves)
	}
	m.round++
	sentence := 0
	for i := range m.Words {
		if m.Words[i].Break == Sentence {
			sentence = i
		}
		x.findAt(m, i, sentence)
	}
}

func (x *Matcher) findSpans(m *Message) {
	m.spanAt = m.spanAt[:0]
	for i, w := range m.Words {
		m.spanAt = append(m.spanAt, int32(len(m.Spans)))
		for _, class := range x.single[w.Sym] {
			m.Spans = append(m.Spans, Span{class, i, i})
		}
		at := x.phrases[phraseKey{nil, w.Sym}]
		for j := i + 1; at != nil && j < len(m.Words) && m.Words[j].Break < Clause; j++ {
			at = x.phrases[phraseKey{at, m.Words[j].Sym}]
			if at == nil {
				break
			}
			for _, class := range at.classes {
				m.Spans = append(m.Spans, Span{class, i, j})
			}
		}
	}
	m.spanAt = append(m.spanAt, int32(len(m.Spans)))
}

func (x *Matcher) findAt(m *Message, i, sentence int) {
	for _, st := range x.starts[m.Words[i].Sym] {
		x.try(m, st, i, i, sentence)
	}
	for _, span := range m.SpansAt(i) {
		for _, st := range x.starts[span.Class] {
			x.try(m, st, i, span.Last, sentence)
		}
	}
	if n := m.Words[i].Number; n >= 0 {
		for _, st := range x.numberStarts {
			if n >= x.sequences[st.seq].slots[st.slot].least {
				x.try(m, st, i, i, sentence)
			}
		}
	}
}

// try matches the rest of a sequence whose slot st.slot stands on the words first to last.
func (x *Matcher) try(m *Message, st start, first, last, sentence int) {
	s := &x.sequences[st.seq]
	end := x.rest(m, s.slots[st.slot+1:], last+1)
	if end < 0 {
		return
	}
	if s.half < 0 {
		m.Matches = append(m.Matches, Match{s.pattern, first, end, -1, -1})
		return
	}
	other := m.recent[s.half^1]
	if other.round == m.round && int(other.first) >= sentence && int(other.last) < first && first-int(other.last) <= window {
		m.Matches = append(m.Matches, Match{s.pattern, first, end, int(other.first), int(other.last)})
	}
	m.recent[s.half] = place{m.round, int32(first), int32(end)}
}

// rest matches slots from word next on and gives the last word of the match, -1 for none.
func (x *Matcher) rest(m *Message, slots []slot, next int) int {
	if len(slots) == 0 {
		return next - 1
	}
	s := &slots[0]
	fillers, gap := 0, s.gap
	for i := next; i < len(m.Words); i++ {
		w := &m.Words[i]
		if w.Break == Sentence || w.Break == Clause && s.gap == 0 {
			break
		}
		if end := x.slotAt(m, s, slots[1:], i); end >= 0 {
			return end
		}
		switch {
		case gap > 0:
			gap--
		case x.fillers[w.Sym] && fillers < maxFillers:
			fillers++
		default:
			i = len(m.Words)
		}
	}
	if s.optional {
		return x.rest(m, slots[1:], next)
	}
	return -1
}

// slotAt matches slot s at word i and the slots after it behind.
func (x *Matcher) slotAt(m *Message, s *slot, after []slot, i int) int {
	w := &m.Words[i]
	if s.least >= 0 && w.Number >= s.least {
		return x.rest(m, after, i+1)
	}
	for _, sym := range s.syms {
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
