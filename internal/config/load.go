package config

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
)

// Load returns the configuration: the defaults, over them the file at path unless path is empty, over that what the
// environment says, whose lines are as os.Environ returns them (SPOTTER_REMINDERS_LATE for reminders.late, and so on).
// A token that is set nowhere is looked for in $CREDENTIALS_DIRECTORY, where systemd passes it. Paths are
// relative to where the program is run.
//
// The error has one line for each fault: a *Fault, or that the file cannot be read. The configuration
// is never nil: beside an error it holds what could be understood.
func Load(path string, environ []string) (*Config, []Warning, error) {
	l := newLoader(path)
	l.env = variables(environ)
	if path != "" {
		data, err := readFile(path)
		if err != nil {
			return l.cfg, nil, fmt.Errorf("read configuration: %w", err)
		}
		l.decode(data)
	}
	l.environment()
	l.check()
	l.tokens()
	l.owner()
	l.rooms()
	return l.cfg, l.warnings, join(l.faults)
}

// largest is how long a file may be that is read, in bytes: what is longer is no configuration and no token, and
// a device never ends.
const largest = 1 << 20

// readFile reads a file without the mark with which some editors begin one.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, largest+1))
	if err == nil && len(data) > largest {
		err = fmt.Errorf("read %s: it is longer than 1 MiB", path)
	}
	return bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")), err
}

// A loader gathers what is read and what is wrong.
type loader struct {
	cfg      *Config
	file     string
	data     []byte
	env      map[string]string // the environment
	keys     map[string]any    // where each key's value goes
	at       map[string]int    // where each key that is set stands in data
	names    map[string]string // what each key is called that the environment sets
	faults   []*Fault
	warnings []Warning
}

func newLoader(file string) *loader {
	cfg := Default()
	return &loader{cfg: cfg, file: file, keys: cfg.keys(), at: map[string]int{}, names: map[string]string{}}
}

// fault notes what is wrong at an offset of the file.
func (l *loader) fault(offset int, format string, args ...any) {
	line, column := l.position(offset)
	l.faults = append(l.faults, &Fault{l.file, line, column, fmt.Sprintf(format, args...)})
}

// wrong notes what is wrong with the value of a key, where it was set last. It is no fault of anybody's if the key is
// not set: then the default would be wrong, which a test excludes.
func (l *loader) wrong(key, format string, args ...any) {
	what := fmt.Sprintf(format, args...)
	if called, ok := l.names[key]; ok {
		l.faults = append(l.faults, &Fault{File: "environment", What: called + " " + what})
	} else if offset, ok := l.at[key]; ok {
		l.fault(offset, "%s %s", key, what)
	}
}

// called returns the name of a key where it was set last.
func (l *loader) called(key string) string { return cmp.Or(l.names[key], key) }

// warn notes a warning about the value of a key, or about the whole file if key is empty.
func (l *loader) warn(key, format string, args ...any) {
	w := Warning{File: l.file, What: fmt.Sprintf(format, args...)}
	if offset, ok := l.at[key]; ok {
		w.Line, w.Column = l.position(offset)
	}
	if _, ok := l.names[key]; ok {
		w = Warning{File: "environment", What: w.What}
	}
	l.warnings = append(l.warnings, w)
}

// warnAt notes a warning about what stands at an offset of the file.
func (l *loader) warnAt(offset int, format string, args ...any) {
	w := Warning{File: l.file, What: fmt.Sprintf(format, args...)}
	w.Line, w.Column = l.position(offset)
	l.warnings = append(l.warnings, w)
}

// position turns an offset into a line and a column, from 1; columns count characters.
func (l *loader) position(offset int) (line, column int) {
	before := l.data[:offset]
	line = bytes.Count(before, []byte("\n")) + 1
	column = len(bytes.Runes(before[bytes.LastIndexByte(before, '\n')+1:])) + 1
	return line, column
}
