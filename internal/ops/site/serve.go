package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"os"
	"path"
	"strings"
	"time"
)

// serve serves the folder until ctx is done, and says where.
func serve(ctx context.Context, address, folder string, out io.Writer) error {
	if _, err := os.Stat(folder + "/index.html"); err != nil {
		return fmt.Errorf("there is no site yet (make page builds it): %w", err)
	}
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: handler(os.DirFS(folder)), ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() { _ = server.Close() }) // nobody waits for the rest of a page
	defer stop()
	fmt.Fprintf(out, "http://%s/\n", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// handler serves the files as a good host does: compressed where they lie so beside themselves, with the policy as a header too.
func handler(files fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy+"; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cache-Control", "no-cache")
		h.Add("Vary", "Accept-Encoding")
		served, encoding := name, ""
		for ending, coding := range map[string]string{".br": "br", ".gz": "gzip"} {
			if strings.Contains(r.Header.Get("Accept-Encoding"), coding) && encoding != "br" {
				if _, err := fs.Stat(files, name+ending); err == nil {
					served, encoding = name+ending, coding
				}
			}
		}
		data, err := fs.ReadFile(files, served)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		h.Set("Content-Type", contentType(name))
		if encoding != "" {
			h.Set("Content-Encoding", encoding)
		}
		h.Set("ETag", fmt.Sprintf(`"%x"`, sha256.Sum256(data)))
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	})
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".wasm":
		return "application/wasm"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}
