// Package text is the tokenizer: it turns a message into words, folds case, accents and punctuation, and brings
// inflections and misspellings of known words together. It knows the English language a little and nothing
// about lifting.
//
// A Vocabulary is built once and then only read: it is safe for concurrent use.
package text

// A Sym stands for a word of the vocabulary with all its inflections, or for a class of phrases that another package names.
type Sym int32

// None is the symbol of a word that the vocabulary does not know.
const None Sym = 0

// A Break says how much a word is set off from the one before it.
type Break uint8

// The breaks, from none to the end of a sentence.
const (
	Joined   Break = iota // nothing but space or a hyphen
	Comma                 // a comma or a slash
	Clause                // a dash, colon, semicolon, bracket
	Sentence              // a full stop, a question mark, an exclamation mark, a new line
)

// A Word is one word of a message.
type Word struct {
	Start, End int     // where it stands in the text, in bytes
	Sym        Sym     // what it is
	Break      Break   // what comes before it
	Asks       bool    // a question mark follows it
	Given      bool    // no word of the writer's, but one of a Part's heading
	Number     float64 // its value where it is a number, else -1
}

// A Part is what stands in one field of a form. Its heading, as in "it feels", is read before it, so that a word alone is
// understood as what it is there; it is not quoted. No part goes on with the sentence of the one before.
type Part struct{ Heading, Text string }

// Tokens are the words of a text, in order. They can be used again for another text.
type Tokens struct {
	Text  string
	Words []Word

	scratch []byte
}

// Quote returns the words from first to last as the writer wrote them, without the headings around them.
func (t *Tokens) Quote(first, last int) string {
	for first <= last && t.Words[first].Given {
		first++
	}
	for last >= first && t.Words[last].Given {
		last--
	}
	if first > last {
		return ""
	}
	return t.Text[t.Words[first].Start:t.Words[last].End]
}
