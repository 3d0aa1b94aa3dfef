package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// check notes what is wrong between and within entries that decoded well.
func check(l *loader, b *Base) {
	c := checker{l}
	c.references()
	shelved(c, b.sources)
	shelved(c, b.causes)
	shelved(c, b.drills)
	shelved(c, b.cues)
	shelved(c, b.flags)
	shelved(c, b.topics)
	shelved(c, b.ballot)
	shelved(c, b.inquiries)
	c.causes(b)
	c.drills(b)
	c.teaching(b)
	c.ballot(b)
	c.inquiries(b)
}

type checker struct{ l *loader }

// checkUnderstood notes what messages are understood to be about and no content file tells of: an
// answer would have nothing to say, and a warning sign would be passed over.
func checkUnderstood(l *loader, b *Base) {
	topics := []map[string]bool{l.ids["topic"], l.ids["drill"], l.ids["cue"], l.ids["cause"]}
	kinds := map[string][]map[string]bool{"cause": {l.ids["cause"]}, "flag": {l.ids["flag"]}, "topic": topics}
	for _, g := range b.mind.lexicon.groups {
		ids, checked := kinds[g.sort]
		if checked && !slices.ContainsFunc(ids, func(of map[string]bool) bool { return of[g.For] }) {
			l.faults = append(l.faults, Fault{File: g.sort + "s.toml", What: fmt.Sprintf("there is no [[%s]] %q, which messages are understood to speak of", g.sort, g.For)})
		}
	}
	if b.Inquiry(liftQuestion) == nil {
		l.faults = append(l.faults, Fault{File: "questions.toml", What: fmt.Sprintf("there is no [[question]] %q", liftQuestion)})
	}
}

// fault notes a fault of what was decoded to t, at the n-th leaf with that path and value.
func (c checker) fault(t any, path, value string, n int, format string, args ...any) {
	e := c.l.places[t]
	c.l.fault(e.file, e.find(path, value, n), format, args...)
}

