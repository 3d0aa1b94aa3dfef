// Package health tells whether the program works, and serves that and its metrics over HTTP.
package health

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/pprof"
	"sync"
	"time"

	"spotter/internal/store"
)

// A Part is something that must work for the program to be ready.
type Part struct {
	Name string
	// Look returns how it stands, in a few words, and an error if it does not work. It answers at once.
	Look func(ctx context.Context) (string, error)
}

// Health looks at the parts of a program.
type Health struct{ Parts []Part }

// within is how long the look at one part may take.
const within = 2 * time.Second

// Report writes a line for each part and reports whether all work.
func (h *Health) Report(ctx context.Context, w io.Writer) (ready bool) {
	ready = true
	for _, p := range h.Parts {
		ctx, cancel := context.WithTimeout(ctx, within)
		how, err := p.Look(ctx)
		cancel()
		if err != nil {
			how, ready = err.Error(), false
		}
		mark := "ok"
		if err != nil {
			mark = "not ready"
		}
		fmt.Fprintf(w, "%s: %s: %s\n", p.Name, mark, how)
	}
	return ready
}

// Handler serves /healthz, which answers as long as the program does; /readyz, with a line for each part and status 503 unless
// all work; /metrics, as metrics writes it; and Go's profiles if profiles is set.
func (h *Health) Handler(metrics func(io.Writer), profiles bool) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		var text writer
		ready := h.Report(r.Context(), &text)
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		if !ready {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write(text) // who asked may be gone
	})
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		metrics(w)
	})
	if profiles {
		mux.HandleFunc("/debug/pprof/", pprof.Index)
		mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
		mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
		mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	}
	return mux
}

type writer []byte

func (w *writer) Write(p []byte) (int, error) { *w = append(*w, p...); return len(p), nil }

// Listen opens the address where the handler is served.
func Listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen at http.listen, %s: %w; name another address, or end what uses it", address, err)
	}
	return l, nil
}

// Serve answers at l by h until ctx is done.
func Serve(ctx context.Context, l net.Listener, h http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler: h, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
	log.Info("serving health and metrics", "address", l.Addr().String())
	stop := context.AfterFunc(ctx, func() {
		_ = server.Close() // readers of numbers lose nothing
	})
	defer stop()
	if err := server.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("serve at %s: %w", l.Addr(), err)
	}
	return nil
}

// A Writable looks whether a store can be written, by writing.
type Writable struct {
	Store store.Store

	mu   sync.Mutex
	at   time.Time // when a write ended last
	err  error     // how
	busy bool      // one is under way
}

// The key that is written, how often, and how long that may take before it counts as broken.
const (
	probeKey  = "ops/written"
	probeRest = 30 * time.Second
	probeLong = 10 * time.Second
)

// Run writes now and then until ctx is done.
func (p *Writable) Run(ctx context.Context) {
	tick := time.NewTicker(probeRest)
	defer tick.Stop()
	for {
		p.write(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (p *Writable) write(ctx context.Context) {
	p.mu.Lock()
	p.busy, p.at = true, time.Now()
	p.mu.Unlock()
	err := p.Store.Update(ctx, func(tx store.Tx) error { return tx.Put(probeKey, []byte("yes")) })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy, p.err, p.at = false, err, time.Now()
}

// Alive reports whether no write has been under way for much too long.
func (p *Writable) Alive() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.busy || time.Since(p.at) < 6*probeLong
}

// Look is a Part's: it tells how the last write ended, and does not wait for another.
func (p *Writable) Look(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch waited := time.Since(p.at); {
	case p.at.IsZero():
		return "", errors.New("not written yet")
	case p.busy && waited > probeLong:
		return "", fmt.Errorf("a write has taken %v so far", waited.Round(time.Second))
	case p.err != nil:
		return "", p.err
	}
	return "writable", nil
}
