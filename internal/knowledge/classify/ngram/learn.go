package ngram

import (
	"math"
	"math/rand/v2"
	"sync"
)

// An Example is a text with what applies to it.
type Example struct {
	Buckets []uint32
	Want    []float32 // by output: 1 applies, 0 does not, anything below 0: not known
	Weight  float32
}

// How weights are learned. Changed only with a cross-validated table in view.
const (
	rounds  = 16
	settled = 8 // rounds from which on the weights are averaged
	rate    = 0.6
	decay   = 2e-5
	least   = 2 // texts that a feature must occur in
	steps   = 127
)

// Learn works out a classifier with outputs of these names: the same examples in the same order give the same one.
func Learn(examples []Example, names []string) *Classifier {
	outputs := len(names)
	c := &Classifier{names: names, outputs: outputs, bias: make([]float32, outputs), scale: make([]float32, outputs)}
	rarity := rarities(examples)
	inputs := inputs(examples, rarity)
	weights := make([]byte, Buckets*outputs)
	var wait sync.WaitGroup
	for o := range outputs {
		wait.Go(func() { c.learn(o, examples, inputs, weights) })
	}
	wait.Wait()
	c.setRows(rarity, string(weights))
	return c
}

// rarities gives the rarity of each bucket: the logarithm of how few examples have it, 0 where hardly any does.
func rarities(examples []Example) string {
	counts := make([]int, Buckets)
	for _, e := range examples {
		for _, b := range e.Buckets {
			counts[b]++
		}
	}
	out := make([]byte, Buckets)
	for b, n := range counts {
		if n >= least {
			out[b] = byte(min(255, math.Round(count(b)*math.Log(1+float64(len(examples))/float64(n))/rarityStep)))
		}
	}
	return string(out)
}

// lettersCount is what the letters of words count for beside the words: they find words that are spelled otherwise, and there
// are ten times as many of them.
const lettersCount = 0.45

// count returns what a bucket counts for.
func count(bucket int) float64 {
	if bucket < firstWord {
		return lettersCount
	}
	return 1
}

// inputs gives the value of each feature of each example by how rare it is.
func inputs(examples []Example, rarity string) [][]float32 {
	out := make([][]float32, len(examples))
	for i, e := range examples {
		length := 0.0
		for _, b := range e.Buckets {
			length += math.Pow(rarityStep*float64(rarity[b]), 2)
		}
		length = math.Sqrt(max(length, leastLength))
		out[i] = make([]float32, len(e.Buckets))
		for k, b := range e.Buckets {
			out[i][k] = float32(rarityStep * float64(rarity[b]) / length)
		}
	}
	return out
}

// learn works out the weights of one output: logistic regression by stochastic gradient descent with a step of
// its own for each weight (AdaGrad), in a seeded order.
func (c *Classifier) learn(o int, examples []Example, inputs [][]float32, table []byte) {
	weights, sums, grads := make([]float64, Buckets), make([]float64, Buckets), make([]float64, Buckets)
	bias, biasSum, biasGrad := -3.0, 0.0, 0.0
	order := rand.New(rand.NewPCG(7, uint64(o)))
	for round := range rounds {
		for _, i := range order.Perm(len(examples)) {
			e := &examples[i]
			if e.Want[o] < 0 {
				continue
			}
			z := bias
			for k, b := range e.Buckets {
				z += weights[b] * float64(inputs[i][k])
			}
			g := (1/(1+math.Exp(-z)) - float64(e.Want[o])) * float64(e.Weight)
			for k, b := range e.Buckets {
				d := g*float64(inputs[i][k]) + decay*weights[b]
				grads[b] += d * d
				weights[b] -= rate * d / (math.Sqrt(grads[b]) + 1e-2)
			}
			biasGrad += g * g
			bias -= rate * g / (math.Sqrt(biasGrad) + 1e-2)
		}
		if round >= settled {
			for b, w := range weights {
				sums[b] += w
			}
			biasSum += bias
		}
	}
	c.quantize(o, sums, biasSum/(rounds-settled), table)
}

// quantize keeps the weights of an output in steps of the largest.
func (c *Classifier) quantize(o int, sums []float64, bias float64, table []byte) {
	most := 0.0
	for _, s := range sums {
		most = max(most, math.Abs(s))
	}
	c.bias[o] = float32(bias)
	if most == 0 {
		return
	}
	c.scale[o] = float32(most / (rounds - settled) / steps)
	for b, s := range sums {
		table[b*c.outputs+o] = byte(int8(math.Round(s / most * steps)))
	}
}
