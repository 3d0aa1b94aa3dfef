// Package overlay reads files that are built in with those of an owner laid over them, TOML entry by entry, strictly,
// and keeps what is wrong with each and where it stands. It knows nothing of what the files hold.
package overlay

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// A Loader reads files and keeps what is wrong with them, and where each entry stands. What is built in lies in
// folders; what a file of the same name holds, anywhere in the override, takes the place of the entries of the same
// id, or is added to them.
type Loader struct {
	Faults   Faults
	Notes    Faults                     // what an owner should look at, and is no fault
	Replaced map[string]string          // path in the override by file name
	Entries  []*Entry                   // all that were read
	Places   map[any]*Entry             // by the pointer to what was decoded
	IDs      map[string]map[string]bool // by kind; also of entries with faults; none where the file could not be read
	Partial  map[string]bool            // kinds of which an entry could not be read

	builtIn, override fs.FS
	learned           []Learned
	read              []string // names of the files read
	buffer            []byte   // to read files through
}

// New makes a loader of what is built in, beside files that were learned, and, unless that is nil, an override.
func New(builtIn, override fs.FS, learned ...Learned) *Loader {
	l := &Loader{
		builtIn: builtIn, override: override, learned: learned, Replaced: map[string]string{}, Places: map[any]*Entry{}, IDs: map[string]map[string]bool{},
		Partial: map[string]bool{}, buffer: make([]byte, 32<<10),
	}
	if override == nil {
		return l
	}
	if err := fs.WalkDir(override, ".", l.found); err != nil {
		l.Faults = append(l.Faults, Fault{File: ".", What: err.Error()})
	}
	return l
}

// BuiltIn returns a loader of what is built in alone.
func (l *Loader) BuiltIn() *Loader { return New(l.builtIn, nil) }

// found remembers a file of override. Hidden files and folders are passed over.
func (l *Loader) found(p string, d fs.DirEntry, err error) error {
	name := path.Base(p)
	switch hidden := strings.HasPrefix(name, ".") && p != "."; {
	case err != nil:
		return err
	case hidden && d.IsDir():
		return fs.SkipDir
	case hidden:
	case d.IsDir() && name == pictures:
		return fs.SkipDir
	case d.IsDir() && l.isBuiltIn(name):
		l.Faults = append(l.Faults, Fault{File: p, What: "here stands a folder, where a file belongs"})
	case d.IsDir():
	case d.Type()&fs.ModeSymlink != 0 && isFolder(l.override, p):
		l.Faults = append(l.Faults, Fault{File: p, What: "here stands a link to a folder, which is not followed: put the folder itself here"})
	case l.Replaced[name] == "":
		l.Replaced[name] = p
	case path.Ext(name) == ".toml" || l.isBuiltIn(name):
		l.Faults = append(l.Faults, Fault{File: p, What: "a file of this name is also at " + l.Replaced[name] + ", and only one can hold"})
	}
	return nil
}

// pictures is the folder of the pose files, which internal/picture reads.
const pictures = "pictures"

// isBuiltIn reports whether a file of that name is built in.
func (l *Loader) isBuiltIn(name string) bool {
	found, err := fs.Glob(l.builtIn, "*/"+name)
	return err == nil && len(found) > 0 || slices.ContainsFunc(l.learned, func(f Learned) bool { return f.Name == name })
}

// In reports whether a folder that is built in has a file of that name.
func (l *Loader) In(folder, name string) bool {
	info, err := fs.Stat(l.builtIn, path.Join(folder, name))
	return err == nil && !info.IsDir()
}

// isFolder reports whether p is a folder, or a link to one.
func isFolder(in fs.FS, p string) bool {
	info, err := fs.Stat(in, p)
	return err == nil && info.IsDir()
}

// Unused notes the TOML files of override that nothing asked for, such as a misspelt name.
func (l *Loader) Unused() {
	for name, p := range l.Replaced {
		if strings.EqualFold(path.Ext(name), ".toml") && !slices.Contains(l.read, name) {
			l.Faults = append(l.Faults, Fault{File: p, What: "no content file has this name; there are " + strings.Join(l.read, ", ")})
		}
	}
}

// A File is a file as it was read.
type File struct {
	Name string // as faults show it
	Text string

	starts []int // of its lines, once they are asked for
}

// maxFile is the longest file that is read, in bytes.
const maxFile = 4 << 20

// Open reads a built-in file by its path, or what takes its place. It returns nil, having noted the
// fault, where it cannot.
func (l *Loader) Open(builtIn string) *File {
	name := path.Base(builtIn)
	l.read = append(l.read, name)
	if other := l.Replaced[name]; other != "" {
		return l.openFrom(l.override, other, other)
	}
	return l.OpenBuiltIn(builtIn)
}

// OpenBuiltIn reads a built-in file whatever the override holds. It returns nil, having noted the fault, where it cannot.
func (l *Loader) OpenBuiltIn(builtIn string) *File {
	return l.openFrom(l.builtIn, builtIn, BuiltIn+builtIn)
}

func (l *Loader) openFrom(from fs.FS, p, shown string) *File {
	text, err := l.textOf(from, p)
	if err != nil {
		l.Faults = append(l.Faults, Fault{File: shown, What: err.Error()})
		return nil
	}
	if shown == p && path.Ext(p) != ".bin" { // Windows editors again
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return &File{Name: shown, Text: strings.TrimPrefix(text, "\ufeff")} // Windows editors write the mark
}

// Both reads a built-in file and what an override adds to it, which may be nil, as may be what cannot be read.
func (l *Loader) Both(builtIn string) (own, added *File) {
	own = l.OpenBuiltIn(builtIn)
	name := path.Base(builtIn)
	l.read = append(l.read, name)
	if other := l.Replaced[name]; other != "" {
		added = l.openFrom(l.override, other, other)
	}
	return own, added
}

// textOf reads a file.
func (l *Loader) textOf(from fs.FS, p string) (string, error) {
	return read(from, p, maxFile, l.buffer)
}

// Read reads an ordinary file of at most so many bytes. It opens no pipe, which would block.
func Read(from fs.FS, name string, most int64) (string, error) { return read(from, name, most, nil) }

// read is Read through a buffer, into a string without a second copy of it.
func read(from fs.FS, name string, most int64, buffer []byte) (string, error) {
	info, err := fs.Stat(from, name)
	switch {
	case err != nil:
		return "", err
	case !info.Mode().IsRegular():
		return "", errors.New("this is no ordinary file")
	case info.Size() > most:
		return "", fmt.Errorf("%d bytes, at most %d", info.Size(), most)
	}
	f, err := from.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	var b strings.Builder
	b.Grow(int(info.Size()))
	n, err := io.CopyBuffer(&b, io.LimitReader(f, most+1), buffer)
	if n > most { // the size was not that of the file
		err = fmt.Errorf("more than %d bytes", most)
	}
	return b.String(), err
}

// Shown returns how faults name the file of that name in a folder that is built in.
func (l *Loader) Shown(folder, name string) string {
	if other := l.Replaced[name]; other != "" {
		return other
	}
	return BuiltIn + folder + "/" + name
}
