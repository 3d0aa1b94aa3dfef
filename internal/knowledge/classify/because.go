package classify

import (
	"spotter/internal/knowledge/text"
)

// Because returns the words that speak for an outcome of a task: of the lexicon, or else one that was learned.
func (s *Scores) Because(task, i int) []string {
	outcome := s.c.tasks[task].At + i
	if words := s.fromLexicon(outcome); len(words) > 0 {
		return words
	}
	return s.learnedWord(outcome)
}

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

// telling is the learned weight from which on a word is worth quoting.
const telling = 0.25

// learnedWord quotes the word that, from what was learned, speaks most for an outcome; nothing where
// none does so clearly.
func (s *Scores) learnedWord(outcome int) []string {
	best, at := float32(telling), -1
	for i, w := range s.Words {
		if v := s.c.model.weight(newFeature(aWord, w.Sym, 0), outcome, s.c.tasks[Topics].At); w.Sym != text.None && !w.Given && v > best {
			best, at = v, i
		}
	}
	if at < 0 {
		return []string{}
	}
	return []string{s.Quote(at, at)}
}
