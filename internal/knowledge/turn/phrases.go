package turn

import "strings"

// Phrases are words and short phrases that a turn may have.
type Phrases []phrase

// A phrase is the words that follow one another; one that ends with a star stands for any ending.
type phrase []string

// written brings phrases to the form of the words that Split returns.
var written = strings.NewReplacer("'", "", "’", "", "-", " ")

// ParsePhrases reads phrases, parted by commas.
func ParsePhrases(list string) (all Phrases) {
	for p := range strings.SplitSeq(written.Replace(strings.ToLower(list)), ",") {
		if words := strings.Fields(p); len(words) > 0 {
			all = append(all, words)
		}
	}
	return all
}

// In returns how many words of a turn, as Split gives them, belong to the phrases: 0 where none is there.
func (all Phrases) In(words []string) (n int) {
	for _, p := range all {
		first := p[0][0]
		for i, w := range words {
			if w != "" && (w[0] == first || first == '*') && p.at(words[i:]) {
				n += len(p)
				break
			}
		}
	}
	return n
}

// Match returns the words of a turn that belong to the longest phrase that is there, joined; "" where none is.
func (all Phrases) Match(words []string) string {
	best := ""
	for _, p := range all {
		for i := range words {
			if p.at(words[i:]) && len(p) > strings.Count(best, " ")+min(1, len(best)) {
				best = strings.Join(words[i:i+len(p)], " ")
			}
		}
	}
	return best
}

func (p phrase) at(words []string) bool {
	if len(words) < len(p) {
		return false
	}
	for i, want := range p {
		stem, any := strings.CutSuffix(want, "*")
		if words[i] != want && !(any && strings.HasPrefix(words[i], stem)) {
			return false
		}
	}
	return true
}
