// Package classify scores what a message may be about: its kind, lift, reasons, topics, and warning signs (task.go). Two
// readers see each passage: the lexicon's weights with what was learned on top of them (prior.go, features.go,
// model.go), and a classifier over n-grams, which knows no phrases (grams.go). Of warning signs a judge weighs what
// both say (signs.go, judge.go).
//
// Scores in, scores out: it sets no threshold and words nothing.
package classify

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/flat"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/scope"
)

// A Classifier scores messages. It does not change and is safe for concurrent use.
type Classifier struct {
	lexicon  *lexicon.Lexicon
	tasks    [tasks]Task
	outcomes int            // of all tasks
	groups   []weighed      // by group of the lexicon
	lifts    []content.Lift // by outcome: the only lift that it belongs to; empty: to any
	signs    []sign         // by outcome of the flags' task
	model    *model
	second   *ngram.Classifier // of passages
	hears    [ownOutputs]int   // by OwnOutputs: which output of the second reader that is
	whole    *ngram.Classifier // of whole messages
	asks     *ngram.Classifier // of what is asked in them
	judge    *Judge
	pool     sync.Pool // of *Scores
}

// A sign is what is known of a warning sign.
type sign struct {
	lexicon.Sign
	grave  bool // it is an emergency
	output int  // which output of the second reader it is; -1: nothing was learned of it
}

// A weighed group is what a group of the lexicon speaks for.
type weighed struct {
	outcome int     // counted over all tasks; -1: none
	much    float64 // what its weight counts for it
	asked   int     // for a cause: the topic of the same name, counted likewise
}

// newClassifier makes a classifier for the words of a lexicon and what the content has, with weights that were learned.
func newClassifier(x *lexicon.Lexicon, b *content.Library, m *model) *Classifier {
	learned := *m
	c := &Classifier{lexicon: x, judge: &Judge{}, model: &learned}
	c.tasks, c.outcomes = tasksOf(b, m.names)
	c.model.columns = m.columnsOf(c.tasks[:])
	c.lifts = make([]content.Lift, c.outcomes)
	for _, t := range []Task{c.tasks[Causes], c.tasks[Topics]} {
		for i, id := range t.Outcomes {
			if cause := b.Cause(id); cause != nil {
				c.lifts[t.At+i] = content.Only(cause.Lifts)
			}
			if cue := b.Cue(id); cue != nil {
				c.lifts[t.At+i] = content.Only(cue.Lifts)
			}
		}
	}
	c.signs = make([]sign, len(c.tasks[Flags].Outcomes))
	for i, id := range c.tasks[Flags].Outcomes {
		c.signs[i] = sign{Sign: x.Sign(id), grave: b.Flag(id).Triage == content.Emergency, output: -1}
	}
	c.groups = make([]weighed, len(x.Groups))
	for i := range x.Groups {
		c.groups[i] = c.weighed(&x.Groups[i])
	}
	c.judge.Starts = make([]float64, len(c.signs))
	c.pool.New = func() any { return &Scores{c: c} }
	return c
}

// sortTasks are the tasks that sorts of groups speak for.
var sortTasks = map[string]int{lexicon.OfCauses: Causes, lexicon.OfKinds: Kinds, lexicon.OfTopics: Topics, lexicon.OfFlags: Flags}

// weighed returns what a group speaks for. All of its weight counts where nothing else was learned of that.
func (c *Classifier) weighed(g *lexicon.Group) weighed {
	w := weighed{outcome: -1, much: trustIn(g.Sort) * g.Weight}
	at, ok := sortTasks[g.Sort]
	if !ok {
		return w
	}
	t := &c.tasks[at]
	if i := slices.Index(t.Outcomes, g.For); i >= 0 {
		w.outcome = t.At + i
		if c.model.columns[w.outcome] < 0 {
			w.much = g.Weight
		}
	}
	if at == Causes {
		w.asked = c.tasks[Topics].At + slices.Index(c.tasks[Topics].Outcomes, g.For)
	}
	return w
}

// Learned is what was learned from lessons, in the form of files: weights.tsv, ngrams.bin, whole.bin and asks.bin of lexicon/.
type Learned struct {
	Weights, Second, Whole, Asks string
}

// Read makes a classifier with what stands in the learned files of lexicon/. It returns nil, having noted the faults in the loader,
// where something is wrong.
func Read(l *overlay.Loader, x *lexicon.Lexicon, b *content.Library) *Classifier {
	weights, grams := l.Open("lexicon/weights.tsv"), l.Open("lexicon/ngrams.bin")
	whole, asks, judge := l.Open("lexicon/whole.bin"), l.Open("lexicon/asks.bin"), l.Open("lexicon/judge.toml")
	if weights == nil || grams == nil || whole == nil || asks == nil || judge == nil {
		return nil
	}
	m, err := parseModel(x, weights.Text)
	if err != nil {
		fault := overlay.Fault{File: weights.Name, What: err.Error()}
		if bad, ok := errors.AsType[*badLine](err); ok {
			fault.Line, fault.Column, fault.What = bad.line, 1, bad.what
		}
		l.Faults = append(l.Faults, fault)
		return nil
	}
	c := newClassifier(x, b, m)
	if err := c.parseReaders(grams.Text, whole.Text, asks.Text); err != nil {
		l.Faults = append(l.Faults, overlay.Fault{File: grams.Name, What: err.Error()})
	}
	c.readJudge(l, judge)
	c.CheckReached(l)
	return c
}

