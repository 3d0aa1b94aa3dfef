package boltstore

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"spotter/internal/store"
)

// A Fault is what is damaged in a file: keys from From on and before To cannot be read, or not relied on. An empty To has no
// end. A fault without keys is one of the file's own books, by which nothing is lost.
type Fault struct {
	Page     uint64
	From, To string
	Why      string
}

func (f Fault) String() string {
	if f.From == "" && f.To == "" {
		return fmt.Sprintf("page %d: %s", f.Page, f.Why)
	}
	return fmt.Sprintf("page %d, keys from %.60q to %.60q: %s", f.Page, f.From, f.To, f.Why)
}

// A walk goes through all that a file keeps, in order of the keys, and says what of it is damaged. It needs no more memory than
// a few pages and two bits of each page.
type walk struct {
	file    io.ReaderAt
	meta    meta
	shallow bool                          // leaves are not read
	summed  bool                          // values carry a checksum
	visit   func(key, value []byte) error // is given each sound pair, in order; valid until it returns
	free    []bool                        // nil if the list of free pages is damaged
	seen    []bool                        // pages that belong to something
	lost    [][2][]byte                   // stretches of keys whose pages are damaged
	strange []func(visit visitor) error   // leaves that are in use and free at once, to be taken if nothing better is found
	faults  []Fault
	atLeaf  bool // the last page was a leaf
	pages   int  // leaves and branches
}

type visitor func(key, value []byte) error

// mostFaults is how many faults are told of.
const mostFaults = 20

func (w *walk) fault(id uint64, from, to []byte, format string, args ...any) {
	f := Fault{Page: id, Why: fmt.Sprintf(format, args...), From: string(from[:min(len(from), store.MaxKey)]), To: string(to[:min(len(to), store.MaxKey)])}
	w.faults = append(w.faults, f)
}

// errVisit is wrapped around what visit returned, which ends a walk.
var errVisit = errors.New("visit")

// run walks the file as of its newest state. It returns visit's error, or that there is nothing to walk through.
func (w *walk) run() (err error) {
	if w.free, err = readFree(w.file, w.meta); err != nil {
		w.fault(w.meta.freelist, nil, nil, "the list of free pages is damaged: %v", err)
	}
	w.seen = make([]bool, w.meta.pages)
	if p, err := readPage(w.file, w.meta.freelist, w.meta.pages); err == nil {
		w.take(p)
	}
	root, inline, err := w.bucket()
	switch {
	case err != nil:
		w.lose(w.meta.root, nil, nil, "%v", err)
		err = nil
	case inline != nil:
		err = w.leaf(*inline, nil, nil)
	default:
		err = w.tree(root, nil, nil, 0)
	}
	if err == nil && !w.shallow {
		err = w.strays()
	}
	return err
}

// take notes that a page belongs to something, and reports whether it and its overflow did not before.
func (w *walk) take(p page) bool {
	fresh := true
	for id := p.id; id <= p.id+p.overflow && id < w.meta.pages; id++ {
		fresh = fresh && !w.seen[id]
		w.seen[id] = true
	}
	return fresh
}

// bucket finds the bucket of all pairs: its root, or the one page that lies within its own entry.
func (w *walk) bucket() (root uint64, inline *page, err error) {
	p, err := readPage(w.file, w.meta.root, w.meta.pages)
	if err != nil || p.flags != leafPage {
		return 0, nil, errors.New("the file's first page is damaged")
	}
	w.take(p)
	for i := range p.count {
		e, ok := p.element(i)
		if !ok || !e.bucket || len(e.value) < bucketHeader || w.summed != bytes.Equal(e.key, bucketName) {
			continue
		}
		if root = order.Uint64(e.value); root != 0 {
			return root, nil, nil
		}
		data := e.value[bucketHeader:]
		if len(data) < headerSize {
			break
		}
		return 0, &page{flags: order.Uint16(data[8:]), count: int(order.Uint16(data[10:])), data: data}, nil
	}
	return 0, nil, errors.New("the file's first page is damaged")
}

// tree walks the page, which is to hold keys from from on and before to, and the pages below.
func (w *walk) tree(id uint64, from, to []byte, depth int) error {
	const deepest = 64
	p, err := readPage(w.file, id, w.meta.pages)
	kind := p.flags == branchPage || p.flags == leafPage
	if err != nil || !kind || depth > deepest {
		if err == nil {
			err = fmt.Errorf("page %d is no part of the tree", id)
		}
		w.lose(id, from, to, "%v", err)
		return nil
	}
	if p.flags == leafPage && w.free != nil && w.free[id] {
		w.lose(id, from, to, "the page is in use and free at once")
		w.strange = append(w.strange, func(visit visitor) error { return w.only(visit).leaf(p, from, to) })
		return nil
	}
	if !w.take(p) {
		w.lose(id, from, to, "the page is in use twice")
		return nil
	}
	w.pages++
	if w.atLeaf = p.flags == leafPage; w.atLeaf {
		return w.leaf(p, from, to)
	}
	return w.branch(p, from, to, depth)
}

// lose notes that the page of a stretch of keys is damaged.
func (w *walk) lose(id uint64, from, to []byte, format string, args ...any) {
	w.fault(id, from, to, format, args...)
	w.lost = append(w.lost, [2][]byte{from, to})
}

