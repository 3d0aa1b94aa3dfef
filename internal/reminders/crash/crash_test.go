package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
)

// The children are this test program.
func TestMain(m *testing.M) {
	if os.Getenv(childFile) != "" {
		fmt.Fprintln(os.Stderr, deliver())
		return
	}
	os.Exit(m.Run())
}

func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a process 30 times, which takes some seconds")
	}
	for _, m := range []mode{brief, lasting} {
		t.Run(m.name, func(t *testing.T) {
			seed := rand.Uint64()
			report, err := run(t.Context(), t.TempDir(), m, 30, seed)
			t.Log(report)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		})
	}
}
