package knowledge

import (
	"strings"

	"spotter/internal/knowledge/reading"
)

// How many words before an activity a complaint may stand that belongs to it, before "started three
// weeks ago" what did start, and before either a "since".
const (
	complaintBefore = 8
	begunBefore     = 2
	sinceBefore     = 4
)

// markHarmless marks "benched for weeks" as no sign, unless a complaint stands in it or in so many
// words before it: "sore from benching for weeks"; nor where one goes with it: "benched for weeks with
// this pain".
func (e *evidence) markHarmless(m *reading.Match, before int) {
	if next := m.Last + 1; next < len(e.Words) && e.scopes[next]&isAmid != 0 {
		return
	}
	if e.sinceBefore(m.First) {
		return
	}
	for k := m.Last; k >= 0 && k >= m.First-before; k-- {
		if e.state[k].hurts {
			return
		}
		if k < m.First && e.Words[k+1].Break == reading.Sentence {
			break
		}
	}
	e.markInnocent(m)
}

// sinceBefore says whether word i is part of when something else began: "since I joined".
func (e *evidence) sinceBefore(i int) bool {
	for k := i; k > 0 && k > i-sinceBefore && e.Words[k].Break < reading.Comma; k-- {
		if e.scopes[k-1]&isSince != 0 {
			return true
		}
	}
	return false
}

func (e *evidence) markInnocent(m *reading.Match) {
	for i := m.First; i <= m.Last; i++ {
		e.state[i].innocent = true
	}
}

// markSpent marks "my arms are dead" as no sign: of both, and not said to have come over them, that is
// a tired muscle. "A dead arm" is none.
func (e *evidence) markSpent(m *reading.Match) {
	both := false
	for i := m.First; i <= m.Last; i++ {
		if e.scopes[i]&isWent != 0 {
			return
		}
		both = both || (i == m.First || i == m.Last) && e.plural(i)
	}
	if both {
		e.markInnocent(m)
	}
}

// plural says whether word i is written as one: "arms", but not "arm's".
func (e *evidence) plural(i int) bool {
	q := strings.ToLower(e.Quote(i, i))
	return strings.HasSuffix(q, "s") && !strings.ContainsAny(q, "'’")
}

// bodyAfter is how many words after a noise may say what of the body makes it.
const bodyAfter = 4

// markThing marks the noise at the end of "the rack clicks" as no sign, unless something of the body,
// or what has it, stands nearer, or something of the body soon after.
func (e *evidence) markThing(m *reading.Match) {
	for i := m.First + 1; i < len(e.Words) && i <= m.Last+bodyAfter; i++ {
		brk := e.Words[i].Break
		if i > m.Last && brk >= reading.Comma {
			break
		}
		if brk >= reading.Comma || e.scopes[i]&isBody != 0 || i < m.Last && e.scopes[i]&isHad != 0 {
			return
		}
	}
	e.state[m.Last].innocent = true
}
