package language

import "slices"

// A sense is what a message was found to say.
type sense struct {
	*Language
	message string
	words   []word
	hits    []hit
	denier  []int32 // by word: the word that denies it, counted from 1
	spent   []bool  // by word: denies nothing beside what it stands with
}

// How many words a denial reaches over, onwards and back.
const (
	reach     = 5
	reachBack = 3
	atOnce    = 2 // a wish to die, which only "I do not want to" takes back
)

// understand takes in words of a message.
func (l *Language) understand(text string, words []word) *sense {
	s := &sense{Language: l, message: text, words: words}
	s.hits = l.find(s.words)
	s.denier, s.spent = make([]int32, len(s.words)), make([]bool, len(s.words))
	s.dropWithin()
	s.deny()
	s.spend()
	for i := range s.hits {
		h := &s.hits[i]
		switch name := s.concepts[h.concept]; {
		case abilities[name] || places[name]:
		case wishes[name]:
			by := s.denies(h)
			h.denied = by >= 0 && by < h.first && h.first-by <= atOnce
		default:
			h.denied = s.denies(h) >= 0
		}
	}
	s.takeBack()
	return s
}

// each calls do with every place where a concept is said.
func (s *sense) each(name string, do func(h *hit)) {
	c, ok := s.byName[name]
	for i := range s.hits {
		if ok && s.hits[i].concept == c {
			do(&s.hits[i])
		}
	}
}

// marks tells of each word whether a concept is said at it.
func (s *sense) marks(name string) []bool {
	marks := make([]bool, len(s.words))
	s.each(name, func(h *hit) {
		for i := h.first; i <= h.last; i++ {
			marks[i] = true
		}
	})
	return marks
}

// deny notes for each word what denies it.
func (s *sense) deny() {
	stop, or := s.marks("stop"), s.marks("or")
	s.each("no", func(h *hit) {
		for k := h.first; k < h.last; k++ { // "neither … nor"
			s.denyBy(k, h.last)
		}
		for k := h.last + 1; k < len(s.words) && k <= h.last+reach; k++ {
			if s.words[k].sentence != s.words[k-1].sentence || stop[k] {
				return
			}
			if s.words[k].clause != s.words[k-1].clause && !listed(or, k) {
				return
			}
			s.denyBy(k, h.last)
		}
	})
	s.each("no-behind", func(h *hit) {
		for k := h.first - 1; k >= 0 && k >= h.first-reachBack; k-- {
			if s.words[k].clause != s.words[k+1].clause || stop[k] {
				return
			}
			s.denyBy(k, h.first)
		}
	})
}

func (s *sense) denyBy(word, by int) {
	if s.denier[word] == 0 {
		s.denier[word] = int32(by) + 1
	}
}

// listed reports whether the comma before word k belongs to a list: an "or" follows soon.
func listed(or []bool, k int) bool {
	for i := k; i < len(or) && i < k+4; i++ {
		if or[i] {
			return true
		}
	}
	return false
}

// denies gives the word outside of h that denies it, or -1.
func (s *sense) denies(h *hit) int {
	for i := h.first; i <= h.last; i++ {
		by := int(s.denier[i]) - 1
		if by >= 0 && (by < h.first || by > h.last) && !s.spent[by] {
			return by
		}
	}
	return -1
}

// context are the concepts that speak of what stands around a sign.
var context = set("no no-behind stop or healed past now again self other theory when joke joy laugh no-denial train soreness pec leg-day pump panting since long sweat")

// abilities are what one can do and feel: denied, they tell of a sign, and the denial has done its work.
var abilities = set("feel move breathe hold sleep live drive grip dress")

// places are said of what is denied as well: "I do not feel my legs".
var places = set("chest jaw left-arm arm hand leg groin neck back joint bladder urine bar on-me down-arm to-live lose")

// dropWithin drops what one can do where it is part of a sign's own words: "trouble breathing" is no breathing.
func (s *sense) dropWithin() {
	s.hits = slices.DeleteFunc(s.hits, func(h hit) bool {
		return abilities[s.concepts[h.concept]] && !wishes[s.concepts[h.concept]] && slices.ContainsFunc(s.hits, func(x hit) bool {
			name := s.concepts[x.concept]
			return !context[name] && !abilities[name] && !places[name] && x.first <= h.first && h.last <= x.last && x.last > x.first
		})
	})
}

// spend finds the words of denial that deny nothing beside: those in a phrase of their own ("no strength", "not only")
// and those that say what cannot be done. A sign in the words of which one stands is not healed by it
// ("I do not feel my legs any more").
func (s *sense) spend() {
	no := s.marks("no")
	for i, behind := range s.marks("no-behind") {
		no[i] = no[i] || behind
	}
	var spent []int // of no account before all have been looked at
	for i := range s.hits {
		h := &s.hits[i]
		name := s.concepts[h.concept]
		if abilities[name] {
			if by := s.denies(h); by >= 0 {
				h.denied, h.by = true, by
				spent = append(spent, by)
				s.unheal(by)
			}
		}
		if h.first == h.last || context[name] && name != "no-denial" {
			continue
		}
		for k := h.first; k <= h.last; k++ {
			if no[k] {
				spent = append(spent, k)
			}
			s.unheal(k)
		}
	}
	for _, k := range spent {
		s.spent[k] = true
	}
}

// unheal drops what heals only by a word that says something else.
func (s *sense) unheal(word int) {
	s.each("healed", func(h *hit) {
		if h.first <= word && word <= h.last {
			h.off = true
		}
	})
}