// On returns a classifier that has learned the same, for the words of another lexicon and what another content has.
func (c *Classifier) On(x *lexicon.Lexicon, b *content.Library) *Classifier {
	out := newClassifier(x, b, c.model.in(x, c.lexicon))
	out.hear(c)
	out.judge.Weights = c.judge.Weights
	for i, id := range out.tasks[Flags].Outcomes {
		if was := slices.Index(c.tasks[Flags].Outcomes, id); was >= 0 {
			out.judge.Starts[i] = c.judge.Starts[was]
		}
	}
	return out
}

// Flatten goes over a classifier. One that is read is given the lexicon and the content.
func Flatten(c *flat.Coder, of **Classifier, x *lexicon.Lexicon, b *content.Library) {
	m, readers := &model{}, &Classifier{}
	if !c.Reading() {
		m, readers = (*of).model, *of
	}
	m.flatten(c)
	ngram.Flatten(c, &readers.second)
	ngram.Flatten(c, &readers.whole)
	ngram.Flatten(c, &readers.asks)
	if c.Reading() {
		*of = newClassifier(x, b, m)
		(*of).hear(readers)
	}
	for i := range JudgeInputs {
		flat.Float(c, &(*of).judge.Weights[i])
	}
	for i := range (*of).judge.Starts {
		flat.Float(c, &(*of).judge.Starts[i])
	}
}

// CheckReached notes causes and warning signs that no word leads to, neither one of the lexicon nor one that was learned.
func (c *Classifier) CheckReached(l *overlay.Loader) {
	reached := map[int]bool{}
	for _, g := range c.groups {
		reached[g.outcome] = true
	}
	for _, task := range []int{Causes, Flags} {
		for i, id := range c.tasks[task].Outcomes {
			if outcome := c.tasks[task].At + i; !reached[outcome] && c.model.columns[outcome] < 0 {
				l.Faults = append(l.Faults, overlay.Fault{
					File: l.Shown("lexicon", taskNames[task]+"-words.toml"),
					What: fmt.Sprintf("no words lead to [[%s]] %q: give it an [[evidence]] here", taskNames[task], id),
				})
			}
		}
	}
}

// With returns a classifier that is the same but for what was learned.
func (c *Classifier) With(b *content.Library, learned Learned) (*Classifier, error) {
	m, err := parseModel(c.lexicon, learned.Weights)
	if err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	out := newClassifier(c.lexicon, b, m)
	out.judge = c.judge
	return out, out.parseReaders(learned.Second, learned.Whole, learned.Asks)
}

// parseReaders reads the second reader and the third.
func (c *Classifier) parseReaders(second, whole, asks string) (err error) {
	if c.second, err = ngram.Parse(second); err != nil {
		return fmt.Errorf("read n-grams: %w", err)
	}
	c.findOutputs()
	if missing := slices.Index(c.hears[:], -1); missing >= 0 {
		return fmt.Errorf("read n-grams: there is no output %q", OwnOutputs[missing])
	}
	if err = c.parseThird(whole, asks); err != nil {
		return fmt.Errorf("read n-grams of whole messages: %w", err)
	}
	return nil
}

// hear gives a classifier the readers of another.
func (c *Classifier) hear(with *Classifier) {
	c.second, c.whole, c.asks = with.second, with.whole, with.asks
	c.findOutputs()
}

// findOutputs finds the outputs of the second reader by their names.
func (c *Classifier) findOutputs() {
	for i, name := range OwnOutputs {
		c.hears[i] = c.second.Output(name)
	}
	for i, id := range c.tasks[Flags].Outcomes {
		c.signs[i].output = c.second.Output(id)
	}
}

// Tasks returns the tasks, by their constants.
func (c *Classifier) Tasks() []Task { return slices.Clone(c.tasks[:]) }

// Outcomes returns the outcomes of a task.
func (c *Classifier) Outcomes(task int) []string { return c.tasks[task].Outcomes }

// Grave reports whether the i-th warning sign is an emergency.
func (c *Classifier) Grave(i int) bool { return c.signs[i].grave }

