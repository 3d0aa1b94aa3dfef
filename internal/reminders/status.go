package reminders

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/store"
)

// A Status is what a person is told of their plan.
type Status struct {
	Plan    Plan
	Next    []Occurrence  // the next two, in the plan's zone
	When    time.Time     // when the first of them rings: later than its At if it was snoozed
	Delay   time.Duration // how much later the first will come, as many are due then
	History History       // all that is remembered
	Card    Shown         // the latest card
}

// Status returns how the owner's plan stands, or ErrNoPlan.
func (b *Book) Status(ctx context.Context, owner string) (Status, error) {
	var st Status
	if err := b.knowZones(ctx); err != nil {
		return st, err
	}
	err := b.Store.View(ctx, func(tx store.Reader) error {
		r, err := load(tx, owner, b.now())
		if err != nil {
			return err
		}
		if r == nil {
			return ErrNoPlan
		}
		st = r.status()
		st.Delay, err = b.delay(tx, r)
		return err
	})
	if err != nil {
		return st, fmt.Errorf("status of %s: %w", owner, err)
	}
	return st, nil
}

// Blocked tells whether the owner has a plan whose messages do not arrive.
func (b *Book) Blocked(ctx context.Context, owner string) (bool, error) {
	var blocked bool
	err := b.Store.View(ctx, func(tx store.Reader) error {
		p, err := loadPlan(tx, owner)
		blocked = p != nil && !p.Blocked.IsZero()
		return err
	})
	if err != nil {
		return false, fmt.Errorf("look whether the plan of %s is blocked: %w", owner, err)
	}
	return blocked, nil
}

func (r *record) status() Status {
	st := Status{Plan: *r.Plan, History: join(r.past, r.history), Card: r.card}
	if r.next.At.IsZero() || r.when == parked {
		return st
	}
	loc := r.location()
	first := r.next
	first.At = first.At.In(loc)
	st.Next, st.When = append(st.Next, first), r.when.In(loc)
	done := r.done
	done[first.Slot] = max(done[first.Slot], first.Day)
	after := r.now
	if first.At.After(after) {
		after = first.At
	}
	if second, ok := next(*r.Plan, done, after); ok {
		st.Next = append(st.Next, second)
	}
	return st
}

// How far delay looks.
const (
	delayWindow = 10 * time.Minute
	delayMost   = 20_000 // entries
)

