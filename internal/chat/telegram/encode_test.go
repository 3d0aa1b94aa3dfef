package telegram

import "testing"

// TestEncodeEntities: it is the JSON of the entities, of plain ones and of others.
func TestEncodeEntities(t *testing.T) {
	all := []entity{{Type: "bold", Offset: 0, Length: 4}, {Type: "text_link", Offset: 4, Length: 9, URL: `https://x.example/?a="b"&c`},
		{Type: "text_mention", Offset: 20, Length: 3, User: &user{ID: 7, FirstName: "Ann <3"}}, {Type: "date_time", Offset: 30, Length: 1, UnixTime: 5, Format: "wDt"}}
	for n := 1; n <= len(all); n++ {
		if got, want := encodeEntities(all[:n]), encode(all[:n]); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// FuzzEncodeKeyboard: it is the JSON of the keyboard, whatever its buttons hold.
func FuzzEncodeKeyboard(f *testing.F) {
	f.Add("Show drill", "", "~2aovcox drill lat-pulldown", "")
	f.Add("Änderung <b> & \"x\"", "https://x.example/?a=b&c", "", "danger")
	f.Add("\u2028\xff\n", "", "\\", "")
	f.Fuzz(func(t *testing.T, text, url, data, style string) {
		key := button{Text: text, URL: url, Data: data, Style: style}
		for _, rows := range [][][]button{{{key}}, {{key, {Text: data}}, {{Data: text, URL: style}}}, {{}}} {
			if got, want := encodeKeyboard(keyboard{rows}), encode(keyboard{rows}); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}
