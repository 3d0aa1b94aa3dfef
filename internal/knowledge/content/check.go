package content

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"spotter/internal/knowledge/overlay"
)

// check notes what is wrong between and within entries that decoded well.
func check(l *overlay.Loader, b *Library) {
	c := checker{l, builtInsOf(l)}
	c.references()
	c.homes(b)
	c.urgency(b)
	shelved(c, b.sources)
	shelved(c, b.causes)
	shelved(c, b.drills)
	shelved(c, b.cues)
	shelved(c, b.flags)
	shelved(c, b.topics)
	shelved(c, b.facts)
	shelved(c, b.ballot)
	shelved(c, b.inquiries)
	c.causes(b)
	c.drills(b)
	c.bits(b)
	c.teaching(b)
	c.ballot(b)
	c.inquiries(b)
}

type checker struct {
	l    *overlay.Loader
	kept builtIns
}

// fault notes a fault of what was decoded to t, at the n-th leaf with that path and value.
func (c checker) fault(t any, path, value string, n int, format string, args ...any) {
	e := c.l.Places[t]
	c.l.Fault(e.File, e.Find(path, value, n), format, args...)
}

// references notes every id that stands for nothing. A key of one name means one kind of thing in
// every content file.
func (c checker) references() {
	ids := c.l.IDs
	lifts := map[string]bool{string(BenchPress): true, string(PushUp): true}
	levels := map[string]bool{string(SeeAProfessional): true, string(Emergency): true}
	keys := map[string]struct {
		what  string
		known map[string]bool
	}{
		"drill": {"drill", ids["drill"]}, "drills": {"drill", ids["drill"]},
		"cause": {"cause", ids["cause"]}, "causes": {"cause", ids["cause"]},
		"lift": {"lift", lifts}, "lifts": {"lift", lifts},
		"cue": {"cue", ids["cue"]}, "cues": {"cue", ids["cue"]},
		"flag":    {"flag", ids["flag"]},
		"sources": {"source", ids["source"]},
		"triage":  {"triage", levels},
	}
	for _, e := range c.l.Entries {
		for _, lf := range e.Leaves {
			ref := keys[lf.Path[strings.LastIndexByte(lf.Path, '.')+1:]]
			if n := utf8.RuneCountInString(lf.Value); n > maxText {
				c.l.Fault(e.File, lf.Offset, "a text of %d characters, at most %d", n, maxText)
			}
			if strings.ContainsFunc(lf.Value, invisible) {
				c.l.Fault(e.File, lf.Offset, "there is a character in it that nobody can see")
			}
			if ref.known != nil && !ref.known[lf.Value] { // nil where the file that has them could not be read
				c.l.Fault(e.File, lf.Offset, "there is no %s %q", ref.what, lf.Value)
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

// Limits of what a reply can hold.
const (
	maxText    = 2000 // characters of a text
	maxList    = 20   // entries of a list
	maxEntries = 100  // of a file
	maxDrills  = 25   // which one menu offers
	maxBallot  = 20   // for a lift, which the buttons of one card offer
)

// invisible reports whether a character is for machines only.
func invisible(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// shelved checks ids and names: their form, and that none is there twice.
func shelved[T any, P entity[T]](c checker, s shelf[T]) {
	names := map[string]string{}
	if n := len(s.all); n > maxEntries {
		c.fault(s.all[maxEntries], "id", "", 0, "%d entries of a kind, at most %d", n, maxEntries)
	}
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

// code checks the two letters that stand for something inside a Case. Those of builtIn, by id, stay as they are, since
// old buttons carry them.
func (c checker) code(t any, code, id string, seen, builtIn map[string]string) {
	if len(code) != 2 || code[0] < 'a' || code[0] > 'z' || code[1] < 'a' || code[1] > 'z' {
		c.fault(t, "code", code, 0, "the code %q must be two small letters", code)
		return
	}
	was := builtIn[id]
	switch other := seen[code]; {
	case other != "":
		c.fault(t, "code", code, 0, "the code %q is also that of %q", code, other)
	case was != "" && was != code:
		c.fault(t, "code", code, 0, "the code of %q is %q and stays so, since old buttons carry it", id, was)
	case was == "" && slices.Contains(slices.Collect(maps.Values(builtIn)), code):
		c.fault(t, "code", code, 0, "the code %q is taken, since old buttons carry it", code)
	}
	seen[code] = id
}
