//go:build race

package knowledge

// raced says that the race detector watches.
const raced = true
