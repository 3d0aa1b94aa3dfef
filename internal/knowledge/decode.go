package knowledge

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An entry is a part of a file that is decoded alone, so that a fault in one does not hide those in
// others: one [[kind]] with its sub-tables, or a whole file.
type entry struct {
	file       *file
	start, end int // of the file's text
	leaves     []leaf
}

// A leaf is one value in an entry: a string, a number, or a key of an inline table.
type leaf struct {
	path   string // keys joined by dots, without the entry's kind: "option.label"
	value  string
	offset int // in the file's bytes
}

// entries decodes a file that is a list of [[kind]], strictly. It returns those that are sound, and
// notes the faults of the others.
func entries[T any](l *loader, builtIn, kind string) []*T {
	f := l.open(builtIn)
	if f == nil {
		return nil
	}
	parts, ok := l.split(f, kind)
	if !ok {
		return nil
	}
	if len(parts) == 0 {
		l.faults = append(l.faults, Fault{File: f.name, What: "there is no [[" + kind + "]] in it"})
		return nil
	}
	var list []*T
	l.ids[kind] = map[string]bool{}
	for _, e := range parts {
		l.entries = append(l.entries, e)
		if id, ok := e.text("id"); ok {
			l.ids[kind][id] = true
		}
		into := map[string][]*T{}
		if !l.decode(e, &into) {
			l.partial[kind] = true
			continue
		}
		list = append(list, into[kind][0])
		l.places[into[kind][0]] = e
	}
	return list
}

// whole decodes a file that is one table, strictly. It never returns nil.
func whole[T any](l *loader, f *file) *T {
	into := new(T)
	if f == nil { // as open returns it
		return into
	}
	e := f.gathered()
	if l.decode(e, into) {
		l.entries = append(l.entries, e)
		l.places[into] = e
	}
	return into
}

// gathered returns all of a file as one entry.
func (f *file) gathered() *entry {
	e := &entry{file: f, end: len(f.text)}
	p := unstable.Parser{}
	p.Reset([]byte(f.text))
	prefix := ""
	for p.NextExpression() {
		switch n := p.Expression(); n.Kind {
		case unstable.Table, unstable.ArrayTable:
			prefix = strings.Join(keys(n), ".") + "."
		case unstable.KeyValue:
			e.gather(prefix, n)
		}
	}
	return e
}

// split cuts a file into its [[kind]] entries. It reports false, having noted where, if the file is no
// TOML or something else stands in it.
func (l *loader) split(f *file, kind string) (list []*entry, ok bool) {
	var at *entry // the entry we are in
	prefix := ""
	p := unstable.Parser{}
	p.Reset([]byte(f.text))
	for p.NextExpression() {
		n := p.Expression()
		path := keys(n)
		offset := keyOffset(n)
		switch {
		case n.Kind == unstable.KeyValue && at != nil:
			at.gather(prefix, n)
		case n.Kind == unstable.ArrayTable && len(path) == 1 && path[0] == kind:
			start := strings.LastIndexByte(f.text[:offset], '\n') + 1
			if len(list) > 0 {
				list[len(list)-1].end = start
			}
			at, prefix = &entry{file: f, start: start, end: len(f.text)}, ""
			list = append(list, at)
		case n.Kind != unstable.KeyValue && len(path) > 1 && path[0] == kind && at != nil:
			prefix = strings.Join(path[1:], ".") + "."
		default:
			l.fault(f, offset, "%s does not belong here: this file holds only [[%s]]", strings.Join(path, "."), kind)
			return nil, false
		}
	}
	if p.Error() != nil { // decoding says where
		e := &entry{file: f, end: len(f.text)}
		l.decode(e, &map[string]any{})
		return nil, false
	}
	return list, true
}

// gather adds the leaves of a key and its value.
func (e *entry) gather(prefix string, n *unstable.Node) {
	e.value(prefix+strings.Join(keys(n), "."), n.Value())
}

