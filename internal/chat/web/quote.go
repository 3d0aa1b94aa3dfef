package web

import (
	"regexp"
	"slices"
	"strings"

	"spotter/internal/chat"
)

// A written is what the person wrote, with what of it was quoted.
type written struct {
	id     string
	text   string
	quoted []string
}

// remembered is how many of the person's last messages are searched for a quotation.
const remembered = 10

// say shows what the person wrote, and remembers it for quotations.
func (a *Adapter) say(id, text string) {
	a.mu.Lock()
	a.own = append(a.own, written{id: id, text: text})
	a.own = a.own[max(0, len(a.own)-remembered):]
	a.mu.Unlock()
	a.show(Change{ID: id, Tone: Own, HTML: renderWords(text, nil)})
}

// mark shows which of the person's words an answer quotes: each in the newest message that has them.
func (a *Adapter) mark(quoted []string) {
	var changed []written
	a.mu.Lock()
	for _, q := range quoted {
		for i := len(a.own) - 1; i >= 0; i-- {
			own := &a.own[i]
			if find(q).MatchString(own.text) {
				if !slices.Contains(own.quoted, q) {
					own.quoted = append(own.quoted, q)
					changed = append(changed, *own)
				}
				break
			}
		}
	}
	a.mu.Unlock()
	for _, own := range changed {
		a.show(Change{ID: own.id, Tone: Own, HTML: renderWords(own.text, own.quoted)})
	}
}

var quotation = regexp.MustCompile(`“([^”]+)”`)

// quotes returns what a message quotes: what stands in quotation marks in its slanted words.
func quotes(m *chat.Message) []string {
	var all []string
	texts := []chat.Text{m.Text}
	for _, s := range m.Sections {
		texts = append(texts, s.Body)
	}
	for _, t := range texts {
		for _, s := range t {
			if s.Style&chat.Italic == 0 {
				continue
			}
			for _, found := range quotation.FindAllStringSubmatch(s.Text, -1) {
				for part := range strings.SplitSeq(found[1], "…") {
					if part = strings.TrimSpace(part); part != "" {
						all = append(all, part)
					}
				}
			}
		}
	}
	return all
}

// find matches a quotation in the words it was taken from, whatever spaces and lines are between them.
func find(quoted string) *regexp.Regexp {
	fields := strings.Fields(strings.ToValidUTF8(quoted, "�"))
	for i, f := range fields {
		fields[i] = regexp.QuoteMeta(f)
	}
	return regexp.MustCompile(`(?i)` + strings.Join(fields, `\s+`))
}

// A stretch is a part of what the person wrote.
type stretch struct {
	Text   string
	Marked bool
}

// stretches parts a text into what is quoted and what is not.
func stretches(text string, quoted []string) []stretch {
	marked := make([]bool, len(text))
	for _, q := range quoted {
		if at := find(q).FindStringIndex(text); at != nil {
			for i := at[0]; i < at[1]; i++ {
				marked[i] = true
			}
		}
	}
	var all []stretch
	for from := 0; from < len(text); {
		to := from
		for to < len(text) && marked[to] == marked[from] {
			to++
		}
		all = append(all, stretch{text[from:to], marked[from]})
		from = to
	}
	return all
}
