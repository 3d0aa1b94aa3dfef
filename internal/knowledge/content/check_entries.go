package content

import (
	"fmt"
	"slices"
	"strings"
)

func (c checker) causes(b *Library) {
	codes := map[string]string{}
	for _, x := range b.causes.all {
		c.label(x, "name", x.Name)
		c.code(x, x.Code, x.ID, codes, c.kept.causes)
		c.need(x, "because", x.Because)
		c.need(x, "why", x.Why)
		c.need(x, "fix", x.Fix)
		c.need(x, "confirm", x.Confirm)
		c.sources(x, x.Sources)
		if strings.HasSuffix(x.Because, ".") {
			c.fault(x, "because", x.Because, 0, "because completes a sentence: leave out the full stop")
		}
		if len(x.Lifts) == 0 {
			c.fault(x, "lifts", "", 0, "lifts is missing or empty")
		}
		c.cuesOf(b, x, "cues", x.Cues, x.Lifts)
		for i, on := range x.FixOn {
			c.need(x, "on.fix", on.Fix)
			c.cuesOf(b, x, "on.cues", on.Cues, []Lift{on.Lift})
			if slices.ContainsFunc(x.FixOn[:i], func(o LiftFix) bool { return o.Lift == on.Lift }) {
				c.fault(x, "on.lift", string(on.Lift), 1, "there are two [[cause.on]] for %s", on.Lift)
			}
		}
	}
}

// cuesOf notes cues that do not hold for any of the lifts: what is right for the shoulder blades on
// one is wrong on the other.
func (c checker) cuesOf(b *Library, x *Cause, path string, ids []string, lifts []Lift) {
	for _, id := range ids {
		cue := b.Cue(id)
		if cue != nil && !slices.ContainsFunc(cue.Lifts, func(l Lift) bool { return !known(l) || slices.Contains(lifts, l) }) {
			c.fault(x, path, id, 0, "the cue %q is not for the %s", id, joinLifts(lifts))
		}
	}
}

func known(l Lift) bool { return l == BenchPress || l == PushUp }

func joinLifts(lifts []Lift) string {
	var names []string
	for _, l := range lifts {
		names = append(names, string(l))
	}
	return strings.Join(names, " or the ")
}

func (c checker) drills(b *Library) {
	owners := map[string]*Drill{}
	if n := len(b.drills.all); n > maxDrills {
		c.fault(b.drills.all[maxDrills], "id", "", 0, "%d drills, at most %d", n, maxDrills)
	}
	for _, d := range b.drills.all {
		c.label(d, "name", d.Name)
		c.need(d, "purpose", d.Purpose)
		c.need(d, "dose.text", d.Dose.Text)
		c.sources(d, d.Sources)
		if len(d.Steps) == 0 {
			c.fault(d, "steps", "", 0, "steps is missing or empty")
		}
		if n := len(d.Steps); n > maxList {
			c.fault(d, "steps", "", 0, "%d steps, at most %d", n, maxList)
		}
		for _, step := range d.Steps {
			c.need(d, "steps", step)
		}
		seen := map[string]bool{}
		for _, name := range append([]string{d.Name}, d.Aliases...) {
			folded := strings.Join(nameWords(name), "")
			switch other := owners[folded]; {
			case folded == "":
				c.fault(d, "aliases", name, 0, "%q is no name", name)
			case other != nil && other != d:
				c.fault(d, "aliases", name, 0, "%q also means the drill %q", name, other.ID)
			case seen[name]:
				c.fault(d, "aliases", name, 1, "the alias %q is there twice", name)
			}
			owners[folded], seen[name] = d, true
		}
	}
}

