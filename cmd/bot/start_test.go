package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkStart says how long the bot takes from its start until it is ready, in turn with a program of the same
// libraries that does nothing: see testdata/libraries.
func BenchmarkStart(b *testing.B) {
	folder := b.TempDir()
	bot, libraries := buildStripped(b, folder, "."), buildStripped(b, folder, "./testdata/libraries")
	b.Setenv("SPOTTER_DATABASE", filepath.Join(folder, "spotter.db"))
	var own, theirs []time.Duration
	for b.Loop() {
		theirs = append(theirs, timeUntil(b, "ready", libraries, filepath.Join(folder, "libraries.db")))
		own = append(own, timeUntil(b, "Tell me what hurts", bot, "run"))
	}
	slices.Sort(own)
	slices.Sort(theirs)
	median := func(all []time.Duration) float64 { return all[len(all)/2].Seconds() * 1e3 }
	b.ReportMetric(median(own), "start-ms")
	b.ReportMetric(median(theirs), "libraries-ms")
	b.ReportMetric(median(own)/median(theirs), "of-libraries")
}

// buildStripped builds a package as it is released and returns the program.
func buildStripped(b *testing.B, folder, path string) string {
	b.Helper()
	program := filepath.Join(folder, fmt.Sprintf("program-%d", len(path)))
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", program, path)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", path, err, out)
	}
	return program
}

// timeUntil returns how long a program takes until it says a word, and ends it.
func timeUntil(b *testing.B, word, program string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(program, args...)
	in, err := cmd.StdinPipe() // the bot runs as long as it is open
	if err != nil {
		b.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	begun := time.Now()
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	var said []byte
	for !bytes.Contains(said, []byte(word)) {
		piece := make([]byte, 512)
		n, err := out.Read(piece)
		said = append(said, piece[:n]...)
		if err != nil && err != io.EOF || n == 0 {
			b.Fatalf("%s ended before it was ready: %q, %v", program, said, err)
		}
	}
	took := time.Since(begun)
	_ = in.Close()
	if err := cmd.Wait(); err != nil {
		b.Fatal(err)
	}
	return took
}
