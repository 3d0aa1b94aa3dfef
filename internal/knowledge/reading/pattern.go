package reading

import (
	"fmt"
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
	syms     []Sym
	gap      int     // how many words may come before it; 0: fillers only
	optional bool    // may be missing
	least    float64 // for numbers: the least value; -1: no number
}

// A sequence is a pattern or half of one.
type sequence struct {
	pattern int
	half    int // index of the half among all halves, -1 for a whole pattern; the other half is half^1
	slots   []slot
	rare    int // the slot after the first that fewest words fit and that must be there; -1: none
}

// maxGaps keeps the work that a pattern can cause bounded.
const maxGaps = 4

// Compile adds a pattern and gives the index that its matches carry.
func (x *Matcher) Compile(text string) (int, error) {
	halves := strings.Split(text, " & ")
	if len(halves) > 2 {
		return 0, fmt.Errorf("pattern %q: one & at most", text)
	}
	var parsed [][]slot
	for _, h := range halves {
		slots, err := x.parse(h)
		if err != nil {
			return 0, fmt.Errorf("pattern %q: %w", text, err)
		}
		parsed = append(parsed, slots)
	}
	for _, slots := range parsed {
		half := -1
		if len(parsed) == 2 {
			half, x.halves = x.halves, x.halves+1
		}
		x.add(sequence{pattern: x.patterns, half: half, slots: slots})
	}
	x.patterns++
	return x.patterns - 1, nil
}

func (x *Matcher) add(s sequence) {
	s.rare = -1
	for i, sl := range s.slots {
		if i > 0 && !sl.optional && (s.rare < 0 || len(sl.syms) < len(s.slots[s.rare].syms)) {
			s.rare = i
		}
	}
	id := int32(len(x.sequences))
	x.sequences = append(x.sequences, s)
	for i, first := range s.slots {
		for _, sym := range first.syms {
			x.starts = put(x.starts, sym, append(at(x.starts, sym), start{seq: id, slot: int32(i)}))
		}
		if first.least >= 0 {
			x.numberStarts = append(x.numberStarts, start{seq: id, slot: int32(i)})
		}
		if !first.optional {
			return
		}
	}
}

func (x *Matcher) parse(text string) ([]slot, error) {
	var slots []slot
	gap, gaps := 0, 0
	for _, field := range strings.Fields(text) {
		if field == "..." || field == ".." {
			gap = map[string]int{"..": 3, "...": 6}[field]
			gaps++
			continue
		}
		s, err := x.parseSlot(field)
		if err != nil {
			return nil, err
		}
		s.gap, gap = gap, 0
		slots = append(slots, s)
	}
	switch {
	case len(slots) == 0 || gap > 0 || slots[0].gap > 0:
		return nil, fmt.Errorf("begin and end with a word")
	case gaps > maxGaps:
		return nil, fmt.Errorf("at most %d gaps", maxGaps)
	}
	return slots, nil
}

func (x *Matcher) parseSlot(field string) (slot, error) {
	s := slot{least: -1}
	field, s.optional = strings.CutSuffix(field, "?")
	for _, alt := range strings.Split(field, "|") {
		switch {
		case alt == "":
			return s, fmt.Errorf("a word is missing")
		case alt == "#mild":
			s.syms = append(s.syms, Mild)
		case alt == "#severe":
			s.syms = append(s.syms, Severe)
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
			s.syms = append(s.syms, class)
		default:
			s.syms = append(s.syms, x.vocabulary.Add(alt, true))
		}
	}
	return s, nil
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
