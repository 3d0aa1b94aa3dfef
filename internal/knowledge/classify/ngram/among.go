package ngram

import (
	"math"
	"math/rand/v2"
)

// LearnAmong works out a classifier for outputs of these names, of which one applies to each text: what is learned for one is
// learned against all others. The same examples in the same order give the same one.
func LearnAmong(examples []Example, names []string) *Classifier {
	outputs := len(names)
	c := &Classifier{names: names, outputs: outputs, bias: make([]float32, outputs), scale: make([]float32, outputs)}
	rarity := rarities(examples)
	inputs := inputs(examples, rarity)
	weights, sums, grads := make([]float64, Buckets*outputs), make([]float64, Buckets*outputs), make([]float64, Buckets*outputs)
	bias, biasSums := make([]float64, outputs), make([]float64, outputs)
	shares := make([]float64, outputs)
	order := rand.New(rand.NewPCG(7, 1))
	for round := range amongRounds {
		for _, i := range order.Perm(len(examples)) {
			e := &examples[i]
			copy(shares, bias)
			for k, b := range e.Buckets {
				for o, w := range weights[int(b)*outputs:][:outputs] {
					shares[o] += w * float64(inputs[i][k])
				}
			}
			among(shares, e.Want)
			for k, b := range e.Buckets {
				x, row, past := float64(inputs[i][k]), weights[int(b)*outputs:][:outputs], grads[int(b)*outputs:][:outputs]
				for o, g := range shares {
					d := g*x*float64(e.Weight) + amongDecay*row[o]
					past[o] += d * d
					row[o] -= rate * d / (math.Sqrt(past[o]) + 1e-2)
				}
			}
			for o, g := range shares {
				bias[o] -= 0.02 * g
			}
		}
		if round >= amongRounds/2 {
			for i, w := range weights {
				sums[i] += w
			}
			for o, b := range bias {
				biasSums[o] += b
			}
		}
	}
	table := make([]byte, Buckets*outputs)
	for o := range outputs {
		c.quantizeAmong(o, sums, biasSums[o]/float64(amongRounds-amongRounds/2), table)
	}
	c.setRows(rarity, string(table))
	return c
}

const (
	amongRounds = 12
	amongDecay  = 5e-5
)

// among turns scores into what each is too high by: the share of one that it has less the one that it should have. Of
// several that are as right only what they have together counts.
func among(scores []float64, want []float32) {
	most := math.Inf(-1)
	for _, s := range scores {
		most = max(most, s)
	}
	sum, right := 0.0, 0.0
	for o, s := range scores {
		scores[o] = math.Exp(s - most)
		sum += scores[o]
		if want[o] != 0 {
			right += scores[o]
		}
	}
	for o := range scores {
		share := scores[o] / sum
		if want[o] != 0 {
			share -= scores[o] / right
		}
		scores[o] = share
	}
}

// Among many outputs weights are kept in fewer steps, so that they pack well: the page in a browser has them, too.
const (
	fewSteps = 31
	stride   = 4
)

// quantizeAmong keeps the weights of an output in steps of the largest.
func (c *Classifier) quantizeAmong(o int, sums []float64, bias float64, table []byte) {
	most := 0.0
	for b := range Buckets {
		most = max(most, math.Abs(sums[b*c.outputs+o]))
	}
	c.bias[o] = float32(bias)
	if most == 0 {
		return
	}
	n := float64(amongRounds - amongRounds/2)
	c.scale[o] = float32(most / n / (fewSteps * stride))
	for b := range Buckets {
		table[b*c.outputs+o] = byte(int8(stride * math.Round(sums[b*c.outputs+o]/most*fewSteps)))
	}
}
