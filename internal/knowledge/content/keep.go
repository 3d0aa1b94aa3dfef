package content

import (
	"fmt"
	"slices"
	"strings"

	"spotter/internal/knowledge/overlay"
)

// MaxBits is how many warning signs a Case can hold.
const MaxBits = 20

// bits notes warning signs without a place of their own in a Case. Those of the built-in signs stay, since old buttons carry them.
func (c checker) bits(b *Library) {
	seen := map[int]string{}
	for _, f := range b.flags.all {
		was, builtIn := c.kept.bits[f.ID]
		switch other := seen[f.Bit]; {
		case b.Flag(f.ID) != f: // the id is there twice
		case f.Bit < 0 || f.Bit >= MaxBits:
			c.fault(f, "bit", "", 0, "the bit is %d, from 0 to %d", f.Bit, MaxBits-1)
		case builtIn && was != f.Bit:
			c.fault(f, "bit", "", 0, "the bit of %q is %d and stays so, since old buttons carry it", f.ID, was)
		case other != "":
			c.fault(f, "bit", "", 0, "the bit %d is that of %q: take one that is free, up to %d", f.Bit, other, MaxBits-1)
		default:
			seen[f.Bit] = f.ID
		}
	}
}

// urgency notes emergencies that are none any more, and those that no closed question asks after where they are possible.
func (c checker) urgency(b *Library) {
	for _, f := range b.flags.all {
		if f.Triage == SeeAProfessional && slices.Contains(c.kept.emergencies, f.ID) {
			c.fault(f, "triage", string(f.Triage), 0, "%q is an emergency: its words may change, but not that", f.ID)
		}
	}
	if c.l.Replaced["questions.toml"] == "" || c.l.IDs["question"] == nil || c.l.Partial["question"] {
		return
	}
	asked := map[string]bool{}
	for _, q := range b.inquiries.all {
		for _, a := range q.Answers {
			asked[a.Flag] = asked[a.Flag] || q.Check
		}
	}
	unasked := slices.DeleteFunc(slices.Clone(c.kept.emergencies), func(id string) bool { return asked[id] })
	if len(unasked) > 0 {
		c.absent("questions.toml", "no [[question]] with check = true has an option for %s", strings.Join(unasked, ", "))
	}
}

// absent notes what a file does not have.
func (c checker) absent(name, format string, args ...any) {
	c.l.Faults = append(c.l.Faults, overlay.Fault{File: c.l.Shown("content", name), What: fmt.Sprintf(format, args...)})
}

// homes notes ids that two kinds have, of which only one would be shown.
func (c checker) homes(b *Library) {
	home := map[string]string{}
	once(c, b.topics, "topic", home)
	once(c, b.causes, "cause", home)
	once(c, b.cues, "cue", home)
	once(c, b.drills, "drill", home)
}

func once[T any, P entity[T]](c checker, s shelf[T], kind string, home map[string]string) {
	for _, t := range s.all {
		id, _ := P(t).key()
		if other := home[id]; other != "" && other != kind {
			c.fault(t, "id", id, 0, "the id %q is that of a %s as well", id, other)
		}
		home[id] = kind
	}
}

// builtIns are what the built-in content has and every override keeps.
type builtIns struct {
	causes, questions map[string]string // codes by id
	bits              map[string]int    // of warning signs, by id
	emergencies       []string          // ids of warning signs
}

// builtInsOf reads them; there are none where nothing is overridden.
func builtInsOf(l *overlay.Loader) (kept builtIns) {
	if len(l.Replaced) == 0 {
		return kept
	}
	own := l.BuiltIn()
	kept = builtIns{causes: map[string]string{}, questions: map[string]string{}, bits: map[string]int{}}
	for _, x := range overlay.List[Cause](own, "content/causes.toml", "cause") {
		kept.causes[x.ID] = x.Code
	}
	for _, q := range overlay.List[Inquiry](own, "content/questions.toml", "question") {
		kept.questions[q.ID] = q.Code
	}
	for _, f := range overlay.List[Flag](own, "content/flags.toml", "flag") {
		kept.bits[f.ID] = f.Bit
		if f.Triage == Emergency {
			kept.emergencies = append(kept.emergencies, f.ID)
		}
	}
	return kept
}
