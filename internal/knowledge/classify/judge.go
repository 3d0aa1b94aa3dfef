package classify

import (
	"fmt"
	"strings"

	"spotter/internal/knowledge/overlay"
)

// JudgeInputs name what a judge weighs of a testimony, besides which sign it is about.
var JudgeInputs = [...]string{
	"first", "second", "some sign", "some emergency", "said", "denied", "is said", "is denied", "second where said", "first where unsaid",
	"first where grave", "second where grave", "is said where grave",
	"past", "recovered", "past and recovered", "past where grave",
	"past blow", "blow recovered", "only denied", "second where only denied",
}

// Inputs returns what a judge weighs.
func (t *Testimony) Inputs() (in [len(JudgeInputs)]float64) {
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	const most, mostSaid = 9, 6
	first, second := max(-most, min(most, t.First)), max(-most, min(most, t.Second))
	grave, said := is(t.Grave), is(t.said > 0)
	denied := is(t.denied > 0 && t.said == 0)
	blow := is(t.blow)
	return [...]float64{
		first, second, max(-mostSaid, t.some), max(-mostSaid, t.emergency) * grave, min(t.said, mostSaid), min(t.denied, mostSaid), said, is(t.denied > 0),
		second * said, first * (1 - said), first * grave, second * grave, said * grave,
		is(t.past), is(t.recovered), is(t.past && t.recovered), is(t.past) * grave,
		is(t.past) * blow, is(t.recovered) * blow, denied, second * denied,
	}
}

// A Judge weighs testimonies: logistic regression over what both readers say.
type Judge struct {
	Weights [len(JudgeInputs)]float64
	Starts  []float64 // by sign: where it starts from
}

// Odds returns the logarithm of the odds that the writer has the sign. Of a sign that nothing was learned of, the
// lexicon alone speaks.
func (j *Judge) Odds(t *Testimony) float64 {
	if t.unlearned {
		return t.First
	}
	sum := j.Starts[t.Sign]
	for i, v := range t.Inputs() {
		sum += j.Weights[i] * v
	}
	return sum
}

// BareMost is the highest of the odds of an emergency that one bare word speaks for, and that the second reader does
// not hear: one asks, and raises no alarm.
const BareMost = -1.41

// Sure returns the odds of a sign, lowered where one bare word is all that speaks for an emergency.
func (t *Testimony) Sure(odds float64) float64 {
	const hears = -1
	if t.Grave && t.said > 0 && !t.phrase && t.Second < hears && !t.unlearned {
		return min(odds, BareMost)
	}
	return odds
}

// judgeFile is how a judge is written.
type judgeFile struct {
	Weights map[string]float64 `toml:"weights"`
	Signs   map[string]float64 `toml:"signs"`
}

// readJudge reads what String wrote, and notes what is missing in it or no weight.
func (c *Classifier) readJudge(l *overlay.Loader, from *overlay.File) {
	f := overlay.Whole[judgeFile](l, from)
	if l.Places[f] == nil { // it could not be read
		return
	}
	number := func(table map[string]float64, name, key string) float64 {
		const most = 10
		w, ok := table[key]
		if !ok || !(w >= -most && w <= most) {
			l.Fault(from, l.Places[f].Find(name+"."+key, "", 0), "[%s] needs a number from -%d to %d for %q", name, most, most, key)
		}
		return w
	}
	for i, name := range JudgeInputs {
		c.judge.Weights[i] = number(f.Weights, "weights", name)
	}
	for i, id := range c.tasks[Flags].Outcomes {
		if c.signs[i].output >= 0 {
			c.judge.Starts[i] = number(f.Signs, "signs", id)
		}
	}
}

// Format returns a judge in the form of a file; signs are the ids of warning signs, in order.
func (j *Judge) Format(signs []string) string {
	var b strings.Builder
	b.WriteString("# How much what both readers of warning signs say counts. Learned: see train -judge.\n\n[weights]\n")
	for i, name := range JudgeInputs {
		fmt.Fprintf(&b, "%q = %.3f\n", name, j.Weights[i])
	}
	b.WriteString("\n[signs]\n")
	for i, id := range signs {
		fmt.Fprintf(&b, "%s = %.3f\n", id, j.Starts[i])
	}
	return b.String()
}