// references notes every id that stands for nothing. A key of one name means one kind of thing in
// every content file.
func (c checker) references() {
	ids := c.l.ids
	lifts := map[string]bool{string(BenchPress): true, string(PushUp): true}
	levels := map[string]bool{string(SeeAProfessional): true, string(Emergency): true}
	keys := map[string]struct {
		what  string
		known map[string]bool
	}{
		"drill": {"drill", ids["drill"]}, "drills": {"drill", ids["drill"]},
		"cause": {"cause", ids["cause"]}, "causes": {"cause", ids["cause"]},
		"lift": {"lift", lifts}, "lifts": {"lift", lifts},
		"cues":    {"cue", ids["cue"]},
		"flag":    {"flag", ids["flag"]},
		"sources": {"source", ids["source"]},
		"triage":  {"triage", levels},
	}
	for _, e := range c.l.entries {
		for _, lf := range e.leaves {
			ref := keys[lf.path[strings.LastIndexByte(lf.path, '.')+1:]]
			if ref.known != nil && !ref.known[lf.value] { // nil where the file that has them could not be read
				c.l.fault(e.file, lf.offset, "there is no %s %q", ref.what, lf.value)
			}
		}
	}
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Limits, since ids travel inside buttons and names become their labels.
const (
	maxID       = 32 // bytes
	maxOptionID = 12 // bytes; ballots' ids too
	maxLabel    = 80 // characters
)

// shelved checks ids and names: their form, and that none is there twice.
func shelved[T any, P entity[T]](c checker, s shelf[T]) {
	names := map[string]string{}
	for _, t := range s.all {
		id, name := P(t).key()
		c.id(t, "id", id, maxID)
		if s.byID[id] != t {
			c.fault(t, "id", id, 0, "the id %q is there twice", id)
		}
		if other, twice := names[strings.ToLower(name)]; twice && name != "" && other != id {
			c.fault(t, "name", name, 0, "%q is also called %q", other, name)
		}
		names[strings.ToLower(name)] = id
	}
}

func (c checker) id(t any, path, id string, most int) {
	if !idForm.MatchString(id) || len(id) > most {
		c.fault(t, path, id, 0, "the id %q must be 1 to %d small letters and digits, joined by hyphens", id, most)
	}
}

// need notes a text that is missing.
func (c checker) need(t any, path, text string) {
	if strings.TrimSpace(text) == "" {
		c.fault(t, path, text, 0, "%s is missing or empty", path)
	}
}

// label notes a text that cannot be a button's.
func (c checker) label(t any, path, text string) {
	c.need(t, path, text)
	if n := utf8.RuneCountInString(text); n > maxLabel {
		c.fault(t, path, text, 0, "%s has %d characters, at most %d", path, n, maxLabel)
	}
	if strings.ContainsAny(text, "\n\r\t") {
		c.fault(t, path, text, 0, "%s must be one line", path)
	}
}

func (c checker) sources(t any, ids []string) {
	if len(ids) == 0 {
		c.fault(t, "sources", "", 0, "sources is missing or empty: say where it comes from")
	}
}

func (c checker) causes(b *Base) {
	codes := map[string]string{}
	for _, x := range b.causes.all {
		c.label(x, "name", x.Name)
		c.code(x, x.Code, x.ID, codes)
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
func (c checker) cuesOf(b *Base, x *Cause, path string, ids []string, lifts []Lift) {
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

// code checks the two letters that stand for something inside a Case.
func (c checker) code(t any, code, id string, seen map[string]string) {
	if len(code) != 2 || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		c.fault(t, "code", code, 0, "the code %q must be two small letters", code)
		return
	}
	if other := seen[code]; other != "" {
		c.fault(t, "code", code, 0, "the code %q is also that of %q", code, other)
	}
	seen[code] = id
}

func (c checker) drills(b *Base) {
	owners := map[string]*Drill{}
	for _, d := range b.drills.all {
		c.label(d, "name", d.Name)
		c.need(d, "purpose", d.Purpose)
		c.need(d, "dose.text", d.Dose.Text)
		c.sources(d, d.Sources)
		if len(d.Steps) == 0 {
			c.fault(d, "steps", "", 0, "steps is missing or empty")
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
func (c checker) teaching(b *Base) {
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
	c.routine(b.routine)
}

func (c checker) routine(r *Routine) {
	if c.l.places[r] == nil { // the file could not be read
		return
	}
	c.label(r, "name", r.Name)
	c.need(r, "intro", r.Intro)
	c.need(r, "rounds", r.Rounds)
	c.sources(r, r.Sources)
	if len(r.Steps) == 0 {
		c.fault(r, "step", "", 0, "there is no [[step]]")
	}
	for _, s := range r.Steps {
		c.need(r, "step.drill", s.Drill)
		c.need(r, "step.dose.text", s.Dose.Text)
	}
}

func (c checker) ballot(b *Base) {
	for _, x := range b.ballot.all {
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

func (c checker) inquiries(b *Base) {
	codes := map[string]string{}
	for _, q := range b.inquiries.all {
		c.code(q, q.Code, q.ID, codes)
		c.need(q, "ask", q.Ask)
		const fewest, most = 2, 5
		if n := len(q.Answers); n < fewest || n > most {
			c.fault(q, "id", q.ID, 0, "the question has %d options, %d to %d", n, fewest, most)
		}
		for i, a := range q.Answers {
			c.answer(q, i, a)
		}
	}
}

const elseID = "else"

func (c checker) answer(q *Inquiry, i int, a Answer) {
	c.id(q, "option.id", a.ID, maxOptionID)
	c.label(q, "option.label", a.Label)
	last := i == len(q.Answers)-1
	switch {
	case last != (a.ID == elseID):
		c.fault(q, "option.id", a.ID, 0, "the last option, and only that, has the id %q", elseID)
	case slices.ContainsFunc(q.Answers[:i], func(o Answer) bool { return o.ID == a.ID }):
		c.fault(q, "option.id", a.ID, 1, "the option %q is there twice", a.ID)
	case !last && len(a.Causes) == 0 && a.Flag == "" && a.Lift == "":
		c.fault(q, "option.id", a.ID, 0, "the option %q tells nothing: give it causes, a flag or a lift", a.ID)
	}
	for id, w := range a.Causes {
		const most = 5
		if !(w >= -most && w <= most) {
			c.fault(q, "option.causes", id, 0, "the weight of %q is %s, from -%d to %d", id, fmt.Sprint(w), most, most)
		}
	}
}
