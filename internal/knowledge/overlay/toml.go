package overlay

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// An Entry is a part of a file that is decoded alone, so that a fault in one does not hide those in
// others: one [[kind]] with its sub-tables, or a whole file.
type Entry struct {
	File       *File
	Start, End int // of the file's text, in bytes
	Leaves     []Leaf
}

// A Leaf is one value in an entry: a string, a number, or a key of an inline table.
type Leaf struct {
	Path   string // keys joined by dots, without the entry's kind: "option.label"
	Value  string
	Offset int // in the file's bytes
}

// List decodes a file that is a list of [[kind]], strictly, with the entries of an override in place of those of the
// same id and behind them. It returns those that are sound, and notes the faults of the others.
func List[T any](l *Loader, builtIn, kind string) []*T {
	l.IDs[kind] = map[string]bool{}
	own, added := l.Both(builtIn)
	base, ours := list[T](l, own, kind), list[T](l, added, kind)
	if own == nil || added == nil && l.Replaced[path.Base(builtIn)] != "" {
		l.IDs[kind] = nil
	}
	ours = touched(l, kind, base, ours)
	var out []*T
	for _, o := range base {
		if at := slices.IndexFunc(ours, o.replacedBy); at >= 0 {
			l.noteAge(ours[at].entry, o.entry, ours[at].named(kind))
			o = ours[at]
			ours = slices.Delete(ours, at, at+1)
		}
		out = append(out, l.keep(o.entry, o.value).(*T))
	}
	for _, o := range ours {
		l.noteAge(o.entry, nil, o.named(kind))
		out = append(out, l.keep(o.entry, o.value).(*T))
	}
	return out
}

// touched returns the entries of an override without those that are as they were exported: what is built in now holds instead.
func touched[T any](l *Loader, kind string, base, ours []decoded[T]) []decoded[T] {
	return slices.DeleteFunc(ours, func(o decoded[T]) bool {
		if !o.entry.untouched() {
			return false
		}
		if id, ok := o.entry.Text("id"); ok && !slices.ContainsFunc(base, o.sameID) {
			delete(l.IDs[kind], id) // it was taken out
		}
		return true
	})
}

// keep notes where a value stands.
func (l *Loader) keep(e *Entry, value any) any {
	l.Entries = append(l.Entries, e)
	l.Places[value] = e
	return value
}

// A decoded is an entry with what it holds.
type decoded[T any] struct {
	entry *Entry
	value *T
}

func (d decoded[T]) sameID(other decoded[T]) bool {
	id, ok := d.entry.Text("id")
	also, _ := other.entry.Text("id")
	return ok && id == also
}

// replacedBy reports whether an entry of an override takes the place of a built-in one: that of the same id, or where there are none
// the one that it is based on.
func (d decoded[T]) replacedBy(ours decoded[T]) bool {
	if _, named := d.entry.Text("id"); named {
		return d.sameID(ours)
	}
	sum, ok := ours.entry.based()
	return ok && sum == d.entry.Sum()
}

// named says which entry of a kind it is.
func (d decoded[T]) named(kind string) string {
	if id, ok := d.entry.Text("id"); ok {
		return fmt.Sprintf("[[%s]] %q", kind, id)
	}
	return "[[" + kind + "]]"
}

// list decodes the entries of one file.
func list[T any](l *Loader, f *File, kind string) []decoded[T] {
	if f == nil {
		return nil
	}
	parts, ok := l.split(f, kind)
	if !ok {
		return nil
	}
	if len(parts) == 0 {
		l.Faults = append(l.Faults, Fault{File: f.Name, What: "there is no [[" + kind + "]] in it"})
		return nil
	}
	var out []decoded[T]
	for _, e := range parts {
		if id, ok := e.Text("id"); ok {
			l.IDs[kind][id] = true
		}
		into := map[string][]*T{}
		if !l.Decode(e, &into) {
			l.Entries = append(l.Entries, e)
			l.Partial[kind] = true
			continue
		}
		out = append(out, decoded[T]{e, into[kind][0]})
	}
	return out
}

// Whole decodes a file that is one table, strictly. It never returns nil.
func Whole[T any](l *Loader, f *File) *T {
	into := new(T)
	if f == nil { // as Open returns it
		return into
	}
	e := f.Whole()
	if l.Decode(e, into) {
		l.Entries = append(l.Entries, e)
		l.Places[into] = e
	}
	return into
}

// Table decodes a built-in file that is one table, or what takes its place. It never returns nil.
func Table[T any](l *Loader, builtIn string) *T {
	own, added := l.Both(builtIn)
	if added == nil {
		return Whole[T](l, own)
	}
	if ours := added.Whole(); own != nil {
		if ours.untouched() {
			return Whole[T](l, own)
		}
		l.noteAge(ours, own.Whole(), "this file")
	}
	return Whole[T](l, added)
}

// Whole returns all of a file as one entry.
func (f *File) Whole() *Entry {
	e := &Entry{File: f, End: len(f.Text)}
	p := unstable.Parser{}
	p.Reset([]byte(f.Text))
	prefix := ""
	for p.NextExpression() {
		switch n := p.Expression(); n.Kind {
		case unstable.Table, unstable.ArrayTable:
			prefix = strings.Join(Keys(n), ".") + "."
		case unstable.KeyValue:
			e.Gather(prefix, n)
		}
	}
	return e
}

