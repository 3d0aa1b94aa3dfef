// Package scope works out how the words of a message are meant: what is denied, long past, over, somebody else's, asked
// in theory or said to be fine (resolve.go, denial.go, story.go), which words only look like a warning sign
// (falsealarm.go) or belong to a stronger one (overlap.go); which lift it is about, and whether the writer complains,
// asks, or both (lift.go, intent.go); and the passages that are read by themselves (passage.go).
//
// It knows the cues and roles of the lexicon, and no weights.
package scope

import (
	"sync"

	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/match"
	"spotter/internal/knowledge/text"
)

// A Reader reads messages. It is safe for concurrent use.
type Reader struct {
	lexicon *lexicon.Lexicon
	signs   []lexicon.Sign // by group: of the warning sign that it speaks for
	claims  []claims       // by group, likewise
	owners  []string       // the warning signs that own words, the strongest first
	pool    sync.Pool      // of *Analysis
}

// NewReader makes a reader with the words of a lexicon.
func NewReader(x *lexicon.Lexicon) *Reader {
	r := &Reader{lexicon: x, signs: make([]lexicon.Sign, len(x.Groups))}
	for i, g := range x.Groups {
		if g.Sort == lexicon.OfFlags {
			r.signs[i] = x.Sign(g.For)
		}
	}
	r.claims, r.owners = claimsOf(x)
	r.pool.New = func() any { return &Analysis{} }
	return r
}

// An Analysis is what a message was found to say, word by word.
type Analysis struct {
	text.Tokens
	match.Found

	Hits      []Hit
	States    []State       // by word
	Cues      []lexicon.Cue // by word: what it does to the words around it
	All       lexicon.Cue   // what any word does
	Roles     lexicon.Roles // of all hits
	Own       bool          // the writer speaks of a complaint of their own
	Lift      content.Lift  // what the message is about, from its words alone
	Units     []Passage     // sentences, short ones joined to the next and long ones cut
	Twos      []Passage     // neighbours, since "it" or a duration often stands in the next sentence
	Durations []Duration    // by word: the span of time that begins there
	Tried     []string      // the topics, such as drills, that were tried and did not help

	of      *Reader
	chosen  content.Lift
	marks   []mark  // by word
	stories []bool  // by unit: whether it tells of long ago
	hits    []int32 // of all units, one after the other
	starts  []int   // where those of each unit begin
	telling []Passage
	sorted  []Hit
	fields  []string // words of quotes
}

// A Hit is a place where words speak for something.
type Hit struct {
	Match *match.Match
	Group int32
	Roles lexicon.Roles // of the group, as Cue
	Cue   lexicon.Cue
	Meant bool // its words count for what the group speaks for

	Disowned string // why words for a reason that are meant are no evidence of it, or nothing
}

// Read takes a message in. Give the analysis back with Done.
func (r *Reader) Read(message string) *Analysis {
	a := r.pool.Get().(*Analysis)
	a.of, a.chosen = r, content.Unknown
	r.lexicon.Find(message, &a.Tokens, &a.Found)
	a.analyze()
	return a
}

// A Field is one of a form, with the heading under which it is read.
type Field = text.Part

// ReadForm takes in what stands in the fields of a form, and the lift that was chosen there: whatever its words name, it is
// about that one, unless it is content.Unknown. Give the analysis back with Done.
func (r *Reader) ReadForm(fields []Field, chosen content.Lift) *Analysis {
	a := r.pool.Get().(*Analysis)
	a.of, a.chosen = r, chosen
	r.lexicon.FindIn(fields, &a.Tokens, &a.Found)
	a.analyze()
	return a
}

// analyze works out what the words that were found mean.
func (a *Analysis) analyze() {
	a.findHits()
	a.resolve()
	for i := range a.Hits {
		a.Hits[i].Meant = a.Unmeant(&a.Hits[i]) == ""
	}
	a.disown()
	a.layOut()
	a.findDurations()
	a.tellStories()
	a.Lift = content.Unknown
	a.Lift = a.findLift(a.Look(a.Everything()))
}

// Done gives an analysis back. No word of the message outlives it.
func (r *Reader) Done(a *Analysis) {
	a.Text = ""
	r.pool.Put(a)
}

// findHits looks up what each match speaks for.
func (a *Analysis) findHits() {
	x := a.of.lexicon
	a.Hits, a.Roles = append(a.Hits[:0], make([]Hit, len(a.Matches))...), 0
	for i := range a.Matches {
		h := &a.Hits[i]
		h.Match = &a.Matches[i]
		h.Group = x.GroupOf(h.Match.Pattern)
		g := &x.Groups[h.Group]
		h.Roles, h.Cue = g.Roles, g.Cue
		a.Roles |= g.Roles
	}
}
