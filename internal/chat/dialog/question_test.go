package dialog

import (
	"strings"
	"testing"
	"unicode/utf8"

	"spotter/internal/chat"
)

// Whatever is typed or pressed, an answer keeps the field's limits or there is one sentence, and the
// question can be shown on every platform.
func FuzzAnswer(f *testing.F) {
	f.Add(" Berlin\nMitte ", "skip", 5, false, "08:00")
	f.Add("-", "1", 0, true, "")
	f.Fuzz(func(t *testing.T, typed, press string, most int, optional bool, def string) {
		field := chat.Field{Name: "n", Label: "Label", Max: max(most, 0) % chat.MaxAnswer, Optional: optional, Default: def}
		limit := field.Max
		if limit == 0 {
			limit = 1000
		}
		v := question{Field: field}.typed(typed)
		switch {
		case v.fault != "" && v.answer != "", v.fault != "" && !strings.HasSuffix(v.fault, "."):
			t.Errorf("typed(%q) = %+v", typed, v)
		case v.fault == "" && v.answer == "" && !optional:
			t.Errorf("typed(%q) accepts nothing", typed)
		case v.answer != def && utf8.RuneCountInString(v.answer) > limit:
			t.Errorf("typed(%q) accepts %d characters of %d", typed, utf8.RuneCountInString(v.answer), limit)
		case v.answer != def && strings.ContainsAny(v.answer, "\r\n"):
			t.Errorf("typed(%q) accepts lines", typed)
		}
		field.Choices = []chat.Choice{{Label: "A", Value: "a"}, {Label: "B", Value: "b"}}
		q := question{Field: field, token: "t1", n: 1, of: 2}
		for _, v := range []verdict{q.typed(typed), q.pressed(press)} {
			if v.fault == "" && v.answer != "a" && v.answer != "b" && v.answer != def && !(optional && v.answer == "") {
				t.Errorf("%q or %q give the answer %q", typed, press, v.answer)
			}
		}
		if err := q.message("x:1").Validate(); err != nil {
			t.Error(err)
		}
	})
}
