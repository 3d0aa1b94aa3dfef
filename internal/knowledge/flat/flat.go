// Package flat writes plain data to one string and reads it back in little time. A Coder goes over the parts of a value in
// order and either writes each or fills it, so that one function says of a type both how it is written and how it is read.
//
// Texts that are read are cut from the string and not copied. It knows nothing of what the data mean.
package flat

import (
	"encoding/binary"
	"errors"
	"maps"
	"math"
	"slices"
)

// A Coder writes or reads. Its zero value is not of use: see Write and Read.
type Coder struct {
	reading bool
	out     []byte   // what was written
	in      string   // what is read
	at      int      // how far
	broken  bool     // it is not what was written
	texts   []string // room for lists of texts
}

// Write returns what over writes.
func Write(over func(*Coder)) string {
	c := &Coder{}
	over(c)
	return string(c.out)
}

// Read has over fill a value from what Write returned for one of the same type. Where the error is not nil the value
// is of no use.
func Read(data string, over func(*Coder)) error {
	c := &Coder{reading: true, in: data}
	over(c)
	if c.broken || c.at < len(c.in) {
		return errors.New("not what was written")
	}
	return nil
}

// Reading reports whether values are filled.
func (c *Coder) Reading() bool { return c.reading }

// Break says of data that were read that they cannot be what was written.
func (c *Coder) Break() { c.broken, c.at = true, len(c.in) }

// cut returns the next n bytes.
func (c *Coder) cut(n int) string {
	if n < 0 || n > len(c.in)-c.at {
		c.Break()
		return ""
	}
	s := c.in[c.at : c.at+n]
	c.at += n
	return s
}

// number goes over a number, which takes few bytes where it is small.
func (c *Coder) number(n uint64) uint64 {
	if c.at < len(c.in) && c.in[c.at] < 0x80 { // mostly
		c.at++
		return uint64(c.in[c.at-1])
	}
	return c.longer(n)
}

func (c *Coder) longer(n uint64) uint64 {
	if !c.reading {
		c.out = binary.AppendUvarint(c.out, n)
		return n
	}
	n = 0
	for shift := 0; shift < 64 && c.at < len(c.in); shift += 7 {
		b := c.in[c.at]
		c.at++
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	c.Break()
	return 0
}

// length goes over the length of a list: 0 for none, and else one more. Each entry takes a byte at least.
func (c *Coder) length(n int, none bool) (length int, isNone bool) {
	if none {
		n = -1
	}
	n = int(c.number(uint64(n+1))) - 1
	if c.reading && n > len(c.in)-c.at {
		c.Break()
		return 0, true
	}
	return max(n, 0), n < 0
}

// Int goes over a whole number from 0.
func Int[T ~int | ~int8 | ~int32 | ~uint32 | ~uint64](c *Coder, n *T) { *n = T(c.number(uint64(*n))) }

// Bool goes over what is true or false.
func Bool(c *Coder, b *bool) {
	n := 0
	if *b {
		n = 1
	}
	Int(c, &n)
	*b = n != 0
}

// Float goes over a number of any size.
func Float(c *Coder, f *float64) {
	if !c.reading {
		c.out = binary.LittleEndian.AppendUint64(c.out, math.Float64bits(*f))
		return
	}
	if s := c.cut(8); s != "" {
		*f = math.Float64frombits(binary.LittleEndian.Uint64([]byte(s)))
	}
}

// Text goes over a text.
func Text[T ~string](c *Coder, s *T) {
	n := int(c.number(uint64(len(*s))))
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	*s = T(c.cut(n))
}

// Texts goes over a list of texts.
func Texts(c *Coder, list *[]string) {
	n, none := c.length(len(*list), *list == nil)
	if c.reading {
		*list = c.room(n, none)
	}
	for i := range *list {
		Text(c, &(*list)[i])
	}
}

// room returns a list of n texts. Short ones lie side by side, since most are.
func (c *Coder) room(n int, none bool) []string {
	const some = 512
	if none {
		return nil
	}
	if n == 0 {
		return []string{}
	}
	if n > len(c.texts) {
		if n > some/8 {
			return make([]string, n)
		}
		c.texts = make([]string, some)
	}
	list := c.texts[:n:n]
	c.texts = c.texts[n:]
	return list
}

// Ints goes over a list of whole numbers, four bytes each.
func Ints[T ~int32 | ~uint32](c *Coder, list *[]T) {
	n, none := c.length(len(*list), *list == nil)
	if !c.reading {
		for _, v := range *list {
			c.out = binary.LittleEndian.AppendUint32(c.out, uint32(v))
		}
		return
	}
	*list = nil
	s := c.cut(4 * n)
	if none || len(s) < 4*n {
		return
	}
	out := make([]T, n)
	for i := range out {
		out[i] = T(uint32(s[4*i]) | uint32(s[4*i+1])<<8 | uint32(s[4*i+2])<<16 | uint32(s[4*i+3])<<24)
	}
	*list = out
}

// Floats goes over a list of numbers of any size, four bytes each.
func Floats(c *Coder, list *[]float32) {
	List(c, list, func(c *Coder, f *float32) {
		if !c.reading {
			c.out = binary.LittleEndian.AppendUint32(c.out, math.Float32bits(*f))
		} else if s := c.cut(4); s != "" {
			*f = math.Float32frombits(binary.LittleEndian.Uint32([]byte(s)))
		}
	})
}

// List goes over a list, each entry by one.
func List[T any](c *Coder, list *[]T, one func(*Coder, *T)) {
	n, none := c.length(len(*list), *list == nil)
	if c.reading {
		*list = nil
		if !none {
			*list = make([]T, n)
		}
	}
	for i := range *list {
		one(c, &(*list)[i])
	}
}

// Pointers goes over a list of pointers, of which none is nil. What they point to lies side by side when it was read.
func Pointers[T any](c *Coder, list *[]*T, one func(*Coder, *T)) {
	n, none := c.length(len(*list), *list == nil)
	if c.reading {
		*list = nil
		if !none {
			*list = make([]*T, n)
		}
		all := make([]T, n)
		for i := range all {
			(*list)[i] = &all[i]
		}
	}
	for _, p := range *list {
		one(c, p)
	}
}

// Map goes over a map, its entries in the order of their names, each value by one.
func Map[T any](c *Coder, m *map[string]T, one func(*Coder, *T)) {
	n, none := c.length(len(*m), *m == nil)
	if !c.reading {
		for _, k := range slices.Sorted(maps.Keys(*m)) {
			v := (*m)[k]
			Text(c, &k)
			one(c, &v)
		}
		return
	}
	*m = nil
	if none {
		return
	}
	*m = make(map[string]T, n)
	var k string
	var v, zero T
	for range n {
		v = zero
		Text(c, &k)
		one(c, &v)
		(*m)[k] = v
	}
}