// split cuts a file into its [[kind]] entries. It reports false, having noted where, if the file is no
// TOML or something else stands in it.
func (l *Loader) split(f *File, kind string) (parts []*Entry, ok bool) {
	var at *Entry // the entry we are in
	prefix := ""
	p := unstable.Parser{}
	p.Reset([]byte(f.Text))
	for p.NextExpression() {
		n := p.Expression()
		path := Keys(n)
		offset := KeyOffset(n)
		switch {
		case n.Kind == unstable.KeyValue && at != nil:
			at.Gather(prefix, n)
		case n.Kind == unstable.ArrayTable && len(path) == 1 && path[0] == kind:
			start := strings.LastIndexByte(f.Text[:offset], '\n') + 1
			if len(parts) > 0 {
				parts[len(parts)-1].End = start
			}
			at, prefix = &Entry{File: f, Start: start, End: len(f.Text)}, ""
			parts = append(parts, at)
		case n.Kind != unstable.KeyValue && len(path) > 1 && path[0] == kind && at != nil:
			prefix = strings.Join(path[1:], ".") + "."
		default:
			l.Fault(f, offset, "%s does not belong here: this file holds only [[%s]]", strings.Join(path, "."), kind)
			return nil, false
		}
	}
	if p.Error() != nil { // decoding says where
		e := &Entry{File: f, End: len(f.Text)}
		l.Decode(e, &map[string]any{})
		return nil, false
	}
	return parts, true
}

// Gather adds the leaves of a key and its value.
func (e *Entry) Gather(prefix string, n *unstable.Node) {
	e.value(prefix+strings.Join(Keys(n), "."), n.Value())
}

func (e *Entry) value(path string, n *unstable.Node) {
	switch n.Kind {
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			e.value(path, it.Node())
		}
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			name := strings.Join(Keys(it.Node()), ".")
			e.Leaves = append(e.Leaves, Leaf{Path: path, Value: name, Offset: KeyOffset(it.Node())})
			e.value(path+"."+name, it.Node().Value())
		}
	default:
		e.Leaves = append(e.Leaves, Leaf{Path: path, Value: string(n.Data), Offset: int(n.Raw.Offset)})
	}
}

// Keys returns the dotted key of a table or a key-value.
func Keys(n *unstable.Node) []string {
	var parts []string
	for it := n.Key(); it.Next(); {
		parts = append(parts, string(it.Node().Data))
	}
	return parts
}

// KeyOffset returns where a key begins, in bytes.
func KeyOffset(n *unstable.Node) int {
	it := n.Key()
	if !it.Next() {
		return 0
	}
	return int(it.Node().Raw.Offset)
}

// maxWork bounds the values of an entry times its length in bytes. The longest that is built in has some 40 000.
const maxWork = 16 << 20

// Decode fills into from an entry and reports whether nothing was wrong with it.
func (l *Loader) Decode(e *Entry, into any) bool {
	if work := len(e.Leaves) * (e.End - e.Start); work > maxWork { // the decoder goes through the text for each key that it does not know
		l.Fault(e.File, e.Start, "this entry has %d values, far more than any needs", len(e.Leaves))
		return false
	}
	d := toml.NewDecoder(strings.NewReader(e.withoutBase()))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var unknown *toml.StrictMissingError
	var wrong *toml.DecodeError
	switch {
	case err == nil:
		return true
	case errors.As(err, &unknown):
		for _, u := range unknown.Errors {
			l.Fault(e.File, e.offset(u.Position()), "unknown key %s", strings.Join(u.Key(), "."))
		}
	case errors.As(err, &wrong):
		l.Fault(e.File, e.offset(wrong.Position()), "%s", plain(wrong))
	default:
		l.Fault(e.File, e.Start, "%s", plain(err))
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
	case kind == "string" || kind == "content.Lift" || kind == "content.Triage":
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
func (e *Entry) offset(line, column int) int {
	at := e.Start
	for ; line > 1; line-- {
		next := strings.IndexByte(e.File.Text[at:e.End], '\n')
		if next < 0 {
			break
		}
		at += next + 1
	}
	return min(at+column-1, e.End)
}

// Fault notes a fault at an offset of a file.
func (l *Loader) Fault(f *File, offset int, format string, args ...any) {
	line, start := f.line(offset)
	l.Faults = append(l.Faults, Fault{
		File:   f.Name,
		Line:   line,
		Column: utf8.RuneCountInString(f.Text[start:offset]) + 1,
		What:   fmt.Sprintf(format, args...),
	})
}

// line returns the number of the line that the offset is in, from 1, and where it starts.
func (f *File) line(offset int) (number, start int) {
	if f.starts == nil {
		f.starts = []int{0}
		for i := range len(f.Text) {
			if f.Text[i] == '\n' {
				f.starts = append(f.starts, i+1)
			}
		}
	}
	number = sort.SearchInts(f.starts, offset+1)
	return number, f.starts[number-1]
}

// Text returns the value of the first leaf with that path.
func (e *Entry) Text(path string) (value string, ok bool) {
	for _, lf := range e.Leaves {
		if lf.Path == path {
			return lf.Value, true
		}
	}
	return "", false
}

// Find returns the offset of the n-th leaf (from 0) with that path and value; where there is none,
// that of the path; else that of the entry.
func (e *Entry) Find(path, value string, n int) int {
	for _, lf := range e.Leaves {
		if lf.Path == path && lf.Value == value {
			if n == 0 {
				return lf.Offset
			}
			n--
		}
	}
	if i := slices.IndexFunc(e.Leaves, func(lf Leaf) bool { return lf.Path == path }); i >= 0 {
		return e.Leaves[i].Offset
	}
	return e.Start
}
