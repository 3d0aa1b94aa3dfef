package turn

// takes says why what was told no longer holds. It is slow to believe: what is still there, gets worse, is only
// supposed, or lies ahead takes nothing back.
func (h heard) takes() Reason {
	over := h.has(healed | gone)
	switch {
	case h.has(worse) && !h.has(examined):
		return None
	case h.seen() && h.has(clear) && !h.has(still) && !h.has(notClear&^h.denied()) && !h.has(longAgo|theirJob|elsewhere):
		return Cleared
	case h.has(still|returns) && !h.has(neverBack):
		return None
	case h.has(weeksAgo|longAgo) && !h.has(opinion) && h.past():
		return Past
	case h.has(once) && (over || h.has(weeksAgo|longAgo|shortAgo)) && !h.has(hedge):
		return Passing
	case h.has(joke) && !h.has(earnest):
		return Joke
	case h.has(misheard) && !h.has(earnest):
		return Misheard
	case h.has(theirs) && !h.has(child|opinion|going|calling|pro|earlier):
		return Theirs
	case h.has(innocentLimb|innocentChest) && (over || h.has(settled)) && !h.has(hedge|ahead|opinion):
		return Innocent
	}
	return None
}

// past says of what was long ago whether that is all: it is healed, or at least over. A test that was done long ago
// is something else.
func (h heard) past() bool {
	if h.has(examined) {
		return h.has(healed) && h.has(happened)
	}
	return h.has(healed) && (!h.has(earlier) || h.has(happened)) || h.has(longAgo) && h.has(gone) && !h.has(hedge|shortAgo|earlier)
}

// seen says whether somebody whose work that is has examined the person.
func (h heard) seen() bool {
	return h.has(examined) && h.has(pro|they) && !h.has(ahead|theirJob)
}

// denied are the findings that were ruled out: "no fracture".
func (h heard) denied() idea {
	if h.has(noFinding) {
		return notClear
	}
	return 0
}
