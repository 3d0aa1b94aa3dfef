//go:build race

package racetest

// raced says that the race detector watches.
const raced = true
