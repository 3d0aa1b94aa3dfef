package config

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

// Load returns the configuration: the defaults, over them the file at path unless path is empty, over
// that the tokens that getenv knows (SPOTTER_DISCORD_TOKEN, SPOTTER_TELEGRAM_TOKEN). Paths in the file
// are relative to where the program is run.
//
// The error has one line for each fault: a *Fault, or that the file cannot be read. The configuration
// is never nil: beside an error it holds what could be understood.
func Load(path string, getenv func(string) string) (*Config, []Warning, error) {
	l := newLoader(path)
	if path != "" {
		data, err := readFile(path)
		if err != nil {
			return l.cfg, nil, fmt.Errorf("read configuration: %w", err)
		}
		l.decode(data)
	}
	l.check()
	l.tokens(getenv)
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
	keys     map[string]any // where each key's value goes
	at       map[string]int // where each key that is set stands in data
	faults   []*Fault
	warnings []Warning
}

func newLoader(file string) *loader {
	cfg := Default()
	return &loader{cfg: cfg, file: file, keys: cfg.keys(), at: map[string]int{}}
}

// fault notes what is wrong at an offset of the file.
func (l *loader) fault(offset int, format string, args ...any) {
	line, column := l.position(offset)
	l.faults = append(l.faults, &Fault{l.file, line, column, fmt.Sprintf(format, args...)})
}

// wrong notes what is wrong with the value of a key. It is no fault of the file's if the key is not
// set there: then the default would be wrong, which a test excludes.
func (l *loader) wrong(key, format string, args ...any) {
	if offset, ok := l.at[key]; ok {
		l.fault(offset, "%s %s", key, fmt.Sprintf(format, args...))
	}
}

// warn notes a warning about the value of a key, or about the whole file if key is empty.
func (l *loader) warn(key, format string, args ...any) {
	w := Warning{File: l.file, What: fmt.Sprintf(format, args...)}
	if offset, ok := l.at[key]; ok {
		w.Line, w.Column = l.position(offset)
	}
	l.warnings = append(l.warnings, w)
}

// position turns an offset into a line and a column, from 1; columns count characters.
func (l *loader) position(offset int) (line, column int) {
	before := l.data[:offset]
	line = bytes.Count(before, []byte("\n")) + 1
	column = len(bytes.Runes(before[bytes.LastIndexByte(before, '\n')+1:])) + 1
	return line, column
}
