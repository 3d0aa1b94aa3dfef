package match

import "spotter/internal/knowledge/text"

// A start is a slot that a sequence can begin with.
type start struct {
	seq, slot int32
	need      int32 // a set without which the message cannot match: the rarest beside this slot's own
}

// nothing is the set that every message has something of.
const nothing int32 = 0

// Ready sorts what the patterns begin with, and what they need, by word and class. Call it after the
// last Compile and before Find.
func (x *Matcher) Ready() {
	n := x.vocabulary.Len()
	x.singles, x.meanings = listsOf(x.single), listsOf(x.means)
	starts := x.findStarts()
	x.starts = newTable(n, func(yield func(text.Sym, start) bool) {
		for _, st := range starts {
			for _, sym := range x.fit(x.slots[st.slot].set) {
				if !yield(sym, st) {
					return
				}
			}
		}
	})
	needed := bits(nil).cleared(len(x.sets))
	for _, st := range starts {
		needed.add(st.need)
	}
	x.helps = newTable(n, func(yield func(text.Sym, int32) bool) {
		for i := range int32(len(x.sets)) {
			if !needed.has(i) {
				continue
			}
			for _, sym := range x.fit(i) {
				if !yield(sym, i) {
					return
				}
			}
		}
	})
}

// fit gives the words and classes of a set.
func (x *Matcher) fit(set int32) []text.Sym { return x.syms[x.sets[set].from:x.sets[set].to] }

// findStarts lists what each sequence can begin with, in order.
func (x *Matcher) findStarts() []start {
	common := x.common()
	starts := make([]start, 0, len(x.sequences)*3/2)
	for i := range x.sequences {
		s := &x.sequences[i]
		for at := s.from; at < s.to; at++ {
			starts = append(starts, start{int32(i), at, x.rarest(i, at, common)})
			if !x.slots[at].optional {
				break
			}
		}
	}
	return starts
}

// rarest gives the set of the least common slot that must be there in a sequence and its other half,
// but for slot at.
func (x *Matcher) rarest(seq int, at int32, common []int32) int32 {
	from, to := x.sequences[seq].from, x.sequences[seq].to
	switch half := x.sequences[seq].half; { // the halves of a pattern stand side by side
	case half < 0:
	case half%2 == 0:
		to = x.sequences[seq+1].to
	default:
		from = x.sequences[seq-1].from
	}
	need := nothing
	for i := from; i < to; i++ {
		s := &x.slots[i]
		if i != at && !s.optional && (need == nothing || common[s.set] < common[need]) {
			need = s.set
		}
	}
	return need
}

// common rates sets by how often patterns have their words: what lexicons speak of a lot, messages do.
func (x *Matcher) common() []int32 {
	slots, words := make([]int32, len(x.sets)), make([]int32, x.vocabulary.Len())
	for i := range x.slots {
		slots[x.slots[i].set]++
	}
	for i, n := range slots {
		for _, sym := range x.fit(int32(i)) {
			words[sym] += n
		}
	}
	common := make([]int32, len(x.sets))
	for i := range common {
		for _, sym := range x.fit(int32(i)) {
			common[i] += words[sym]
		}
	}
	return common
}
