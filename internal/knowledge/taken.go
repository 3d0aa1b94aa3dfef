package knowledge

// A claim is what takes words for itself, so that they count for no other warning sign. A numb groin
// is neither numb legs nor a numb hand, and numb legs are no numb hand; a plate that was dropped on a
// shoulder is no weak hand; a pop that came once is no clicking joint.
type claim uint8

const (
	claimOfBlow claim = 1 << iota
	claimOfLegs
	claimOfControl
	claimOfMoment
)

// claims lists the warning signs that take words, the strongest first.
var claims = [...]struct {
	flag string
	claim
}{{"bladder-bowel", claimOfControl}, {"leg-weakness", claimOfLegs}, {"trauma", claimOfBlow}, {"sudden-pain", claimOfMoment}}

// takesWords says whether a warning sign takes words for itself.
func takesWords(flag string) bool {
	for _, c := range claims {
		if c.flag == flag {
			return true
		}
	}
	return false
}

// yields gives the claims that words for a warning sign give way to.
func yields(flag string) claim {
	switch flag {
	case "numbness", "tingling":
		return claimOfLegs | claimOfControl
	case "radiating-weakness":
		return claimOfLegs | claimOfControl | claimOfBlow
	case "joint-locking":
		return claimOfBlow
	case "leg-weakness":
		return claimOfControl
	}
	return 0
}

// taken says whether the words of a hit for a warning sign belong to another one: all of them, or of
// a noise and where it is the first or last.
func (e *evidence) taken(h *hit, flag string) bool {
	first, last := e.state[h.match.First].claimed, e.state[h.match.Last].claimed
	if flag == "joint-clicking" {
		return (first|last)&claimOfMoment != 0
	}
	return first&last&yields(flag) != 0
}

// claimWords notes which words are taken.
func (e *evidence) claimWords() {
	if e.roles&taking == 0 {
		return
	}
	for _, c := range claims {
		for i := range e.hits {
			h := &e.hits[i]
			if h.roles&taking == 0 || e.groups[h.group].For != c.flag || !e.real(h, !e.own) {
				continue
			}
			e.claimBetween(c.claim, h.match.First, h.match.Last)
			if h.match.OtherFirst >= 0 {
				e.claimBetween(c.claim, h.match.OtherFirst, h.match.OtherLast)
			}
		}
	}
}

func (e *evidence) claimBetween(c claim, first, last int) {
	for i := first; i <= last; i++ {
		e.state[i].claimed |= c
	}
}
