package knowledge

import (
	"slices"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
)

// withoutRejected returns the shares of the causes without those that the writer rejects, or whose cure did not help, and that nothing of their own
// speaks for. What is left shares in theirs.
func (b *Base) withoutRejected(said *scope.Analysis, shares []float64, t *trace) []float64 {
	if said.Roles&lexicon.OfCause == 0 && len(said.Tried) == 0 {
		return shares
	}
	left, sum := shares, 0.0
	for i, id := range b.classifier.Outcomes(classify.Causes)[:len(shares)-1] {
		if shares[i] < leastShare {
			continue
		}
		if why := b.rejects(said, id); why != "" {
			t.note(ofCause, id+" is left out: "+why)
			if sum == 0 {
				left = slices.Clone(shares)
			}
			sum += shares[i]
			left[i] = 0
		}
	}
	for i := range left {
		if sum > 0 && sum < 1 {
			left[i] /= 1 - sum
		}
	}
	return left
}

// rejects says why a cause is none by what the writer says of it, or nothing.
func (b *Base) rejects(said *scope.Analysis, id string) string {
	owned, why := 0.0, ""
	for i := range said.Hits {
		h := &said.Hits[i]
		g := &b.lexicon.Groups[h.Group]
		switch {
		case h.Roles&lexicon.OfCause == 0 || g.For != id:
		case h.Meant && h.Disowned == "":
			owned = max(owned, g.Weight)
		case h.Meant && g.Weight >= evidenceFor:
			why = h.Disowned
		case g.Weight >= evidenceAgainst && why == "" && said.Refused(h):
			why = "denied"
		}
	}
	for _, tried := range said.Tried {
		if why == "" && slices.Contains(b.Cause(id).Drills, tried) {
			why = "what cures it was tried"
		}
	}
	if owned >= evidenceFor {
		return ""
	}
	return why
}
