package telegram

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// Limits of texts, in UTF-16 units, after entities are parsed (Bot API, sendMessage and sendPhoto).
const (
	maxText    = 4096
	maxCaption = 1024
	maxMarks   = 100 // entities of one message; the server drops those beyond
)

// fits tells whether p can be one page.
func (p page) fits(limit int) bool {
	return len(p.entities) <= maxMarks && (len(p.text) <= limit || units(p.text) <= limit) // no unit takes less than a byte
}

// split returns p as pages of at most limit units and maxMarks entities each: cut between paragraphs
// where possible, else lines, else words, else wherever no grapheme is torn.
func (p page) split(limit int) []page {
	var all []page
	p = p.trim()
	if p.text != "" && p.fits(limit) {
		return []page{p}
	}
	for p.text != "" {
		n := len(p.text)
		if end := p.room(limit); units(p.text) > end {
			n = cut(p.text, end)
		}
		all = append(all, p.slice(0, n).trim())
		p = p.slice(n, len(p.text)).trim()
	}
	return all
}

// room returns how many units of p may stand on one page: fewer than limit if there are too many entities.
func (p page) room(limit int) int {
	if len(p.entities) > maxMarks {
		limit = min(limit, max(p.entities[maxMarks].Offset, 1))
	}
	return limit
}

// cut returns the best place, in bytes, to end a page of at most limit units. Any cut but the last
// resort leaves the page at least a quarter full.
func cut(s string, limit int) int {
	var paragraph, line, word, any int // the last good places, in bytes
	at, used, state := 0, 0, -1
	for rest := s; rest != ""; {
		var g string
		g, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used += units(g); used > limit {
			break
		}
		at += len(g)
		any = at
		if 4*used < limit {
			continue
		}
		switch {
		case strings.HasSuffix(s[:at], "\n\n"):
			paragraph = at
		case g == "\n":
			line = at
		case unicode.IsSpace([]rune(g)[0]):
			word = at
		}
	}
	for _, n := range []int{paragraph, line, word, any} {
		if n > 0 {
			return n
		}
	}
	return tear(s, limit)
}

// tear returns where to cut a single grapheme that is longer than a page: between two runes.
func tear(s string, limit int) int {
	used := 0
	for i, r := range s {
		if used += units(string(r)); used > limit {
			return max(i, 1)
		}
	}
	return len(s)
}

// slice returns the page between two places in bytes, with the entities cut to fit.
func (p page) slice(from, to int) page {
	start := units(p.text[:from])
	end := start + units(p.text[from:to])
	part := page{text: p.text[from:to]}
	for _, e := range p.entities {
		first, last := max(e.Offset, start), min(e.Offset+e.Length, end)
		if first < last {
			e.Offset, e.Length = first-start, last-first
			part.entities = append(part.entities, e)
		}
	}
	return part
}

// trim returns p without white space around it: the server would take it off.
func (p page) trim() page {
	left := strings.TrimLeftFunc(p.text, unicode.IsSpace)
	from := len(p.text) - len(left)
	to := from + len(strings.TrimRightFunc(left, unicode.IsSpace))
	if from == 0 && to == len(p.text) {
		return p
	}
	return p.slice(from, to)
}
