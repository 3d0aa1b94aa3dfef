package match

import (
	"fmt"
	"strconv"
	"strings"

	"spotter/internal/knowledge/text"
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
	set      int32 // what fits
	gap      int8  // how many words may come before it; 0: fillers only
	optional bool  // may be missing
}

// A set is what fits a slot.
type set struct {
	from, to int32   // the words and classes, among those of all sets
	trace    trace   // of them, together
	least    float64 // for numbers: the least value; -1: no number
}

// A sequence is a pattern or half of one.
type sequence struct {
	pattern  int32
	half     int32 // index of the half among all halves, -1 for a whole pattern; the other half is half^1
	from, to int32 // its slots among those of all sequences
}

// These keep the work that a pattern can cause bounded.
const (
	maxGaps     = 4
	maxSlots    = 16
	maxOptional = 5
)

// UnknownClass is the error of a pattern with a class of that name, which the matcher does not have.
type UnknownClass string

func (c UnknownClass) Error() string { return "no class <" + string(c) + ">" }

// Compile adds a pattern and gives the index that its matches carry. Ready makes it found.
func (x *Matcher) Compile(pattern string) (int, error) {
	left, right, two := strings.Cut(pattern, " & ")
	if strings.Contains(right, " & ") {
		return 0, fmt.Errorf("pattern %q: one & at most", pattern)
	}
	s := sequence{pattern: int32(x.patterns), half: -1}
	whole, err := x.parse(s, left)
	if err != nil {
		return 0, fmt.Errorf("pattern %q: %w", pattern, err)
	}
	if two {
		other, err := x.parse(s, right)
		if err != nil {
			return 0, fmt.Errorf("pattern %q: %w", pattern, err)
		}
		whole.half, other.half, x.halves = int32(x.halves), int32(x.halves+1), x.halves+2
		x.sequences = append(x.sequences, whole, other)
	} else {
		x.sequences = append(x.sequences, whole)
	}
	x.patterns++
	return int(s.pattern), nil
}

// parse reads the slots of s.
func (x *Matcher) parse(s sequence, written string) (sequence, error) {
	gap, gaps, optional := int8(0), 0, 0
	s.from = int32(len(x.slots))
	for field := range strings.FieldsSeq(written) {
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
			if sl.optional {
				optional++
			}
			x.slots = append(x.slots, sl)
		}
	}
	s.to = int32(len(x.slots))
	switch {
	case s.from == s.to || gap > 0 || x.slots[s.from].gap > 0:
		return s, fmt.Errorf("begin and end with a word")
	case gaps > maxGaps:
		return s, fmt.Errorf("at most %d gaps", maxGaps)
	case s.to-s.from > maxSlots || optional > maxOptional:
		return s, fmt.Errorf("at most %d words, of which %d may be missing", maxSlots, maxOptional)
	}
	return s, nil
}

func (x *Matcher) parseSlot(field string) (slot, error) {
	s, fits := slot{}, set{from: int32(len(x.syms)), least: -1}
	field, s.optional = strings.CutSuffix(field, "?")
	for alt := range strings.SplitSeq(field, "|") {
		switch {
		case alt == "":
			return s, fmt.Errorf("a word is missing")
		case alt == "#mild":
			x.syms = append(x.syms, text.Mild)
		case alt == "#severe":
			x.syms = append(x.syms, text.Severe)
		case alt[0] == '#':
			n, err := leastNumber(alt)
			if err != nil {
				return s, err
			}
			fits.least = n
			x.syms = append(x.syms, text.Number)
		case alt[0] == '<':
			class, ok := x.classes[strings.Trim(alt, "<>")]
			if !ok {
				return s, UnknownClass(strings.Trim(alt, "<>"))
			}
			x.syms = append(x.syms, class)
		default:
			x.syms = append(x.syms, x.vocabulary.Add(alt, true))
		}
	}
	s.set = x.addSet(fits)
	return s, nil
}

// addSet adds a set of the symbols that came last. Slots that one word alone fits share theirs.
func (x *Matcher) addSet(s set) int32 {
	syms, added := x.syms[s.from:], int32(len(x.sets))
	if len(syms) == 1 && s.least < 0 {
		if known := at(x.alone, syms[0]); known != nothing {
			x.syms = x.syms[:s.from]
			return known
		}
		x.alone = put(x.alone, syms[0], added)
	}
	s.to = int32(len(x.syms))
	s.trace = traceOfAll(syms)
	x.sets = append(x.sets, s)
	return added
}

// leastNumber reads "#" and "#8+".
func leastNumber(alt string) (float64, error) {
	if alt == "#" {
		return 0, nil
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(alt[1:], "+"), 64)
	if err != nil || !(n >= 0) {
		return 0, fmt.Errorf("number %q: want # or #8+", alt)
	}
	return n, nil
}
