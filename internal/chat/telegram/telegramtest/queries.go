package telegramtest

import (
	"encoding/json"
	"time"
	"unicode/utf16"
)

// A query is a pressed button or an inline query.
type query struct {
	at       time.Time
	inline   bool
	answered int
	text     string
	alert    bool
	url      string
	results  []json.RawMessage
}

// A Press is a query as its maker sees it.
type Press struct {
	server *Server
	q      *query
}

// Answered returns how often the query was answered, and with what.
func (p *Press) Answered() (times int, text, url string) {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.q.answered, p.q.text, p.q.url
}

// Await waits until the query is answered and returns the words shown and the link opened.
func (p *Press) Await() (text, url string) {
	p.server.tb.Helper()
	p.server.Until("an answer to a query", func() bool { n, _, _ := p.Answered(); return n > 0 })
	_, text, url = p.Answered()
	return text, url
}

// Results returns what an inline query was answered with.
func (p *Press) Results() []json.RawMessage {
	p.Await()
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	return p.q.results
}

// Expire makes the query too old to be answered.
func (p *Press) Expire() {
	p.server.mu.Lock()
	defer p.server.mu.Unlock()
	p.q.at = time.Time{}
}

// open returns a query that can still be answered: within 15 seconds or so, once.
func (s *Server) open(id string, inline bool) (*query, *refusal) {
	q := s.queries[id]
	if q == nil || q.inline != inline || q.answered > 0 || time.Since(q.at) > 15*time.Second {
		return nil, bad("query is too old and response timeout expired or query ID is invalid")
	}
	return q, nil
}

func (s *Server) answerCallbackQuery(req *request) (any, *refusal) {
	q, refused := s.open(req.params["callback_query_id"], false)
	if refused != nil {
		return nil, refused
	}
	text := req.params["text"]
	if len(utf16.Encode([]rune(text))) > 200 {
		return nil, bad("MESSAGE_TOO_LONG")
	}
	q.text, q.url, q.alert = text, req.params["url"], req.params["show_alert"] == "true"
	q.answered++
	s.tell()
	return true, nil
}

// A result is one that an inline query is answered with.
type result struct {
	Type    string `json:"type"`
	ID      string `json:"id"`
	Title   string `json:"title"`
	Content struct {
		Text     string   `json:"message_text"`
		Entities []Entity `json:"entities"`
	} `json:"input_message_content"`
	Animation string   `json:"mpeg4_file_id"`
	Photo     string   `json:"photo_file_id"`
	Caption   string   `json:"caption"`
	Entities  []Entity `json:"caption_entities"`
	Keys      Keyboard `json:"reply_markup"`
}

// checkResult checks what a result shows: words, or a file that was uploaded before with words under it.
func (s *Server) checkResult(r result) *refusal {
	words, entities, most := r.Caption, r.Entities, 1024
	switch r.Type {
	case "article":
		words, entities, most = r.Content.Text, r.Content.Entities, 4096
		if words == "" || r.Title == "" {
			return bad("MESSAGE_EMPTY")
		}
	case "mpeg4_gif", "photo":
		id, kind := r.Photo, "photo"
		if r.Type == "mpeg4_gif" {
			id, kind = r.Animation, "animation"
		}
		if f, ok := s.files[id]; !ok || f.kind != kind {
			return bad("wrong file identifier/HTTP URL specified")
		}
	default:
		return bad("can't parse inline query result: unsupported inline query result type specified")
	}
	_, _, refused := checkText(words, entities, most, s.old)
	return refused
}

func (s *Server) answerInlineQuery(req *request) (any, *refusal) {
	q, refused := s.open(req.params["inline_query_id"], true)
	if refused != nil {
		return nil, refused
	}
	var results []result
	if refused := req.decode("results", &results); refused != nil {
		return nil, refused
	}
	seen := map[string]bool{}
	for _, r := range results {
		if refused := s.checkResult(r); refused != nil {
			return nil, refused
		}
		switch {
		case seen[r.ID] || r.ID == "" || len(r.ID) > 64:
			return nil, bad("RESULT_ID_INVALID")
		}
		if refused := checkKeyboard(r.Keys.Rows); refused != nil {
			return nil, refused
		}
		seen[r.ID] = true
	}
	if len(results) > 50 {
		return nil, bad("RESULTS_TOO_MUCH")
	}
	q.answered++
	s.tell()
	return true, req.decode("results", &q.results)
}
