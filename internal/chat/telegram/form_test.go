package telegram

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzForm: whatever a parameter holds, the server reads the same.
func FuzzForm(f *testing.F) {
	f.Add("text", "a b+c&d=e%20;ü\x00\xff\n", "entities", `[{"type":"bold"}]`)
	f.Add("", "", "x", "")
	f.Fuzz(func(t *testing.T, k1, v1, k2, v2 string) {
		got, err := url.ParseQuery(string(form(params{k1: v1, k2: v2})))
		want := url.Values{k1: {v1}}
		want.Set(k2, v2)
		if diff := cmp.Diff(got, want); err != nil || diff != "" {
			t.Errorf("read back, got - want +: %v\n%s", err, diff)
		}
	})
}

// TestAnswers: a result is found in whatever form the answer has it.
func TestAnswers(t *testing.T) {
	for _, row := range []struct {
		name, answer string
		want         int64
		fails        bool
	}{
		{"as Telegram writes it", `{"ok":true,"result":{"message_id":7,"text":"}"}}`, 7, false},
		{"other fields first", `{"ok":true,"result":{"date":1,"message_id":7}}`, 7, false},
		{"with blanks", "\n{ \"ok\": true, \"result\": {\"message_id\": 7} }\n", 7, false},
		{"in another order", `{"result":{"message_id":7},"ok":true}`, 7, false},
		{"with a remark after it", `{"ok":true,"result":{"message_id":7},"description":"{done}"}`, 7, false},
		{"with an object after it", `{"ok":true,"result":{"message_id":7},"parameters":{}}`, 7, false},
		{"no number", `{"ok":true,"result":{"message_id":"seven"}}`, 0, true},
		{"cut off", `{"ok":true,"result":{"message_id"`, 0, true},
		{"refused", `{"ok":false,"error_code":400,"description":"no"}`, 0, true},
		{"no result", `{"ok":true}`, 0, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got := r.PostFormValue("text"); got != "a&b" {
					t.Errorf("the server read %q", got)
				}
				w.Write([]byte(row.answer))
			}))
			defer s.Close()
			c := newClient(s.URL, func() string { return "1:x" })
			defer c.http.CloseIdleConnections()
			var one numbered
			var whole posted
			for id, out := range map[*int64]any{&one.ID: &one, &whole.ID: &whole} {
				err := c.call(context.Background(), "sendMessage", params{"text": "a&b"}, out)
				if *id != row.want || (err != nil) != row.fails {
					t.Errorf("%T: got %d, %v", out, *id, err)
				}
			}
		})
	}
}