// branch walks the pages below. An element that cannot be right costs the keys up to the next one that can.
func (w *walk) branch(p page, from, to []byte, depth int) error {
	below, last := []element{}, from
	leaves := false
	for i := range p.count {
		e, ok := p.element(i)
		if ok && i == 0 && bytes.Compare(e.key, from) < 0 {
			e.key = from // bbolt leaves a branch's first key as it was
		}
		if ok = ok && len(e.key) <= store.MaxKey && within(e.key, last, to) && (i == 0 || !bytes.Equal(e.key, last)); !ok {
			w.lose(p.id, last, to, "element %d of the branch is damaged", i)
			continue
		}
		below, last = append(below, e), e.key
	}
	if len(below) == 0 {
		w.lose(p.id, from, to, "the branch leads nowhere")
	}
	for i, e := range below {
		start, end := e.key, to
		if i == 0 {
			start = from
		}
		if i+1 < len(below) {
			end = below[i+1].key
		}
		if leaves {
			w.glance(e.child, start, end)
			continue
		}
		if err := w.tree(e.child, start, end, depth+1); err != nil {
			return err
		}
		leaves = w.shallow && w.atLeaf
	}
	return nil
}

// glance looks at a leaf from outside.
func (w *walk) glance(id uint64, from, to []byte) {
	switch {
	case id < 2 || id >= w.meta.pages:
		w.lose(id, from, to, "there is no page %d", id)
	case w.free != nil && w.free[id]:
		w.lose(id, from, to, "the page is in use and free at once")
	case w.seen[id]:
		w.lose(id, from, to, "the page is in use twice")
	default:
		w.seen[id] = true
	}
}

// leaf visits the sound pairs of a leaf. One that stands where its key does not belong is sound if its checksum says so.
func (w *walk) leaf(p page, from, to []byte) error {
	if w.shallow {
		return nil
	}
	last, misplaced := from, false
	for i := range p.count {
		e, ok := p.element(i)
		value := e.value
		if ok = ok && !e.bucket && len(e.key) > 0 && len(e.key) <= store.MaxKey && len(value) <= store.MaxValue+sumSize; !ok {
			w.lose(p.id, last, to, "element %d of the leaf is damaged", i)
			continue
		}
		placed := within(e.key, last, to)
		if w.summed {
			value, ok = unsealed(e.key, value)
		} else {
			ok = placed
		}
		if !ok {
			w.fault(p.id, e.key, append(slices.Clone(e.key), 0), "the value is not what was written")
			continue
		}
		if !placed && !misplaced {
			misplaced = true
			w.fault(p.id, from, to, "the leaf has keys of another place")
		}
		if placed {
			last = append(slices.Clone(e.key), 0)
		}
		if err := w.visit(e.key, value); err != nil {
			return fmt.Errorf("%w: %w", errVisit, err)
		}
	}
	return nil
}

// only returns a walk that visits pages by themselves and tells nothing of them.
func (w *walk) only(visit visitor) *walk {
	return &walk{file: w.file, meta: w.meta, summed: w.summed, visit: visit}
}

// strays looks through the pages that are neither free nor part of anything. If keys were lost they are the leaves that a damaged
// page led to, and their pairs are visited, out of order.
func (w *walk) strays() error {
	if w.free == nil {
		return w.fallBack(nil)
	}
	var adopted [][]byte
	for id := uint64(2); id < w.meta.pages; id++ {
		if w.seen[id] || w.free[id] {
			continue
		}
		p, err := readPage(w.file, id, w.meta.pages)
		if err != nil || p.flags != leafPage {
			if len(w.lost) == 0 {
				w.fault(id, nil, nil, "the page is neither free nor in use")
			}
			continue
		}
		w.take(p)
		key, err := w.adopt(p)
		if err != nil {
			return err
		}
		if key != nil {
			adopted = append(adopted, key)
		} else {
			w.fault(id, nil, nil, "the page is neither free nor in use")
		}
	}
	return w.fallBack(adopted)
}

// adopt visits the pairs of a leaf to which no page leads, if all lie where keys were lost. It returns one of them.
func (w *walk) adopt(p page) (key []byte, err error) {
	var pairs [][2][]byte
	err = w.only(func(key, value []byte) error {
		pairs = append(pairs, [2][]byte{key, value})
		return nil
	}).leaf(p, nil, nil)
	if err != nil || len(pairs) == 0 {
		return nil, err
	}
	first, last := pairs[0][0], pairs[len(pairs)-1][0]
	if !slices.ContainsFunc(w.lost, func(s [2][]byte) bool { return within(first, s[0], s[1]) && within(last, s[0], s[1]) }) {
		return nil, nil
	}
	for _, pair := range pairs {
		if err := w.visit(pair[0], pair[1]); err != nil {
			return nil, fmt.Errorf("%w: %w", errVisit, err)
		}
	}
	return first, nil
}

// fallBack takes the leaves that are said to be free for what they were used as, unless others were found in their place.
func (w *walk) fallBack(adopted [][]byte) error {
	for _, visitLeaf := range w.strange {
		var pairs [][2][]byte
		err := visitLeaf(func(key, value []byte) error {
			pairs = append(pairs, [2][]byte{key, value})
			return nil
		})
		if err != nil {
			return err
		}
		if len(pairs) == 0 || slices.ContainsFunc(adopted, func(key []byte) bool {
			return within(key, pairs[0][0], append(slices.Clone(pairs[len(pairs)-1][0]), 0))
		}) {
			continue
		}
		for _, pair := range pairs {
			if err := w.visit(pair[0], pair[1]); err != nil {
				return fmt.Errorf("%w: %w", errVisit, err)
			}
		}
	}
	return nil
}
