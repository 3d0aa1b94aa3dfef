package knowledge

// A loss of feeling or strength below the waist. A numb groin is neither numb legs nor a numb hand,
// and numb legs are no numb hand: the words of the lowest loss count for no other.
type loss uint8

const (
	lossOfLegs loss = iota + 1
	lossOfControl
)

// lossOf gives the loss that a warning sign is, 0 for none.
func lossOf(flag string) loss {
	switch flag {
	case "leg-weakness":
		return lossOfLegs
	case "bladder-bowel":
		return lossOfControl
	}
	return 0
}

// below says whether the words of a hit for a warning sign speak of a loss further down.
func (e *evidence) below(h hit, flag string) bool {
	further := lossOfControl
	switch flag {
	case "numbness", "tingling", "radiating-weakness":
		further = lossOfLegs
	case "leg-weakness":
	default:
		return false
	}
	return e.state[h.match.First].below >= further && e.state[h.match.Last].below >= further
}

// markBelow notes the words that speak of a loss below the waist, the lowest first.
func (e *evidence) markBelow() {
	for _, l := range [...]loss{lossOfControl, lossOfLegs} {
		for _, h := range e.hits {
			if lossOf(e.groups[h.group].For) != l || !e.real(h, !e.own) {
				continue
			}
			e.markLoss(l, h.match.First, h.match.Last)
			if h.match.OtherFirst >= 0 {
				e.markLoss(l, h.match.OtherFirst, h.match.OtherLast)
			}
		}
	}
}

func (e *evidence) markLoss(l loss, first, last int) {
	for i := first; i <= last; i++ {
		e.state[i].below = max(e.state[i].below, l)
	}
}
