package knowledge

// What groups of lift-words.toml stand for beside the lifts.
const (
	elsewhere = "elsewhere"       // its words name no lift
	furniture = "furniture"       // what is used in a lift says nothing here
	unclear   = "unclear"         // the writer does not know which one it is
	notBench  = "not bench-press" // named, and not meant
	notPush   = "not push-up"
)

// liftWords are all that groups of lift-words.toml stand for.
var liftWords = []string{string(BenchPress), string(PushUp), elsewhere, furniture, unclear, notBench, notPush}

// hinting is the least weight of a group that does more than name a thing that is used in a lift.
const hinting = 2

// findLift works out which lift a view is about: the one that is named and not set aside, or
// else the one that is hinted at.
func (e *evidence) findLift(v view) Lift {
	if v.roles&(namesBench|namesPush) == 0 {
		return Unknown
	}
	said := e.liftSaid(v)
	if said[unclear] > 0 {
		return Unknown
	}
	least := 0.0
	if said[furniture] > 0 {
		least = hinting
	}
	bench, push := e.liftWeight(v, namesBench, least), e.liftWeight(v, namesPush, least)
	if bench > 0 && push > 0 {
		bench, push = max(bench, said[notPush]), max(push, said[notBench])
	}
	switch {
	case bench > push:
		return BenchPress
	case push > 0:
		return PushUp
	}
	return Unknown
}

// liftSaid gives the weight of what is said about lifts but for their names, and marks the words
// that only look like one.
func (e *evidence) liftSaid(v view) map[string]float64 {
	var said map[string]float64
	for h := range e.hitsIn(v.passages) {
		if h.roles&(ofLift|namesBench|namesPush) != ofLift {
			continue
		}
		g := &e.groups[h.group]
		if said == nil {
			said = map[string]float64{}
		}
		said[g.For] = max(said[g.For], g.Weight)
		if g.For == elsewhere {
			for i := h.match.First; i <= h.match.Last; i++ {
				e.state[i].elsewhere = true
			}
		}
	}
	return said
}

// liftWeight gives the weightiest evidence for the lift that a role names, leaving out what is lighter
// than least.
func (e *evidence) liftWeight(v view, names roles, least float64) float64 {
	weight := 0.0
	for h := range e.hitsIn(v.passages) {
		if h.roles&names == 0 || e.state[h.match.First].elsewhere {
			continue
		}
		if w := e.groups[h.group].Weight; w >= least {
			weight = max(weight, w)
		}
	}
	return weight
}
