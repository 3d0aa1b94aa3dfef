package knowledge

import (
	"fmt"
	"slices"
	"strings"
)

// understood notes where the content and the understanding do not tell of the same: no message could lead to a
// cause, a warning sign or a topic that is new, and for one that is gone an answer would have nothing to say.
func (c checker) understood(b *Base) {
	understand(c, b.causes, "cause", vocabulary["cause"])
	understand(c, b.flags, "flag", vocabulary["flag"])
	c.taught(b)
	c.urgency(b)
	if ids := c.l.ids["question"]; ids != nil && !ids[liftQuestion] {
		c.absent("questions.toml", "there is no [[question]] %q", liftQuestion)
	}
}

// absent notes what a file does not have.
func (c checker) absent(name, format string, args ...any) {
	c.l.faults = append(c.l.faults, Fault{File: c.l.shown(name), What: fmt.Sprintf(format, args...)})
}

// understand compares the entries of a kind with the ids that messages are understood to speak of. What is gone
// is not reported where it is meant by a misspelt id.
func understand[T any, P entity[T]](c checker, s shelf[T], kind string, ids []string) {
	if c.l.ids[kind] == nil { // the file could not be read
		return
	}
	meant := map[string]bool{}
	for _, t := range s.all {
		if id, _ := P(t).key(); idForm.MatchString(id) && !slices.Contains(ids, id) {
			near, hint := suggest(id, ids)
			meant[near] = true
			c.fault(t, "id", id, 0, "no message would be understood to speak of a new %s %q: %s", kind, id, hint)
		}
	}
	for _, id := range ids {
		if !c.l.ids[kind][id] && !meant[id] && !c.l.partial[kind] {
			c.absent(kind+"s.toml", "there is no [[%s]] %q, which messages are understood to speak of", kind, id)
		}
	}
}

// taught notes topics of questions that nothing tells of any more, and ids that mean two things, of which only one
// would be shown.
func (c checker) taught(b *Base) {
	kinds := []string{"topic", "cause", "cue", "drill"}
	for _, id := range vocabulary["topic"] {
		of := "topic" // the kind that tells of it, where that is known
		told := false // or it may be
		for _, kind := range kinds {
			told = told || c.l.ids[kind] == nil || c.l.ids[kind][id] || c.l.partial[kind]
			if c.kept.ids[kind][id] {
				of = kind
			}
		}
		if !told && of != "cause" { // of which the causes' own check tells
			c.absent(of+"s.toml", "there is no [[%s]] %q, which messages are understood to speak of", of, id)
		}
	}
	home := map[string]string{}
	once(c, b.topics, "topic", home)
	once(c, b.causes, "cause", home)
	once(c, b.cues, "cue", home)
	once(c, b.drills, "drill", home)
}

// once notes ids that an entry of another kind has, too.
func once[T any, P entity[T]](c checker, s shelf[T], kind string, home map[string]string) {
	for _, t := range s.all {
		id, _ := P(t).key()
		if other := home[id]; other != "" && other != kind {
			c.fault(t, "id", id, 0, "the id %q is that of a %s as well", id, other)
		}
		home[id] = kind
	}
}

// urgency notes emergencies that are none any more, and those that no closed question asks after where they are possible.
func (c checker) urgency(b *Base) {
	for _, f := range b.flags.all {
		if f.Triage == SeeAProfessional && slices.Contains(c.kept.emergencies, f.ID) {
			c.fault(f, "triage", string(f.Triage), 0, "%q is an emergency: its words may change, but not that", f.ID)
		}
	}
	if c.l.replaced["questions.toml"] == "" || c.l.ids["question"] == nil || c.l.partial["question"] {
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

// builtIns are what the built-in content has and every override keeps.
type builtIns struct {
	ids               map[string]map[string]bool // by kind
	causes, questions map[string]string          // codes by id
	emergencies       []string                   // ids of warning signs
}

// builtIns reads them; there are none where nothing is overridden.
func (l *loader) builtIns() (kept builtIns) {
	if len(l.replaced) == 0 {
		return kept
	}
	own := newLoader(nil)
	kept = builtIns{ids: own.ids, causes: map[string]string{}, questions: map[string]string{}}
	for _, x := range entries[Cause](own, "content/causes.toml", "cause") {
		kept.causes[x.ID] = x.Code
	}
	for _, q := range entries[Inquiry](own, "content/questions.toml", "question") {
		kept.questions[q.ID] = q.Code
	}
	for _, f := range entries[Flag](own, "content/flags.toml", "flag") {
		if f.Triage == Emergency {
			kept.emergencies = append(kept.emergencies, f.ID)
		}
	}
	entries[Drill](own, "content/drills.toml", "drill")
	entries[Cue](own, "content/cues.toml", "cue")
	return kept
}
