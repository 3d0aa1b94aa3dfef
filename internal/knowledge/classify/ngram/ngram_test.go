package ngram

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// noted returns the buckets of a text's n-grams.
func noted(text string) []uint32 {
	var g Grams
	g.Reset()
	for w := range strings.FieldsSeq(text) {
		g.Word([]byte(w))
	}
	return slices.Clone(g.Buckets())
}

func learned() *Classifier {
	var examples []Example
	for _, text := range []string{"my hand is numb", "numb fingers after bench", "both hands went numb", "a numb thumb again"} {
		examples = append(examples, Example{Buckets: noted(text), Want: []float32{1, 0}, Weight: 1})
	}
	for _, text := range []string{"my hand is strong", "sore fingers after bench", "both hands hold the bar", "a sore thumb again"} {
		examples = append(examples, Example{Buckets: noted(text), Want: []float32{0, -1}, Weight: 1})
	}
	return Learn(examples, []string{"numb", "other"})
}

func score(c *Classifier, text string) float64 {
	var g Grams
	g.Reset()
	for w := range strings.FieldsSeq(text) {
		g.Word([]byte(w))
	}
	scores := make([]float64, c.Outputs())
	c.Score(&g, scores)
	return scores[0]
}

func TestLearn(t *testing.T) {
	c := learned()
	if yes, no := score(c, "the numbness in my arm"), score(c, "the soreness in my arm"); yes <= no {
		t.Errorf("got %.2f for a sign, and %.2f for none", yes, no)
	}
	if other := learned(); other.String() != c.String() {
		t.Error("the same examples gave another classifier")
	}
}

// A long text counts no more than a short one: what is said twice scores as what is said once.
func TestLengthIsNoEvidence(t *testing.T) {
	c := learned()
	once := score(c, "my hand is numb and sore after the long bench session")
	twice := score(c, "my hand is numb and sore after the long bench session my hand is numb and sore after the long bench session")
	if math.Abs(once-twice) > 0.5 {
		t.Errorf("got %.2f for a text and %.2f for the text twice", once, twice)
	}
}

func TestParse(t *testing.T) {
	c := learned()
	again, err := Parse(c.String())
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"", "my hand is numb", "péché ok"} {
		if got, want := score(again, text), score(c, text); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	for _, bad := range []string{"", "garbage", magic, magic + "\x02", c.String()[:100], c.String() + "x"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%d bytes: no error", len(bad))
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(magic + "\x00")
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := Parse(text); err == nil && c.String() != text {
			t.Error("what was parsed is written in another way")
		}
	})
}
