package health_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/ops/health"
	"spotter/internal/store"
)

func get(t *testing.T, h http.Handler, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
	return w.Code, w.Body.String()
}

func TestHandler(t *testing.T) {
	var broken error
	h := &health.Health{Parts: []health.Part{
		{Name: "database", Look: func(context.Context) (string, error) { return "writable", nil }},
		{Name: "discord", Look: func(context.Context) (string, error) { return "connected", broken }},
	}}
	handler := h.Handler(func(w io.Writer) { fmt.Fprintln(w, "spotter_x 1") }, false)
	if code, text := get(t, handler, "/readyz"); code != 200 || text != "database: ok: writable\ndiscord: ok: connected\n" {
		t.Errorf("/readyz = %d %q", code, text)
	}
	broken = errors.New("2 of 3 gateway connections are down")
	if code, text := get(t, handler, "/readyz"); code != 503 || !strings.Contains(text, "discord: not ready: 2 of 3") || !strings.Contains(text, "database: ok") {
		t.Errorf("/readyz = %d %q", code, text)
	}
	if code, text := get(t, handler, "/healthz"); code != 200 || text != "ok\n" {
		t.Errorf("/healthz = %d %q", code, text)
	}
	if code, text := get(t, handler, "/metrics"); code != 200 || text != "spotter_x 1\n" {
		t.Errorf("/metrics = %d %q", code, text)
	}
	if code, _ := get(t, handler, "/debug/pprof/"); code != 404 {
		t.Errorf("profiles that nobody asked for: %d", code)
	}
	if code, _ := get(t, h.Handler(func(io.Writer) {}, true), "/debug/pprof/heap"); code != 200 {
		t.Errorf("profiles: %d", code)
	}
}

func TestServe(t *testing.T) {
	l, err := health.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := health.Listen(l.Addr().String()); err == nil || !strings.Contains(err.Error(), "http.listen") {
		t.Errorf("a port that is taken: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- health.Serve(ctx, l, http.NotFoundHandler(), slog.New(slog.DiscardHandler)) }()
	resp, err := http.Get("http://" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// A slow store is one whose writes wait for a word.
type slow struct {
	store.Store
	words chan error
}

func (s slow) Update(context.Context, func(store.Tx) error) error { return <-s.words }

func TestWritable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := slow{store.NewMemory(), make(chan error)}
		p := &health.Writable{Store: s}
		look := func(want string) {
			t.Helper()
			synctest.Wait()
			how, err := p.Look(t.Context())
			if err != nil {
				how = err.Error()
			}
			if how != want {
				t.Errorf("Look = %q, want %q", how, want)
			}
		}
		look("not written yet")
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { p.Run(ctx); close(done) }()
		s.words <- nil
		look("writable")
		time.Sleep(31 * time.Second)
		s.words <- errors.New("the disk is full")
		look("the disk is full")
		time.Sleep(42 * time.Second) // the next write began 13 seconds ago
		look("a write has taken 13s so far")
		if !p.Alive() {
			t.Error("not alive after 13 seconds")
		}
		time.Sleep(time.Minute)
		if p.Alive() {
			t.Error("alive after 73 seconds")
		}
		s.words <- nil
		look("writable")
		cancel()
		close(s.words) // a tick waited, so that another write has begun
		<-done
	})
}
