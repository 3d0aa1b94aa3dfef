package store

import (
	"slices"
	"strings"
)

// chunkMax bounds what one write copies: 256 pairs of 40 bytes, and eight bytes for every 128 to 256
// pairs in the store.
const chunkMax = 256

// chunks holds pairs in key order, cut into chunks that are never empty. Snapshots share chunks; a
// transaction copies a chunk before it changes it, and knows its own copies by its id.
type chunks []*chunk

type chunk struct {
	tx    uint64 // the transaction that made this copy and may change it until it commits
	pairs []Pair // values are never changed in place
}

// find returns the index of the chunk in which key is or would be: the last whose first key is not
// greater, or 0.
func (cs chunks) find(key string) int {
	i, found := slices.BinarySearchFunc(cs, key, func(c *chunk, key string) int {
		return strings.Compare(c.pairs[0].Key, key)
	})
	if !found && i > 0 {
		i--
	}
	return i
}

// find returns the index at which key is or would be.
func (c *chunk) find(key string) (i int, found bool) {
	return slices.BinarySearchFunc(c.pairs, key, func(p Pair, key string) int {
		return strings.Compare(p.Key, key)
	})
}

// scan returns copies of the pairs with from <= key < to, at most limit.
func (cs chunks) scan(from, to string, limit int) []Pair {
	if len(cs) == 0 {
		return nil
	}
	var found []Pair
	first := cs.find(from)
	start, _ := cs[first].find(from)
	for _, c := range cs[first:] {
		for _, p := range c.pairs[start:] {
			if len(found) >= limit || to != "" && p.Key >= to {
				return found
			}
			found = append(found, Pair{p.Key, clone(p.Value)})
		}
		start = 0
	}
	return found
}

// put sets key to value, which it keeps, on behalf of tx, which owns the slice cs.
func (cs chunks) put(tx uint64, key string, value []byte) chunks {
	if len(cs) == 0 {
		return append(cs, &chunk{tx, []Pair{{strings.Clone(key), value}}})
	}
	i := cs.find(key)
	c := cs.own(tx, i)
	j, found := c.find(key)
	if found {
		c.pairs[j].Value = value
		return cs
	}
	c.pairs = slices.Insert(c.pairs, j, Pair{strings.Clone(key), value})
	if len(c.pairs) <= chunkMax {
		return cs
	}
	half := len(c.pairs) / 2
	upper := &chunk{tx, slices.Clone(c.pairs[half:])}
	clear(c.pairs[half:])
	c.pairs = c.pairs[:half]
	return slices.Insert(cs, i+1, upper)
}

// delete removes key on behalf of tx, which owns the slice cs.
func (cs chunks) delete(tx uint64, key string) chunks {
	if len(cs) == 0 {
		return cs
	}
	i := cs.find(key)
	j, found := cs[i].find(key)
	if !found {
		return cs
	}
	if len(cs[i].pairs) == 1 {
		return slices.Delete(cs, i, i+1)
	}
	c := cs.own(tx, i)
	c.pairs = slices.Delete(c.pairs, j, j+1)
	return cs
}

// own returns chunk i, copied first unless it is tx's already.
func (cs chunks) own(tx uint64, i int) *chunk {
	if c := cs[i]; c.tx == tx {
		return c
	}
	pairs := make([]Pair, len(cs[i].pairs), len(cs[i].pairs)+8)
	copy(pairs, cs[i].pairs)
	cs[i] = &chunk{tx, pairs}
	return cs[i]
}

// clone copies value; unlike bytes.Clone it never returns nil.
func clone(value []byte) []byte {
	return append(make([]byte, 0, len(value)), value...)
}
