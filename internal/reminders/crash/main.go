// Crash kills a process that delivers reminders, again and again at random moments, and checks that
// nothing is lost: every due slot is delivered, repeats are no more than the sends that a kill cut
// off, every change that was confirmed has lasted, and the file is whole.
//
//	go run ./internal/reminders/crash -kills 300
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
)

func main() {
	if os.Getenv(childFile) != "" {
		child()
		return
	}
	kills := flag.Int("kills", 300, "how often the process is killed")
	seed := flag.Uint64("seed", rand.Uint64(), "of the random moments and changes")
	flag.Parse()
	log.SetFlags(0)
	folder, err := os.MkdirTemp("", "spotter-crash-")
	if err != nil {
		log.Fatal(err)
	}
	report, err := run(context.Background(), folder, *kills, *seed)
	fmt.Println(report)
	if err != nil {
		log.Fatalf("crash: seed %d, file in %s: %v", *seed, folder, err)
	}
	if err := os.RemoveAll(folder); err != nil {
		log.Fatal(err)
	}
}
