// Package control is the way from one command to the process that runs the bot: HTTP over a socket beside the database, which
// only the owner of the database can open.
//
// Where there are no such sockets, as on Windows, it is a port of the loopback interface, and a secret that stands in a
// file in the socket's place.
package control

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// longestName is how long the name of a socket may be, in bytes: macOS has room for 104 with the zero at its end, Linux for
// 108 (unix(7)).
const longestName = 100

// Path returns where the control socket of the process is that uses a database: beside it, or where that name would be too
// long, in a folder of the user's under the folder for what runs.
func Path(database string) (string, error) {
	whole, err := filepath.Abs(database)
	if err != nil {
		return "", err
	}
	if real, err := filepath.EvalSymlinks(whole); err == nil {
		whole = real
	}
	if path := whole + ".sock"; len(path) <= longestName || !sockets {
		return path, nil
	}
	sum := sha256.Sum256([]byte(whole))
	return filepath.Join(runFolder(), hex.EncodeToString(sum[:8])+".sock"), nil
}

func runFolder() string {
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		return filepath.Join(dir, "spotter")
	}
	return filepath.Join(os.TempDir(), fmt.Sprintf("spotter-%d", os.Getuid()))
}

// sockets tells whether the system has sockets that are files with permissions. Tests change it.
var sockets = runtime.GOOS != "windows"

// Listen opens the control socket at path. The caller holds the database, so a socket that is there is left from a process
// that is gone. Closing the listener removes it.
func Listen(path string) (net.Listener, error) {
	if err := prepare(path); err != nil {
		return nil, fmt.Errorf("open control socket: %w", err)
	}
	listen := listenSocket
	if !sockets {
		listen = listenPort
	}
	l, err := listen(path)
	if err != nil {
		return nil, fmt.Errorf("open control socket %s: %w", path, err)
	}
	return l, nil
}

// prepare makes the socket's folder and removes a socket that is left there.
func prepare(path string) error {
	dir := filepath.Dir(path)
	if dir == runFolder() {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return err
		}
		if err := own(dir); err != nil {
			return err
		}
	}
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil
	case err != nil:
		return err
	case sockets && info.Mode()&os.ModeSocket == 0:
		return fmt.Errorf("%s is there and no socket", path)
	}
	return os.Remove(path)
}

// listenSocket binds the socket under a name of its own first, so that nobody finds it before it is closed to others.
func listenSocket(path string) (net.Listener, error) {
	early := path[:len(path)-len(".sock")] + ".new"
	if err := os.Remove(early); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: early, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false)
	err = os.Chmod(early, 0o600)
	if err == nil {
		err = os.Rename(early, path)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close(), os.Remove(early))
	}
	return &removing{l, path}, nil
}

// listenPort listens at the loopback interface and writes where, and the secret that is asked for, to a file.
func listenPort(path string) (net.Listener, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	secret := rand.Text()
	if err := os.WriteFile(path, []byte(l.Addr().String()+" "+secret), 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &guarded{&removing{l, path}, secret}, nil
}

// A removing listener removes its file when it is closed.
type removing struct {
	net.Listener
	path string
}

func (r *removing) Close() error {
	err := r.Listener.Close()
	if err == nil {
		err = os.Remove(r.path)
	}
	return err
}

// A guarded listener is one that everybody on this machine can reach.
type guarded struct {
	net.Listener
	secret string
}

// Serve answers at l by h until ctx is done.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	if g, ok := l.(*guarded); ok {
		h = g.ask(h)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() {
		_ = server.Close() // who asks meanwhile sees the connection end, which tells enough
	})
	defer stop()
	if err := server.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve at the control socket: %w", err)
	}
	return nil
}

func (g *guarded) ask(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+g.secret)) != 1 {
			http.Error(w, "the secret is missing", http.StatusForbidden)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// ErrNobody says that no process answers at a control socket.
var ErrNobody = errors.New("no Spotter is running with this database")

// Ask makes a request of the process that uses the database, and returns its answer, which the caller closes. Its error is
// ErrNobody, wrapped, if there is no such process.
func Ask(ctx context.Context, database, method, target string) (*http.Response, error) {
	path, err := Path(database)
	if err != nil {
		return nil, err
	}
	if err := own(path); err != nil {
		return nil, err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		if sockets {
			return d.DialContext(ctx, "unix", path)
		}
		address, _, err := readPort(path)
		if err != nil {
			return nil, err
		}
		return d.DialContext(ctx, "tcp", address)
	}}}
	r, err := http.NewRequestWithContext(ctx, method, "http://spotter"+target, nil)
	if err != nil {
		return nil, err
	}
	if !sockets {
		_, secret, err := readPort(path)
		if err != nil {
			return nil, nobody(err)
		}
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	resp, err := client.Do(r)
	if err != nil {
		return nil, nobody(err)
	}
	return resp, nil
}

// nobody returns ErrNobody where err says that nobody listens.
func nobody(err error) error {
	var dial *net.OpError
	switch {
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf("the Spotter that is running belongs to another user: %w", err)
	case errors.Is(err, os.ErrNotExist), errors.As(err, &dial) && dial.Op == "dial" && !dial.Timeout():
		return fmt.Errorf("%w (%w)", ErrNobody, err)
	}
	return fmt.Errorf("ask the Spotter that is running: %w", err)
}

func readPort(path string) (address, secret string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", "", err
	}
	address, secret, _ = strings.Cut(string(data), " ")
	return address, secret, nil
}

// Text returns what Ask answered, as an error where the status says that it is one.
func Text(resp *http.Response) (string, error) {
	data, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err = errors.Join(err, resp.Body.Close()); err != nil {
		return "", fmt.Errorf("read the answer: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return string(data), errors.New(strings.TrimSpace(string(data)))
	}
	return string(data), nil
}
