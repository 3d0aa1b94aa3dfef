package ngram

// Grams are the features of a text, each once however often it is noted. The zero value is ready; Reset makes it
// ready for another text.
type Grams struct {
	buckets []uint32
	noted   []uint32 // by bucket: the round in which it was noted last
	round   uint32
	before  uint32 // the hash of the word before
	sums    []sums
}

// Reset forgets what was noted.
func (g *Grams) Reset() {
	if g.noted == nil {
		g.noted = make([]uint32, Buckets)
	}
	g.round++
	if g.round == 0 {
		clear(g.noted)
		g.round = 1
	}
	g.buckets, g.before = g.buckets[:0], 0
}

// Buckets returns where the features that were noted are kept.
func (g *Grams) Buckets() []uint32 { return g.buckets }

// The kinds of features, which start their hashes.
const (
	aWord uint32 = iota + 1
	aPair
	letters
	aMark
)

// The lengths of the n-grams of letters, with a space before and behind each word.
const (
	shortest = 3
	longest  = 4
)

// Word notes a word, in lower case: itself, the pair with the word before, and its letters.
func (g *Grams) Word(word []byte) {
	h := hash(aWord, word)
	g.note(h)
	if g.before != 0 {
		g.note(mix(mix(offset^aPair, g.before), h))
	}
	g.before = h
	var padded [64]byte
	text := append(append(append(padded[:0], ' '), word...), ' ')
	for n := shortest; n <= longest; n++ {
		for i := 0; i+n <= len(text); i++ {
			g.noteLetters(hash(letters, text[i:i+n]))
		}
	}
}

// Break parts the next word from the one before.
func (g *Grams) Break() { g.before = 0 }

// Mark notes a word with a mark of how it is meant. Marks are small numbers that the caller chooses.
func (g *Grams) Mark(mark uint32, word []byte) { g.note(mix(hash(aMark, word), mark)) }

// Letters have the lower half of the buckets and all else the upper one, so that they never meet.
const firstWord = Buckets / 2

func (g *Grams) note(h uint32) { g.noteBucket(firstWord + half(h)) }

func (g *Grams) noteLetters(h uint32) { g.noteBucket(half(h)) }

// half returns where a hash is in its half of the buckets.
func half(h uint32) uint32 {
	h ^= h >> 15
	return (h * 0x9e3779b1) >> 18 // the upper 14 bits
}

func (g *Grams) noteBucket(b uint32) {
	if g.noted[b] != g.round {
		g.noted[b] = g.round
		g.buckets = append(g.buckets, b)
	}
}

// FNV-1a.
const (
	offset uint32 = 2166136261
	prime  uint32 = 16777619
)

func hash(kind uint32, text []byte) uint32 {
	h := (offset ^ kind) * prime
	for _, c := range text {
		h = (h ^ uint32(c)) * prime
	}
	return h
}

func mix(h, with uint32) uint32 {
	for range 4 {
		h = (h ^ with&0xff) * prime
		with >>= 8
	}
	return h
}
