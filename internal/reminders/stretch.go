package reminders

import (
	"cmp"
	"slices"
	"time"

	"spotter/internal/store"
)

// byStretch sorts claims by where they begin.
func byStretch(claims []*claim) []*claim {
	slices.SortFunc(claims, func(a, b *claim) int { return cmp.Compare(a.from, b.from) })
	return claims
}

// A stretch walks over due entries that no claim has taken.
type stretch struct {
	tx     store.Reader
	busy   []*claim // in order
	lane   string
	cursor string // everything before it is behind
}

// scan returns up to limit free entries before the key end.
func (s *stretch) scan(end string, limit int) ([]store.Pair, error) {
	var all []store.Pair
	for len(all) < limit {
		to := s.free(end)
		if s.cursor >= end {
			break
		}
		pairs, err := s.tx.Scan(s.cursor, to, limit-len(all))
		if err != nil {
			return nil, err
		}
		all = append(all, pairs...)
		if len(all) == limit {
			s.cursor = all[limit-1].Key + "\x00"
			break
		}
		s.cursor = to
	}
	return all, nil
}

// free moves the cursor past claims that hold it, and returns the end of the free stretch there.
func (s *stretch) free(end string) string {
	for _, c := range s.busy {
		if c.from <= s.cursor && s.cursor < c.to {
			s.cursor = c.to
		}
		if c.from > s.cursor {
			return min(c.from, end)
		}
	}
	return end
}

// next returns when the first free entry from the cursor on rings, or when a claim runs out if that is
// sooner; zero if neither comes. What stands there and is no entry is returned instead, and passed by.
func (s *stretch) next() (first time.Time, bad *store.Pair, err error) {
	pairs, err := s.scan(dueBound(s.lane, parked), 1)
	if err != nil {
		return first, nil, err
	}
	if len(pairs) > 0 {
		e, err := parseDueKey(pairs[0].Key)
		if err != nil {
			return first, &pairs[0], nil
		}
		first = e.when
	}
	for _, c := range s.busy {
		if first.IsZero() || c.until.Before(first) {
			first = c.until
		}
	}
	return first, nil, nil
}
