package overlay

import (
	"fmt"
	"slices"
	"strings"
)

// Suggest returns the word that may have been meant by another one, and asks for it. Where none is near, it lists them.
func Suggest(word string, words []string) (near, hint string) {
	const far = 3 // as Typos has it
	near = slices.MinFunc(words, func(a, b string) int { return Typos(word, a) - Typos(word, b) })
	if word != "" && Typos(word, near) < far {
		return near, fmt.Sprintf("do you mean %q?", near)
	}
	return "", "there are " + strings.Join(words, ", ")
}

// Typos counts the letters inserted, left out, replaced or swapped with their neighbour between two
// words, up to 3, which stands for more (Damerau and Levenshtein, each letter touched once).
func Typos(a, b string) int {
	const most = 3
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= most || len(y)-len(x) >= most {
		return most
	}
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := range x {
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+cost)
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(y)], most)
}
