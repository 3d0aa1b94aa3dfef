package reading

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A pattern is written as words with space between them. Inflections, spelling and up to two filler
// words between the words do not matter.
//
//	pinch|squeeze blade   either word, then the other
//	<squeeze> <blades>    phrases of these classes
//	head ... down         up to six words between, within the sentence
//	head .. down          up to three
//	too? hard             a word that may be missing
//	# week, #8+ day       a number, a number from eight on
//	<hips> & <sag>        both within a dozen words, in any order, within the sentence
type slot struct {
	from, to int32   // the words and classes that fit, among those of all slots
	gap      int     // how many words may come before it; 0: fillers only
	optional bool    // may be missing
	least    float64 // for numbers: the least value; -1: no number
}

// A sequence is a pattern or half of one.
type sequence struct {
	pattern  int
	half     int   // index of the half among all halves, -1 for a whole pattern; the other half is half^1
	from, to int32 // its slots among those of all sequences
}

// A start is a slot that a sequence can begin with.
type start struct {
	seq, slot int32
	from, to  int32 // the rarest of what must follow, among that of all starts; none: nothing must
}

// maxGaps keeps the work that a pattern can cause bounded.
const maxGaps = 4

// Compile adds a pattern and gives the index that its matches carry. Ready makes it found.
func (x *Matcher) Compile(text string) (int, error) {
	left, right, two := strings.Cut(text, " & ")
	if strings.Contains(right, " & ") {
		return 0, fmt.Errorf("pattern %q: one & at most", text)
	}
	s := sequence{pattern: x.patterns, half: -1}
	whole, err := x.parse(s, left)
	if err != nil {
		return 0, fmt.Errorf("pattern %q: %w", text, err)
	}
	if two {
		other, err := x.parse(s, right)
		if err != nil {
			return 0, fmt.Errorf("pattern %q: %w", text, err)
		}
		whole.half, other.half, x.halves = x.halves, x.halves+1, x.halves+2
		x.sequences = append(x.sequences, whole, other)
	} else {
		x.sequences = append(x.sequences, whole)
	}
	x.patterns++
	return s.pattern, nil
}

// parse reads the slots of s.
func (x *Matcher) parse(s sequence, text string) (sequence, error) {
	gap, gaps := 0, 0
	s.from = int32(len(x.slots))
	for field := range strings.FieldsSeq(text) {
		switch field {
		case "..":
			gap, gaps = 3, gaps+1
		case "...":
			gap, gaps = 6, gaps+1
		default:
			sl, err := x.parseSlot(field)
			if err != nil {
				return s, err
			}
			sl.gap, gap = gap, 0
			x.slots = append(x.slots, sl)
		}
	}
	s.to = int32(len(x.slots))
	switch {
	case s.from == s.to || gap > 0 || x.slots[s.from].gap > 0:
		return s, fmt.Errorf("begin and end with a word")
	case gaps > maxGaps:
		return s, fmt.Errorf("at most %d gaps", maxGaps)
	}
	return s, nil
}

func (x *Matcher) parseSlot(field string) (slot, error) {
	s := slot{from: int32(len(x.syms)), least: -1}
	field, s.optional = strings.CutSuffix(field, "?")
	for alt := range strings.SplitSeq(field, "|") {
		switch {
		case alt == "":
			return s, fmt.Errorf("a word is missing")
		case alt == "#mild":
			x.syms = append(x.syms, Mild)
		case alt == "#severe":
			x.syms = append(x.syms, Severe)
		case alt[0] == '#':
			n, err := leastNumber(alt)
			if err != nil {
				return s, err
			}
			s.least = n
		case alt[0] == '<':
			class, ok := x.classes[strings.Trim(alt, "<>")]
			if !ok {
				return s, fmt.Errorf("no class %s", alt)
			}
			x.syms = append(x.syms, class)
		default:
			x.syms = append(x.syms, x.vocabulary.Add(alt, true))
		}
	}
	s.to = int32(len(x.syms))
	return s, nil
}

// fit gives the words and classes that fit a slot.
func (x *Matcher) fit(s *slot) []Sym { return x.syms[s.from:s.to] }

// Ready sorts what the patterns begin with by word and class, so that Find goes through it in one
// go. Call it after the last Compile and before Find.
func (x *Matcher) Ready() {
	x.startsAt = make([]int32, x.vocabulary.Len()+1)
	x.eachStart(func(_ int, sl *slot, _ int32) {
		for _, sym := range x.fit(sl) {
			x.startsAt[sym]++
		}
	})
	end := int32(0)
	for sym, n := range x.startsAt {
		x.startsAt[sym], end = end, end+n
	}
	x.starts = make([]start, end)
	free := slices.Clone(x.startsAt)
	x.numberStarts = x.numberStarts[:0]
	x.eachStart(func(seq int, sl *slot, at int32) {
		st := start{seq: int32(seq), slot: at}
		for _, sym := range x.fit(sl) {
			x.starts[free[sym]] = st
			free[sym]++
		}
		if sl.least >= 0 {
			x.numberStarts = append(x.numberStarts, st)
		}
	})
	x.rare = make([]Sym, 0, len(x.syms))
	for _, list := range [][]start{x.starts, x.numberStarts} {
		for i := range list {
			x.addRare(&list[i])
		}
	}
}

// eachStart calls do with each slot that a sequence can begin with, in order.
func (x *Matcher) eachStart(do func(seq int, sl *slot, at int32)) {
	for i := range x.sequences {
		s := &x.sequences[i]
		for at := s.from; at < s.to; at++ {
			do(i, &x.slots[at], at)
			if !x.slots[at].optional {
				break
			}
		}
	}
}

// addRare notes what fits the slot that fewest words fit among those that must be there.
func (x *Matcher) addRare(st *start) {
	s := &x.sequences[st.seq]
	var rare *slot
	for i := s.from + 1; i < s.to; i++ {
		if sl := &x.slots[i]; !sl.optional && (rare == nil || len(x.fit(sl)) < len(x.fit(rare))) {
			rare = sl
		}
	}
	st.from = int32(len(x.rare))
	if rare != nil {
		x.rare = append(x.rare, x.fit(rare)...)
		if rare.least >= 0 {
			x.rare = append(x.rare, aNumber)
		}
	}
	st.to = int32(len(x.rare))
}

// leastNumber reads "#" and "#8+".
func leastNumber(alt string) (float64, error) {
	if alt == "#" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(alt[1:], "+"), 64)
	if err != nil {
		return 0, fmt.Errorf("number %q: want # or #8+", alt)
	}
	return n, nil
}
