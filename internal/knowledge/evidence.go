package knowledge

import (
	"errors"
	"slices"
	"strings"
	"sync"

	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/reading"
)

// A mind is what understands messages: the lexicon, what it weighs, and room to work in.
type mind struct {
	*lexicon
	model  *model
	second *classify.Classifier
	judge  *judge
	grave  []bool    // by sign, in the order of caseFlags: whether it is an emergency
	lifts  []Lift    // by outcome, counted over all heads: the only lift that it belongs to; empty: to any
	pool   sync.Pool // of *evidence
}

// loadMind reads the lexicon and the weights that were learned with it.
func (l *loader) loadMind() *mind {
	words := l.loadLexicon()
	weights, grams := l.openLearned("lexicon/weights.tsv"), l.openLearned("lexicon/ngrams.bin")
	judge := l.loadJudge()
	if words == nil || weights == nil || grams == nil {
		return nil
	}
	x := newMind(words, nil)
	x.judge = judge
	var err error
	if x.model, err = parseModel(x, weights.text); err != nil {
		fault := Fault{File: weights.name, What: err.Error()}
		if bad, ok := errors.AsType[*badLine](err); ok {
			fault.Line, fault.Column, fault.What = bad.line, 1, bad.what
		}
		l.faults = append(l.faults, fault)
	}
	if x.second, err = parseSecond(grams.text); err != nil {
		l.faults = append(l.faults, Fault{File: grams.name, What: err.Error()})
	}
	return x
}

// heed takes over what the content decides: which signs are emergencies, and which causes and cues belong to
// one lift only.
func (x *mind) heed(b *Base) {
	x.grave = make([]bool, len(caseFlags))
	for i, id := range caseFlags {
		x.grave[i] = b.Flag(id).Triage == Emergency
	}
	x.lifts = make([]Lift, outcomes)
	for _, h := range []head{heads[causeHead], heads[topicHead]} {
		for i, id := range h.outcomes {
			if c := b.Cause(id); c != nil {
				x.lifts[h.at+i] = onlyLift(c.Lifts)
			}
			if c := b.Cue(id); c != nil {
				x.lifts[h.at+i] = onlyLift(c.Lifts)
			}
		}
	}
}

// onlyLift returns the lift where a list names one lift only, and else none.
func onlyLift(lifts []Lift) Lift {
	if len(lifts) == 0 || slices.ContainsFunc(lifts, func(l Lift) bool { return l != lifts[0] }) {
		return ""
	}
	return lifts[0]
}

func newMind(l *lexicon, m *model) *mind {
	x := &mind{lexicon: l, model: m}
	x.pool.New = func() any { return &evidence{} }
	return x
}

// evidence is what a message was found to say.
type evidence struct {
	reading.Message
	groups                    []group
	hits                      []hit
	state                     []state // by word
	scopes                    []scope // by word: what it does to the words around it
	all                       scope   // what any word does
	roles                     roles   // of all hits
	own                       bool    // the writer speaks of a complaint of their own
	lift                      Lift    // what the message is about, from its words alone
	layout                    layout
	telling                   []passage
	spans                     []span // by word
	stories                   []bool // by unit: whether it tells of long ago
	grammar                   classify.Grams
	heard                     []float64 // what the second reader says of a passage
	heardPast, heardRecovered bool
	heardLast                 view
	signs                     []signReading
	crisis                    float64   // how likely the writer may harm themselves, by the second reader
	foreign                   []float64 // by passage: how likely it is about nothing that is coached
	asking                    []float64 // by passage: how likely it asks how something is done
	counted                   []uint32  // by group: the round in which it was counted last
	round                     uint32
	sorted                    []hit
	fields                    []string // words of quotes
	denying                   []bool   // by pattern: whether it has a denial in it
	seen                      []feature
	room                      room
	parts                     []part
	scores                    []float64
}

// A hit is a place where words speak for something.
type hit struct {
	match *reading.Match
	group int32
	roles roles // of the group, as scope
	scope scope
	meant bool // its words count for what the group speaks for
}

// read takes a message in. Give the evidence back with done.
func (x *mind) read(text string) *evidence {
	e := x.pool.Get().(*evidence)
	if len(e.counted) < len(x.lexicon.groups) {
		e.counted = make([]uint32, len(x.lexicon.groups))
	}
	e.groups, e.denying = x.lexicon.groups, x.lexicon.denying
	x.words.Read(&e.Message, text)
	x.matcher.Find(&e.Message)
	e.hits, e.roles = append(e.hits[:0], make([]hit, len(e.Matches))...), 0
	for i := range e.Matches {
		h := &e.hits[i]
		h.match = &e.Matches[i]
		h.group = x.groupOf[h.match.Pattern]
		g := &x.lexicon.groups[h.group]
		h.roles, h.scope = g.roles, g.scope
		e.roles |= g.roles
	}
	e.findScope()
	for i := range e.hits {
		e.hits[i].meant = e.means(&e.hits[i])
	}
	e.layOut()
	e.findSpans()
	e.tellStories()
	e.lift = Unknown
	e.lift = e.findLift(e.look(e.everything()))
	return e
}

func (x *mind) done(e *evidence) {
	e.Text = ""
	x.pool.Put(e)
}

// quote gives the words of a match as the writer wrote them, without a loose "and" or "my" at the end.
func (e *evidence) quote(m *reading.Match) string {
	if m.OtherFirst < 0 {
		return e.quoteWords(m.First, m.Last)
	}
	return e.quoteWords(m.OtherFirst, m.OtherLast) + " … " + e.quoteWords(m.First, m.Last)
}

// dangling are the words that lead on to what is not quoted.
var dangling = []string{"a", "and", "at", "but", "for", "i", "in", "my", "of", "on", "or", "so", "the", "to", "with"}

func (e *evidence) quoteWords(first, last int) string {
	for last > first && slices.Contains(dangling, strings.ToLower(e.Quote(last, last))) {
		last--
	}
	return e.Quote(first, last)
}

// once says of a group whether it was not yet counted in this round.
func (e *evidence) once(group int32) bool {
	if e.counted[group] == e.round {
		return false
	}
	e.counted[group] = e.round
	return true
}
