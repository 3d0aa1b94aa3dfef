package terminal

import (
	"bufio"
	"errors"
	"io"
)

// longest is how long a line may be, in bytes, without its newline.
const longest = 64 << 10

// errLong is what a lines returns in place of a line that is too long. The next line is unharmed.
var errLong = errors.New("line is too long")

// A lines is where lines come from. read returns io.EOF at the end, errLong for a line that is too
// long, and any other error if there will be no more lines.
type lines interface{ read() (string, error) }

// A script reads lines from what is no terminal: a pipe or a file.
type script struct{ in *bufio.Reader }

func newScript(r io.Reader) *script { return &script{bufio.NewReader(r)} }

// read returns the next line without its newline. The last line needs none.
func (s *script) read() (string, error) {
	var line []byte
	long := false
	for {
		part, err := s.in.ReadSlice('\n')
		if !long {
			line = append(line, part...)
			long = len(line) > longest+1 // the newline is not counted
		}
		if long {
			line = nil
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && (long || len(line) > 0): // the end comes up again with the next read
		case err != nil:
			return "", err
		}
		break
	}
	if n := len(line); n > 0 && line[n-1] == '\n' {
		line = line[:n-1]
	}
	if long || len(line) > longest {
		return "", errLong
	}
	return string(line), nil
}
