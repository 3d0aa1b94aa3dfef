//go:build race

package coach

// raced says that the race detector watches.
const raced = true
