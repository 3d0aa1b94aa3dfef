package lexicon

import (
	"io/fs"
	"math"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"

	"spotter/internal/knowledge/overlay"
)

// A file is one of lexicon/, with what an override has in place of its groups, classes and words, or beside them.
type file struct {
	Fillers  string            `toml:"fillers"`
	Same     map[string]string `toml:"same"`
	Classes  map[string]string `toml:"classes"`
	Signs    []Sign            `toml:"sign"`
	Evidence []Group           `toml:"evidence"`

	sort   string // what its groups are; empty for words.toml
	from   *overlay.File
	own    *file            // what it was laid over; nil where there is no override
	groups []*overlay.Entry // its [[evidence]] tables, once they are asked for
}

// readFile reads a file of lexicon/ and what an override adds to it.
func readFile(l *overlay.Loader, name string) *file {
	own, added := l.Both("lexicon/" + name)
	f := decode(l, name, own)
	if added == nil {
		return f
	}
	over := decode(l, name, added)
	over.own = f
	return over.merged()
}

func decode(l *overlay.Loader, name string, from *overlay.File) *file {
	f := &file{from: from}
	if from == nil {
		return f
	}
	l.Decode(&overlay.Entry{File: from, End: len(from.Text)}, f)
	if sort, ok := strings.CutSuffix(name, "-words.toml"); ok {
		f.sort = sort
	}
	for i := range f.Evidence {
		f.Evidence[i].Sort = f.sort
		f.Evidence[i].place = place{file: f, index: i}
	}
	return f
}

// merged returns a file with what it was laid over: groups for the same thing and reason, classes and words of one
// name are replaced, all others stay.
func (f *file) merged() *file {
	out := &file{Fillers: f.Fillers, Same: map[string]string{}, Classes: map[string]string{}, sort: f.own.sort, from: f.from, own: f.own}
	if out.Fillers == "" {
		out.Fillers = f.own.Fillers
	}
	for _, from := range []*file{f.own, f} {
		for k, v := range from.Same {
			out.Same[k] = v
		}
		for k, v := range from.Classes {
			out.Classes[k] = v
		}
	}
	out.Signs = merge(f.own.Signs, f.Signs, func(a, b Sign) bool { return a.For == b.For })
	out.Evidence = merge(f.own.Evidence, f.Evidence, func(a, b Group) bool { return a.For == b.For && a.Reason == b.Reason })
	return out
}

// merge returns a list with the entries of another in place of those that are the same, or behind.
func merge[T any](list, with []T, same func(a, b T) bool) []T {
	out := slices.Clone(list)
	for _, w := range with {
		at := slices.IndexFunc(list, func(t T) bool { return same(t, w) })
		if at < 0 {
			out = append(out, w)
			continue
		}
		out[at] = w
	}
	return out
}

// A place is where a group is written: in a file that was read, or by name and line.
type place struct {
	file  *file
	index int

	name string
	line int
}

// fault notes a fault of a key of a group.
func (p place) fault(l *overlay.Loader, key, format string, args ...any) {
	e := p.entry()
	l.Fault(e.File, e.Find(key, "", 0), format, args...)
}

// sure is how many bytes of a phrase tell where it is written.
const sure = 50

// phraseFault notes a fault of a line of the phrases of a group.
func (p place) phraseFault(l *overlay.Loader, line, format string, args ...any) {
	e := p.entry()
	at := e.Find("phrases", "", 0)
	begins := strings.TrimSpace(line) // one that is long goes on in the next line of the file
	if i := strings.Index(e.File.Text[at:e.End], begins[:min(len(begins), sure)]); i >= 0 {
		at += i
	}
	l.Fault(e.File, at, format, args...)
}

// entry returns the [[evidence]] table of a group, or the whole file where groups are written in another way.
func (p place) entry() *overlay.Entry {
	if p.file.groups == nil {
		p.file.groups = groupsOf(p.file.from)
	}
	if list := p.file.groups; p.index < len(list) {
		return list[p.index]
	}
	return &overlay.Entry{File: p.file.from, End: len(p.file.from.Text)}
}

// Where returns the file in which a group is written, as faults name it, and the line where it begins, from 1.
func (g *Group) Where() (name string, line int) {
	if g.place.file == nil {
		return g.place.name, g.place.line
	}
	e := g.place.entry()
	return e.File.Name, strings.Count(e.File.Text[:e.Start], "\n") + 1
}

// WhereIs returns where the phrase of a pattern is written: the file as faults name it, and the line from 1. Files are those that
// are built in.
func (x *Lexicon) WhereIs(pattern int, files fs.FS) (name string, line int) {
	g, before := &x.Groups[x.groupOf[pattern]], 0 // how many phrases of the group stand before it
	for p := pattern; p > 0 && x.groupOf[p-1] == x.groupOf[pattern]; p-- {
		before++
	}
	name, first := g.Where()
	text := ""
	if builtIn, ok := strings.CutPrefix(name, overlay.BuiltIn); ok {
		text, _ = overlay.Read(files, builtIn, math.MaxInt32) // it was read before
	} else {
		text = g.place.file.from.Text
	}
	inside, goesOn := false, false // a backslash at the end joins a line with the next
	for i, written := range strings.Split(text, "\n")[first-1:] {
		joined := goesOn
		goesOn = strings.HasSuffix(written, "\\")
		switch {
		case !inside:
			inside = strings.HasPrefix(strings.TrimSpace(written), "phrases")
			if inside && strings.Count(written, `"`)%3 != 0 { // all in one line
				return name, first + i
			}
		case strings.TrimSpace(written) == "", joined:
		case before == 0:
			return name, first + i
		default:
			before--
		}
	}
	return name, first
}

// groupsOf returns the [[evidence]] tables of a file.
func groupsOf(f *overlay.File) []*overlay.Entry {
	list := []*overlay.Entry{}
	p := unstable.Parser{}
	p.Reset([]byte(f.Text))
	inside := false
	for p.NextExpression() {
		n := p.Expression()
		switch {
		case n.Kind == unstable.ArrayTable && strings.Join(overlay.Keys(n), ".") == "evidence":
			if len(list) > 0 {
				list[len(list)-1].End = overlay.KeyOffset(n)
			}
			list, inside = append(list, &overlay.Entry{File: f, Start: overlay.KeyOffset(n), End: len(f.Text)}), true
		case n.Kind != unstable.KeyValue:
			inside = false
		case inside:
			list[len(list)-1].Gather("", n)
		}
	}
	return list
}
