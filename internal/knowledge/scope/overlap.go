package scope

import "spotter/internal/knowledge/lexicon"

// A claim has a bit for each sign that owns words (lexicon.Sign): words that are claimed count for no sign that yields
// them.
type claim uint8

// claims is how a sign takes words from others.
type claims struct {
	own    claim // what it takes for itself
	yields claim // what it gives way to
}

// claimsOf returns the claims of the sign that each group speaks for, and the signs that own words, the strongest first.
func claimsOf(x *lexicon.Lexicon) (byGroup []claims, owners []string) {
	bit := map[string]claim{}
	for i, s := range x.Owners() {
		bit[s.Owns] = 1 << i
		owners = append(owners, s.For)
	}
	byGroup = make([]claims, len(x.Groups))
	for i, g := range x.Groups {
		if g.Sort != lexicon.OfFlags {
			continue
		}
		s := x.Sign(g.For)
		if s.Owns != "" {
			byGroup[i].own = bit[s.Owns]
		}
		for _, y := range s.Yields {
			byGroup[i].yields |= bit[y]
		}
	}
	return byGroup, owners
}

// taken reports whether the words of a hit for a warning sign belong to another one.
func (a *Analysis) taken(h *Hit) bool {
	first, last := a.States[h.Match.First].claimed, a.States[h.Match.Last].claimed
	yields := a.of.claims[h.Group].yields
	if a.of.signs[h.Group].Grazes {
		return (first|last)&yields != 0
	}
	return first&last&yields != 0
}

// claimWords notes which words are taken.
func (a *Analysis) claimWords() {
	if a.Roles&lexicon.Owning == 0 {
		return
	}
	for _, flag := range a.of.owners {
		for i := range a.Hits {
			h := &a.Hits[i]
			if h.Roles&lexicon.Owning == 0 || a.of.lexicon.Groups[h.Group].For != flag || a.unreal(h, !a.Own) != "" {
				continue
			}
			own := a.of.claims[h.Group].own
			a.claimBetween(own, h.Match.First, h.Match.Last)
			if h.Match.OtherFirst >= 0 {
				a.claimBetween(own, h.Match.OtherFirst, h.Match.OtherLast)
			}
		}
	}
}

func (a *Analysis) claimBetween(c claim, first, last int) {
	for i := first; i <= last; i++ {
		a.States[i].claimed |= c
	}
}
