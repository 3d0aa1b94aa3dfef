package main

import (
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"spotter/internal/knowledge"
)

func built(t *testing.T) site {
	t.Helper()
	s, err := files("../../..")
	if err != nil {
		t.Fatal(err)
	}
	s["spotter.wasm"], s["wasm_exec.js"] = []byte("\x00asm"), []byte("//")
	if err := s.keepOffline(); err != nil {
		t.Fatal(err)
	}
	return s
}

// references returns what a page names of the site, and the ids that it has.
func references(t *testing.T, page []byte) (to []string, ids map[string]int) {
	t.Helper()
	tree, err := html.Parse(strings.NewReader(string(page)))
	if err != nil {
		t.Fatal(err)
	}
	ids = map[string]int{}
	for n := range tree.Descendants() {
		for _, a := range n.Attr {
			switch a.Key {
			case "href", "src", "srcset":
				to = append(to, a.Val)
			case "id":
				ids[a.Val]++
			}
		}
	}
	return to, ids
}

// Whatever a page leads to is there, and all that is loaded is of the site.
func TestLinksLeadSomewhere(t *testing.T) {
	s := built(t)
	ids := map[string]map[string]int{}
	for name, data := range s {
		if path.Ext(name) == ".html" {
			_, ids[name] = references(t, data)
			for id, n := range ids[name] {
				if n > 1 {
					t.Errorf("%s has the id %q %d times", name, id, n)
				}
			}
		}
	}
	for name := range ids {
		to, _ := references(t, s[name])
		for _, address := range to {
			if strings.HasPrefix(address, "https://") {
				continue
			}
			file, part, _ := strings.Cut(address, "#")
			if file == "" {
				file = name
			}
			if s[file] == nil || part != "" && ids[file][part] == 0 {
				t.Errorf("%s leads to %q, which is not there", name, address)
			}
		}
	}
}

// Everything that the content has to read stands on the front page: for who has no WebAssembly, that is all there is.
func TestIndexHasAllContent(t *testing.T) {
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	_, ids := references(t, built(t)["index.html"])
	for _, d := range base.Drills() {
		if ids["drill/"+d.ID] != 1 {
			t.Errorf("there is no drill %q", d.ID)
		}
	}
	for _, c := range base.Cues() {
		if ids["cue/"+c.ID] != 1 {
			t.Errorf("there is no cue %q", c.ID)
		}
	}
}

// The service worker keeps all files of the site, and a changed file makes another version of it.
func TestServiceWorkerKnowsAllFiles(t *testing.T) {
	s := built(t)
	worker := string(s["service.js"])
	for name := range s {
		if name != "service.js" && name != "_headers" && !strings.Contains(worker, `"`+name+`"`) {
			t.Errorf("the service worker does not keep %s", name)
		}
	}
	delete(s, "service.js")
	s["page.css"] = append(slices.Clone(s["page.css"]), ' ')
	if err := s.keepOffline(); err != nil {
		t.Fatal(err)
	}
	if string(s["service.js"]) == worker {
		t.Error("a changed style sheet changes no version")
	}
}

