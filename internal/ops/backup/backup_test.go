package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// A source writes a copy, or fails.
type source struct {
	err   error
	calls int
}

func (s *source) Backup(_ context.Context, path string, _ ...string) error {
	s.calls++
	if s.err != nil {
		return s.err
	}
	return os.WriteFile(path, nil, 0o600)
}

// A year of use: a copy a day, of which the newest are kept; what others put into the folder stays; a failure is made good
// soon; a restart makes none too many.
func TestSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "copies")
		src := &source{}
		s := &Schedule{Source: src, Folder: dir, Every: 24 * time.Hour, Keep: 3, Log: slog.New(slog.DiscardHandler)}
		run := func(d time.Duration) {
			ctx, cancel := context.WithTimeout(t.Context(), d)
			defer cancel()
			s.Run(ctx)
		}
		run(time.Hour)
		wantCopies(t, dir, 1, src, 1)
		for _, name := range []string{"notes.txt", "spotter-mine.db", begins + "20000101-000000" + ends + ".part-ABC"} {
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		run(time.Hour) // as after a restart
		wantCopies(t, dir, 1, src, 1)
		run(10 * 24 * time.Hour)
		wantCopies(t, dir, 3, src, 11)
		if last, err := s.Last(); err != nil || time.Since(last) > 24*time.Hour {
			t.Errorf("Last = %v, %v", last, err)
		}
		src.err = errors.New("the disk is full")
		run(36 * time.Hour)
		if _, err := s.Last(); !errors.Is(err, src.err) {
			t.Errorf("Last = %v, want %v", err, src.err)
		}
		wantCopies(t, dir, 3, src, -1)
		src.err = nil
		run(11 * time.Minute)
		if last, err := s.Last(); err != nil || time.Since(last) > 12*time.Minute {
			t.Errorf("after the disk has room again, Last = %v, %v", last, err)
		}
		entries, _ := os.ReadDir(dir)
		if len(entries) != 3+2 {
			t.Errorf("the folder has %v", entries)
		}
	})
}

func wantCopies(t *testing.T, dir string, want int, src *source, calls int) {
	t.Helper()
	names, err := (&Schedule{Folder: dir}).copies()
	if err != nil || len(names) != want || calls >= 0 && src.calls != calls {
		t.Errorf("there are %v, %v after %d tries, want %d after %d", names, err, src.calls, want, calls)
	}
}

// A clock that was set back does not keep copies from being made.
func TestScheduleClockSetBack(t *testing.T) {
	dir := t.TempDir()
	src := &source{}
	s := &Schedule{Source: src, Folder: dir, Every: time.Hour, Keep: 3, Log: slog.New(slog.DiscardHandler)}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	s.turn(t.Context(), now)
	if wait := s.turn(t.Context(), now.Add(-48*time.Hour)); src.calls != 2 || wait > time.Hour {
		t.Errorf("%d copies, then a wait of %v", src.calls, wait)
	}
}

// A shelf is a few keys to be handed over.
type shelf struct {
	pairs [][2]string
	err   error
}

func (s shelf) Snapshot(_ context.Context, skip []string, fn func(key, value []byte) error) error {
	for _, p := range s.pairs {
		if len(skip) > 0 && strings.HasPrefix(p[0], skip[0]) {
			continue
		}
		if err := fn([]byte(p[0]), []byte(p[1])); err != nil {
			return err
		}
	}
	return s.err
}

func TestWire(t *testing.T) {
	s := shelf{pairs: [][2]string{{"inbox/1", "x"}, {"k", ""}, {"l", strings.Repeat("v", 65536)}, {"m", "z"}}}
	var sent bytes.Buffer
	if err := Write(t.Context(), &sent, s, []string{"inbox/"}); err != nil {
		t.Fatal(err)
	}
	read := func(r io.Reader) (got [][2]string, err error) {
		err = Read(r, func(key, value []byte) error {
			got = append(got, [2]string{string(key), string(value)})
			return nil
		})
		return got, err
	}
	got, err := read(bytes.NewReader(sent.Bytes()))
	if diff := cmp.Diff(got, s.pairs[1:]); diff != "" || err != nil {
		t.Errorf("%v, (-got +want):\n%s", err, diff)
	}
	for n := range sent.Len() { // wherever it is cut
		if _, err := read(bytes.NewReader(sent.Bytes()[:n])); err == nil {
			t.Fatalf("%d of %d bytes were taken for all", n, sent.Len())
		}
	}
	s.err = errors.New("page 7 is damaged")
	sent.Reset()
	if err := Write(t.Context(), &sent, s, nil); !errors.Is(err, s.err) {
		t.Errorf("Write = %v, want %v", err, s.err)
	}
	if _, err := read(&sent); err == nil || !strings.Contains(err.Error(), "page 7") {
		t.Errorf("Read = %v, want the reason", err)
	}
	if _, err := read(strings.NewReader("HTTP/1.1 400 Bad Request")); err == nil {
		t.Error("something else was taken for a copy")
	}
}

