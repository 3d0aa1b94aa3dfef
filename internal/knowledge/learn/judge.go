package learn

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"spotter/internal/knowledge/classify"
	"spotter/internal/knowledge/evaluate"
	"strings"
)

// A Writer is what one hand wrote.
type Writer struct {
	Name    string
	Lessons []evaluate.Message
	Unread  bool // the lexicon was not written with it in view, so that it says more of how far the lexicon can be believed
}

// LearnJudge works out how much both readers of warning signs are to be believed, in the form of the file
// lexicon/judge.toml: from what they say of writers that they have not learned from, each of the folds kept aside in turn.
// The table says what several bars would find, for the bars to be set.
func (l *Learner) LearnJudge(writers []Writer, folds int) (text, table string, err error) {
	var cases []judged
	for fold := range folds {
		var rest []evaluate.Message
		for i, w := range writers {
			if i%folds != fold {
				rest = append(rest, w.Lessons...)
			}
		}
		with, err := l.base.With(l.Learn(rest))
		if err != nil {
			return "", "", err
		}
		for i, w := range writers {
			if i%folds == fold {
				cases = New(with).judged(cases, w)
			}
		}
	}
	j := l.learnJudge(cases)
	return j.Format(l.tasks[classify.Flags].Outcomes), bars(j, cases), nil
}

// judged appends what is said of each sign in the messages of a writer, but for those that nobody has and nothing speaks for.
func (l *Learner) judged(cases []judged, w Writer) []judged {
	const hopeless = -6
	for n, ls := range w.Lessons {
		e := l.read(ls.Text)
		said := make([][]classify.Testimony, len(l.tasks[classify.Flags].Outcomes))
		for _, p := range slices.Concat(e.Units, e.Twos) {
			e.Hear(p)
			for i := range l.tasks[classify.Flags].Outcomes {
				t := e.Testimony(i)
				if slices.Contains(ls.RedFlags, l.tasks[classify.Flags].Outcomes[i]) || t.First > hopeless || t.Second > hopeless {
					said[i] = append(said[i], t)
				}
			}
		}
		for i, in := range said {
			if len(in) > 0 {
				cases = append(cases, judged{in, slices.Contains(ls.RedFlags, l.tasks[classify.Flags].Outcomes[i]), w.Unread, fmt.Sprint(w.Name, n)})
			}
		}
		l.done(e)
	}
	return cases
}

// A judged is a sign of a message with what is said of it in each passage.
type judged struct {
	in      []classify.Testimony
	holds   bool
	unread  bool   // the lexicon was not written with the message in view
	message string // tells messages apart
}

func (c *judged) weight() float64 {
	if c.unread {
		return unreadWeight
	}
	return 1
}

// unreadWeight is how much more messages count that nobody had read who wrote on the lexicon.
const unreadWeight = 4

// How a judge is learned: how often the passage that speaks most is chosen anew, how many steps are made for each choice,
// how far, and how much weights are pulled towards zero.
const (
	judgeChoices = 4
	judgeSteps   = 400
	judgeRate    = 0.5
	judgeDecay   = 2e-4
)

// learnJudge works out a judge by gradient descent: for each sign of each message, the passage that speaks most for it counts.
func (l *Learner) learnJudge(cases []judged) *classify.Judge {
	j := &classify.Judge{Starts: make([]float64, len(l.tasks[classify.Flags].Outcomes))}
	j.Weights[0], j.Weights[1] = 1, 1
	chosen := make([]*classify.Testimony, len(cases))
	for range judgeChoices {
		for i := range cases {
			chosen[i] = strongest(j, cases[i].in)
		}
		descend(j, cases, chosen)
	}
	return j
}

func strongest(j *classify.Judge, in []classify.Testimony) *classify.Testimony {
	best := &in[0]
	for k := range in {
		if j.Odds(&in[k]) > j.Odds(best) {
			best = &in[k]
		}
	}
	return best
}

func descend(j *classify.Judge, cases []judged, chosen []*classify.Testimony) {
	inputs := make([][len(classify.JudgeInputs)]float64, len(cases))
	total := 0.0
	for i, t := range chosen {
		inputs[i] = t.Inputs()
		total += cases[i].weight()
	}
	squares, signSquares := [len(classify.JudgeInputs)]float64{}, make([]float64, len(j.Starts))
	for range judgeSteps {
		var slope [len(classify.JudgeInputs)]float64
		signSlope := make([]float64, len(j.Starts))
		for i, t := range chosen {
			z := j.Starts[t.Sign]
			for k, v := range inputs[i] {
				z += j.Weights[k] * v
			}
			want := 0.0
			if cases[i].holds {
				want = 1
			}
			g := cases[i].weight() * (1/(1+math.Exp(-z)) - want) / total
			for k, v := range inputs[i] {
				slope[k] += g * v
			}
			signSlope[t.Sign] += g
		}
		step := func(w, slope, squares *float64) {
			*slope += judgeDecay * *w
			*squares += *slope * *slope
			*w -= judgeRate * *slope / (math.Sqrt(*squares) + 1e-6)
		}
		for k := range slope {
			step(&j.Weights[k], &slope[k], &squares[k])
		}
		for k := range signSlope {
			step(&j.Starts[k], &signSlope[k], &signSquares[k])
		}
	}
}

// bars says for several bars how many signs are found, and how many messages without any are flagged, apart for those
// that the lexicon was written with in view.
func bars(j *classify.Judge, cases []judged) string {
	var b strings.Builder
	for _, unread := range []bool{false, true} {
		for bar := -3.5; bar <= 0; bar += 0.5 {
			var found, of [2]int // by whether it is an emergency
			clean, flagged := map[string]bool{}, [2]map[string]bool{{}, {}}
			for _, c := range cases {
				if c.unread != unread {
					continue
				}
				grave, raised := 0, false
				for i := range c.in {
					t := &c.in[i]
					raised = raised || t.Sure(j.Odds(t)) >= bar
				}
				if c.in[0].Grave {
					grave = 1
				}
				if is, known := clean[c.message]; !known || is {
					clean[c.message] = !c.holds
				}
				switch {
				case c.holds:
					of[grave]++
					if raised {
						found[grave]++
					}
				case raised:
					flagged[grave][c.message] = true
				}
			}
			maps.DeleteFunc(clean, func(_ string, is bool) bool { return !is })
			for _, f := range flagged {
				maps.DeleteFunc(f, func(m string, _ bool) bool { return !clean[m] })
			}
			fmt.Fprintf(&b, "unread %-5v  bar %4.1f  found: emergencies %d/%d, others %d/%d  clean messages flagged: %d and %d of %d\n",
				unread, bar, found[1], of[1], found[0], of[0], len(flagged[1]), len(flagged[0]), len(clean))
		}
	}
	return b.String()
}
