package text

import (
	"encoding/binary"

	"spotter/internal/knowledge/flat"
)

// An index finds words by their letters. It is an open hash table and always hashes alike, so that it can be kept as it stands.
type index struct {
	words []string // by number
	cells cells
}

// number returns the number of a word, or -1.
func number[T string | []byte](x *index, word T) int32 {
	if x.cells.len() == 0 {
		return -1
	}
	h := hashOf(word)
	for i := x.cells.first(h); x.cells.cell(i) != 0; i = x.cells.next(i) {
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
	x.cells.makeRoom(int(n), func(n int32) uint32 { return hashOf(x.words[n]) })
	x.cells.put(hashOf(word), n)
	return n
}

func (x *index) flatten(c *flat.Coder) {
	flat.Texts(c, &x.words)
	x.cells.flatten(c)
}

// cells are the places of a hash table, as many as a power of two: in the lower bits of each one more than a number, above
// them the upper bits of its hash. Those that were read lie where they were read, until one is added.
type cells struct {
	read string // four bytes each, lowest first
	own  []uint32
}

// numberBits bound the numbers, and the places of a table.
const numberBits = 20

func (c *cells) len() int { return len(c.read)/4 + len(c.own) }

// cell returns what is in place i, 0 for a free one.
func (c *cells) cell(i int) uint32 {
	if c.own != nil {
		return c.own[i]
	}
	return binary.LittleEndian.Uint32([]byte(c.read[4*i : 4*i+4]))
}

func (c *cells) first(h uint32) int { return int(h) & (c.len() - 1) }

func (c *cells) next(i int) int { return (i + 1) & (c.len() - 1) }

// at returns the number in place i, or -1 where its hash is another.
func (c *cells) at(i int, h uint32) int32 {
	cell := c.cell(i)
	if (cell^h)>>numberBits != 0 {
		return -1
	}
	return int32(cell&(1<<numberBits-1)) - 1
}

// set puts a number in place i.
func (c *cells) set(i int, h uint32, n int32) {
	if c.own == nil {
		own := make([]uint32, c.len())
		for k := range own {
			own[k] = c.cell(k)
		}
		*c = cells{own: own}
	}
	c.own[i] = tagged(h, n)
}

// put adds a number in the first free place.
func (c *cells) put(h uint32, n int32) {
	i := c.first(h)
	for c.cell(i) != 0 {
		i = c.next(i)
	}
	c.set(i, h, n)
}

// makeRoom sees to it that a quarter is free with one number more than n, those below n by their hashes.
func (c *cells) makeRoom(n int, hash func(int32) uint32) {
	if 4*(n+1) <= 3*c.len() {
		return
	}
	*c = newCells(max(64, 2*c.len()))
	for i := range int32(n) {
		c.put(hash(i), i)
	}
}

func newCells(n int) cells { return cells{own: make([]uint32, n)} }

// flatten goes over cells, which stay where they are read.
func (c *cells) flatten(to *flat.Coder) {
	if !to.Reading() {
		bytes := make([]byte, 0, 4*c.len())
		for i := range c.len() {
			bytes = binary.LittleEndian.AppendUint32(bytes, c.cell(i))
		}
		*c = cells{read: string(bytes)}
	}
	flat.Text(to, &c.read)
}

func tagged(h uint32, n int32) uint32 {
	if n+1 >= 1<<numberBits {
		panic("text: more words than a table has room for")
	}
	return h>>numberBits<<numberBits | uint32(n+1)
}

// hashOf is FNV-1a with its upper bits mixed into the lower ones.
func hashOf[T string | []byte](word T) uint32 {
	h := uint32(2166136261)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * 16777619
	}
	return h ^ h>>15
}
