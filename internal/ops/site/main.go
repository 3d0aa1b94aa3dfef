// Site builds the page to try the coach at: a folder of files for any host of static files, which asks nobody for anything. It
// also serves that folder on loopback, to look at it.
//
//	go run ./internal/ops/site -to dist/page
//	go run ./internal/ops/site -to dist/page -serve 127.0.0.1:8090
//
// browser drives the site in Chromium (make test-page).
//
// The files: main.go builds all and program.go the coach, index.go lays the front page out of the content, document.go the
// documents out of Markdown, icon.go draws the icon, serve.go serves. What is the same for everybody lies in assets.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"text/template"

	"github.com/andybalholm/brotli"

	"spotter/internal/knowledge"
	"spotter/internal/picture"
)

//go:embed assets assets/_headers
var assets embed.FS

// policy is what the pages may do: load their own files, and compile the coach. Pictures that are no file of the site come with
// the messages themselves.
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; " +
	"style-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"

func main() {
	to := flag.String("to", "dist/page", "the folder that the site is written to")
	serveAt := flag.String("serve", "", "serve the folder at this address and build nothing, as in -serve 127.0.0.1:8090")
	quick := flag.Bool("quick", false, "compress quickly, and less: for looking at it")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *serveAt != "" {
		err = serve(ctx, *serveAt, *to, os.Stdout)
	} else {
		err = build(ctx, *to, *quick)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// A site is its files by name.
type site map[string][]byte

// build writes the site and says what it weighs.
func build(ctx context.Context, to string, quick bool) error {
	s, err := files(".")
	if err != nil {
		return err
	}
	if s["spotter.wasm"], s["wasm_exec.js"], err = program(ctx); err != nil {
		return err
	}
	if err := s.keepOffline(); err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	packed, err := s.write(to, quick)
	if err != nil {
		return err
	}
	s.tell(to, packed)
	return nil
}

// files returns all files but the program and the service worker, from the repository in root.
func files(root string) (site, error) {
	base, err := knowledge.Load(nil)
	if err != nil {
		return nil, err
	}
	pictures, err := picture.Load(nil)
	if err != nil {
		return nil, err
	}
	s := site{}
	for _, p := range pictures.All() {
		s["pictures/"+p.ID+".svg"], s["pictures/"+p.ID+"-still.svg"] = p.SVG(), p.Still()
	}
	if s["index.html"], err = index(base, pictures); err != nil {
		return nil, err
	}
	if err := s.addDocuments(root); err != nil {
		return nil, err
	}
	if err := s.addIcons(); err != nil {
		return nil, err
	}
	for _, name := range []string{"page.css", "page.js", "worker.js", "page.json", "page.webmanifest", "_headers"} {
		if s[name], err = fs.ReadFile(assets, "assets/"+name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// keepOffline adds the service worker, which knows all other files, and a version that changes with any of them.
func (s site) keepOffline() error {
	sum := sha256.New()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if strings.HasPrefix(name, "_") {
			continue
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(s[name]))
		sum.Write(s[name])
		names = append(names, name)
	}
	list, err := json.Marshal(append([]string{"./"}, names...))
	if err != nil {
		return err
	}
	text, err := fs.ReadFile(assets, "assets/service.js")
	if err != nil {
		return err
	}
	worker, err := template.New("service.js").Parse(string(text))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := worker.Execute(&b, map[string]string{"Version": fmt.Sprintf("%x", sum.Sum(nil)[:8]), "Files": string(list)}); err != nil {
		return err
	}
	s["service.js"] = b.Bytes()
	return nil
}

// write writes all files, each that gains by it also compressed beside itself, for hosts that take them so. It returns the sizes
// as brotli, in bytes.
func (s site) write(to string, quick bool) (packed map[string]int, err error) {
	packed = map[string]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	var errs []error
	for name, data := range s {
		all.Go(func() {
			n, err := writeFile(filepath.Join(to, filepath.FromSlash(name)), data, quick)
			mu.Lock()
			defer mu.Unlock()
			if packed[name] = n; err != nil {
				errs = append(errs, err)
			}
		})
	}
	all.Wait()
	if len(errs) > 0 {
		return nil, fmt.Errorf("write the site: %w", errs[0])
	}
	return packed, nil
}

func writeFile(path string, data []byte, quick bool) (packed int, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return 0, err
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		return 0, err
	}
	if strings.HasSuffix(path, ".png") || strings.HasSuffix(path, "_headers") {
		return len(data), nil
	}
	level := brotli.BestCompression
	if quick {
		level = 5
	}
	var b bytes.Buffer
	w := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: level, LGWin: 24})
	if _, err := w.Write(data); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	packed = b.Len()
	if err := os.WriteFile(path+".br", b.Bytes(), 0o644); err != nil {
		return 0, err
	}
	b.Reset()
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return 0, err
	}
	if _, err := z.Write(data); err != nil {
		return 0, err
	}
	if err := z.Close(); err != nil {
		return 0, err
	}
	return packed, os.WriteFile(path+".gz", b.Bytes(), 0o644)
}

// tell says what was built and what it weighs.
func (s site) tell(to string, packed map[string]int) {
	total, pictures := 0, 0
	for name, n := range packed {
		total += n
		if strings.HasPrefix(name, "pictures/") {
			pictures += n
		}
	}
	fmt.Printf("%s: %d files, %d kB as brotli: the coach %d, %d pictures %d, the rest %d\n", to, len(s), total/1000,
		packed["spotter.wasm"]/1000, countPictures(s), pictures/1000, (total-packed["spotter.wasm"]-pictures)/1000)
}

func countPictures(s site) (n int) {
	for name := range s {
		if strings.HasPrefix(name, "pictures/") {
			n++
		}
	}
	return n
}
