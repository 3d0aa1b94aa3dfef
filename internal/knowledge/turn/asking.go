package turn

import (
	"slices"
	"strings"

	"spotter/internal/knowledge/text"
)

// What a question begins with that may have no question mark: anywhere, and only where somebody or something
// follows; and what may come before.
var (
	asking   = strings.Fields("can could should shall what whats which who whom whose how hows why whys when where")
	inverted = strings.Fields("is are am was were do does did will would wont have has isnt arent dont doesnt didnt wouldnt may must cant couldnt")
	inverse  = strings.Fields("i it its you u that this they there he she we the my a your")
	leading  = strings.Fields("and so but ok okay then wait bro hey yeah yes no thanks")
	doing    = strings.Fields("go walk train lift move feel press bench") // "can go home" tells
	tags     = strings.Fields("ok okay right yeah no lol haha huh what eh sorry really")
)

// statements returns what a message says beside its questions, and reports whether it has any: clauses that begin as
// a question does, or end with its mark. "What?" and "ok?" beside other words ask nothing.
func statements(m *text.Tokens) (stated string, asks bool) {
	var said []string
	for first := 0; first < len(m.Words); {
		last := first
		for last+1 < len(m.Words) && m.Words[last+1].Break == text.Joined {
			last++
		}
		whole := first == 0 && last == len(m.Words)-1
		switch {
		case first == last && slices.Contains(tags, bare(m.Quote(first, first))) && !whole:
		case m.Words[last].Asks && !slices.Contains(tags, bare(m.Quote(last, last))), opens(m, first, last):
			asks = true
			if m.Words[first].Break == text.Sentence { // and so does what hangs on it
				for last+1 < len(m.Words) && m.Words[last+1].Break != text.Sentence {
					last++
				}
			}
		default:
			said = append(said, m.Quote(first, last))
		}
		first = last + 1
	}
	return strings.Join(said, ", "), asks
}

// opens reports whether a clause begins as a question does.
func opens(m *text.Tokens, first, last int) bool {
	for i := first; i <= last; i++ {
		switch word := bare(m.Quote(i, i)); {
		case slices.Contains(asking, word):
			return word != "can" || i == last || !slices.Contains(doing, bare(m.Quote(i+1, i+1)))
		case i < last && slices.Contains(inverted, word) && slices.Contains(inverse, bare(m.Quote(i+1, i+1))):
			return true
		case !slices.Contains(leading, word):
			return false
		}
	}
	return false
}

var apostrophes = strings.NewReplacer("'", "", "’", "")

func bare(word string) string { return apostrophes.Replace(strings.ToLower(word)) }
