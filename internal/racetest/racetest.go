// Package racetest is for tests in which the race detector has nothing to find.
package racetest

import "testing"

// Skip skips a test under the race detector. It is for the first line of a test that does a thing very often, from one goroutine or
// just as other tests do it: watched, it takes ten times as long and finds no more. `make test` looks for this call, and runs
// the tests that begin with it again without the detector.
func Skip(t testing.TB) {
	t.Helper()
	if raced {
		t.Skip("does one thing very often: run without -race")
	}
}
