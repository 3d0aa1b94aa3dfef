package knowledge

import (
	"cmp"
	"slices"
	"strings"

	"spotter/internal/knowledge/reading"
)

// said says whether the words of a hit are meant: not denied from outside, and not said to be fine.
func (e *evidence) said(h *hit) bool {
	if e.denied(h, h.match.First) || h.match.OtherFirst >= 0 && e.denied(h, h.match.OtherFirst) {
		return false
	}
	return !e.state[h.match.First].fine || !e.state[h.match.Last].fine
}

// denied says whether a word of a hit is denied by one that is none of the hit.
func (e *evidence) denied(h *hit, i int) bool {
	by := int(e.state[i].deniedBy) - 1
	return by >= 0 && !h.has(by)
}

// has says whether word i is one of a hit.
func (h *hit) has(i int) bool {
	return i >= h.match.First && i <= h.match.Last || i >= h.match.OtherFirst && i <= h.match.OtherLast && h.match.OtherFirst >= 0
}

// likened says whether word i is part of a comparison: "like getting hit".
func (e *evidence) likened(i int) bool {
	for k := i; k >= 0 && k > i-4 && e.Words[k].Break < reading.Sentence; k-- {
		if e.scopes[k]&isLike != 0 {
			return true
		}
	}
	return false
}

// plain says whether some words of a hit are neither meant in another sense nor broken by a denial.
func (e *evidence) plain(h *hit, first, last int) bool {
	for i := first; i <= last; i++ {
		if e.state[i].innocent || e.deniesAt(i) && (!e.denying[h.match.Pattern] || e.deniesSign(i, last)) {
			return false
		}
	}
	return true
}

// deniesSign says whether the denial at word i, within a hit up to last, denies the sign that the hit
// ends with: "arms not weak or numb".
func (e *evidence) deniesSign(i, last int) bool {
	for k := last; k > i && k >= last-1; k-- {
		if e.scopes[k]&isSign != 0 {
			return e.deniesNext(i, k)
		}
	}
	return false
}

// deniesNext says whether nothing stands between the denial at word i and the sign at word k but a
// word, or other signs.
func (e *evidence) deniesNext(i, k int) bool {
	for b := i + 1; b <= k; b++ {
		if e.Words[b].Break != reading.Joined || b < k-1 && e.scopes[b]&(isSign|orElse) == 0 {
			return false
		}
	}
	return true
}

// real says whether a warning sign in these words is one that the writer has now.
func (e *evidence) real(h *hit, otherOnly bool) bool {
	if !e.said(h) {
		return false
	}
	if !e.plain(h, h.match.First, h.match.Last) || h.match.OtherFirst >= 0 && !e.plain(h, h.match.OtherFirst, h.match.OtherLast) {
		return false
	}
	s := e.state[h.match.First]
	flag := e.groups[h.group].For
	past := s.past && flag != "over-a-week"
	theirs := s.theirs && e.state[h.match.Last].theirs && !otherOnly && e.all&isUrgent == 0
	painless := s.painless && flag == "joint-clicking"
	picture := flag == "trauma" && e.likened(h.match.First)
	well := s.well && flag != "sudden-pain" && flag != "trauma"
	gone := s.gone || s.eased && flag != "trauma"
	return !well && !past && !gone && !s.theory && !theirs && !painless && !picture && !e.taken(h, flag) &&
		!(flag == "sudden-pain" && e.recurs(h))
}

// How far around a hit it may be said that it comes back, and how far behind that "since".
const (
	againReach = 5
	sinceReach = 4
)

// recurs says whether what a hit speaks of comes with every repetition, which is not sudden; but
// "a pop, and it hurts every rep since" was.
func (e *evidence) recurs(h *hit) bool {
	if e.all&isAgain == 0 {
		return false
	}
	for k := max(0, h.match.First-againReach); k < len(e.Words) && k <= h.match.Last+againReach; k++ {
		if e.scopes[k]&isAgain == 0 {
			continue
		}
		since := slices.ContainsFunc(e.scopes[k:min(k+sinceReach, len(e.Words))], func(s scope) bool { return s&isSince != 0 })
		if !since {
			return true
		}
	}
	return false
}

// maxWords is how many quotes of a message stand beside a finding.
const maxWords = 3

// because gives the words that speak for an outcome, counted over all heads, what weighs most first.
func (e *evidence) because(outcome int) []string {
	e.sorted = e.sorted[:0]
	for i := range e.hits {
		if h := &e.hits[i]; h.meant && e.groups[h.group].outcome == outcome {
			e.sorted = append(e.sorted, *h)
		}
	}
	slices.SortStableFunc(e.sorted, func(a, b hit) int {
		return cmp.Compare(e.groups[b.group].Weight, e.groups[a.group].Weight)
	})
	quotes, fields := make([]quote, 0, maxWords+1), e.fields[:0]
	for _, h := range e.sorted {
		if len(quotes) <= maxWords {
			from, text := len(fields), e.quote(h.match)
			for w := range strings.FieldsSeq(text) {
				fields = append(fields, w)
			}
			quotes = addQuote(quotes, quote{text, fields[from:]})
		}
	}
	words := make([]string, min(len(quotes), maxWords))
	for i := range words {
		words[i] = quotes[i].text
	}
	clear(fields) // no word of a message outlives it
	e.fields = fields
	return words
}

// A quote is some words of a message, as a whole and one by one.
type quote struct {
	text  string
	words []string
}

// addQuote adds a quote unless another one has all of its words; it takes the place of those whose
// words it has itself.
func addQuote(quotes []quote, added quote) []quote {
	if slices.ContainsFunc(quotes, func(q quote) bool { return q.holds(added) }) {
		return quotes
	}
	at := slices.IndexFunc(quotes, added.holds)
	if at < 0 {
		return append(quotes, added)
	}
	quotes[at] = added
	rest := slices.DeleteFunc(quotes[at+1:], added.holds)
	return quotes[:at+1+len(rest)]
}

// holds says whether every word of another quote is one of its words, whatever their case.
func (q quote) holds(other quote) bool {
	if q.text == other.text { // as patterns that fit the same words have it
		return true
	}
	for _, w := range other.words {
		if w != "…" && !slices.ContainsFunc(q.words, func(own string) bool { return strings.EqualFold(own, w) }) {
			return false
		}
	}
	return true
}

// maxCauses is how many causes the weighing knows.
const maxCauses = 10

// causeWeights sums the weights of the lexicon by cause, each group once.
func (x *mind) causeWeights(e *evidence, v view) (weights [maxCauses]float64) {
	e.round++
	for h := range e.hitsIn(v.passages) {
		if h.roles&ofCause != 0 && h.meant && e.once(h.group) {
			g := &x.groups[h.group]
			weights[g.outcome] += g.Weight
		}
	}
	return weights
}

// means says whether the words of a hit count for what their group speaks for.
func (e *evidence) means(h *hit) bool {
	if h.roles&ofFlag != 0 {
		return e.real(h, !e.own)
	}
	return e.said(h)
}

// telling is the learned weight from which on a word is worth quoting.
const telling = 0.25

// learnedWord quotes the word that, from what was learned, speaks most for an outcome; nothing where
// none does so clearly.
func (x *mind) learnedWord(e *evidence, outcome int) []string {
	best, at := float32(telling), -1
	for i, w := range e.Words {
		if v := x.model.weight(makeFeature(aWord, w.Sym, 0), outcome); w.Sym != reading.None && v > best {
			best, at = v, i
		}
	}
	if at < 0 {
		return []string{}
	}
	return []string{e.Quote(at, at)}
}
