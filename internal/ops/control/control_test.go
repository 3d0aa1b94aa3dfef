//go:build linux

package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serve answers for a database until the test ends.
func serve(t *testing.T, database string) (path string) {
	t.Helper()
	path, err := Path(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := Listen(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "you asked ", r.URL.Path) }))
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left: %v", path, err)
		}
	})
	return path
}

func wantAnswer(t *testing.T, database string) {
	t.Helper()
	resp, err := Ask(t.Context(), database, http.MethodGet, "/x")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := Text(resp); got != "you asked /x" || err != nil {
		t.Errorf("answer = %q, %v", got, err)
	}
}

func TestAsk(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	if _, err := Ask(t.Context(), database, http.MethodGet, "/x"); !errors.Is(err, ErrNobody) {
		t.Errorf("with nobody there: %v", err)
	}
	path := serve(t, database)
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket's mode is %v, %v, want 0600", info.Mode(), err)
	}
	wantAnswer(t, database)
}

// A socket that a killed process left is taken over; anything else in its place is left alone.
func TestStaleSocket(t *testing.T) {
	database := filepath.Join(t.TempDir(), "a.db")
	path, err := Path(database)
	if err != nil {
		t.Fatal(err)
	}
	left, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	left.SetUnlinkOnClose(false)
	if err := left.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Ask(t.Context(), database, http.MethodGet, "/x"); !errors.Is(err, ErrNobody) {
		t.Errorf("at a socket that is left: %v", err)
	}
	serve(t, database)
	wantAnswer(t, database)

	other := filepath.Join(t.TempDir(), "b.db")
	path, _ = Path(other)
	if err := os.WriteFile(path, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Listen(path); err == nil {
		t.Error("a file was taken for a socket and removed")
	}
}

// Where the name would be too long for a socket, it is in a folder of the user's own.
func TestLongPath(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	database := filepath.Join(t.TempDir(), strings.Repeat("long/", 30), "a.db")
	if path := serve(t, database); len(path) > longestName {
		t.Errorf("the socket's name has %d bytes", len(path))
	}
	wantAnswer(t, database)
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	open := runFolder()
	if err := os.MkdirAll(open, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(open, 0o777); err != nil {
		t.Fatal(err)
	}
	path, _ := Path(database)
	if _, err := Listen(path); err == nil || !strings.Contains(err.Error(), "open to others") {
		t.Errorf("in a folder that is open to others: %v", err)
	}
}

// A socket of somebody else's is not trusted.
func TestSocketOfAnother(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a file of somebody else's")
	}
	dir, err := os.MkdirTemp("", "spotter-test-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil { // else a third user sees nothing of it anyway
		t.Fatal(err)
	}
	database := filepath.Join(dir, "a.db")
	path := serve(t, database)
	if err := os.Lchown(path, 65532, 65532); err != nil {
		t.Fatal(err)
	}
	wantAnswer(t, database) // root may ask whom it likes
	if err := as(65533, func() error { return own(path) }); err == nil || !strings.Contains(err.Error(), "another user") {
		t.Errorf("as a third user: %v", err)
	}
}

// Where there are no sockets, only who can read the secret is answered.
func TestPort(t *testing.T) {
	sockets = false
	defer func() { sockets = true }()
	database := filepath.Join(t.TempDir(), "a.db")
	path := serve(t, database)
	wantAnswer(t, database)
	address, secret, err := readPort(path)
	if err != nil || secret == "" || !strings.HasPrefix(address, "127.0.0.1:") {
		t.Fatalf("the file says %q, %v", address, err)
	}
	resp, err := http.Get("http://" + address + "/x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Text(resp); err == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("without the secret: %v, %v", resp.Status, err)
	}
	if err := os.WriteFile(path, []byte(address+" wrong"), 0o600); err != nil {
		t.Fatal(err)
	}
	resp, err = Ask(t.Context(), database, http.MethodGet, "/x")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Text(resp); err == nil {
		t.Error("a wrong secret is taken")
	}
}
