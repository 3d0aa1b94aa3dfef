package rules

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"
)

// A tree is the Go source of a module.
type tree struct {
	module string
	files  []file
	fset   *token.FileSet
}

// A file is one file of it.
type file struct {
	path string // "internal/store/memory.go"
	dir  string // the package: "internal/store"
	test bool   // code for tests only: its name ends in _test.go, or its package's in test
	ast  *ast.File
}

// load parses all Go files below root but those in testdata.
func load(t *testing.T, root fs.FS) tree {
	t.Helper()
	tree := tree{module: "spotter", fset: token.NewFileSet()}
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || len(name) > 1 && entry.Name()[0] == '.'):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(tree.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir := path.Dir(name)
		test := strings.HasSuffix(name, "_test.go") || strings.HasSuffix(dir, "test")
		tree.files = append(tree.files, file{name, dir, test, parsed})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// line returns where a node begins, as "internal/store/memory.go:12".
func (t tree) line(n ast.Node) string {
	p := t.fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", p.Filename, p.Line)
}

// imports returns the paths that the file imports: ours without the module's name.
func (f file) imports(module string) (ours, others []string) {
	for _, spec := range f.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			panic(err) // the parser has accepted it
		}
		if rest, ok := strings.CutPrefix(name, module+"/"); ok {
			ours = append(ours, rest)
		} else {
			others = append(others, name)
		}
	}
	return ours, others
}

// standard tells whether a path is one of the standard library's.
func standard(name string) bool {
	first, _, _ := strings.Cut(name, "/")
	return !strings.Contains(first, ".")
}

// within tells whether a path is that package or below it.
func within(name, dir string) bool {
	return name == dir || strings.HasPrefix(name, dir+"/")
}
