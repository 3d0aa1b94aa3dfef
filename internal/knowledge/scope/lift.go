package scope

import (
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
)

// hinting is the least weight of a group that does more than name a thing that is used in a lift.
const hinting = 2

// findLift works out which lift a view is about: the one that was chosen, or is named and not set aside, or
// else the one that is hinted at.
func (a *Analysis) findLift(v View) content.Lift {
	if a.chosen != content.Unknown {
		return a.chosen
	}
	if v.Roles&(lexicon.NamesBench|lexicon.NamesPush) == 0 {
		return content.Unknown
	}
	said := a.liftSaid(v)
	if said[lexicon.Unclear] > 0 {
		return content.Unknown
	}
	least := 0.0
	if said[lexicon.Furniture] > 0 {
		least = hinting
	}
	bench, push := a.liftWeight(v, lexicon.NamesBench, least), a.liftWeight(v, lexicon.NamesPush, least)
	if bench > 0 && push > 0 {
		bench, push = max(bench, said[lexicon.NotPushUp]), max(push, said[lexicon.NotBench])
	}
	switch {
	case bench > push:
		return content.BenchPress
	case push > 0:
		return content.PushUp
	}
	return content.Unknown
}

// liftSaid returns the weight of what is said about lifts but for their names, and marks the words
// that only look like one.
func (a *Analysis) liftSaid(v View) map[string]float64 {
	var said map[string]float64
	for h := range a.HitsIn(v.Passages) {
		if h.Roles&(lexicon.OfLift|lexicon.NamesBench|lexicon.NamesPush) != lexicon.OfLift {
			continue
		}
		g := &a.of.lexicon.Groups[h.Group]
		if said == nil {
			said = map[string]float64{}
		}
		said[g.For] = max(said[g.For], g.Weight)
		if g.For == lexicon.Elsewhere {
			for i := h.Match.First; i <= h.Match.Last; i++ {
				a.States[i].elsewhere = true
			}
		}
	}
	return said
}

// liftWeight returns the weightiest evidence for the lift that a role names, leaving out what is lighter
// than least.
func (a *Analysis) liftWeight(v View, names lexicon.Roles, least float64) float64 {
	weight := 0.0
	for h := range a.HitsIn(v.Passages) {
		if h.Roles&names == 0 || a.States[h.Match.First].elsewhere {
			continue
		}
		if w := a.of.lexicon.Groups[h.Group].Weight; w >= least {
			weight = max(weight, w)
		}
	}
	return weight
}