// filled makes a database with so many keys.
func filled(t *testing.T, path string, keys int) {
	t.Helper()
	s, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		for i := range keys {
			if err := tx.Put(fmt.Sprintf("plan/%04d", i), bytes.Repeat([]byte("x"), 100)); err != nil {
				return err
			}
		}
		return nil
	})
	if err = errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestRestore(t *testing.T) {
	dir := t.TempDir()
	path, from := filepath.Join(dir, "a.db"), filepath.Join(dir, "copy.db")
	filled(t, path, 500)
	made := filepath.Join(dir, "made.db")
	filled(t, made, 300)
	if err := copyFile(t.Context(), made, from); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	prepared := false
	kept, err := Restore(t.Context(), path, from, now, func(ctx context.Context, restored, old *boltstore.Store, copied time.Time) error {
		prepared = !copied.IsZero() && time.Since(copied) < time.Minute
		if old == nil {
			t.Error("prepare is not given the old database")
		}
		return restored.Update(ctx, func(tx store.Tx) error { return tx.Delete("plan/0007") }) // an erasure is repeated
	})
	if err != nil || kept != path+".before-20260301-120000" || !prepared {
		t.Fatalf("Restore = %q, %v", kept, err)
	}
	wantKeys(t, path, 300) // and when it was copied
	wantKeys(t, kept, 500)
	wantKeys(t, from, 301)
}

// Root restores for whoever runs the bot.
func TestOwnerStays(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives files away")
	}
	dir := t.TempDir()
	path, from := filepath.Join(dir, "a.db"), filepath.Join(dir, "copy.db")
	filled(t, path, 10)
	filled(t, from, 20)
	owner := func() string {
		out, err := exec.Command("stat", "-c", "%u:%g", path).Output()
		if err != nil {
			t.Skip("there is no stat")
		}
		return strings.TrimSpace(string(out))
	}
	if err := os.Chown(path, 65532, 65531); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), path, from, time.Now(), nil); err != nil || owner() != "65532:65531" {
		t.Errorf("restored for %s, %v", owner(), err)
	}
	if _, _, err := Compact(t.Context(), path); err != nil || owner() != "65532:65531" {
		t.Errorf("compacted for %s, %v", owner(), err)
	}
}

// What cannot be restored changes nothing and leaves nothing.
func TestRestoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path, from := filepath.Join(dir, "a.db"), filepath.Join(dir, "copy.db")
	filled(t, path, 500)
	filled(t, from, 300)
	whole, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	open := func(t *testing.T, path string) func() error {
		s, err := boltstore.Open(path, nil)
		if err != nil {
			t.Fatal(err)
		}
		return s.Close
	}
	for n := 0; n < len(whole)-4096; n += 4096 { // wherever the copy is cut: its end may be empty pages
		if err := os.WriteFile(from, whole[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Restore(t.Context(), path, from, time.Now(), nil); err == nil {
			report, _ := boltstore.Inspect(t.Context(), path)
			if report.Keys != 301 {
				t.Fatalf("%d of %d bytes were restored, with %d keys", n, len(whole), report.Keys)
			}
			t.Logf("%d of %d bytes are enough", n, len(whole))
			break
		}
		wantKeys(t, path, 500)
	}
	if err := os.WriteFile(from, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	stop := open(t, path)
	if _, err := Restore(t.Context(), path, from, time.Now(), nil); err == nil || !boltstore.InUse(err) {
		t.Errorf("while a process uses the database: %v", err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the erasures cannot be repeated")
	before, _ := boltstore.Inspect(t.Context(), path)
	_, err = Restore(t.Context(), path, from, time.Now(), func(context.Context, *boltstore.Store, *boltstore.Store, time.Time) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("Restore = %v, want %v", err, broken)
	}
	wantKeys(t, path, before.Keys)
	if left, _ := filepath.Glob(path + ".restored*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func wantKeys(t *testing.T, path string, want int) {
	t.Helper()
	report, err := boltstore.Inspect(t.Context(), path)
	if err != nil || report.Damage != nil || report.Keys != want {
		t.Errorf("%s has %d keys, %v, %v, want %d", filepath.Base(path), report.Keys, err, report.Damage, want)
	}
}
