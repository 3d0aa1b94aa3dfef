package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store/boltstore"
)

// smallDisk mounts a disk of a few megabytes, which takes the rights of root.
func smallDisk(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	if err := syscall.Mount("none", folder, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("no small disk to be had: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, 0); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// fillUp writes a file that takes all that is left of the disk.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for block := make([]byte, 4096); ; {
		if _, err := f.Write(block); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// A tally counts the cards of each person.
type tally struct {
	mu   sync.Mutex
	sent map[string]int
}

func (c *tally) Send(_ context.Context, card reminders.Card) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[card.Owner]++
	return "1", nil
}

func (c *tally) people() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.sent)
}

// A logbook keeps what was logged.
type logbook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logbook) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestDiskFull fills the disk while people are on the book: what was confirmed stays, errors say why, and
// delivery goes on when there is room.
func TestDiskFull(t *testing.T) {
	folder := smallDisk(t)
	path := filepath.Join(folder, "full.db")
	file, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	var ahead time.Duration
	log := &logbook{}
	book := &reminders.Book{
		Store: file, Lease: brief.lease, Log: slog.New(slog.NewTextHandler(log, nil)),
		Now: func() time.Time { return time.Now().Add(ahead) },
	}
	ahead = time.Until(time.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour))
	confirmed := addUntilFull(t, book, filepath.Join(folder, "filler"))
	if err := file.Check(t.Context()); err != nil {
		t.Error(err)
	}

	ahead += early * time.Minute
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cards := &tally{sent: map[string]int{}}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		book.Run(ctx, cards, "crash")
	}()
	await(t, "a word of the full disk", func() bool { return strings.Contains(log.String(), "no space left on device") })
	if err := os.Remove(filepath.Join(folder, "filler")); err != nil {
		t.Fatal(err)
	}
	await(t, "all cards", func() bool { return cards.people() == confirmed })
	cancel()
	<-ended
	for owner, n := range cards.sent {
		if n > 2 { // once more at most, if the disk was full when it was to be settled
			t.Errorf("%s got %d cards", owner, n)
		}
	}
	if err := errors.Join(file.Check(t.Context()), file.Close()); err != nil {
		t.Error(err)
	}
}

// addUntilFull makes plans while the disk fills up, and returns how many were confirmed.
func addUntilFull(t *testing.T, book *reminders.Book, filler string) int {
	t.Helper()
	confirmed := 0
	for i := range 100_000 {
		if i == 200 {
			fillUp(t, filler)
		}
		err := turnOn(t.Context(), book, fmt.Sprintf("crash:%d", i))
		if errors.Is(err, syscall.ENOSPC) {
			return confirmed
		}
		if err != nil {
			t.Fatal(err)
		}
		confirmed++
	}
	t.Fatal("the disk does not fill up")
	return 0
}

// await waits up to some seconds until ok.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(20 * time.Second); !ok(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("no %s", what)
		}
	}
}