func (e *entry) value(path string, n *unstable.Node) {
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			e.value(path, it.Node())
		}
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			name := strings.Join(keys(it.Node()), ".")
			e.leaves = append(e.leaves, leaf{path: path, value: name, offset: keyOffset(it.Node())})
			e.value(path+"."+name, it.Node().Value())
		}
	default:
		e.leaves = append(e.leaves, leaf{path: path, value: string(n.Data), offset: int(n.Raw.Offset)})
	}
}

// keys returns the dotted key of a table or a key-value.
func keys(n *unstable.Node) []string {
	var parts []string
	for it := n.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
	}
	return parts
}

func keyOffset(n *unstable.Node) int {
	it := n.Key()
	if !it.Next() {
		return 0
	}
	return int(it.Node().Raw.Offset)
}

// decode fills into from an entry and reports whether nothing was wrong with it.
func (l *loader) decode(e *entry, into any) bool {
	d := toml.NewDecoder(strings.NewReader(e.file.text[e.start:e.end]))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &unknown):
		for _, u := range unknown.Errors {
			l.fault(e.file, e.offset(u.Position()), "unknown key %s", strings.Join(u.Key(), "."))
		}
	case errors.As(err, &wrong):
		l.fault(e.file, e.offset(wrong.Position()), "%s", plain(wrong))
	default:
		l.fault(e.file, e.start, "%s", plain(err))
	}
	return false
}

var mismatch = regexp.MustCompile(`^cannot (?:decode TOML|store) (.+?) (?:into|in) (?:.* of type |a )?(\S+)$`)

// plain words an error of the decoder for someone who writes content.
func plain(err error) string {
	text := strings.TrimPrefix(err.Error(), "toml: ")
	if m := mismatch.FindStringSubmatch(text); m != nil {
		return "here stands " + tomlWord(m[1]) + ", where " + goWord(m[2]) + " belongs"
	}
	return text
}

func tomlWord(kind string) string {
	switch kind {
	case "string":
		return "a text"
	case "integer", "float":
		return "a number"
	case "boolean":
		return "true or false"
	case "array":
		return "a list"
	}
	return "another kind of value (" + kind + ")"
}

func goWord(kind string) string {
	switch {
	case kind == "string" || kind == "knowledge.Lift" || kind == "knowledge.Triage":
		return "a text in quotes"
	case kind == "bool":
		return "true or false"
	case strings.HasPrefix(kind, "float"):
		return "a number"
	case strings.HasPrefix(kind, "[]"):
		return "a list in [ ]"
	}
	return "a table in { }"
}

// offset turns a line and a column (bytes) within the entry, both from 1, into an offset in the file.
func (e *entry) offset(line, column int) int {
	at := e.start
	for ; line > 1; line-- {
		next := strings.IndexByte(e.file.text[at:e.end], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return min(at+column-1, e.end)
}

// fault notes a fault at an offset of a file.
func (l *loader) fault(f *file, offset int, format string, args ...any) {
	before := f.text[:offset]
	line := before[strings.LastIndexByte(before, '\n')+1:]
	l.faults = append(l.faults, Fault{
		File:   f.name,
		Line:   strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(line) + 1,
		What:   fmt.Sprintf(format, args...),
	})
}

// text returns the value of the first leaf with that path.
func (e *entry) text(path string) (value string, ok bool) {
	for _, lf := range e.leaves {
		if lf.path == path {
			return lf.value, true
		}
	}
	return "", false
}

// find returns the offset of the n-th leaf (from 0) with that path and value; where there is none,
// that of the path; else that of the entry.
func (e *entry) find(path, value string, n int) int {
	for _, lf := range e.leaves {
		if lf.path == path && lf.value == value {
			if n == 0 {
				return lf.offset
			}
			n--
		}
	}
	if i := slices.IndexFunc(e.leaves, func(lf leaf) bool { return lf.path == path }); i >= 0 {
		return e.leaves[i].offset
	}
	return e.start
}