func TestDocument(t *testing.T) {
	page, err := document("docs/privacy.md", []byte("# A *title*\n\n[terms](terms.md#whose) [config](../config.example.toml) [out](https://example.org/) [here](#x)\n\n<script>alert(1)</script>\n\n{{operator}} `{{contact}}`\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"<title>A *title* · Spotter</title>", `<a href="terms.html#whose">terms</a>`, " config ", `<a href="https://example.org/">out</a>`, `<a href="#x">here</a>`,
		`<span data-setting="operator">[operator: fill in page.json]</span>`} {
		if !strings.Contains(string(page), want) {
			t.Errorf("there is no %s in\n%s", want, page)
		}
	}
	if strings.Contains(string(page), "<script>alert") {
		t.Error("markup of a document is markup of the page")
	}
}

func TestPair(t *testing.T) {
	wrong, right := pair("Seen from behind. Wrong: up. Right: down, and back.")
	if wrong != "Up." || right != "Down, and back." {
		t.Errorf("pair = %q, %q", wrong, right)
	}
	if wrong, right = pair("One thing after the other."); wrong != "" || right != "" {
		t.Errorf("pair without a fault = %q, %q", wrong, right)
	}
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fault(base, "bench-press", "take-your-time"); got != "Set-up rushed or loose." {
		t.Errorf("the fault of a rushed set-up is called %q", got)
	}
	if got := fault(base, "push-up", "take-your-time"); got != "" {
		t.Errorf("in the push-up, it is called %q", got)
	}
}

// A host gives what the browser takes, and names what it is; nothing outside of the folder is reached.
func TestServe(t *testing.T) {
	h := handler(fstest.MapFS{
		"index.html": {Data: []byte("plain")}, "index.html.br": {Data: []byte("brotli")}, "index.html.gz": {Data: []byte("gzip")},
		"spotter.wasm": {Data: []byte("\x00asm")}, "_headers": {Data: []byte("x")},
	})
	for _, test := range []struct {
		path, accept               string
		status                     int
		body, encoding, kindPrefix string
	}{
		{"/", "", 200, "plain", "", "text/html"},
		{"/index.html", "gzip, deflate", 200, "gzip", "gzip", "text/html"},
		{"/", "gzip, br", 200, "brotli", "br", "text/html"},
		{"/spotter.wasm", "br", 200, "\x00asm", "", "application/wasm"},
		{"/../../../etc/passwd", "", 404, "", "", ""},
		{"/nothing", "br", 404, "", "", ""},
	} {
		r := httptest.NewRequest(http.MethodGet, "http://page.test/", nil)
		r.URL.Path = test.path
		r.Header.Set("Accept-Encoding", test.accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		head := w.Header()
		if w.Code != test.status || test.status == 200 && (w.Body.String() != test.body || head.Get("Content-Encoding") != test.encoding || !strings.HasPrefix(head.Get("Content-Type"), test.kindPrefix)) {
			t.Errorf("%s for %q: %d %q %v", test.path, test.accept, w.Code, w.Body, head)
		}
		if !strings.Contains(head.Get("Content-Security-Policy"), "frame-ancestors 'none'") {
			t.Errorf("%s has no policy", test.path)
		}
		if test.status == 200 {
			r.Header.Set("If-None-Match", head.Get("ETag"))
			again := httptest.NewRecorder()
			if h.ServeHTTP(again, r); again.Code != http.StatusNotModified {
				t.Errorf("%s is sent again: %d", test.path, again.Code)
			}
		}
	}
}

// No file loads anything of others, and the policy would not let it.
func TestNothingOfOthers(t *testing.T) {
	loads := regexp.MustCompile(`(?i)(?:src|srcset|url\(|import|fetch\(|importScripts\()\s*=?\s*["'(]?(?:https?:)?//`)
	s := built(t)
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if name == "wasm_exec.js" {
			continue
		}
		if found := loads.Find(s[name]); found != nil {
			t.Errorf("%s loads from elsewhere: %s", name, found)
		}
	}
	if strings.Count(policy, "unsafe") != 1 || !strings.Contains(policy, "'wasm-unsafe-eval'") || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy is %s", policy)
	}
}

// The operator's fields of the documents are those that page.json has.
func TestFieldsAreInPageJSON(t *testing.T) {
	settings, err := fs.ReadFile(assets, "assets/page.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range built(t) {
		for _, m := range regexp.MustCompile(`data-setting="(\w+)"`).FindAllSubmatch(data, -1) {
			if path.Ext(name) == ".html" && !strings.Contains(string(settings), `"`+string(m[1])+`"`) {
				t.Errorf("%s wants %q, which page.json has not", name, m[1])
			}
		}
		if path.Ext(name) == ".html" && strings.Contains(string(data), "{{") {
			t.Errorf("%s has a field that nobody fills in", name)
		}
	}
}
