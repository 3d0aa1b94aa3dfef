package web

import (
	"maps"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Attributes are those of an element, by name.
type attributes map[string]string

// element returns an element with its attributes in the order of their names.
func element(name string, at attributes, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name}
	for _, key := range slices.Sorted(maps.Keys(at)) {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: at[key]})
	}
	return add(n, children...)
}

// add puts children at the end of n, and returns n.
func add(n *html.Node, children ...*html.Node) *html.Node {
	for _, c := range children {
		n.AppendChild(c)
	}
	return n
}

// words returns a text, whatever stands in it.
func words(s string) *html.Node { return &html.Node{Type: html.TextNode, Data: s} }

// anchor returns a link that tells nobody where it was pressed.
func anchor(to, label string) *html.Node {
	return element("a", attributes{"href": to, "rel": "noopener noreferrer"}, words(label))
}

// safeLink reports whether a link leads to a page, and nowhere else.
func safeLink(to string) bool {
	return strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://")
}

// source returns the HTML of a node. It panics where there can be none, which is a bug.
func source(n *html.Node) string {
	var b strings.Builder
	if err := html.Render(&b, n); err != nil {
		panic(err)
	}
	return b.String()
}

// inner returns the HTML of what is in a node.
func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.ChildNodes() {
		b.WriteString(source(c))
	}
	return b.String()
}