// teaching checks what is only shown: sources, cues, flags, topics and the routine.
func (c checker) teaching(b *Library) {
	for _, s := range b.sources.all {
		c.need(s, "title", s.Title)
		c.need(s, "site", s.Site)
	}
	for _, x := range b.cues.all {
		c.label(x, "name", x.Name)
		c.need(x, "say", x.Say)
		c.need(x, "why", x.Why)
		c.sources(x, x.Sources)
		if len(x.Lifts) == 0 {
			c.fault(x, "lifts", "", 0, "lifts is missing or empty")
		}
	}
	for _, f := range b.flags.all {
		c.label(f, "name", f.Name)
		c.need(f, "triage", string(f.Triage))
		c.need(f, "reason", f.Reason)
		c.need(f, "act", f.Act)
		c.sources(f, f.Sources)
	}
	for _, t := range b.topics.all {
		c.label(t, "name", t.Name)
		c.need(t, "text", t.Text)
		c.sources(t, t.Sources)
	}
	for _, f := range b.facts.all {
		c.need(f, "say", f.Say)
		c.sources(f, f.Sources)
	}
	c.routine(b.routine)
}

func (c checker) routine(r *Routine) {
	if c.l.Places[r] == nil { // the file could not be read
		return
	}
	c.label(r, "name", r.Name)
	c.need(r, "intro", r.Intro)
	c.need(r, "rounds", r.Rounds)
	c.sources(r, r.Sources)
	if len(r.Steps) == 0 {
		c.fault(r, "step", "", 0, "there is no [[step]]")
	}
	if n := len(r.Steps); n > maxList {
		c.fault(r, "step.drill", r.Steps[maxList].Drill, 0, "%d steps, at most %d", n, maxList)
	}
	for _, s := range r.Steps {
		c.need(r, "step.drill", s.Drill)
		c.need(r, "step.dose.text", s.Dose.Text)
	}
}

func (c checker) ballot(b *Library) {
	of := map[Lift]int{}
	for _, x := range b.ballot.all {
		if of[x.Lift]++; of[x.Lift] == maxBallot+1 {
			c.fault(x, "id", x.ID, 0, "more than %d for the %s", maxBallot, x.Lift)
		}
		c.id(x, "id", x.ID, maxOptionID)
		c.label(x, "label", x.Label)
		c.need(x, "lift", string(x.Lift))
		if x.Good {
			continue
		}
		c.sources(x, x.Sources)
		if x.Cause == "" {
			c.need(x, "why", x.Why)
			c.need(x, "fix", x.Fix)
		}
	}
}

func (c checker) inquiries(b *Library) {
	codes := map[string]string{}
	for _, q := range b.inquiries.all {
		c.code(q, q.Code, q.ID, codes, c.kept.questions)
		c.need(q, "ask", q.Ask)
		const fewest, most = 2, MaxAnswers
		if n := len(q.Answers); n < fewest || n > most {
			c.fault(q, "id", q.ID, 0, "the question has %d options, %d to %d", n, fewest, most)
		}
		for i, a := range q.Answers {
			c.answer(q, i, a)
		}
	}
}

// MaxAnswers is how many options a question has at most.
const MaxAnswers = 5

const elseID = "else"

// What may be said to every question beside its options, which therefore have other ids.
const (
	Unsure   = "unsure"
	WhyAsked = "why"
)

func (c checker) answer(q *Inquiry, i int, a Answer) {
	c.id(q, "option.id", a.ID, maxOptionID)
	c.label(q, "option.label", a.Label)
	last := i == len(q.Answers)-1
	switch {
	case last != (a.ID == elseID):
		c.fault(q, "option.id", a.ID, 0, "the last option, and only that, has the id %q", elseID)
	case a.ID == Unsure || a.ID == WhyAsked:
		c.fault(q, "option.id", a.ID, 0, "the id %q is that of a button which every question has", a.ID)
	case slices.ContainsFunc(q.Answers[:i], func(o Answer) bool { return o.ID == a.ID }):
		c.fault(q, "option.id", a.ID, 1, "the option %q is there twice", a.ID)
	case !last && len(a.Causes) == 0 && a.Flag == "" && a.Lift == "":
		c.fault(q, "option.id", a.ID, 0, "the option %q tells nothing: give it causes, a flag or a lift", a.ID)
	}
	for id, w := range a.Causes {
		if known := c.l.IDs["cause"]; known != nil && !known[id] {
			c.fault(q, "option.causes", id, 0, "there is no cause %q", id) // also where the table is written in another way
		}
		const most = 5
		if !(w >= -most && w <= most) {
			c.fault(q, "option.causes", id, 0, "the weight of %q is %s, from -%d to %d", id, fmt.Sprint(w), most, most)
		}
	}
}
