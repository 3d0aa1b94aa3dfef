package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store/boltstore"
)

// syncChild is set for the process whose disk fails: a process cannot get rid of what makes it fail.
const syncChild = "CRASH_SYNC"

// TestSyncFails makes the disk fail when it is waited for, now at the pages, now at the one that names the newest state,
// and loses then what was written since. What was confirmed is on the disk at every moment, errors
// say why, and delivery goes on when the disk does.
func TestSyncFails(t *testing.T) {
	if os.Getenv(syncChild) != "" {
		syncFails(t)
		return
	}
	run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestSyncFails$", "-test.v", "-test.timeout=2m")
	run.Env = append(os.Environ(), syncChild+"=1")
	out, err := run.CombinedOutput()
	switch {
	case err != nil:
		t.Errorf("%v:\n%s", err, out)
	case strings.Contains(string(out), "--- SKIP"):
		t.Skipf("the disk cannot be made to fail here:\n%s", out)
	}
}

// A failing is a book on a disk that fails.
type failing struct {
	t         *testing.T
	disk      *faultyDisk
	file      *boltstore.Store
	book      *reminders.Book
	log       *logbook
	folder    string
	ahead     time.Duration
	confirmed []string
	refused   int
}

func syncFails(t *testing.T) {
	f := &failing{t: t, folder: t.TempDir(), log: &logbook{}}
	path := filepath.Join(f.folder, "sync.db")
	f.disk = newFaultyDisk(t, path)
	f.open(path)
	f.ahead = time.Until(time.Now().UTC().Truncate(24 * time.Hour).Add(24 * time.Hour))
	f.add("all is well", 20, func(int) bool { return false })
	for _, at := range []int{1, 2} { // of a commit's two
		f.add(fmt.Sprint("fails at sync ", at), 1, func(n int) bool { return n == at })
		f.add("all is well again", 3, func(int) bool { return false })
	}
	f.add("fails for ever", 3, func(int) bool { return true })
	rnd := rand.New(rand.NewPCG(1, 2))
	f.add("fails now and then", 300, func(int) bool { return rnd.IntN(3) == 0 })
	if f.refused < 100 || len(f.confirmed) < 100 {
		t.Errorf("%d changes were refused and %d confirmed: the disk did not fail now and then", f.refused, len(f.confirmed))
	}
	f.deliver(rnd)
	f.disk.fail(func(int) bool { return true })
	if _, err := boltstore.Open(filepath.Join(f.folder, "other.db"), nil); err != nil {
		t.Errorf("another file cannot be opened: %v", err)
	}
	if err := f.file.Close(); err != nil {
		t.Error(err)
	}
	if _, err := boltstore.Open(path, nil); !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "the disk reports an error") {
		t.Errorf("Open on a failing disk = %v", err)
	}
	f.disk.fail(nil)
	f.open(path)
	f.inspect("after a restart", f.file)
	if err := f.file.Close(); err != nil {
		t.Error(err)
	}
}

func (f *failing) open(path string) {
	f.t.Helper()
	file, err := boltstore.Open(path, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	f.file = file
	f.book = &reminders.Book{
		Store: file, Lease: brief.lease, Log: slog.New(slog.NewTextHandler(f.log, nil)),
		Now: func() time.Time { return time.Now().Add(f.ahead) },
	}
}

// add makes plans while the disk fails as told, and cuts the power after each.
func (f *failing) add(when string, plans int, fails func(n int) bool) {
	f.t.Helper()
	for i := range plans {
		if i%7 == 6 {
			f.restart()
		}
		f.disk.fail(fails)
		owner := fmt.Sprintf("crash:%d", len(f.confirmed)+f.refused)
		err := turnOn(f.t.Context(), f.book, owner)
		switch {
		case err == nil:
			f.confirmed = append(f.confirmed, owner)
		case strings.Contains(err.Error(), "write database: ") && strings.Contains(err.Error(), syscall.EIO.Error()): // bbolt does not wrap it
			f.refused++
		default:
			f.t.Fatalf("%s: %v", when, err)
		}
		f.cutPower(when)
	}
	f.disk.fail(nil)
}

// restart ends the process, as far as the file can tell, and begins anew on a disk that is well.
func (f *failing) restart() {
	f.t.Helper()
	f.disk.fail(nil)
	if err := f.file.Close(); err != nil {
		f.t.Fatal(err)
	}
	f.open(f.disk.path)
}

// cutPower opens what the disk has now in another file: all that was confirmed must be there.
func (f *failing) cutPower(when string) {
	f.t.Helper()
	path := filepath.Join(f.folder, "cut.db")
	if err := os.WriteFile(path, f.disk.durable(), 0o600); err != nil {
		f.t.Fatal(err)
	}
	file, err := boltstore.Open(path, nil)
	if err != nil {
		f.t.Fatalf("%s, then a power cut: %v", when, err)
	}
	f.inspect(when+", then a power cut", file)
	if err := file.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// inspect checks that a file is whole and has all that was confirmed.
func (f *failing) inspect(when string, file *boltstore.Store) {
	f.t.Helper()
	if err := file.Check(f.t.Context()); err != nil {
		f.t.Fatalf("%s: %v", when, err)
	}
	book := &reminders.Book{Store: file, Now: f.book.Now}
	for _, owner := range f.confirmed {
		if _, err := book.Status(f.t.Context(), owner); err != nil {
			f.t.Fatalf("%s: %v", when, err)
		}
	}
}

// deliver lets the next slot come while the disk fails now and then, and then always, until it is well again.
func (f *failing) deliver(rnd *rand.Rand) {
	f.ahead += early * time.Minute
	ctx, cancel := context.WithCancel(f.t.Context())
	defer cancel()
	cards := &tally{sent: map[string]int{}}
	f.disk.fail(func(n int) bool { return n > 5 || rnd.IntN(2) == 0 })
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.book.Run(ctx, cards, "crash")
	}()
	await(f.t, "a word of the failing disk", func() bool { return strings.Contains(f.log.String(), "input/output error") })
	f.disk.fail(nil)
	await(f.t, "all cards", func() bool { return cards.people() >= len(f.confirmed) })
	cancel()
	<-ended
	for owner, n := range cards.sent {
		if n > 2 { // once more at most, if the disk failed when it was to be settled
			f.t.Errorf("%s got %d cards", owner, n)
		}
	}
	f.cutPower("after the delivery")
}
