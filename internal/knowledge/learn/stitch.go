package learn

import (
	"math/rand/v2"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

// How many lessons of a kind one stitched lesson is made for, and how many harmless sentences stand before and
// behind it at most.
const (
	stitchHowTo  = 2
	stitchOthers = 8
	mostAround   = 6
)

// stitched returns long lessons: short ones with harmless sentences around them, which take nothing away from what
// they tell. The same lessons give the same.
func stitched(lessons []evaluate.Message) []evaluate.Message {
	var harmless []string
	for _, ls := range lessons {
		if ls.Kind == "" && ls.Asks == "" && len(ls.RedFlags) == 0 && !ls.Crisis {
			harmless = append(harmless, sentence(ls.Text))
		}
	}
	if len(harmless) == 0 {
		return nil
	}
	random := rand.New(rand.NewPCG(3, uint64(len(lessons))))
	around := func() string {
		some := make([]string, random.IntN(mostAround+1))
		for i := range some {
			some[i] = harmless[random.IntN(len(harmless))]
		}
		return strings.Join(some, " ")
	}
	var out []evaluate.Message
	for _, ls := range lessons {
		every := stitchOthers
		if ls.Kind == knowledge.HowTo {
			every = stitchHowTo
		}
		if ls.Kind == "" || random.IntN(every) > 0 {
			continue
		}
		long := ls
		long.Text = around() + " " + sentence(ls.Text) + " " + around()
		out = append(out, long)
	}
	return out
}

// sentence returns a text that ends as one.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if strings.ContainsAny(text[max(0, len(text)-1):], ".!?") {
		return text
	}
	return text + "."
}
