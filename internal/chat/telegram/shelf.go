package telegram

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
)

// shelved is an update that was set aside: under which number, and what it is.
type shelved struct {
	number int
	raw    json.RawMessage
}

// kept is an update on its way under a number: from which one, -1 for none.
type kept struct {
	id   int64
	raw  json.RawMessage
	from int
}

// freeNumber returns a number under which nothing is kept.
func (l *ledger) freeNumber() (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := range maxAsides {
		if _, used := l.left[n]; !used {
			return n, true
		}
	}
	return 0, false
}

// some returns unconfirmed updates, the oldest first, and with them all that is left under the numbers with the
// least, so that those become free: at most so many bytes together.
func (l *ledger) some(bytes int) []kept {
	l.mu.Lock()
	defer l.mu.Unlock()
	var all []kept
	for id, raw := range l.open {
		all = append(all, kept{id, raw, -1})
	}
	slices.SortFunc(all, byID)
	var fit []kept
	for _, k := range all {
		if k.size() <= bytes {
			bytes -= k.size()
			fit = append(fit, k)
		}
	}
	if len(fit) > 0 {
		fit = append(fit, l.leftovers(bytes)...)
		slices.SortFunc(fit, byID)
	}
	return fit
}

func byID(a, b kept) int { return cmp.Compare(a.id, b.id) }

// size returns how many bytes an update takes in a key, at most.
func (k kept) size() int { return len(k.raw) + 3 }

// leftovers returns all that is left under some numbers, the least first. mu is held.
func (l *ledger) leftovers(bytes int) (some []kept) {
	of, sizes := map[int][]kept{}, map[int]int{}
	for id, a := range l.aside {
		k := kept{id, a.raw, a.number}
		of[a.number] = append(of[a.number], k)
		sizes[a.number] += k.size()
	}
	numbers := slices.SortedFunc(maps.Keys(of), func(a, b int) int { return cmp.Compare(sizes[a], sizes[b]) })
	for _, n := range numbers {
		if bytes -= sizes[n]; bytes < 0 {
			break
		}
		some = append(some, of[n]...)
	}
	return some
}

// putAside notes that updates are kept under number n. Some may be answered by now: that is remembered
// as long as they are kept.
func (l *ledger) putAside(n int, some []kept) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left[n], l.order[n] = 0, nil
	for _, k := range some {
		l.order[n] = append(l.order[n], k.id)
		_, open := l.open[k.id]
		before, aside := l.aside[k.id]
		switch {
		case open:
			delete(l.open, k.id)
		case aside:
			l.left[before.number]--
		default:
			if f, done := l.unsure[k.id]; done {
				f.number = n
				l.unsure[k.id] = f
			}
			continue
		}
		l.aside[k.id] = shelved{n, k.raw}
		l.left[n]++
	}
}

// takeBack undoes putAside.
func (l *ledger) takeBack(n int, some []kept) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range some {
		switch _, ok := l.aside[k.id]; {
		case !ok:
		case k.from < 0:
			delete(l.aside, k.id)
			l.open[k.id] = k.raw
		default:
			l.aside[k.id] = shelved{k.from, k.raw}
			l.left[k.from]++
		}
	}
	l.left[n] = 0
}

// gone returns which of the updates under number n, in their order there, are answered: a bit for each. mu is held.
func (l *ledger) gone(n int) []byte {
	bits := make([]byte, (len(l.order[n])+7)/8)
	for i, id := range l.order[n] {
		if l.aside[id].number != n || l.aside[id].raw == nil {
			bits[i/8] |= 1 << (i % 8)
		}
	}
	return bits
}

// isGone reports whether the update at i is answered, by what gone returned.
func isGone(bits []byte, i int) bool { return i/8 < len(bits) && bits[i/8]&(1<<(i%8)) != 0 }

// answered notes that an update which is kept was answered before.
func (l *ledger) answered(k kept) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done.add(k.id, printOf(k.raw))
	l.unsure[k.id] = finished{print: printOf(k.raw), number: -1}
}
