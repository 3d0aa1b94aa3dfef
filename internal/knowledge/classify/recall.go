package classify

import "slices"

// UnitKinds returns how likely a unit is about nothing that is coached, and that it asks how something is done.
func (s *Scores) UnitKinds(unit int) (outOfScope, howTo float64) {
	return s.foreign[unit], s.asking[unit]
}

// Recall has both readers read the passage again in which the i-th sign was likeliest, and returns what they say of it there. The
// view is that passage then.
func (s *Scores) Recall(i int) Testimony {
	s.Hear(s.Signs[i].At)
	return s.Testimony(i)
}

// Words returns what phrases of the lexicon for the sign are worth in the passage, those that are meant and those that are not.
func (t *Testimony) Words() (said, denied float64) { return t.said, t.denied }

// Told reports whether the passage tells of long ago, and whether something is said to be over in it or soon after.
func (t *Testimony) Told() (past, recovered bool) { return t.past, t.recovered }

// LexiconShares returns how likely each outcome of a task is by the lexicon alone, in the view as it is. Shares are those of the
// lexicon then, until the next view is read.
func (s *Scores) LexiconShares(task int) []float64 {
	scores, _ := s.Prior(s.View)
	t := &s.c.tasks[task]
	of := slices.Clone(t.Of(scores))
	t.Share(of)
	return of
}
