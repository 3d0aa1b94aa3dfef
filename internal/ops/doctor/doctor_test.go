package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/ops/doctor"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// page prints what was found.
func page(found []chat.Finding) (text string, grave bool) {
	var b strings.Builder
	grave, _ = doctor.Print(&b, []doctor.Section{{Title: "x", Found: found}})
	return b.String(), grave
}

func wantPage(t *testing.T, found []chat.Finding, grave bool, words ...string) {
	t.Helper()
	text, bad := page(found)
	if bad != grave {
		t.Errorf("grave = %v, want %v:\n%s", bad, grave, text)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}

func TestDatabase(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sub", "a.db")
	wantPage(t, doctor.Database(t.Context(), path), false, "no database yet")
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("the doctor left %v", entries)
	}
	s, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		return tx.Put("damaged/due/x", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	wantPage(t, doctor.Database(t.Context(), path), false, "in use")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	wantPage(t, doctor.Database(t.Context(), path), false, "is whole", "0 plans", "1 entries could not be read", "spotter check -database")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	wantPage(t, doctor.Database(t.Context(), path), false, "Others on this machine", "chmod 600")
	if err := os.WriteFile(path, []byte("a letter"), 0o600); err != nil {
		t.Fatal(err)
	}
	wantPage(t, doctor.Database(t.Context(), path), true, "BAD", "cannot be opened")
	wantPage(t, doctor.Database(t.Context(), filepath.Join(path, "b.db")), true, "BAD")
}

func TestBackups(t *testing.T) {
	now, dir := time.Now(), t.TempDir()
	for _, row := range []struct {
		dir    string
		newest time.Time
		want   string
	}{
		{"", time.Time{}, "No backups are made"},
		{dir, time.Time{}, "no backup yet"},
		{dir, now.Add(-20 * time.Hour), "20h0m0s old"},
		{dir, now.Add(-72 * time.Hour), "look The newest backup is 72h0m0s old"},
	} {
		wantPage(t, doctor.Backups(row.dir, 24*time.Hour, row.newest, now), false, row.want)
	}
	wantPage(t, doctor.Backups("/dev/null/x", time.Hour, now, now), true, "is no folder")
}

func TestClock(t *testing.T) {
	for want, f := range map[string]chat.Finding{
		"No platform":       doctor.Clock(0, false),
		"agrees":            doctor.Clock(-2*time.Second, true),
		"1m0s ahead":        doctor.Clock(time.Minute, true),
		"1m0s behind":       doctor.Clock(-time.Minute, true),
		"-> Set it, and ke": doctor.Clock(-time.Minute, true),
	} {
		wantPage(t, []chat.Finding{f}, false, want)
	}
}
