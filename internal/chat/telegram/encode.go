package telegram

import (
	"encoding/json"
	"strconv"
	"strings"
)

// encode returns v as the JSON that a parameter holds.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only our own structs of strings and numbers are encoded
	}
	return string(b)
}

// encodeEntities is encode for entities, which every long answer has: nearly all are a style and nothing else.
func encodeEntities(all []entity) string {
	b := make([]byte, 0, 64*len(all))
	for _, e := range all {
		b = append(b, ',')
		if e != (entity{Type: e.Type, Offset: e.Offset, Length: e.Length}) {
			b = append(b, encode(e)...)
			continue
		}
		b = append(append(append(b, `{"type":"`...), e.Type...), `","offset":`...)
		b = strconv.AppendInt(b, int64(e.Offset), 10)
		b = strconv.AppendInt(append(b, `,"length":`...), int64(e.Length), 10)
		b = append(b, '}')
	}
	b[0] = '['
	return string(append(b, ']'))
}

// encodeKeyboard is encode for a keyboard that has rows, as nearly every answer's.
func encodeKeyboard(k keyboard) string {
	b := append(make([]byte, 0, 512), `{"inline_keyboard":[`...)
	for i, row := range k.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '[')
		for j, key := range row {
			if j > 0 {
				b = append(b, ',')
			}
			b = appendButton(b, key)
		}
		b = append(b, ']')
	}
	return string(append(b, "]}"...))
}

func appendButton(b []byte, k button) []byte {
	b = appendString(append(b, `{"text":`...), k.Text)
	for _, f := range [...]struct{ name, value string }{{`,"url":`, k.URL}, {`,"callback_data":`, k.Data}, {`,"style":`, k.Style}} {
		if f.value != "" {
			b = appendString(append(b, f.name...), f.value)
		}
	}
	return append(b, '}')
}

// appendString appends s as JSON.
func appendString(b []byte, s string) []byte {
	if strings.ContainsFunc(s, escapable) {
		return append(b, encode(s)...)
	}
	return append(append(append(b, '"'), s...), '"')
}

// escapable tells whether package json may write r in another way.
func escapable(r rune) bool {
	return r < ' ' || r > '~' || strings.ContainsRune(`"\<>&`, r)
}
