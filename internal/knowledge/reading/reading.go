// Package reading turns a message into words, and finds phrases among them: it folds case, accents
// and punctuation, brings inflections and misspellings of known words together, and matches the
// patterns of a lexicon. It knows the English language a little and nothing about lifting.
//
// A Vocabulary and a Matcher are built once and then only read: they are safe for concurrent use.
package reading

// A Sym stands for a word of the vocabulary with all its inflections, or for a class of phrases.
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
	Number     float64 // its value where it is a number, else -1
}

// A Span is a run of words that is a phrase of a class.
type Span struct {
	Class       Sym
	First, Last int // words, both included
}

// A Match is a place where a pattern fits.
type Match struct {
	Pattern     int // index of the pattern in the Matcher
	First, Last int // words, both included
	// The words of the half that came earlier, for a pattern of two halves in any order; else -1.
	OtherFirst, OtherLast int
}

// A Message is a text that was read. It can be used again for another text.
type Message struct {
	Text    string
	Words   []Word
	Spans   []Span  // by first word
	Matches []Match // in no particular order

	spanAt  []int32 // index in Spans of the first span that begins at or after each word
	scratch []byte
	present bits    // the symbols that the message has
	met     bits    // the sets that it has something of
	traces  []trace // by word: of it and the classes of the spans that begin with it
	recent  []place // by half of a pattern in any order: where it was last found
	round   uint32  // tells places of this text from those of the ones before
}

// A place is where half a pattern was found.
type place struct {
	round       uint32
	first, last int32
}

// Quote gives the words from first to last as the writer wrote them.
func (m *Message) Quote(first, last int) string {
	return m.Text[m.Words[first].Start:m.Words[last].End]
}

// SpansAt gives the spans that begin at word i.
func (m *Message) SpansAt(i int) []Span {
	return m.Spans[m.spanAt[i]:m.spanAt[i+1]]
}
