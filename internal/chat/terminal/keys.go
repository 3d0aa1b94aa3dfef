package terminal

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// keys passes on what keys a person presses, without what x/term's Terminal stumbles over: it waits
// for more after invalid UTF-8, and swallows all up to the next letter after a lone Escape. Arrow
// keys come in both of the forms that terminals have (ESC [ A and ESC O A, ECMA-48 and DEC VT100).
type keys struct {
	in   io.Reader
	raw  []byte // read, and not yet understood to its end
	out  []byte // understood, and not yet handed on
	fill [256]byte

	typed int // characters that may stand in the line
}

// Keys that edit a line, as x/term's Terminal knows them.
const (
	interrupt = 0x03 // Control-C
	toEnd     = 0x05 // Control-E
	cutLine   = 0x15 // Control-U: all before the cursor
	backspace = 0x08
	delete    = 0x7f
)

// edits returns what is made of a key: Control-C first empties the line, and ends the input only where it is empty.
func (k *keys) edits(key []byte) []byte {
	switch {
	case len(key) == 0:
	case key[0] == '\r' || key[0] == '\n' || key[0] == cutLine:
		k.typed = 0
	case key[0] == interrupt && k.typed > 0:
		k.typed = 0
		return []byte{toEnd, cutLine}
	case key[0] == backspace || key[0] == delete:
		k.typed = max(0, k.typed-1)
	case key[0] == '\t', bytes.HasPrefix(key, []byte("\x1b[A")), bytes.HasPrefix(key, []byte("\x1b[B")): // a completion, or a line of before
		k.typed += longestTyped
	case key[0] >= ' ':
		k.typed++
	}
	return key
}

func (k *keys) Read(p []byte) (int, error) {
	for len(k.out) == 0 {
		n, err := k.in.Read(k.fill[:])
		k.raw = append(k.raw, k.fill[:n]...)
		k.understand(err != nil)
		if err != nil && len(k.out) == 0 {
			return 0, err
		}
	}
	n := copy(p, k.out)
	k.out = k.out[n:]
	return n, nil
}

// understand moves whole keys from raw to out. At the end nothing more comes to complete the last.
func (k *keys) understand(end bool) {
	k.out = k.out[:0]
	for len(k.raw) > 0 {
		n, key := nextKey(k.raw, end)
		if n == 0 {
			return
		}
		k.out = append(k.out, k.edits(key)...)
		k.raw = k.raw[n:]
	}
	k.raw = nil
}

// nextKey returns how many bytes of b the first key takes, and what to make of it. It returns 0
// bytes if more must be read to know.
func nextKey(b []byte, end bool) (int, []byte) {
	if b[0] == 0x1b {
		return escape(b, end)
	}
	if !utf8.FullRune(b) && !end {
		return 0, nil
	}
	r, n := utf8.DecodeRune(b)
	switch {
	case r == utf8.RuneError:
		return n, []byte("?")
	case r >= 0x80 && r < 0xa0: // the C1 controls: terminals act on them
		return n, nil
	}
	return n, b[:n]
}

// escape understands what begins with Escape. The key alone does nothing; a sequence that is cut off
// or longer than any key sends is dropped.
func escape(b []byte, end bool) (int, []byte) {
	const most = 32
	if len(b) == 1 || b[1] != '[' && b[1] != 'O' {
		return 1, nil
	}
	for i := 2; i < len(b) && i < most; i++ {
		switch c := b[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1, append([]byte("\x1b["), b[2:i+1]...)
		case c < 0x20 || c > 0x3f:
			return i, nil
		}
	}
	if len(b) < most && !end {
		return 0, nil
	}
	return min(len(b), most), nil
}
