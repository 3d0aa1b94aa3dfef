package scope

import (
	"cmp"
	"slices"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
	"strings"
)

// QuoteHit returns the words of a hit as the writer wrote them, without a loose "and" or "my" at the end.
func (a *Analysis) QuoteHit(h *Hit) string { return a.quote(h.Match) }

// longestQuote is how many words a quote of a match in two parts has at most.
const longestQuote = 12

// quote returns the words of a match as one phrase, as the writer wrote it: of two parts all from the first to the last where
// they stand close together, else the longer one.
func (a *Analysis) quote(m *match.Match) string {
	words := a.QuoteWords(m.First, m.Last)
	if m.OtherFirst < 0 {
		return words
	}
	other := a.QuoteWords(m.OtherFirst, m.OtherLast)
	switch first, last := min(m.First, m.OtherFirst), max(m.Last, m.OtherLast); {
	case other == "" || words == "": // a heading
		return other + words
	case last-first < longestQuote && !a.partedBetween(first, last):
		return a.QuoteWords(first, last)
	case m.OtherLast-m.OtherFirst > m.Last-m.First:
		return other
	}
	return words
}

// partedBetween reports whether a sentence ends between two words.
func (a *Analysis) partedBetween(first, last int) bool {
	return slices.ContainsFunc(a.Words[first+1:last+1], func(w text.Word) bool { return w.Break == text.Sentence || w.Given })
}

// dangling are the words that lead on to what is not quoted.
var dangling = []string{"a", "and", "at", "but", "for", "i", "in", "my", "of", "on", "or", "so", "the", "to", "with"}

// denying are the words that belong to a quote which they stand before: "can't" makes another thing of "keep the blades down".
var denying = strings.Fields("cant cannot couldnt not dont no never wont doesnt didnt isnt")

// QuoteWords returns words as the writer wrote them, with a "can't" before them and without a loose "and" or "my" at the end.
func (a *Analysis) QuoteWords(first, last int) string {
	var buf [16]byte
	if first > 0 && a.Words[first].Break == text.Joined && slices.Contains(denying, string(a.Lower(buf[:0], first-1))) {
		first--
	}
	for last > first && slices.Contains(dangling, strings.ToLower(a.Quote(last, last))) {
		last--
	}
	return a.Quote(first, last)
}

// maxWords is how many quotes of a message stand beside a finding.
const maxWords = 3

// Because returns the words of the groups that speak for something, what weighs most first.
func (a *Analysis) Because(speaks func(group int32) bool) []string {
	a.sorted = a.sorted[:0]
	for i := range a.Hits {
		if h := &a.Hits[i]; h.Meant && h.Disowned == "" && speaks(h.Group) && a.tells(h) {
			a.sorted = append(a.sorted, *h)
		}
	}
	groups := a.of.lexicon.Groups
	slices.SortStableFunc(a.sorted, func(x, y Hit) int { return cmp.Compare(groups[y.Group].Weight, groups[x.Group].Weight) })
	quotes, fields := make([]quote, 0, maxWords+1), a.fields[:0]
	for _, h := range a.sorted {
		if len(quotes) <= maxWords {
			from, text := len(fields), a.quote(h.Match)
			if text == "" { // all of it is a heading
				continue
			}
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
	a.fields = fields
	return words
}

// leastTold is the weight from which on a single word is quoted: a bare "neck" is no evidence that anybody would accept.
const leastTold = 4

// shortMessage is how many words a message has at most of which any word is quoted: there is no other.
const shortMessage = 4

// tells reports whether the words of a hit, read alone, say what they are quoted for.
func (a *Analysis) tells(h *Hit) bool {
	return len(a.Words) <= shortMessage || h.Match.First < h.Match.Last || h.Match.OtherFirst >= 0 || a.of.lexicon.Groups[h.Group].Weight >= leastTold
}

// A quote is some words of a message, as a whole and one by one.
type quote struct {
	text  string
	words []string
}

// addQuote adds a quote unless another one has all of its words; it takes the place of those whose
// Len it has itself.
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

// holds reports whether every word of another quote is one of its words, whatever their case.
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
