package boltstore

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
)

// A file is read here page by page without bbolt, whose memory map trusts every number that it finds: on a damaged page it
// panics, faults or leaves people out without a word. The layout is that of bbolt's internal/common, which all its versions
// since 1.0 share. Numbers are in the machine's order, as everywhere in bbolt.

const (
	pageSize    = 4096
	headerSize  = 16 // of a page: id 8, flags 2, count 2, overflow 4
	elementSize = 16 // of a branch: position 4, key's size 4, page 8; of a leaf: flags 4, position 4, key's size 4, value's size 4

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10

	bucketElement = 0x01 // a leaf's element that is a bucket
	bucketHeader  = 16   // root page 8, sequence 8
	manyFree      = 0xFFFF
)

var order = binary.NativeEndian

// A meta is one of the two pages at the beginning of a file.
type meta struct {
	root     uint64
	freelist uint64
	pages    uint64 // as many pages as the file uses
	tx       uint64
}

// readMetas returns the newest sound meta, and whether the other one is sound too.
func readMetas(file io.ReaderAt) (newest meta, both bool, err error) {
	found := 0
	for i := range 2 {
		var b [64]byte
		if _, err := file.ReadAt(b[:], int64(i)*pageSize+headerSize); err != nil {
			continue
		}
		const magic, version = 0xED0CDAED, 2
		sum := fnv.New64a()
		sum.Write(b[:56])
		if order.Uint32(b[0:]) != magic || order.Uint32(b[4:]) != version || order.Uint32(b[8:]) != pageSize || order.Uint64(b[56:]) != sum.Sum64() {
			continue
		}
		m := meta{root: order.Uint64(b[16:]), freelist: order.Uint64(b[32:]), pages: order.Uint64(b[40:]), tx: order.Uint64(b[48:])}
		if found++; found == 1 || m.tx > newest.tx {
			newest = m
		}
	}
	if found == 0 {
		return newest, false, fmt.Errorf("%w: neither of its headers is whole", errDamaged)
	}
	return newest, found == 2, nil
}

// A page is one page and those that overflow from it.
type page struct {
	id       uint64
	flags    uint16
	count    int
	overflow uint64
	data     []byte
}

// readPage reads a page of a file that uses so many.
func readPage(file io.ReaderAt, id, pages uint64) (page, error) {
	if id < 2 || id >= pages {
		return page{}, fmt.Errorf("there is no page %d", id)
	}
	data := make([]byte, pageSize)
	if _, err := file.ReadAt(data, int64(id)*pageSize); err != nil {
		return page{}, fmt.Errorf("read page %d: %w", id, err)
	}
	p := page{id: id, flags: order.Uint16(data[8:]), count: int(order.Uint16(data[10:])), overflow: uint64(order.Uint32(data[12:])), data: data}
	if says := order.Uint64(data); says != id {
		return p, fmt.Errorf("page %d says that it is %d", id, says)
	}
	if p.overflow >= pages-id {
		return p, fmt.Errorf("page %d goes on beyond the end", id)
	}
	if p.overflow == 0 {
		return p, nil
	}
	p.data = make([]byte, (1+p.overflow)*pageSize)
	if _, err := file.ReadAt(p.data, int64(id)*pageSize); err != nil {
		return p, fmt.Errorf("read page %d: %w", id, err)
	}
	return p, nil
}

// An element is one of a page's: of a leaf, a key and its value; of a branch, the first key of a page below, and that page.
type element struct {
	key, value []byte
	bucket     bool
	child      uint64
}

// element returns one of a page's elements, or false if it does not lie within the page.
func (p *page) element(i int) (e element, ok bool) {
	at := headerSize + i*elementSize
	if at+elementSize > len(p.data) {
		return e, false
	}
	head := p.data[at : at+elementSize]
	position, keySize, valueSize := order.Uint32(head), order.Uint32(head[4:]), uint32(0)
	if p.flags == leafPage {
		e.bucket = position&bucketElement != 0
		position, keySize, valueSize = order.Uint32(head[4:]), order.Uint32(head[8:]), order.Uint32(head[12:])
	} else {
		e.child = order.Uint64(head[8:])
	}
	from := uint64(at) + uint64(position)
	end := from + uint64(keySize) + uint64(valueSize)
	if position < elementSize || end > uint64(len(p.data)) {
		return e, false
	}
	e.key, e.value = p.data[from:from+uint64(keySize)], p.data[from+uint64(keySize):end]
	return e, true
}

// readFree returns which pages are free, or an error if the list of them cannot be right.
func readFree(file io.ReaderAt, m meta) (free []bool, err error) {
	p, err := readPage(file, m.freelist, m.pages)
	if err == nil && p.flags != freelistPage {
		err = fmt.Errorf("page %d is no list of free pages", m.freelist)
	}
	if err != nil {
		return nil, err
	}
	rest, count := p.data[headerSize:], uint64(p.count)
	if count == manyFree {
		count, rest = order.Uint64(rest), rest[8:]
	}
	if count > uint64(len(rest)/8) {
		return nil, fmt.Errorf("page %d has no room for %d free pages", p.id, count)
	}
	free = make([]bool, m.pages)
	last := uint64(1)
	for i := range count {
		id := order.Uint64(rest[8*i:])
		if id <= last || id >= m.pages {
			return nil, fmt.Errorf("page %d names free page %d out of order", p.id, id)
		}
		free[id], last = true, id
	}
	return free, nil
}

// within reports whether a key lies in a stretch of keys; a nil end has none.
func within(key, from, to []byte) bool {
	return bytes.Compare(key, from) >= 0 && (to == nil || bytes.Compare(key, to) < 0)
}