// Scores are what was read of one message. They hold until they are given back with Done.
type Scores struct {
	*scope.Analysis
	View   scope.View  // what the message says as a whole, or the gist of a long one
	Signs  []SignScore // by outcome of the flags' task
	Crisis float64     // how likely the writer may harm themselves, by the second reader, as a logarithm of the odds
	c      *Classifier

	foreign []float64 // by passage: how likely it is about nothing that is coached
	asking  []float64 // by passage: how likely it asks how something is done
	heard   heard
	whole   []float64 // by output, of the whole message
	grammar ngram.Grams
	counted []uint32 // by group: the round in which it was counted last
	round   uint32
	seen    []Feature
	causes  []float64
	rows    []int32
	room    room
	parts   []Part
	scores  []float64
}

// Score reads a message. Give the scores back with Done.
func (c *Classifier) Score(a *scope.Analysis) *Scores {
	s := c.Blank(a)
	s.readWhole()
	s.readSigns()
	if len(s.Units) != 1 { // else that was heard last
		s.read(s.Look(s.Gist(func(unit int) bool { return s.foreign[unit] < foreignUnit })...))
	}
	return s
}

// Blank returns scores of a message that was not read yet, for learning. Give them back with Done.
func (c *Classifier) Blank(a *scope.Analysis) *Scores {
	s := c.pool.Get().(*Scores)
	s.Analysis = a
	if len(s.counted) < len(c.groups) {
		s.counted = make([]uint32, len(c.groups))
	}
	return s
}

// foreignUnit is how likely a unit of a long message must be about something else to be no part of its gist.
const foreignUnit = 0.5

// Done gives scores back.
func (c *Classifier) Done(s *Scores) {
	s.Analysis = nil
	c.pool.Put(s)
}

// read scores a view for all tasks but the topics, whose scores are those of the lexicon.
func (s *Scores) read(v scope.View) {
	s.View = v
	s.prior(v)
	s.rows = s.c.model.rowsOf(s.Features(v, s.c.model.knows), &s.room)
	causes := s.c.tasks[Causes].Of(s.scores)
	none := len(causes) - 1
	before := causes[none]
	s.c.model.addAlways(s.scores[:s.c.tasks[Topics].At], s.rows, &s.room)
	s.c.model.keepUp(causes, s.c.tasks[Causes].At, causes[none]-before)
	for i := range s.c.tasks[:Topics] {
		t := &s.c.tasks[i]
		t.Share(t.Of(s.scores))
	}
}

// Shares returns how likely each outcome of a task is by the view, but for those of topics.
func (s *Scores) Shares(task int) []float64 { return s.c.tasks[task].Of(s.scores) }

// BestLift returns the lift that the view is about.
func (s *Scores) BestLift() content.Lift { return content.Lift(s.c.tasks[Lifts].Best(s.scores)) }

// Topics returns how likely each topic is by the view. Call it once.
func (s *Scores) Topics() []float64 {
	t := &s.c.tasks[Topics]
	of := t.Of(s.scores)
	s.c.model.addTopics(of, s.rows, &s.room)
	t.Share(of)
	return of
}

// surelyAsks is how likely it is that a unit of a long message asks how something is done, so that it is taken to.
const surelyAsks = 0.6

// Question returns the unit of a long message that most likely asks how something is done, or -1 if none does.
func (s *Scores) Question() int {
	best := -1
	if len(s.Words) < scope.GistFrom {
		return best
	}
	for unit, likely := range s.asking[:len(s.Units)] {
		if likely >= surelyAsks && (best < 0 || likely > s.asking[best]) {
			best = unit
		}
	}
	return best
}

// Focus makes one unit the view.
func (s *Scores) Focus(unit int) { s.read(s.Look(s.Units[unit])) }

// Prior returns what the lexicon alone says of a view, by outcome, and the parts that it comes from. Both hold until the
// next view is read.
func (s *Scores) Prior(v scope.View) (scores []float64, parts []Part) {
	s.prior(v)
	return s.scores, s.parts
}

// SpeaksFor reports whether a group of the lexicon speaks for the i-th outcome of a task.
func (c *Classifier) SpeaksFor(group int32, task, i int) bool {
	return c.groups[group].outcome == c.tasks[task].At+i
}

// Header returns the first line of a file of weights.
func (c *Classifier) Header() string {
	return outcomesLine + "\t" + strings.Join(c.names(), " ") + "\n"
}

// once tells of a group whether it was not yet counted in this round.
func (s *Scores) once(group int32) bool {
	if s.counted[group] == s.round {
		return false
	}
	s.counted[group] = s.round
	return true
}

// namesIn returns the names of outcomes that stand in the first line of a file of weights.
func namesIn(weights string) []string {
	line, _, _ := strings.Cut(weights, "\n")
	label, names, ok := strings.Cut(line, "\t")
	if !ok || label != outcomesLine {
		return nil
	}
	return strings.Fields(names)
}

// outcomesLine begins the line that names the outcomes.
const outcomesLine = "outcomes"
