package scope

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// Why words for a reason are no evidence of the writer's own, though they are not denied.
const (
	anExercise = "the name of an exercise"
	saysNot    = "denied within"
	triedIt    = "tried already"
	someAdvice = "somebody's idea, and rejected"
)

// disown notes which words for a reason are no evidence: the names of exercises, what was tried without help, and ideas of
// others that the writer rejects.
func (a *Analysis) disown() {
	a.Tried = a.Tried[:0]
	if a.Roles&(lexicon.OfCause|lexicon.OfTopic) == 0 {
		return
	}
	a.marks = a.marks[:0]
	for i := range a.Words {
		var buf [16]byte
		a.marks = append(a.marks, marked[string(a.Lower(buf[:0], i))])
	}
	for i := range a.Hits {
		h := &a.Hits[i]
		if g := &a.of.lexicon.Groups[h.Group]; h.Roles&lexicon.OfTopic != 0 && !slices.Contains(a.Tried, g.For) && a.tried(h) {
			a.Tried = append(a.Tried, g.For)
		}
	}
	for i := range a.Hits {
		if h := &a.Hits[i]; h.Meant && h.Roles&lexicon.OfCause != 0 {
			h.Disowned = a.disowned(h)
		}
	}
}

func (a *Analysis) disowned(h *Hit) string {
	switch first, last := a.near(h.Match.First); {
	case a.exercise(h):
		return anExercise
	case a.deniedWithin(h):
		return saysNot
	case a.someoneTells(first, h.Match.First-1) && a.has(h.Match.Last+1, last, marksRejecting):
		return someAdvice
	case a.tried(h):
		return triedIt
	}
	return ""
}

// tried reports whether what a hit names was tried, and did not help.
func (a *Analysis) tried(h *Hit) bool {
	first, last := a.near(h.Match.First)
	return a.has(first, h.Match.First-1, marksTrying) && a.helpless(h.Match.Last+1, last)
}

// A mark is what a word does to an idea near it.
type mark uint16

const (
	marksTelling   mark = 1 << iota // an idea is told
	marksSomeone                    // somebody who may tell one
	marksRejecting                  // behind an idea: the writer does not share it
	marksTrying                     // something was done about it
	marksShrugging                  // before "shrugs": a body does it
	marksLoad                       // before "shrug": it is an exercise
	marksRowing                     // behind "bent over": likewise
	marksLikening                   // something is compared with an exercise
	marksExercise                   // it may begin or be one
)

// marked are the words for each.
var marked = func() map[string]mark {
	all := map[string]mark{}
	for m, words := range map[mark]string{
		marksTelling: "says said say thinks thought reckons told suggests suggested blames claims insists swears",
		marksSomeone: "coach buddy mate friend wife husband girlfriend boyfriend gf bf physio trainer brother dad spotter everyone everybody people someone somebody" +
			" reddit internet youtube google chatgpt guy guys he she they partner pt",
		marksRejecting: "but though however except tried",
		marksTrying:    "tried already did done been stretched added started do doing",
		marksShrugging: "shoulder shoulders trap traps it he she body back blade blades bar that who which everything one side",
		marksLoad:      "barbell dumbbell db bb cable machine heavy smith trap rack weighted",
		marksRowing:    "row rows rowing flye flyes fly flys raise raises",
		marksLikening:  "than like as",
		marksExercise:  "bent bentover shrug shrugs",
	} {
		for w := range strings.FieldsSeq(words) {
			all[w] |= m
		}
	}
	return all
}()

var (
	// noHelp are words of which two together say that it did not help.
	noHelp = [][2]string{
		{"no", "change"}, {"no", "difference"}, {"no", "help"}, {"no", "luck"}, {"no", "improvement"}, {"no", "better"}, {"no", "relief"}, {"no", "effect"}, {"no", "use"}, {"no", "avail"},
		{"did", "nothing"}, {"does", "nothing"}, {"done", "nothing"}, {"didnt", "help"}, {"doesnt", "help"}, {"hasnt", "helped"}, {"not", "helping"}, {"isnt", "helping"}, {"nothing", "changed"},
		{"nothing", "changes"}, {"got", "worse"}, {"getting", "worse"}, {"gets", "worse"}, {"made", "worse"}, {"still", "sore"}, {"still", "hurts"}, {"still", "there"}, {"zero", "difference"},
		{"zero", "change"}, {"without", "success"}, {"made", "no"}, {"makes", "no"}, {"didnt", "change"}, {"hasnt", "changed"}, {"to", "no"},
	}
)

