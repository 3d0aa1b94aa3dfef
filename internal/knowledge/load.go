package knowledge

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed content/*.toml lexicon
var embedded embed.FS

// Load reads the content that is built in and checks it. A file of the same name anywhere in
// override takes the place of the one built in; override may be nil. A TOML file there that has no
// counterpart is a fault too, since it would have no effect.
//
// The error is Faults: everything that is wrong in any file, with its position.
func Load(override fs.FS) (*Base, error) {
	l := newLoader(override)
	b := l.loadContent()
	b.mind = l.loadMind()
	b.turns = l.loadTurns()
	b.kinds = l.loadKinds()
	l.unused()
	if len(l.faults) == 0 {
		b.names = drillNames(b.drills.all)
		b.prepare()
		l.rehearse(b)
	}
	if len(l.faults) > 0 {
		return nil, l.faults.sorted()
	}
	return b, nil
}

// loadContent reads the files of content/ and checks them.
func (l *loader) loadContent() *Base {
	b := &Base{
		sources:   newShelf(entries[Source](l, "content/sources.toml", "source")),
		causes:    newShelf(entries[Cause](l, "content/causes.toml", "cause")),
		drills:    newShelf(entries[Drill](l, "content/drills.toml", "drill")),
		cues:      newShelf(entries[Cue](l, "content/cues.toml", "cue")),
		flags:     newShelf(entries[Flag](l, "content/flags.toml", "flag")),
		topics:    newShelf(entries[Topic](l, "content/topics.toml", "topic")),
		ballot:    newShelf(entries[BallotCue](l, "content/ballot.toml", "ballot")),
		inquiries: newShelf(entries[Inquiry](l, "content/questions.toml", "question")),
		routine:   whole[Routine](l, l.open("content/routine.toml")),
	}
	b.advice = append(entries[Advice](l, "content/advice.toml", "advice"), entries[Advice](l, "content/replies.toml", "advice")...)
	check(l, b)
	return b
}

// A loader reads files and keeps what is wrong with them, and where each entry stands.
type loader struct {
	override fs.FS
	replaced map[string]string // path in override by file name
	read     []string          // names of the files read
	entries  []*entry
	places   map[any]*entry             // by the pointer to what was decoded
	ids      map[string]map[string]bool // by kind; also of entries with faults; none where the file could not be read
	partial  map[string]bool            // kinds of which an entry could not be read
	faults   Faults
	buffer   []byte // to read files through
}

func newLoader(override fs.FS) *loader {
	l := &loader{
		override: override, replaced: map[string]string{}, places: map[any]*entry{}, ids: map[string]map[string]bool{}, partial: map[string]bool{},
		buffer: make([]byte, 32<<10),
	}
	if override == nil {
		return l
	}
	if err := fs.WalkDir(override, ".", l.note); err != nil {
		l.faults = append(l.faults, Fault{File: ".", What: err.Error()})
	}
	return l
}

// note remembers a file of override. Hidden files and folders are passed over.
func (l *loader) note(p string, d fs.DirEntry, err error) error {
	name := path.Base(p)
	switch hidden := strings.HasPrefix(name, ".") && p != "."; {
	case err != nil:
		return err
	case hidden && d.IsDir():
		return fs.SkipDir
	case hidden:
	case d.IsDir() && isBuiltIn(name):
		l.faults = append(l.faults, Fault{File: p, What: "here stands a folder, where a file belongs"})
	case d.IsDir():
	case d.Type()&fs.ModeSymlink != 0 && isFolder(l.override, p):
		l.faults = append(l.faults, Fault{File: p, What: "here stands a link to a folder, which is not followed: put the folder itself here"})
	case l.replaced[name] == "":
		l.replaced[name] = p
	case path.Ext(name) == ".toml" || isBuiltIn(name):
		l.faults = append(l.faults, Fault{File: p, What: "a file of this name is also at " + l.replaced[name] + ", and only one can hold"})
	}
	return nil
}

// isBuiltIn reports whether a file of that name is built in.
func isBuiltIn(name string) bool { return isIn("content", name) || isIn("lexicon", name) }

// isIn reports whether a folder that is built in has a file of that name.
func isIn(folder, name string) bool {
	info, err := fs.Stat(embedded, path.Join(folder, name))
	return err == nil && !info.IsDir()
}

// isFolder reports whether p is a folder, or a link to one.
func isFolder(in fs.FS, p string) bool {
	info, err := fs.Stat(in, p)
	return err == nil && info.IsDir()
}

// unused reports the TOML files of override that nothing asked for, such as a misspelt name.
func (l *loader) unused() {
	for name, p := range l.replaced {
		if strings.EqualFold(path.Ext(name), ".toml") && !slices.Contains(l.read, name) {
			l.faults = append(l.faults, Fault{File: p, What: "no content file has this name; there are " + strings.Join(l.read, ", ")})
		}
	}
}

// A file is a content file as it was read.
type file struct {
	name string // as faults show it
	text string
}

// maxFile is the longest file that is read, in bytes.
const maxFile = 4 << 20

// open reads a built-in file by its path, or what takes its place. It returns nil, having noted the
// fault, where it cannot.
func (l *loader) open(builtIn string) *file {
	name := path.Base(builtIn)
	l.read = append(l.read, name)
	from, p, shown := fs.FS(embedded), builtIn, BuiltIn+builtIn
	if other := l.replaced[name]; other != "" {
		from, p, shown = l.override, other, other
	}
	text, err := l.textOf(from, p)
	if err != nil {
		l.faults = append(l.faults, Fault{File: shown, What: err.Error()})
		return nil
	}
	if from != fs.FS(embedded) && path.Ext(name) != ".bin" { // Windows editors again
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return &file{name: shown, text: strings.TrimPrefix(text, "\ufeff")} // Windows editors write the mark
}

// openLearned opens a file that was learned and not written. An override can only repeat it: other numbers could
// silence a warning sign, and nobody can see in them which.
func (l *loader) openLearned(builtIn string) *file {
	f := l.open(builtIn)
	if f == nil || l.replaced[path.Base(builtIn)] == "" {
		return f
	}
	own, err := l.textOf(embedded, builtIn)
	if err == nil && own == f.text {
		return f
	}
	at := 0
	for at < min(len(own), len(f.text)) && own[at] == f.text[at] {
		at++
	}
	l.fault(f, at, "this is not what was learned with the built-in words: leave the file out")
	return nil
}

// textOf reads a file into a string without a second copy of it. It opens no pipe, which would block.
func (l *loader) textOf(from fs.FS, p string) (string, error) {
	info, err := fs.Stat(from, p)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", errors.New("this is no ordinary file")
	case info.Size() > maxFile:
		return "", fmt.Errorf("%d bytes, at most %d", info.Size(), maxFile)
	}
	f, err := from.Open(p)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b strings.Builder
	b.Grow(int(info.Size()))
	n, err := io.CopyBuffer(&b, io.LimitReader(f, maxFile+1), l.buffer)
	if n > maxFile { // the size was not that of the file
		err = fmt.Errorf("more than %d bytes", maxFile)
	}
	return b.String(), err
}

// shown is how faults name the content file of that name.
func (l *loader) shown(name string) string {
	if other := l.replaced[name]; other != "" {
		return other
	}
	return BuiltIn + "content/" + name
}
