package knowledge

import (
	"slices"

	"spotter/internal/knowledge/turn"
)

// A Base is all that the coach knows. It does not change after Load and is safe for concurrent use;
// what its methods return is shared and must not be modified.
type Base struct {
	sources   shelf[Source]
	causes    shelf[Cause]
	drills    shelf[Drill]
	cues      shelf[Cue]
	flags     shelf[Flag]
	topics    shelf[Topic]
	ballot    shelf[BallotCue]
	inquiries shelf[Inquiry]
	routine   *Routine
	names     []drillName
	lifts     []Lift       // by cause: the only lift that it belongs to; empty: to any
	prospects [][]prospect // by question and cause
	mind      *mind
	turns     *turn.Reader
	kinds     *turn.KindReader
	advice    []*Advice
}

// Sources returns all sources in the order of the file, as the methods below do for their kind.
func (b *Base) Sources() []*Source { return b.sources.list() }

// Source returns the source with that id, or nil, as the methods below do for their kind.
func (b *Base) Source(id string) *Source { return b.sources.byID[id] }

// Causes returns all causes.
func (b *Base) Causes() []*Cause { return b.causes.list() }

// Cause returns a cause by id.
func (b *Base) Cause(id string) *Cause { return b.causes.byID[id] }

// Drills returns all drills, strength work last.
func (b *Base) Drills() []*Drill { return b.drills.list() }

// Drill returns a drill by id.
func (b *Base) Drill(id string) *Drill { return b.drills.byID[id] }

// Cues returns all cues.
func (b *Base) Cues() []*Cue { return b.cues.list() }

// Cue returns a cue by id.
func (b *Base) Cue(id string) *Cue { return b.cues.byID[id] }

// Flags returns all warning signs.
func (b *Base) Flags() []*Flag { return b.flags.list() }

// Flag returns a warning sign by id.
func (b *Base) Flag(id string) *Flag { return b.flags.byID[id] }

// Topics returns all topics that are no drill, cue or cause.
func (b *Base) Topics() []*Topic { return b.topics.list() }

// Topic returns such a topic by id.
func (b *Base) Topic(id string) *Topic { return b.topics.byID[id] }

// Inquiries returns all questions that may be asked back.
func (b *Base) Inquiries() []*Inquiry { return b.inquiries.list() }

// Inquiry returns such a question by id.
func (b *Base) Inquiry(id string) *Inquiry { return b.inquiries.byID[id] }

// Routine returns the twice-daily sequence.
func (b *Base) Routine() *Routine { return b.routine }

// CuesFor returns the cues that hold for a lift; none for Unknown, since lifts want opposite things
// of the shoulder blades.
func (b *Base) CuesFor(l Lift) []*Cue {
	var list []*Cue
	for _, c := range b.cues.all {
		if slices.Contains(c.Lifts, l) {
			list = append(list, c)
		}
	}
	return list
}

// Ballot returns what reviewers of a lift vote for, in the order to show.
func (b *Base) Ballot(l Lift) []*BallotCue {
	var list []*BallotCue
	for _, c := range b.ballot.all {
		if c.Lift == l {
			list = append(list, c)
		}
	}
	return list
}

// A shelf holds all entries of one kind, in order and by id.
type shelf[T any] struct {
	all  []*T
	byID map[string]*T
}

// An entity has an id and what people call it.
type entity[T any] interface {
	*T
	key() (id, name string)
}

func (s *Source) key() (string, string)    { return s.ID, s.Title }
func (c *Cause) key() (string, string)     { return c.ID, c.Name }
func (d *Drill) key() (string, string)     { return d.ID, d.Name }
func (c *Cue) key() (string, string)       { return c.ID, c.Name }
func (f *Flag) key() (string, string)      { return f.ID, f.Name }
func (t *Topic) key() (string, string)     { return t.ID, t.Name }
func (c *BallotCue) key() (string, string) { return c.ID, string(c.Lift) + " " + c.Label }
func (q *Inquiry) key() (string, string)   { return q.ID, q.Ask }

func newShelf[T any, P entity[T]](list []*T) shelf[T] {
	s := shelf[T]{all: list, byID: make(map[string]*T, len(list))}
	for _, t := range list {
		id, _ := P(t).key()
		if s.byID[id] == nil { // the check reports the second
			s.byID[id] = t
		}
	}
	return s
}

func (s shelf[T]) list() []*T { return slices.Clip(s.all) }
