// Crash kills a process that delivers reminders, again and again at random moments, and checks that
// nothing is lost: every due slot is delivered, repeats are no more than the sends that a kill cut
// off, every change that was confirmed has lasted, and the file is whole. It does so with leases that are soon over,
// and with leases longer than the killing, which leaves many claims behind: then nothing comes again before they end.
//
//	go run ./internal/reminders/crash -kills 300
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
)

func main() {
	kills := flag.Int("kills", 300, "how often the process is killed")
	seed := flag.Uint64("seed", rand.Uint64(), "of the random moments and changes")
	flag.Parse()
	err := error(nil)
	if os.Getenv(childFile) != "" {
		err = deliver()
	} else {
		err = parent(*kills, *seed)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "crash:", err)
		os.Exit(1)
	}
}

// parent kills children and checks what they leave. The folder stays where something is wrong.
func parent(kills int, seed uint64) error {
	folder, err := os.MkdirTemp("", "spotter-crash-")
	if err != nil {
		return err
	}
	for _, m := range []mode{brief, lasting} {
		report, err := run(context.Background(), folder, m, kills, seed)
		fmt.Println(report)
		if err != nil {
			return fmt.Errorf("%s leases, seed %d, file in %s: %w", m.name, seed, folder, err)
		}
	}
	return os.RemoveAll(folder)
}
