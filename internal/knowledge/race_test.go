//go:build race

package knowledge_test

// raced says that the race detector watches, under which learning takes too long.
const raced = true
