package knowledge

import (
	"fmt"
	"slices"
)

// A Writer is what one hand wrote.
type Writer struct {
	Name    string
	Lessons []Lesson
	Unread  bool // the lexicon was not written with it in view, so that it says more of how far the lexicon can be believed
}

// LearnJudge works out how much both readers of warning signs are to be believed, in the form of the file
// lexicon/judge.toml: from what they say of writers that they have not learned from, each of the folds kept aside in turn.
// The table says what several bars would find, for the bars to be set.
func (b *Base) LearnJudge(writers []Writer, folds int) (text, table string, err error) {
	var cases []judged
	for fold := range folds {
		var rest []Lesson
		for i, w := range writers {
			if i%folds != fold {
				rest = append(rest, w.Lessons...)
			}
		}
		with, err := b.With(b.Learn(rest))
		if err != nil {
			return "", "", err
		}
		for i, w := range writers {
			if i%folds == fold {
				cases = with.mind.judged(cases, w)
			}
		}
	}
	j := learnJudge(cases)
	return j.String(), j.table(cases), nil
}

// judged appends what is said of each sign in the messages of a writer, but for those that nobody has and nothing speaks for.
func (x *mind) judged(cases []judged, w Writer) []judged {
	const hopeless = -6
	for n, ls := range w.Lessons {
		e := x.read(ls.Text)
		said := make([][]testimony, len(caseFlags))
		for _, p := range slices.Concat(e.layout.units, e.layout.twos) {
			x.hear(e, p)
			for i := range caseFlags {
				t := x.testimony(e, i)
				if slices.Contains(ls.Flags, caseFlags[i]) || t.first > hopeless || t.second > hopeless {
					said[i] = append(said[i], t)
				}
			}
		}
		for i, in := range said {
			if len(in) > 0 {
				cases = append(cases, judged{in, slices.Contains(ls.Flags, caseFlags[i]), w.Unread, fmt.Sprint(w.Name, n)})
			}
		}
		x.done(e)
	}
	return cases
}
