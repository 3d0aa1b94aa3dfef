package knowledge

import "spotter/internal/knowledge/reading"

// state is how a word is meant.
type state struct {
	deniedBy int32 // one more than the index of the word that denies it; 0: not denied
	past     bool  // long ago
	gone     bool  // over
	theirs   bool  // somebody else's
	theory   bool  // asked about, feared, supposed
	innocent bool  // a word of a warning sign in another sense
	fine     bool  // said to be all right
}

// denialReach is how many words a denial reaches at most.
const denialReach = 10

// findScope works out how each word is meant.
func (e *evidence) findScope() {
	e.state = append(e.state[:0], make([]state, len(e.Words))...)
	marks := e.marks()
	e.denials = marks.not
	for i, not := range marks.notNot {
		e.denials[i] = e.denials[i] && !not
	}
	for _, h := range e.hits {
		g := &e.groups[h.group]
		if g.sort != "scope" {
			continue
		}
		first, last := h.match.First, h.match.Last
		switch g.For {
		case "not", "no":
			if !marks.notNot[first] {
				e.deny(first, last, g.For == "no", marks)
			}
		case "innocent":
			e.mark(first, last, func(s *state) { s.innocent = true })
		case "fine":
			e.markFine(first)
		case "past", "gone":
			from, to := e.sentence(first)
			if g.For == "gone" {
				e.mark(from, to, func(s *state) { s.gone = true })
			} else if !marks.within(marks.present, from, to) {
				e.mark(from, to, func(s *state) { s.past = true })
			}
		case "over":
			e.mark(0, first, func(s *state) { s.gone = true })
		case "theory":
			_, to := e.sentence(first)
			if first == last {
				to = min(to, last+6)
			}
			e.mark(first, to, func(s *state) { s.theory = true })
		case "other":
			e.markTheirs(first, marks)
		}
	}
}

// marks are the words that steer how far a scope reaches.
type marks struct{ not, notNot, turn, restart, start, or, present, mine []bool }

func (m *marks) named(name string) []bool {
	switch name {
	case "not", "no":
		return m.not
	case "not not":
		return m.notNot
	case "turn":
		return m.turn
	case "restart":
		return m.restart
	case "start":
		return m.start
	case "or":
		return m.or
	case "present":
		return m.present
	case "mine":
		return m.mine
	}
	return nil
}

func (e *evidence) marks() marks {
	n := len(e.Words)
	all := make([]bool, 8*n)
	next := func() []bool {
		part := all[:n]
		all = all[n:]
		return part
	}
	m := marks{next(), next(), next(), next(), next(), next(), next(), next()}
	for _, h := range e.hits {
		if g := &e.groups[h.group]; g.sort == "scope" {
			if marked := m.named(g.For); marked != nil {
				marked[h.match.First] = true
			}
		}
	}
	return m
}

func (m marks) within(marked []bool, from, to int) bool {
	for i := from; i <= to; i++ {
		if marked[i] {
			return true
		}
	}
	return false
}

func (e *evidence) mark(first, last int, set func(*state)) {
	for i := first; i <= last; i++ {
		set(&e.state[i])
	}
}

// deny marks what a denial on the words first to last reaches: the rest of the clause, on over the
// commas of a list, which "no" and its like begin by themselves. "Tingling? Nope." reaches back over the question.
func (e *evidence) deny(first, last int, list bool, m marks) {
	if e.Words[first].Break == reading.Sentence && first > 0 && e.Words[first-1].Asks {
		from, _ := e.sentence(first - 1)
		for i := from; i < first; i++ {
			e.state[i].deniedBy = int32(first) + 1
		}
	}
	for i := last + 1; i < len(e.Words) && i <= last+denialReach; i++ {
		w := e.Words[i]
		if w.Break >= reading.Clause || m.turn[i] || m.start[i] {
			return
		}
		if w.Break == reading.Comma && (m.restart[i] || m.or[i] || !list && !e.listed(i, m)) {
			return
		}
		if e.state[i].deniedBy == 0 {
			e.state[i].deniedBy = int32(first) + 1
		}
	}
}

// listed says whether the comma before word i belongs to a list: an "or" follows soon.
func (e *evidence) listed(i int, m marks) bool {
	for k := i; k < len(e.Words) && k < i+4 && e.Words[k].Break < reading.Clause; k++ {
		if m.or[k] {
			return true
		}
	}
	return false
}

// markFine marks the few words before word i that it says to be all right.
func (e *evidence) markFine(i int) {
	for k := i; k > 0 && k > i-4 && e.Words[k].Break == reading.Joined; k-- {
		e.state[k-1].fine = true
	}
}

func (e *evidence) markTheirs(first int, m marks) {
	_, to := e.sentence(first)
	for i := first; i <= to && !m.mine[i]; i++ {
		e.state[i].theirs = true
	}
}

// sentence gives the first and last word of the sentence that word i stands in.
func (e *evidence) sentence(i int) (first, last int) {
	first, last = i, i
	for first > 0 && e.Words[first].Break != reading.Sentence {
		first--
	}
	for last+1 < len(e.Words) && e.Words[last+1].Break != reading.Sentence {
		last++
	}
	return first, last
}
