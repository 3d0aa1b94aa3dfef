package botapi

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

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
			c := New(s.URL, func() string { return "1:x" })
			defer c.HTTP.CloseIdleConnections()
			var m struct {
				ID int64 `json:"message_id"`
			}
			err := c.Call(t.Context(), "sendMessage", Params{"text": "a&b"}, &m)
			if m.ID != row.want || (err != nil) != row.fails {
				t.Errorf("got %d, %v", m.ID, err)
			}
		})
	}
}
