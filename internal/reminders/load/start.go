package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store/boltstore"
)

// startUp measures from the start of a process to its first card, with the file in memory and not.
func startUp(path string, now time.Time) error {
	for _, cold := range []bool{false, true} {
		if cold {
			if err := forget(path); err != nil {
				return err
			}
		}
		now = now.Add(12 * time.Hour)
		took, err := startOnce(path, now)
		if err != nil {
			return err
		}
		name := "exec to first claim, warm, ms"
		if cold {
			name = "exec to first claim, cold, ms"
		}
		say(name, took.Seconds()*1000, "")
	}
	return nil
}

func startOnce(path string, now time.Time) (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.Command(self, "-first", path, "-at", strconv.FormatInt(now.Unix(), 10))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	took := time.Since(began)
	if err != nil {
		return 0, fmt.Errorf("child said %q: %w", line, err)
	}
	return took, cmd.Wait()
}

// A herald says that the first card has come, and ends.
type herald struct{ end context.CancelFunc }

func (h herald) Send(ctx context.Context, _ reminders.Card) (string, error) {
	if ctx.Err() == nil {
		fmt.Println("claimed")
		h.end()
	}
	return "1", nil
}

// claimFirst is the child process.
func claimFirst(ctx context.Context, path string, now time.Time) error {
	file, err := boltstore.Open(path, nil)
	if err != nil {
		return err
	}
	ctx, end := context.WithCancel(ctx)
	book := &reminders.Book{Store: file, Now: func() time.Time { return now }, Parallel: 1}
	book.Run(ctx, herald{end}, "load")
	return file.Close()
}

// forget drops the file from the page cache.
func forget(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	const dontNeed = 4
	if _, _, errno := syscall.Syscall6(syscall.SYS_FADVISE64, f.Fd(), 0, 0, dontNeed, 0, 0); errno != 0 {
		return fmt.Errorf("drop %s from the cache: %w", path, errno)
	}
	return nil
}

// weigh lets every plan of a file ring for some weeks and prints its size for each.
func weigh(ctx context.Context, o *options) error {
	if o.days == 0 {
		return nil
	}
	path := filepath.Join(o.folder, "days.db")
	b, err := openBench(path)
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.fill(ctx, o.dayPlans, o.dayPlans, 20); err != nil {
		return err
	}
	before, err := os.Stat(path)
	if err != nil {
		return err
	}
	for range 2 * o.days {
		if _, err := b.workOff(ctx, o.dayPlans, false); err != nil {
			return err
		}
	}
	after, err := os.Stat(path)
	if err != nil {
		return err
	}
	n := float64(o.dayPlans)
	say("file bytes per plan", float64(after.Size())/n, "(after %d days; %.0f before)", o.days, float64(before.Size())/n)
	return nil
}
