package when

import (
	"strings"

	edlib "github.com/hbollon/go-edlib"
)

// nearest returns the label of the place whose name is a letter or two away from the folded name, or
// "" if none is.
func (a *atlas) nearest(name string) string {
	if len(name) < 4 || len(name) > 30 {
		return ""
	}
	best, distance := "", 1+len(name)/5
	for _, s := range a.names {
		if s[0] != name[0] || len(s)-len(name) > 2 || len(name)-len(s) > 2 {
			continue
		}
		if d := edlib.OSADamerauLevenshteinDistance(name, s); d <= distance && (best == "" || d < distance) {
			best, distance = s, d
		}
	}
	if best == "" {
		return ""
	}
	words := strings.Fields(best)
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}