// word returns word i in lower case and without apostrophes, "" where there is none. It cuts a long one.
func (a *Analysis) word(i int) string {
	if i < 0 || i >= len(a.Words) {
		return ""
	}
	var buf [16]byte
	return string(a.Lower(buf[:0], i))
}

// has reports whether one of the words from first to last has a mark.
func (a *Analysis) has(first, last int, m mark) bool {
	for i := max(first, 0); i <= last && i < len(a.marks); i++ {
		if a.marks[i]&m != 0 {
			return true
		}
	}
	return false
}

// someoneTells reports whether somebody else is named right before what they say, in some words.
func (a *Analysis) someoneTells(first, last int) bool {
	for i := first; i <= last; i++ {
		if a.marks[i]&marksTelling != 0 {
			return a.has(max(first, i-3), i-1, marksSomeone)
		}
	}
	return false
}

// near returns the words of the sentence of word i that are not far from it.
func (a *Analysis) near(i int) (first, last int) {
	const far = 40
	for first = i; first > 0 && first > i-far && a.Words[first].Break != text.Sentence; {
		first--
	}
	for last = i; last+1 < len(a.Words) && last < i+far && a.Words[last+1].Break != text.Sentence; {
		last++
	}
	return first, last
}

// helpless reports whether the rest of a sentence, or the beginning of the next one, says that nothing came of it.
func (a *Analysis) helpless(from, last int) bool {
	const reach = 8
	end := min(last+reach, len(a.Words)-1)
	for i := from; i < end; i++ {
		if slices.Contains(noHelp, [2]string{a.word(i), a.word(i + 1)}) || slices.Contains(noHelp, [2]string{a.word(i), a.word(i + 2)}) {
			return true
		}
		if i > last && a.Words[i].Break == text.Sentence && i > last+1 {
			return false
		}
	}
	return false
}

// deniedWithin reports whether a denial stands between the words of a phrase that has none: "hips don't sag".
func (a *Analysis) deniedWithin(h *Hit) bool {
	for i := h.Match.First; i <= h.Match.Last; i++ {
		if a.Cues[i]&lexicon.CueDenies != 0 && a.deniesAt(i) && !a.of.lexicon.SaysNo(h.Match.Pattern) {
			return true
		}
	}
	return false
}

// exercise reports whether the words of a hit are of an exercise's name: "bent over rows", "heavy shrugs".
func (a *Analysis) exercise(h *Hit) bool {
	if a.has(h.Match.First-4, h.Match.First-1, marksLikening) { // "more than from shrugs" tells what it is like
		return false
	}
	for i := h.Match.First; i <= h.Match.Last; i++ {
		if a.marks[i]&marksExercise == 0 {
			continue
		}
		switch w := a.word(i); {
		case w == "bent" && a.word(i+1) == "over" && a.has(i+2, i+2, marksRowing), w == "bentover" && a.has(i+1, i+1, marksRowing):
			return true
		case (w == "shrugs" || w == "shrug") && a.has(i-1, i-1, marksLoad), w == "shrugs" && !a.has(i-2, i-1, marksShrugging):
			return true
		}
	}
	return false
}

// Refused reports whether the words of a hit, which have no denial in them, are denied by a word right before: "it's not my shoulders creeping
// up". Whoever has "no energy, hips sag", or is sore "without them", refuses nothing.
func (a *Analysis) Refused(h *Hit) bool {
	const reach = 3
	by := int(a.States[h.Match.First].DeniedBy) - 1
	if by < 0 || by > h.Match.First || h.Match.First-by > reach || a.Cues[by]&lexicon.CueDenies == 0 || a.of.lexicon.SaysNo(h.Match.Pattern) {
		return false
	}
	for i := by + 1; i <= h.Match.First; i++ {
		if a.Words[i].Break >= text.Comma {
			return false
		}
	}
	return true
}
