package scope

import (
	"strings"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
)

// How many words before an activity a complaint may stand that belongs to it, before "started three
// weeks ago" what did start, and before either a "since".
const (
	complaintBefore = 8
	begunBefore     = 2
	sinceBefore     = 4
)

// markHarmless marks "benched for weeks" as no sign, unless a complaint stands in it or in so many
// Len before it: "sore from benching for weeks"; nor where one goes with it: "benched for weeks with
// this pain".
func (a *Analysis) markHarmless(m *match.Match, before int) {
	if next := m.Last + 1; next < len(a.Words) && a.Cues[next]&lexicon.CueAmid != 0 {
		return
	}
	if a.sinceBefore(m.First) {
		return
	}
	for k := m.Last; k >= 0 && k >= m.First-before; k-- {
		if a.States[k].hurts {
			return
		}
		if k < m.First && a.Words[k+1].Break == text.Sentence {
			break
		}
	}
	a.markInnocent(m)
}

// sinceBefore reports whether word i is part of when something else began: "since I joined".
func (a *Analysis) sinceBefore(i int) bool {
	for k := i; k > 0 && k > i-sinceBefore && a.Words[k].Break < text.Comma; k-- {
		if a.Cues[k-1]&lexicon.CueSince != 0 {
			return true
		}
	}
	return false
}

func (a *Analysis) markInnocent(m *match.Match) {
	for i := m.First; i <= m.Last; i++ {
		a.States[i].Innocent = true
	}
}

// markSpent marks "my arms are dead" as no sign: of both, and not said to have come over them, that is
// a tired muscle. "A dead arm" is none.
func (a *Analysis) markSpent(m *match.Match) {
	both := false
	for i := m.First; i <= m.Last; i++ {
		if a.Cues[i]&lexicon.CueWent != 0 {
			return
		}
		both = both || (i == m.First || i == m.Last) && a.plural(i)
	}
	if both {
		a.markInnocent(m)
	}
}

// plural reports whether word i is written as one: "arms", but not "arm's".
func (a *Analysis) plural(i int) bool {
	q := strings.ToLower(a.Quote(i, i))
	return strings.HasSuffix(q, "s") && !strings.ContainsAny(q, "'’")
}

// bodyAfter is how many words after a noise may say what of the body makes it.
const bodyAfter = 4

// markThing marks the noise at the end of "the rack clicks" as no sign, unless something of the body,
// or what has it, stands nearer, or something of the body soon after.
func (a *Analysis) markThing(m *match.Match) {
	for i := m.First + 1; i < len(a.Words) && i <= m.Last+bodyAfter; i++ {
		brk := a.Words[i].Break
		if i > m.Last && brk >= text.Comma {
			break
		}
		if brk >= text.Comma || a.Cues[i]&lexicon.CueBody != 0 || i < m.Last && a.Cues[i]&lexicon.CueHad != 0 {
			return
		}
	}
	a.States[m.Last].Innocent = true
}
