package content

import (
	"slices"

	"spotter/internal/knowledge/overlay"
)

// A Library is all content. It does not change after Read and is safe for concurrent use;
// what its methods return is shared and must not be modified.
type Library struct {
	sources   shelf[Source]
	causes    shelf[Cause]
	drills    shelf[Drill]
	cues      shelf[Cue]
	flags     shelf[Flag]
	topics    shelf[Topic]
	facts     shelf[Fact]
	ballot    shelf[BallotCue]
	inquiries shelf[Inquiry]
	routine   *Routine
	names     []drillName
}

// Read reads the files of content/ and checks them. The faults stand in the loader; with any, the library is not to be used.
func Read(l *overlay.Loader) *Library {
	b := &Library{
		sources:   newShelf(overlay.List[Source](l, "content/sources.toml", "source")),
		causes:    newShelf(overlay.List[Cause](l, "content/causes.toml", "cause")),
		drills:    newShelf(overlay.List[Drill](l, "content/drills.toml", "drill")),
		cues:      newShelf(overlay.List[Cue](l, "content/cues.toml", "cue")),
		flags:     newShelf(overlay.List[Flag](l, "content/flags.toml", "flag")),
		topics:    newShelf(overlay.List[Topic](l, "content/topics.toml", "topic")),
		facts:     newShelf(overlay.List[Fact](l, "content/facts.toml", "fact")),
		ballot:    newShelf(overlay.List[BallotCue](l, "content/ballot.toml", "ballot")),
		inquiries: newShelf(overlay.List[Inquiry](l, "content/questions.toml", "question")),
		routine:   overlay.Table[Routine](l, "content/routine.toml"),
	}
	b.names = drillNames(b.drills.all)
	check(l, b)
	return b
}

// Sources returns all sources in the order of the file, as the methods below do for their kind.
func (b *Library) Sources() []*Source { return b.sources.list() }

// Source returns the source with that id, or nil, as the methods below do for their kind.
func (b *Library) Source(id string) *Source { return b.sources.byID[id] }

// Causes returns all causes.
func (b *Library) Causes() []*Cause { return b.causes.list() }

// Cause returns a cause by id.
func (b *Library) Cause(id string) *Cause { return b.causes.byID[id] }

// Drills returns all drills, strength work last.
func (b *Library) Drills() []*Drill { return b.drills.list() }

// Drill returns a drill by id.
func (b *Library) Drill(id string) *Drill { return b.drills.byID[id] }

// Cues returns all cues.
func (b *Library) Cues() []*Cue { return b.cues.list() }

// Cue returns a cue by id.
func (b *Library) Cue(id string) *Cue { return b.cues.byID[id] }

// Flags returns all warning signs.
func (b *Library) Flags() []*Flag { return b.flags.list() }

// Flag returns a warning sign by id.
func (b *Library) Flag(id string) *Flag { return b.flags.byID[id] }

// Topics returns all topics that are no drill, cue or cause.
func (b *Library) Topics() []*Topic { return b.topics.list() }

// Topic returns such a topic by id.
func (b *Library) Topic(id string) *Topic { return b.topics.byID[id] }

// Facts returns all facts.
func (b *Library) Facts() []*Fact { return b.facts.list() }

// Fact returns a fact by id.
func (b *Library) Fact(id string) *Fact { return b.facts.byID[id] }

// Inquiries returns all questions that may be asked back.
func (b *Library) Inquiries() []*Inquiry { return b.inquiries.list() }

// Inquiry returns such a question by id.
func (b *Library) Inquiry(id string) *Inquiry { return b.inquiries.byID[id] }

// Routine returns the twice-daily sequence.
func (b *Library) Routine() *Routine { return b.routine }

// Taught returns the ids of all that a how-to question can be about: drills, cues, topics and causes.
func (b *Library) Taught() []string {
	return slices.Concat(b.drills.ids(), b.cues.ids(), b.topics.ids(), b.causes.ids())
}

// CuesFor returns the cues that hold for a lift; none for Unknown, since lifts want opposite things
// of the shoulder blades.
func (b *Library) CuesFor(l Lift) []*Cue {
	var list []*Cue
	for _, c := range b.cues.all {
		if slices.Contains(c.Lifts, l) {
			list = append(list, c)
		}
	}
	return list
}

// Ballot returns what reviewers of a lift vote for, in the order to show.
func (b *Library) Ballot(l Lift) []*BallotCue {
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
	key  func(*T) (id, name string)
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
func (f *Fact) key() (string, string)      { return f.ID, f.Say }
func (c *BallotCue) key() (string, string) { return c.ID, string(c.Lift) + " " + c.Label }
func (q *Inquiry) key() (string, string)   { return q.ID, q.Ask }

func newShelf[T any, P entity[T]](list []*T) shelf[T] {
	s := shelf[T]{all: list, byID: make(map[string]*T, len(list)), key: func(t *T) (string, string) { return P(t).key() }}
	for _, t := range list {
		id, _ := P(t).key()
		if s.byID[id] == nil { // the check reports the second
			s.byID[id] = t
		}
	}
	return s
}

func (s shelf[T]) list() []*T { return slices.Clip(s.all) }

// ids returns the ids of a shelf's entries, in order.
func (s shelf[T]) ids() []string {
	var ids []string
	for _, t := range s.all {
		id, _ := s.key(t)
		ids = append(ids, id)
	}
	return ids
}
