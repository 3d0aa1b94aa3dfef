// Release builds what people install: for each system one archive with the program, its manual, its completions and the
// licences of all that is in it, Debian packages by nfpm, the page as an archive, and the sums of all of them. Who runs it twice on one
// commit gets the same bytes.
//
//	go run ./internal/ops/release -version v0.1.0 -to dist
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// nfpm is what makes Debian packages, outside go.mod, which its own hundred dependencies would fill. A newer one needs a module
// that the proxy does not serve.
const nfpm = "github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.45.0"

// A target is a system that is built for.
type target struct {
	goos, goarch, goarm string
	deb                 string // the architecture's name at Debian; empty: no package
}

var targets = []target{
	{"linux", "amd64", "", "amd64"},
	{"linux", "arm64", "", "arm64"},
	{"linux", "arm", "7", "armhf"},
	{"darwin", "arm64", "", ""},
	{"darwin", "amd64", "", ""},
	{"windows", "amd64", "", ""},
}

func (t target) String() string {
	name := t.goos + "_" + t.goarch
	if t.goarm != "" {
		name += "v" + t.goarm
	}
	return name
}

func (t target) program() string {
	if t.goos == "windows" {
		return "spotter.exe"
	}
	return "spotter"
}

func main() {
	version := flag.String("version", "", "the version, as in -version v0.1.0")
	to := flag.String("to", "dist", "the folder that the release is written to")
	only := flag.String("only", "", "build for this system alone, as in -only linux_amd64")
	licences := flag.Bool("licences", false, "print the licences of all dependencies, and build nothing")
	flag.Parse()
	err := release(context.Background(), *version, *to, *only)
	if *licences {
		err = printLicences(context.Background(), os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

var versionForm = regexp.MustCompile(`^v[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$`)

func release(ctx context.Context, version, to, only string) error {
	if !versionForm.MatchString(version) {
		return fmt.Errorf("version %q is not of the form v1.2.3", version)
	}
	commit, when, err := commitOf(ctx)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	common, err := commonFiles(ctx, version, commit)
	if err != nil {
		return err
	}
	for _, t := range targets {
		if only != "" && t.String() != only {
			continue
		}
		fmt.Println("building", t)
		if err := t.release(ctx, version, commit, to, when, common); err != nil {
			return fmt.Errorf("build %s: %w", t, err)
		}
	}
	if only == "" {
		fmt.Println("building the page")
		if err := page(ctx, version, to, when); err != nil {
			return fmt.Errorf("build the page: %w", err)
		}
	}
	return sums(to)
}

// release builds one target's archive and package.
func (t target) release(ctx context.Context, version, commit, to string, when time.Time, common []entry) error {
	folder := filepath.Join(to, t.String())
	program := filepath.Join(folder, t.program())
	if err := t.build(ctx, version, commit, program); err != nil {
		return err
	}
	data, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("spotter_%s_%s", version, t)
	files := append([]entry{{t.program(), 0o755, data}}, common...)
	if t.goos == "windows" {
		err = writeZip(filepath.Join(to, name+".zip"), name, files, when)
	} else {
		err = writeTar(filepath.Join(to, name+".tar.gz"), name, files, when)
	}
	if err != nil || t.deb == "" {
		return err
	}
	return t.pack(ctx, version, to, folder, when, common)
}

// page builds the page to try the coach at, and an archive of it to unpack on a host of static files.
func page(ctx context.Context, version, to string, when time.Time) error {
	folder := filepath.Join(to, "page")
	if err := run(exec.CommandContext(ctx, "go", "run", "./internal/ops/site", "-to", folder)); err != nil {
		return err
	}
	var files []entry
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(path)
		files = append(files, entry{filepath.ToSlash(name), 0o644, data})
		return err
	})
	if err != nil {
		return err
	}
	name := "spotter-page_" + version
	return writeZip(filepath.Join(to, name+".zip"), name, files, when)
}

// ldflags leaves out what the program does not need to run, and says which version it is.
func ldflags(version, commit string) string {
	return "-s -w -buildid= -X main.released=" + version + "+" + commit
}

func (t target) build(ctx context.Context, version, commit, program string) error {
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-ldflags", ldflags(version, commit), "-o", program, "./cmd/bot")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+t.goos, "GOARCH="+t.goarch, "GOARM="+t.goarm)
	return run(c)
}

// pack makes the Debian package. nfpm finds its files below packaging/ and in the folder STAGE.
func (t target) pack(ctx context.Context, version, to, folder string, when time.Time, common []entry) error {
	for _, f := range common {
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(f.name)), f.data, f.mode); err != nil {
			return err
		}
	}
	c := exec.CommandContext(ctx, "go", "run", nfpm, "package", "--config", "packaging/nfpm.yaml", "--packager", "deb", "--target", to+"/")
	c.Env = append(os.Environ(), "VERSION="+version, "ARCH="+t.deb, "STAGE="+folder, "SOURCE_DATE_EPOCH="+strconv.FormatInt(when.Unix(), 10))
	return run(c)
}

func run(c *exec.Cmd) error {
	out, err := c.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(c.Args, " "), err, out)
	}
	return nil
}

// commitOf returns the commit that is built and when it was made.
func commitOf(ctx context.Context) (commit string, when time.Time, err error) {
	out, err := exec.CommandContext(ctx, "git", "log", "-1", "--format=%h %ct").Output()
	if err != nil {
		return "", when, fmt.Errorf("ask git for the commit: %w", err)
	}
	commit, at, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	seconds, err := strconv.ParseInt(at, 10, 64)
	return commit, time.Unix(seconds, 0).UTC(), err
}

// commonFiles returns what is in every archive beside the program. The manual and the completions come from the program itself.
func commonFiles(ctx context.Context, version, commit string) ([]entry, error) {
	files := []entry{}
	for name, args := range map[string][]string{
		"spotter.1": {"man"}, "completions/spotter.bash": {"completion", "bash"}, "completions/_spotter": {"completion", "zsh"}, "completions/spotter.fish": {"completion", "fish"},
	} {
		c := exec.CommandContext(ctx, "go", append([]string{"run", "-ldflags", ldflags(version, commit), "./cmd/bot"}, args...)...)
		c.Stderr = os.Stderr
		out, err := c.Output()
		if err != nil {
			return nil, fmt.Errorf("make %s: %w", name, err)
		}
		files = append(files, entry{name, 0o644, out})
	}
	for _, name := range []string{"README.md", "CHANGELOG.md", "LICENSE", "config.example.toml", "packaging/spotter.service"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		files = append(files, entry{filepath.Base(name), 0o644, data})
	}
	var notices bytes.Buffer
	if err := printLicences(ctx, &notices); err != nil {
		return nil, err
	}
	files = append(files, entry{"THIRD-PARTY-NOTICES.txt", 0o644, notices.Bytes()})
	slices.SortFunc(files, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return files, nil
}

// sums writes SHA256SUMS of all archives and packages, as sha256sum -c reads it.
func sums(to string) error {
	entries, err := os.ReadDir(to)
	if err != nil {
		return err
	}
	var list bytes.Buffer
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(to, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(data), e.Name())
	}
	return os.WriteFile(filepath.Join(to, "SHA256SUMS"), list.Bytes(), 0o644)
}
