package pattern

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// All patterns of the program compile: none is wrong when it is needed.
func TestPatternsCompile(t *testing.T) {
	found := 0
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			files := token.NewFileSet()
			f, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok || !isNew(call.Fun) {
					return true
				}
				found++
				if literal, ok := call.Args[0].(*ast.BasicLit); !ok {
					t.Errorf("%v: this is no literal", files.Position(call.Pos()))
				} else if expression, err := strconv.Unquote(literal.Value); err != nil {
					t.Errorf("%v: %v", files.Position(call.Pos()), err)
				} else if _, err := regexp.Compile(expression); err != nil {
					t.Errorf("%v: %v", files.Position(call.Pos()), err)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found == 0 {
		t.Error("no patterns are found")
	}
}

func isNew(fun ast.Expr) bool {
	s, ok := fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "New" {
		return false
	}
	of, ok := s.X.(*ast.Ident)
	return ok && of.Name == "pattern"
}
