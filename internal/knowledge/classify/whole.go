package classify

import (
	"errors"
	"slices"
	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/text"
)

// The third reader is two classifiers over n-grams. One reads the whole message, for what it is about shows in how it is
// told, also where no phrase of the lexicon is in it: its outputs are the kinds, and whether nothing points to a
// cause. The other reads what is asked in it, for what the writer wants to know: its outputs are
// lexicon.Asks, and the words of ask-words.toml count beside it.

// NoCause is the output for complaints where nothing points to a cause.
const NoCause = "no cause"

// WholeOutputs returns the names of the outputs for whole messages, in order.
func WholeOutputs() []string { return append(lexicon.Kinds(), NoCause) }

// How words of a message stand, as the third reader sees it.
const (
	markAsked   uint32 = iota + 100 // in a sentence with a question mark
	markEnd                         // in the last sentence
	markUnasked                     // nothing is asked
)

// WholeGrams notes the n-grams of a whole message: its words, and apart those of its questions and of its last sentence.
func (s *Scores) WholeGrams(g *ngram.Grams) {
	g.Reset()
	var buf [48]byte
	last := len(s.Words) - 1
	for first := 0; first <= last; {
		end := first
		for end < last && s.Words[end+1].Break != text.Sentence {
			end++
		}
		asks := s.Words[end].Asks
		for i := first; i <= end; i++ {
			word, to := s.token(buf[:0], i)
			g.Word(word)
			if asks {
				g.Mark(markAsked, word)
			}
			if end == last {
				g.Mark(markEnd, word)
			}
			i = to
		}
		g.Break()
		first = end + 1
	}
}

// AskGrams notes the n-grams of the passages in which something is asked, or of the last one where nothing is.
func (s *Scores) AskGrams(g *ngram.Grams) {
	g.Reset()
	asked := false
	for _, u := range s.Units {
		if s.Look(u).Intent.Asks != scope.Unsaid {
			s.noteWords(g, u)
			asked = true
		}
	}
	if !asked && len(s.Units) > 0 {
		g.Mark(markUnasked, nil)
		s.noteWords(g, s.Units[len(s.Units)-1])
	}
}

// noteWords notes the words of a passage, apart from those around it.
func (s *Scores) noteWords(g *ngram.Grams, p scope.Passage) {
	var buf [48]byte
	for i := p.First; i <= p.Last; i++ {
		word, to := s.token(buf[:0], i)
		g.Word(word)
		if s.Words[i].Asks {
			g.Mark(markAsked, word)
		}
		i = to
	}
	g.Break()
}

// parseThird reads the third reader, and finds its outputs by their names.
func (c *Classifier) parseThird(whole, asks string) (err error) {
	if c.whole, err = ngram.Parse(whole); err != nil {
		return err
	}
	if c.asks, err = ngram.Parse(asks); err != nil {
		return err
	}
	if !slices.Equal(c.whole.Names(), WholeOutputs()) || !slices.Equal(c.asks.Names(), lexicon.Asks()) {
		return errors.New("other outputs than those that are asked for")
	}
	return nil
}

// readWhole has the third reader read the message.
func (s *Scores) readWhole() {
	s.WholeGrams(&s.grammar)
	s.whole = zeros(s.whole, s.c.whole.Outputs())
	s.c.whole.Score(&s.grammar, s.whole)
}

// Whole returns what is heard of the kinds and of NoCause in the whole message, as logarithms of the odds.
func (s *Scores) Whole() []float64 { return s.whole }

// Asks returns how likely it is that the writer wants to know each of lexicon.Asks, as logarithms of the odds.
func (s *Scores) Asks() []float64 {
	s.AskGrams(&s.grammar)
	odds := make([]float64, s.c.asks.Outputs())
	s.c.asks.Score(&s.grammar, odds)
	for i, most := range s.asksSaid() {
		odds[i] += askTrust * most
	}
	return odds
}

// askTrust is how much a point of the lexicon's weight counts for what is asked.
const askTrust = 0.8

// asksSaid returns the weight of the heaviest words for each of lexicon.Asks, where something is asked.
func (s *Scores) asksSaid() []float64 {
	said := make([]float64, len(lexicon.Asks()))
	for _, u := range s.Units {
		if s.Look(u).Intent.Asks == scope.Unsaid {
			continue
		}
		for _, h := range u.Hits {
			g := &s.c.lexicon.Groups[s.Hits[h].Group]
			if g.Sort == lexicon.OfAsks {
				at := slices.Index(lexicon.Asks(), g.For)
				said[at] = max(said[at], g.Weight)
			}
		}
	}
	return said
}
