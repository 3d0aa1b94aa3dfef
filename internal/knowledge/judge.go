package knowledge

import (
	"fmt"
	"maps"
	"math"
	"strings"
)

// A testimony is what both readers say of one warning sign in one passage.
type testimony struct {
	sign          int     // its place among caseFlags
	first, second float64 // how likely it is by each reader, as logarithms of the odds
	some          float64 // by the second reader, that there is any sign
	emergency     float64 // by the second reader, that there is any sign of an emergency
	said, denied  float64 // what phrases of the lexicon are worth that are meant, and that are not
	phrase        bool    // whether one that is meant has more than one word
	grave         bool    // whether it is an emergency
	past          bool    // whether it is told of long ago
	recovered     bool    // whether something is said to be over in it or soon after
}

// judgeInputs name what a judge weighs of a testimony, besides which sign it is about.
var judgeInputs = [...]string{
	"first", "second", "some sign", "some emergency", "said", "denied", "is said", "is denied", "second where said", "first where unsaid",
	"first where grave", "second where grave", "is said where grave",
	"past", "recovered", "past and recovered", "past where grave",
	"past blow", "blow recovered", "only denied", "second where only denied",
}

// inputs gives what a judge weighs.
func (t *testimony) inputs() (in [len(judgeInputs)]float64) {
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	const most, mostSaid = 9, 6
	first, second := max(-most, min(most, t.first)), max(-most, min(most, t.second))
	grave, said := is(t.grave), is(t.said > 0)
	denied := is(t.denied > 0 && t.said == 0)
	blow := is(caseFlags[t.sign] == "trauma")
	return [...]float64{
		first, second, max(-mostSaid, t.some), max(-mostSaid, t.emergency) * grave, min(t.said, mostSaid), min(t.denied, mostSaid), said, is(t.denied > 0),
		second * said, first * (1 - said), first * grave, second * grave, said * grave,
		is(t.past), is(t.recovered), is(t.past && t.recovered), is(t.past) * grave,
		is(t.past) * blow, is(t.recovered) * blow, denied, second * denied,
	}
}

// A judge weighs testimonies: logistic regression over what both readers say.
type judge struct {
	weights [len(judgeInputs)]float64
	signs   []float64 // by sign: where it starts from
}

// odds gives the logarithm of the odds that the writer has the sign.
func (j *judge) odds(t *testimony) float64 {
	sum := j.signs[t.sign]
	for i, v := range t.inputs() {
		sum += j.weights[i] * v
	}
	return sum
}

// judgeFile is how a judge is written.
type judgeFile struct {
	Weights map[string]float64 `toml:"weights"`
	Signs   map[string]float64 `toml:"signs"`
}

// loadJudge reads what String wrote, and notes what is missing in it or no weight.
func (l *loader) loadJudge() *judge {
	f := whole[judgeFile](l, l.openLearned("lexicon/judge.toml"))
	j := &judge{signs: make([]float64, len(caseFlags))}
	if l.places[f] == nil { // it could not be read
		return j
	}
	c := checker{l: l}
	for i, name := range judgeInputs {
		j.weights[i] = c.learned(f, f.Weights, "weights", name)
	}
	for i, id := range caseFlags {
		j.signs[i] = c.learned(f, f.Signs, "signs", id)
	}
	return j
}

// learned returns a number of a judge's table.
func (c checker) learned(f *judgeFile, table map[string]float64, name, key string) float64 {
	const most = 10
	w, ok := table[key]
	if !ok || !(w >= -most && w <= most) {
		c.fault(f, name+"."+key, "", 0, "[%s] needs a number from -%d to %d for %q", name, most, most, key)
	}
	return w
}

func (j *judge) String() string {
	var b strings.Builder
	b.WriteString("# How much what both readers of warning signs say counts. Learned: see train -judge.\n\n[weights]\n")
	for i, name := range judgeInputs {
		fmt.Fprintf(&b, "%q = %.3f\n", name, j.weights[i])
	}
	b.WriteString("\n[signs]\n")
	for i, id := range caseFlags {
		fmt.Fprintf(&b, "%s = %.3f\n", id, j.signs[i])
	}
	return b.String()
}

// A judged is a sign of a message with what is said of it in each passage.
type judged struct {
	in      []testimony
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
func learnJudge(cases []judged) *judge {
	j := &judge{signs: make([]float64, len(caseFlags))}
	j.weights[0], j.weights[1] = 1, 1
	chosen := make([]*testimony, len(cases))
	for range judgeChoices {
		for i := range cases {
			chosen[i] = strongest(j, cases[i].in)
		}
		j.descend(cases, chosen)
	}
	return j
}

func strongest(j *judge, in []testimony) *testimony {
	best := &in[0]
	for k := range in {
		if j.odds(&in[k]) > j.odds(best) {
			best = &in[k]
		}
	}
	return best
}

func (j *judge) descend(cases []judged, chosen []*testimony) {
	inputs := make([][len(judgeInputs)]float64, len(cases))
	total := 0.0
	for i, t := range chosen {
		inputs[i] = t.inputs()
		total += cases[i].weight()
	}
	squares, signSquares := [len(judgeInputs)]float64{}, make([]float64, len(j.signs))
	for range judgeSteps {
		var slope [len(judgeInputs)]float64
		signSlope := make([]float64, len(j.signs))
		for i, t := range chosen {
			z := j.signs[t.sign]
			for k, v := range inputs[i] {
				z += j.weights[k] * v
			}
			want := 0.0
			if cases[i].holds {
				want = 1
			}
			g := cases[i].weight() * (1/(1+math.Exp(-z)) - want) / total
			for k, v := range inputs[i] {
				slope[k] += g * v
			}
			signSlope[t.sign] += g
		}
		step := func(w, slope, squares *float64) {
			*slope += judgeDecay * *w
			*squares += *slope * *slope
			*w -= judgeRate * *slope / (math.Sqrt(*squares) + 1e-6)
		}
		for k := range slope {
			step(&j.weights[k], &slope[k], &squares[k])
		}
		for k := range signSlope {
			step(&j.signs[k], &signSlope[k], &signSquares[k])
		}
	}
}

// The odds from which on something is said, as logarithms. They were set with the table of train -judge in view.
const (
	barSign      = -0.2
	barEmergency = -1.4
	barCheck     = -3.2
)

// table says for several bars how many signs are found, and how many messages without any are flagged, apart for those
// that the lexicon was written with in view.
func (j *judge) table(cases []judged) string {
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
					raised = raised || t.sure(j.odds(t)) >= bar
				}
				if c.in[0].grave {
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
