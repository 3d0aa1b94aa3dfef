package reminders

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"spotter/internal/store"
)

// The rule of each zone that plans use is kept in the store, under zone/<name>, in the format of zone
// files (RFC 8536, version 1). So a zone that a later tzdata drops keeps its last rule, and one whose
// rule a later tzdata changes is noticed: what is due there moves to the new instants.

const zonePrefix = "zone/"

// How much of a zone's rule is kept.
const (
	keptBehind = 366 * 24 * time.Hour
	keptYears  = 11
)

// keptLast is the last instant that version 1 of the format can hold.
var keptLast = time.Unix(1<<31-1, 0)

// keepZone stores the zone's rule unless it is there.
func keepZone(tx store.Tx, name string, now time.Time) error {
	if _, fixed := fixedOffset(name); fixed {
		return nil
	}
	value, err := tx.Get(zonePrefix + name)
	if err != nil || value != nil {
		return err
	}
	loc, err := Location(name)
	if err != nil {
		return err
	}
	return tx.Put(zonePrefix+name, zoneFile(loc, now))
}

// zoneFile writes the rule of loc about now as a zone file.
func zoneFile(loc *time.Location, now time.Time) []byte {
	const day = 24 * time.Hour
	var times []int32
	var kinds []byte
	var offsets []int32
	begin := now.Add(-keptBehind).Truncate(day)
	last := time.Duration(1 << 62)
	for at := begin; at.Before(now.AddDate(keptYears, 0, 0)) && at.Before(keptLast); at = at.Add(day) {
		is := offset(at.In(loc))
		if is == last {
			continue
		}
		last = is
		i := slices.Index(offsets, int32(is/time.Second))
		if i < 0 {
			i = len(offsets)
			offsets = append(offsets, int32(is/time.Second))
		}
		times, kinds = append(times, int32(changed(loc, at, day).Unix())), append(kinds, byte(i))
	}
	return appendZoneFile(times, kinds, offsets)
}

// changed returns since when, within the time before at, the clocks of loc have shown what they show at at.
func changed(loc *time.Location, at time.Time, within time.Duration) time.Time {
	is := offset(at.In(loc))
	seconds := sort.Search(int(within/time.Second), func(n int) bool {
		return offset(at.Add(-within+time.Duration(n)*time.Second).In(loc)) == is
	})
	return at.Add(-within + time.Duration(seconds)*time.Second)
}

func appendZoneFile(times []int32, kinds []byte, offsets []int32) []byte {
	b := append([]byte("TZif"), make([]byte, 16)...)
	for _, count := range []int{0, 0, 0, len(times), len(offsets), len("LMT\x00")} {
		b = binary.BigEndian.AppendUint32(b, uint32(count))
	}
	for _, t := range times {
		b = binary.BigEndian.AppendUint32(b, uint32(t))
	}
	b = append(b, kinds...)
	for _, o := range offsets {
		b = append(binary.BigEndian.AppendUint32(b, uint32(o)), 0, 0) // no summer time, the name at 0
	}
	return append(b, "LMT\x00"...)
}

// kept is whether a Book has compared the zones with what is kept of them.
type kept struct {
	mu   sync.Mutex
	done bool
}

// knowZones compares, once, the zones that plans use with what is kept of them.
func (b *Book) knowZones(ctx context.Context) error {
	b.kept.mu.Lock()
	defer b.kept.mu.Unlock()
	if b.kept.done {
		return nil
	}
	others, err := b.compareZones(ctx)
	if err == nil && len(others) > 0 {
		err = b.moveZones(ctx, others)
	}
	if err != nil {
		return fmt.Errorf("compare time zones: %w", err)
	}
	b.kept.done = true
	return nil
}

// compareZones brings back the zones that are gone and returns those whose rule has changed.
func (b *Book) compareZones(ctx context.Context) (map[string]bool, error) {
	const most = 1000 // there are 600
	var pairs []store.Pair
	err := b.Store.View(ctx, func(tx store.Reader) (err error) {
		pairs, err = tx.Scan(zonePrefix, store.After(zonePrefix), most)
		return err
	})
	if err != nil {
		return nil, err
	}
	others := map[string]bool{}
	for _, pair := range pairs {
		name := strings.TrimPrefix(pair.Key, zonePrefix)
		old, err := time.LoadLocationFromTZData(name, pair.Value)
		if err != nil {
			b.log().Error("read the kept rule of a time zone", "zone", name, "err", err)
			continue
		}
		loc, err := Location(name)
		if err != nil {
			b.log().Warn("time zone is no longer known: keeping its last rule", "zone", name)
			locations.Store(name, old)
			continue
		}
		if !sameRule(old, loc, b.now()) {
			others[name] = true
		}
	}
	return others, nil
}

// sameRule tells whether the clocks of both agree over the coming year.
func sameRule(a, b *time.Location, now time.Time) bool {
	for t := now; t.Before(now.AddDate(1, 0, 0)) && t.Before(keptLast); t = t.AddDate(0, 0, 3) {
		if offset(t.In(a)) != offset(t.In(b)) {
			return false
		}
	}
	return true
}

// moveZones puts what is due in the changed zones at its new instants, and keeps the new rules.
func (b *Book) moveZones(ctx context.Context, zones map[string]bool) error {
	b.log().Warn("the rules of time zones have changed: working out again what is due there", "zones", len(zones))
	lanes, err := b.lanes(ctx)
	if err != nil {
		return err
	}
	now := b.now()
	for _, lane := range lanes {
		if err := b.reckon(ctx, lane, now, zones); err != nil {
			return err
		}
	}
	return b.Store.Update(ctx, func(tx store.Tx) error {
		for name := range zones {
			loc, err := Location(name)
			if err != nil {
				return err
			}
			if err := tx.Put(zonePrefix+name, zoneFile(loc, now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// lanes returns the names of all lanes that have entries.
func (b *Book) lanes(ctx context.Context) ([]string, error) {
	var names []string
	err := b.Store.View(ctx, func(tx store.Reader) error {
		names = nil
		for cursor := duePrefix; ; {
			pairs, err := tx.Scan(cursor, store.After(duePrefix), 1)
			if err != nil || len(pairs) == 0 {
				return err
			}
			name, _, _ := strings.Cut(strings.TrimPrefix(pairs[0].Key, duePrefix), "/")
			names = append(names, name)
			cursor = store.After(duePrefix + name + "/")
		}
	})
	return names, err
}
