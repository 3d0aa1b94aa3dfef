package boltstore_test

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

// The tests may run as root, whom no permission stops; so this thread looks at files as nobody.
func TestOpenWithoutPermission(t *testing.T) {
	const want = "no permission to write there"
	folder := t.TempDir()
	for _, name := range []string{folder, filepath.Dir(folder)} {
		if err := os.Chmod(name, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	unwritable := filepath.Join(folder, "unwritable.db")
	write(t, unwritable, nil)
	if err := os.Chmod(unwritable, 0o400); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o755) }) // for TempDir's own cleanup

	if os.Geteuid() == 0 {
		const nobody = 65534
		runtime.LockOSThread() // for good: the thread ends with the test
		if err := syscall.Setfsuid(nobody); err != nil {
			t.Fatal(err)
		}
		defer syscall.Setfsuid(0)
	}
	wantOpenError(t, filepath.Join(folder, "new.db"), want)
	wantOpenError(t, filepath.Join(folder, "data", "new.db"), want)
	wantOpenError(t, unwritable, want)
}