// delay works out how long the record's entry will wait for those before it: a queue that is worked
// off at the lane's rate.
func (b *Book) delay(tx store.Reader, r *record) (time.Duration, error) {
	lane, _, err := splitOwner(r.Owner)
	if err != nil || b.Rate == nil || r.key == "" || r.when == parked {
		return 0, err
	}
	rate := b.Rate(lane)
	if rate <= 0 {
		return 0, nil
	}
	each := time.Duration(float64(time.Second) / rate)
	free := r.now // when the lane has worked off what came before
	from := dueBound(lane, r.when.Add(-delayWindow))
	for n := 0; n < delayMost; {
		page, err := tx.Scan(from, r.key, 1000)
		if err != nil {
			return 0, err
		}
		for _, pair := range page {
			e, err := parseDueKey(pair.Key)
			if err != nil {
				continue // a turn sets it aside
			}
			free = later(free, e.when).Add(each)
		}
		if n += len(page); len(page) < 1000 {
			break
		}
		from = page[len(page)-1].Key + "\x00"
	}
	return max(0, free.Sub(later(r.when, r.now))), nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Everything is all that is stored about one person, in words for showing to them. Empty fields are
// not stored. Instants are in the plan's zone.
type Everything struct {
	Place       string     `json:"sent to,omitempty"`
	Zone        string     `json:"time zone,omitempty"`
	Morning     string     `json:"morning,omitempty"`
	Evening     string     `json:"evening,omitempty"`
	Days        string     `json:"days,omitempty"`
	Ends        string     `json:"last day,omitempty"`
	PausedFrom  time.Time  `json:"paused since,omitzero"`
	PausedUntil string     `json:"paused until,omitempty"`
	Off         bool       `json:"turned off,omitzero"`
	Blocked     time.Time  `json:"not reachable since,omitzero"`
	BlockedWhy  string     `json:"not reachable because,omitempty"`
	Summary     bool       `json:"a line of progress each week,omitzero"`
	Since       time.Time  `json:"since,omitzero"`
	Next        time.Time  `json:"next,omitzero"`
	Tries       int        `json:"failed tries of the next,omitzero"`
	Card        string     `json:"message of the latest,omitempty"`
	Asked       bool       `json:"asked after four weeks whether to go on,omitzero"`
	Check       time.Time  `json:"one question about how it is comes,omitzero"`
	Once        time.Time  `json:"one reminder out of turn comes,omitzero"`
	CheckPlace  string     `json:"that question is sent to,omitempty"`
	History     []DayMarks `json:"history,omitempty"`
}

// DayMarks is one day of the history.
type DayMarks struct {
	Day     string
	Morning string // what became of it; empty if nothing is known
	Evening string
}

// MarshalText words the day as "2026-03-01: morning done, evening skipped", so that a file has a line a day.
func (d DayMarks) MarshalText() ([]byte, error) {
	line, between := d.Day, ": "
	for i, mark := range []string{d.Morning, d.Evening} {
		if mark != "" {
			line += between + []string{"morning ", "evening "}[i] + mark
			between = ", "
		}
	}
	return []byte(line), nil
}

// Empty tells whether nothing is stored.
func (e Everything) Empty() bool { return e.Since.IsZero() && e.Check.IsZero() && e.Once.IsZero() }

// Export returns all that is stored about the owner.
func (b *Book) Export(ctx context.Context, owner string) (Everything, error) {
	var all Everything
	if err := b.knowZones(ctx); err != nil {
		return all, err
	}
	err := b.Store.View(ctx, func(tx store.Reader) error {
		all = Everything{}
		check, err := loadCheck(tx, kindCheck, owner)
		if err != nil {
			return err
		}
		once, err := loadCheck(tx, kindOnce, owner)
		if err != nil {
			return err
		}
		r, err := load(tx, owner, b.now())
		if err != nil {
			return err
		}
		if r != nil {
			all = r.export()
		}
		if !once.when.IsZero() {
			all.Once, all.CheckPlace = once.when, once.place
			if r != nil {
				all.Once = once.when.In(r.location())
			}
		}
		if !check.when.IsZero() {
			loc := time.UTC
			if r != nil {
				loc = r.location()
			}
			all.Check, all.CheckPlace = check.when.In(loc), check.place
		}
		return nil
	})
	if err != nil {
		return all, fmt.Errorf("export %s: %w", owner, err)
	}
	return all, nil
}

func (r *record) export() Everything {
	st := r.status()
	p := st.Plan
	local := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.In(p.location())
	}
	all := Everything{
		Place: p.Place, Zone: p.Zone, Days: p.Days.String(), Off: p.Off, Blocked: local(p.Blocked), BlockedWhy: p.BlockedWhy,
		Morning: p.Slots[Morning].wanted(), Evening: p.Slots[Evening].wanted(),
		Summary: p.Summary, Since: local(p.Created), Next: local(st.When), Tries: r.tries, Card: st.Card.ID, Asked: r.asked,
	}
	if p.Ends != 0 {
		all.Ends = p.Ends.String()
	}
	if !p.PausedFrom.IsZero() {
		all.PausedFrom, all.PausedUntil = local(p.PausedFrom), p.PausedUntil.String()
	}
	for i, m := range st.History.Marks {
		if m != 0 {
			d := st.History.First + Day(i)
			all.History = append(all.History, DayMarks{d.String(), Mark(m & 15).String(), Mark(m >> 4).String()})
		}
	}
	return all
}

func (s Slot) wanted() string {
	if !s.On {
		return "off (" + s.String() + ")"
	}
	return s.String()
}
