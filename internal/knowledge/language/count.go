package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A counter counts the words of each list, fast: nearly all messages are English and seen to be by that alone.
type counter struct {
	lists                    map[string]known
	letters, cyrillic, other int
	russian                  bool
	hard                     bool // the letter before is a hard sign, which in Russian only some letters follow
	english, foreign         int  // words of only these lists
	clauseEnglish            int
	clauseForeign            int
	unknown                  int
	accented                 bool // the word has a letter that English words do not have
	window                   bool // a clause was more foreign than English
}

func (c *counter) suspicious() bool {
	return c.window || c.foreign > 0 && c.foreign*2 >= c.english || c.english == 0 && c.unknown > 0
}

func (c *counter) count(text string) {
	c.russian = true
	var buf [24]byte
	n := 0
	for i := 0; i < len(text); {
		b := text[i]
		if b < utf8.RuneSelf {
			i++
			switch {
			case b|0x20 >= 'a' && b|0x20 <= 'z':
				c.letters++
				if n < len(buf) {
					buf[n] = b | 0x20
				}
				n++
			case b == '\'' || b == '`':
			default:
				c.word(buf[:], n)
				n = 0
				if b == '.' || b == '?' || b == '!' || b == '\n' || b == ',' {
					c.endClause()
				}
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		n = c.rare(r, buf[:], n)
	}
	c.word(buf[:], n)
	c.endClause()
}

// rare takes a character in that is not of ASCII, and gives the length of the word then.
func (c *counter) rare(r rune, buf []byte, n int) int {
	switch {
	case r == '’' || r == '‘' || unicode.Is(unicode.Mn, r):
		return n
	case !unicode.IsLetter(r):
		c.word(buf, n)
		return 0
	}
	c.letters++
	c.accented = true
	switch {
	case r >= 0x400 && r < 0x530:
		c.cyrillic++
		low := unicode.ToLower(r)
		c.russian = c.russian && (low >= 'а' && low <= 'я' || low == 'ё') && (!c.hard || strings.ContainsRune("еёюя", low))
		c.hard = low == 'ъ'
	case !unicode.Is(unicode.Latin, r):
		c.other++
	}
	if int(r) < len(plain) {
		for k := range len(plain[r]) {
			if n < len(buf) {
				buf[n] = plain[r][k]
			}
			n++
		}
	}
	return n
}

// word counts the word of n letters in buf.
func (c *counter) word(buf []byte, n int) {
	accented := c.accented
	c.accented = false
	if n == 0 || n > len(buf) {
		return
	}
	k := c.lists[string(buf[:n])]
	k.english = k.english && !accented
	switch {
	case k.english && k.of == 0:
		c.english++
		c.clauseEnglish++
	case k.of&^(1<<15) != 0 && !k.english:
		c.foreign++
		c.clauseForeign++
	case k.of == 0:
		c.unknown++
	}
}

func (c *counter) endClause() {
	if c.clauseForeign >= leastForeign && c.clauseForeign >= c.clauseEnglish {
		c.window = true
	}
	c.clauseEnglish, c.clauseForeign = 0, 0
}
