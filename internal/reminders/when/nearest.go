package when

import (
	"strings"

	edlib "github.com/hbollon/go-edlib"
)

// nearest returns the folded names of places, three at most, that are as few letters away from the folded name as any: one letter,
// or of a long name two.
func (a *atlas) nearest(name string) (near []string) {
	const long, most = 10, 3
	if len(name) < 4 || len(name) > 30 {
		return nil
	}
	least := 1
	if len(name) >= long {
		least = 2
	}
	for _, s := range a.names {
		if s[0] != name[0] || len(s)-len(name) > least || len(name)-len(s) > least {
			continue
		}
		switch d := edlib.OSADamerauLevenshteinDistance(name, s); {
		case d > least:
		case d < least:
			least, near = d, []string{s}
		case len(near) < most:
			near = append(near, s)
		}
	}
	return near
}

// titled begins each word of a name with a capital.
func titled(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
