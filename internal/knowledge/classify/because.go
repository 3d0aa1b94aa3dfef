package classify

// Because returns the words that speak for an outcome of a task, by the lexicon; none where only single words were learned for it,
// which show nobody why.
func (s *Scores) Because(task, i int) []string { return s.fromLexicon(s.c.tasks[task].At + i) }

// BecauseSign returns the words that speak for the i-th warning sign: of the lexicon, or else those that the second
// reader hears it from.
func (s *Scores) BecauseSign(i int) []string {
	if words := s.fromLexicon(s.c.tasks[Flags].At + i); len(words) > 0 {
		return words
	}
	if output := s.c.signs[i].output; output >= 0 {
		if words := s.mostTelling(s.Signs[i].At, output); words != "" {
			return []string{words}
		}
	}
	return []string{}
}

func (s *Scores) fromLexicon(outcome int) []string {
	return s.Analysis.Because(func(group int32) bool { return s.c.groups[group].outcome == outcome })
}
