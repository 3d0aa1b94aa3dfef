package text

import "spotter/internal/knowledge/flat"

// An index finds words by their letters. It is an open hash table and always hashes alike, so that it can be kept as it stands.
type index struct {
	words []string // by number
	cells cells
}

// number returns the number of a word, or -1.
func number[T string | []byte](x *index, word T) int32 {
	if len(x.cells) == 0 {
		return -1
	}
	h := hashOf(word)
	for i := x.cells.first(h); x.cells[i] != 0; i = x.cells.next(i) {
		if n := x.cells.at(i, h); n >= 0 && x.words[n] == string(word) {
			return n
		}
	}
	return -1
}

// add gives a word that is not there the next number.
func (x *index) add(word string) int32 {
	n := int32(len(x.words))
	x.words = append(x.words, word)
	x.cells = x.cells.withRoom(int(n), func(n int32) uint32 { return hashOf(x.words[n]) })
	x.cells.put(hashOf(word), n)
	return n
}

func (x *index) flatten(c *flat.Coder) {
	flat.Texts(c, &x.words)
	flat.Ints(c, (*[]uint32)(&x.cells))
}

// cells are the places of a hash table, as many as a power of two: in the lower bits of each one more than a number, above
// them the upper bits of its hash.
type cells []uint32

// numberBits bound the numbers, and the places of a table.
const numberBits = 20

func (c cells) first(h uint32) int { return int(h) & (len(c) - 1) }

func (c cells) next(i int) int { return (i + 1) & (len(c) - 1) }

// at returns the number in place i, or -1 where its hash is another.
func (c cells) at(i int, h uint32) int32 {
	if (c[i]^h)>>numberBits != 0 {
		return -1
	}
	return int32(c[i]&(1<<numberBits-1)) - 1
}

// put adds a number in the first free place.
func (c cells) put(h uint32, n int32) {
	i := c.first(h)
	for c[i] != 0 {
		i = c.next(i)
	}
	c[i] = tagged(h, n)
}

func tagged(h uint32, n int32) uint32 {
	if n+1 >= 1<<numberBits {
		panic("text: more words than a table has room for")
	}
	return h>>numberBits<<numberBits | uint32(n+1)
}

// withRoom returns cells in which a quarter is free with one number more than n, those below n by their hashes in others.
func (c cells) withRoom(n int, hash func(int32) uint32) cells {
	if 4*(n+1) <= 3*len(c) {
		return c
	}
	more := make(cells, max(64, 2*len(c)))
	for i := range int32(n) {
		more.put(hash(i), i)
	}
	return more
}

// hashOf is FNV-1a with its upper bits mixed into the lower ones.
func hashOf[T string | []byte](word T) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h ^ h>>15
}
