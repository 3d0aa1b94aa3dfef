package overlay

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// An exported entry says which built-in entry it was written over: basedOn holds the Sum of that. One that is as it was exported
// is no override, so that it stays the built-in one after an upgrade; one that was changed is older than the built-in
// one once that has another sum.
const basedOn = "based_on"

// Sum is a short sum of all that an entry says, whatever its layout and comments.
func (e *Entry) Sum() string {
	h := sha256.New()
	for _, lf := range e.Leaves {
		if lf.Path != basedOn {
			fmt.Fprintf(h, "%q %q\n", lf.Path, lf.Value)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// based returns the sum that an entry says it is based on.
func (e *Entry) based() (sum string, ok bool) { return e.Text(basedOn) }

// untouched reports whether an entry is as it was exported.
func (e *Entry) untouched() bool {
	sum, ok := e.based()
	return ok && sum == e.Sum()
}

// withoutBase returns the text of an entry with spaces in place of the line that says what it is based on.
func (e *Entry) withoutBase() string {
	text := e.File.Text[e.Start:e.End]
	if _, ok := e.based(); !ok {
		return text
	}
	at := e.Find(basedOn, "", 0) - e.Start
	first := strings.LastIndexByte(text[:at], '\n') + 1
	end := len(text)
	if n := strings.IndexByte(text[at:], '\n'); n >= 0 {
		end = at + n
	}
	return text[:first] + strings.Repeat(" ", end-first) + text[end:]
}

// noteAge notes that an entry of an override is older than the built-in one, which may be nil, that it takes the place of.
func (l *Loader) noteAge(ours, own *Entry, what string) {
	sum, ok := ours.based()
	switch {
	case !ok || own != nil && own.Sum() == sum:
	case own == nil:
		l.note(ours, "the built-in %s that this is based on is no more, or another one: see whether this is still needed, then take %s out", what, basedOn)
	default:
		l.note(ours, "%s is older than the built-in one, which has changed since: compare them, then write %s = %q", what, basedOn, own.Sum())
	}
}

// note notes what an owner should look at, and is no fault.
func (l *Loader) note(e *Entry, format string, args ...any) {
	faults := l.Faults
	l.Faults = nil
	l.Fault(e.File, e.Start, format, args...)
	l.Notes, l.Faults = append(l.Notes, l.Faults...), faults
}

// Exported returns a built-in file of entries in which each says what it is based on.
func Exported(files fs.FS, name string) (string, error) {
	l := New(files, nil)
	f := l.OpenBuiltIn(name)
	if f == nil {
		return "", l.Faults
	}
	entries, whole := l.entries(f)
	var b strings.Builder
	from := 0
	for _, e := range entries {
		at := firstKey(f)
		if !whole { // behind its [[kind]]
			at = e.Start + strings.IndexByte(f.Text[e.Start:], '\n') + 1
		}
		fmt.Fprintf(&b, "%s%s = %q\n", f.Text[from:at], basedOn, e.Sum())
		from = at
	}
	b.WriteString(f.Text[from:])
	if len(l.Faults) > 0 {
		return "", fmt.Errorf("export %s: %w", path.Base(name), l.Faults)
	}
	return b.String(), nil
}

// entries returns the [[kind]] entries of a file of one kind, or all of it as one where it begins with a key.
func (l *Loader) entries(f *File) (all []*Entry, whole bool) {
	p := unstable.Parser{}
	p.Reset([]byte(f.Text))
	if !p.NextExpression() || p.Expression().Kind == unstable.KeyValue {
		return []*Entry{f.Whole()}, true
	}
	all, _ = l.split(f, Keys(p.Expression())[0])
	return all, false
}

// firstKey returns where the line of the first key begins.
func firstKey(f *File) int {
	p := unstable.Parser{}
	p.Reset([]byte(f.Text))
	if !p.NextExpression() {
		return len(f.Text)
	}
	return strings.LastIndexByte(f.Text[:KeyOffset(p.Expression())], '\n') + 1
}
