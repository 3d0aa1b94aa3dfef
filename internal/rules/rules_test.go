package rules

import (
	"flag"
	"fmt"
	"go/ast"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden file")

// rules maps each rule's name to what finds the faults in a tree.
var rules = map[string]func(tree) []string{
	"Imports":         imports,
	"PackageNames":    packageNames,
	"PackageComments": packageComments,
	"ErrorTexts":      errorTexts,
	"Sleep":           sleep,
	"Skipped":         skipped,
}

func TestTree(t *testing.T) {
	tree := load(t, os.DirFS("../.."))
	if len(tree.files) < 20 {
		t.Fatalf("found %d files, which cannot be all", len(tree.files))
	}
	for name, rule := range rules {
		t.Run(name, func(t *testing.T) {
			for _, fault := range rule(tree) {
				t.Error(fault)
			}
		})
	}
}

// Each rule finds what is wrong in a tree made for it.
func TestBadTree(t *testing.T) {
	tree := load(t, os.DirFS("testdata/bad"))
	var got strings.Builder
	for _, name := range []string{"Imports", "PackageNames", "PackageComments", "ErrorTexts", "Sleep", "Skipped"} {
		for _, fault := range rules[name](tree) {
			fmt.Fprintf(&got, "%s: %s\n", name, fault)
		}
	}
	const golden = "testdata/bad.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.String(), string(want)); diff != "" {
		t.Errorf("faults (-got +want):\n%s", diff)
	}
}

// A package is named for what it is about. These names are about nothing.
var vague = []string{"base", "common", "helper", "helpers", "lib", "misc", "model", "models", "shared", "types", "util", "utils"}

func packageNames(t tree) (faults []string) {
	for _, f := range t.files {
		name := strings.TrimSuffix(f.ast.Name.Name, "_test")
		if slices.Contains(vague, name) {
			faults = append(faults, f.path+": a package named "+name+" says nothing of what may live there")
		}
		if name != path.Base(f.dir) && name != "main" {
			faults = append(faults, fmt.Sprintf("%s: package %s lives in %s", f.path, name, f.dir))
		}
	}
	return faults
}

// A stranger finds what may live in a package at the head of the file named after it (a program's
// main.go), and nowhere else.
func packageComments(t tree) (faults []string) {
	found := map[string]string{}
	for _, f := range t.files {
		if strings.HasSuffix(f.path, "_test.go") {
			continue
		}
		found[f.dir] += ""
		if f.ast.Doc == nil {
			continue
		}
		want, begins := path.Join(f.dir, path.Base(f.dir)+".go"), "Package "+f.ast.Name.Name+" "
		if f.ast.Name.Name == "main" {
			want, begins = path.Join(f.dir, "main.go"), ""
		}
		found[f.dir] += f.path + " "
		if f.path != want || !strings.HasPrefix(f.ast.Doc.Text(), begins) {
			faults = append(faults, fmt.Sprintf("%s: the package comment belongs in %s and begins with %q", f.path, want, begins))
		}
	}
	for dir, in := range found {
		if in == "" {
			faults = append(faults, dir+": the package has no comment")
		}
	}
	slices.Sort(faults)
	return faults
}

// Errors say what was being done to what; that it failed is plain from there being one.
func errorTexts(t tree) (faults []string) {
	for _, f := range t.files {
		if f.test {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			text, ok := n.(*ast.BasicLit)
			if ok && text.Kind == token.STRING && strings.Contains(strings.ToLower(text.Value), "failed to ") {
				faults = append(faults, t.line(text)+`: say what was being done to what, not "failed to"`)
			}
			return true
		})
	}
	return faults
}

// A test that sleeps is slow, and right only on the machine it was written on; under testing/synctest
// it is neither. Which of a package's helpers start a bubble is not looked for: it is enough that one does.
func sleep(t tree) (faults []string) {
	bubbles := map[string]bool{}
	for _, f := range t.files {
		if _, others := f.imports(t.module); slices.Contains(others, "testing/synctest") {
			bubbles[f.dir] = true
		}
	}
	for _, f := range t.files {
		if !strings.HasSuffix(f.path, "_test.go") || bubbles[f.dir] {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok || call.Sel.Name != "Sleep" {
				return true
			}
			if in, ok := call.X.(*ast.Ident); ok && in.Name == "time" {
				faults = append(faults, t.line(call)+": no test sleeps, except under testing/synctest")
			}
			return true
		})
	}
	return faults
}

// What the race detector skips is found by its first line, to be run without it (see the Makefile).
func skipped(t tree) (faults []string) {
	for _, f := range t.files {
		first := map[ast.Node]bool{}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Body != nil && len(fn.Body.List) > 0 && regexp.MustCompile(`^(Test|Fuzz)[A-Z]`).MatchString(fn.Name.Name) {
				if line, ok := fn.Body.List[0].(*ast.ExprStmt); ok {
					first[line.X] = true
				}
			}
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || first[call] {
				return true
			}
			if skip, ok := call.Fun.(*ast.SelectorExpr); ok && skip.Sel.Name == "Skip" {
				if in, ok := skip.X.(*ast.Ident); ok && in.Name == "racetest" {
					faults = append(faults, t.line(call)+": racetest.Skip is the first line of a test, or the test is run by nobody")
				}
			}
			return true
		})
	}
	return faults
}
