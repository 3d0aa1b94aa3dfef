package main

import (
	"bytes"
	"fmt"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// Documents are the Markdown files that become pages, by the page's name.
var documents = map[string]string{
	"privacy.html":      "docs/privacy.md",
	"terms.html":        "docs/terms.md",
	"operation.html":    "docs/operation.md",
	"first-day.html":    "docs/first-day.md",
	"replicas.html":     "docs/replicas.md",
	"dependencies.html": "docs/dependencies.md",
	"content.html":      "internal/knowledge/content/README.md",
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table), goldmark.WithParserOptions(parser.WithAutoHeadingID()))

func (s site) addDocuments(root string) error {
	for name, file := range documents {
		data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
		if err != nil {
			return err
		}
		if s[name], err = document(file, data); err != nil {
			return err
		}
	}
	return nil
}

// document lays a Markdown file out as a page. Links to other documents lead to their pages; what leads to a file that is no
// page stays as words.
func document(file string, data []byte) ([]byte, error) {
	tree := markdown.Parser().Parse(text.NewReader(data))
	title := ""
	var links []*ast.Link
	err := ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Heading:
			if entering && n.Level == 1 && title == "" {
				title = string(n.Lines().Value(data))
			}
		case *ast.Link:
			if entering {
				links = append(links, n)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return nil, err
	}
	for _, l := range links {
		lead(l, file)
	}
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, data, tree); err != nil {
		return nil, fmt.Errorf("lay out %s: %w", file, err)
	}
	return page("document", map[string]any{
		"Title": title + " · Spotter", "Description": title, "Policy": policy, "Body": template.HTML(fields(wide(b.String()))),
	})
}

// lead makes a link lead to a page, or takes it away where there is none.
func lead(l *ast.Link, from string) {
	to := string(l.Destination)
	if strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") || strings.HasPrefix(to, "#") {
		return
	}
	file, part, _ := strings.Cut(to, "#")
	for name, known := range documents {
		if path.Join(path.Dir(from), file) == known {
			if part != "" {
				name += "#" + part
			}
			l.Destination = []byte(name)
			return
		}
	}
	parent := l.Parent()
	for c := l.FirstChild(); c != nil; c = l.FirstChild() {
		parent.InsertBefore(parent, l, c)
	}
	parent.RemoveChild(parent, l)
}

// wide lets a table that is wider than the screen be scrolled, by keyboard too, and makes no heading of an empty cell.
func wide(body string) string {
	return strings.NewReplacer("<table>", `<div class="wide" tabindex="0" role="group" aria-label="Table"><table>`, "</table>", "</table></div>", "<th></th>", "<td></td>").Replace(body)
}

// fields makes a place for each of the operator's fields, which page.json fills: {{operator}} in the Markdown.
func fields(body string) string {
	return strings.NewReplacer(
		"{{operator}}", `<span data-setting="operator">[operator: fill in page.json]</span>`,
		"{{contact}}", `<span data-setting="contact">[contact: fill in page.json]</span>`,
		"{{country}}", `<span data-setting="country">[country: fill in page.json]</span>`,
	).Replace(body)
}
