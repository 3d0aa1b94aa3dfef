package telegram

import (
	"bytes"
	"encoding/json"
)

// itemsOf returns the items of a JSON list of objects, or false if list is none or has blanks between them. The
// items are within list. Whether each is valid is seen when it is decoded.
func itemsOf(list []byte) (items []json.RawMessage, ok bool) {
	rest, ok := bytes.CutPrefix(list, []byte("["))
	if string(rest) == "]" {
		return []json.RawMessage{}, ok
	}
	for ok {
		n := objectLength(rest)
		if n == 0 || n == len(rest) {
			return nil, false
		}
		items = append(items, json.RawMessage(rest[:n:n]))
		if rest[n] == ']' {
			return items, n == len(rest)-1
		}
		ok, rest = rest[n] == ',', rest[n+1:]
	}
	return nil, false
}

// objectLength returns how long the object at the start of b is, or 0 if there is none.
func objectLength(b []byte) int {
	if len(b) == 0 || b[0] != '{' {
		return 0
	}
	depth := 0
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '"':
			n := stringLength(b[i:])
			if n == 0 {
				return 0
			}
			i += n - 1
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// stringLength returns how long the string at the start of b is, quotes included, or 0 if it does not end.
func stringLength(b []byte) int {
	for i := 1; i < len(b); i++ {
		n := bytes.IndexByte(b[i:], '"')
		if n < 0 {
			return 0
		}
		i += n
		slashes := 0
		for b[i-1-slashes] == '\\' { // the opening quote is none
			slashes++
		}
		if slashes%2 == 0 {
			return i + 1
		}
	}
	return 0
}
