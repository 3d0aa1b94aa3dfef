package reminders

import (
	"os"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"spotter/internal/racetest"
)

// bruteForce finds a plan's next occurrence by watching the zone's clock minute after minute.
func bruteForce(p Plan, after time.Time, days int) (Occurrence, bool) {
	loc, err := Location(p.Zone)
	if err != nil {
		panic(err)
	}
	wall := func(u time.Time) int { // minutes since 1970 by the clock on the wall
		y, m, d := u.Date()
		return int(time.Date(y, m, d, u.Hour(), u.Minute(), 0, 0, time.UTC).Unix() / 60)
	}
	begin := after.Truncate(time.Minute).Add(-50 * time.Hour)
	high := wall(begin.In(loc))
	for u := begin.Add(time.Minute); u.Before(after.AddDate(0, 0, days)); u = u.Add(time.Minute) {
		now := wall(u.In(loc))
		for x := high + 1; x <= now; x++ { // the wall times that the clock shows, or has jumped over
			d := Day(x / 1440)
			if exists := int(d) == high/1440 || int(d) == now/1440; !exists || !u.After(after) {
				continue
			}
			for s, slot := range p.Slots {
				// of two slots in one gap the first rings
				twin := s == 1 && p.Slots[0].On && jumped(int(d)*1440+p.Slots[0].Minute, high, now)
				if slot.On && slot.Minute == x%1440 && p.open(d) && (!twin || now == high+1) {
					return Occurrence{d, s, u}, true
				}
			}
		}
		high = max(high, now)
	}
	return Occurrence{}, false
}

func jumped(x, high, now int) bool { return high < x && x <= now }

func checkNext(t rapid.TB, p Plan, after time.Time) {
	t.Helper()
	want, wantOK := bruteForce(p, after, 9)
	got, ok := Next(p, after)
	if ok != wantOK && got.At.Before(after.AddDate(0, 0, 9)) || ok && wantOK && (got.Day != want.Day || got.Slot != want.Slot || !got.At.Equal(want.At)) {
		t.Fatalf("%s %v %s after %s:\n got %v %s %d %s\nwant %v %s %d %s", p.Zone, p.Slots, p.Days, after.In(p.location()),
			ok, got.Day, got.Slot, got.At, wantOK, want.Day, want.Slot, want.At.In(p.location()))
	}
}

// allZones returns every zone that people can choose.
func allZones(t testing.TB) []string {
	t.Helper()
	text, err := os.ReadFile("when/zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(text)) {
		if name, _, _ := strings.Cut(strings.TrimSpace(line), "\t"); name != "" && name[0] != '#' {
			names = append(names, name)
		}
	}
	return names
}

// anyInstant draws an instant between 2020 and 2040, half of the time near a clock change.
func anyInstant(t *rapid.T, zone string) time.Time {
	loc, err := Location(zone)
	if err != nil {
		t.Fatal(err)
	}
	first := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	last := time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	at := time.Unix(rapid.Int64Range(first, last).Draw(t, "instant"), 0)
	if _, end := at.In(loc).ZoneBounds(); rapid.Bool().Draw(t, "near a change") && !end.IsZero() && end.Unix() < last {
		at = end.Add(time.Duration(rapid.IntRange(-30*60, 30*60).Draw(t, "minutes from it")) * time.Minute)
	}
	return at
}

func anyPlan(t *rapid.T, zone string) Plan {
	p := Plan{Zone: zone, Slots: [2]Slot{
		{On: true, Minute: rapid.IntRange(0, 1439).Draw(t, "morning")},
		{On: rapid.Bool().Draw(t, "evening on"), Minute: rapid.IntRange(0, 1439).Draw(t, "evening")},
	}}
	if rapid.Bool().Draw(t, "at night") {
		p.Slots[0].Minute = rapid.IntRange(0, 4*60).Draw(t, "night")
	}
	if p.Slots[0].Minute == p.Slots[1].Minute {
		p.Slots[1].On = false
	}
	if rapid.IntRange(0, 3).Draw(t, "some days") == 0 {
		p.Days = Weekdays(rapid.IntRange(1, int(Everyday)).Draw(t, "days"))
	}
	return p
}

func TestNextAgainstBruteForce(t *testing.T) {
	zones := allZones(t)
	rapid.Check(t, func(t *rapid.T) {
		zone := rapid.SampledFrom(zones).Draw(t, "zone")
		checkNext(t, anyPlan(t, zone), anyInstant(t, zone))
	})
}

func TestNextInEveryZone(t *testing.T) {
	racetest.Skip(t)
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	for i, zone := range allZones(t) {
		if i%4 != 0 && os.Getenv("SPOTTER_YEAR") == "" {
			continue // the rest only where there is time
		}
		loc, err := Location(zone)
		if err != nil {
			t.Fatal(err)
		}
		at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		p := Plan{Zone: zone, Slots: [2]Slot{{true, 2*60 + 30}, {true, 23*60 + 45}}}
		for n := 0; n < 4; n++ { // around the next clock changes, and in any case once
			checkNext(t, p, at.Add(-30*time.Hour))
			checkNext(t, p, at)
			_, end := at.In(loc).ZoneBounds()
			if end.IsZero() || end.Year() >= 2040 {
				break
			}
			at = end
		}
	}
}

func TestNextNamedCases(t *testing.T) {
	for _, test := range []struct {
		name, zone, after string
		slots             string
		want              []string // in the zone
	}{
		{"spring gap", "Europe/Berlin", "2026-03-28T12:00:00Z", "2:30 off", []string{"2026-03-29 03:00 +0200", "2026-03-30 02:30 +0200"}},
		{"autumn overlap", "Europe/Berlin", "2026-10-24T12:00:00Z", "2:30 off", []string{"2026-10-25 02:30 +0200", "2026-10-26 02:30 +0100"}},
		{"half past seven stays", "America/New_York", "2026-03-07T12:40:00Z", "7:30 off", []string{"2026-03-08 07:30 -0400", "2026-03-09 07:30 -0400"}},
		{"Lord Howe's half hour", "Australia/Lord_Howe", "2026-10-03T00:00:00Z", "2:15 off", []string{"2026-10-04 02:30 +1100", "2026-10-05 02:15 +1100"}},
		{"Lord Howe in autumn", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", "1:45 off", []string{"2026-04-05 01:45 +1100", "2026-04-06 01:45 +1030"}},
		{"Apia 2011 has no 30 December", "Pacific/Apia", "2011-12-29T20:00:00Z", "8:00 20:00", []string{"2011-12-29 20:00 -1000", "2011-12-31 08:00 +1400"}},
		{"Casablanca before Ramadan", "Africa/Casablanca", "2026-02-14T12:00:00Z", "2:30 off", []string{"2026-02-15 02:30 +0100", "2026-02-16 02:30 +0000"}},
		{"Casablanca after Ramadan", "Africa/Casablanca", "2026-03-21T12:00:00Z", "2:30 off", []string{"2026-03-22 03:00 +0100"}},
		{"Dublin's winter is the exception", "Europe/Dublin", "2026-10-24T12:00:00Z", "1:30 off", []string{"2026-10-25 01:30 +0100", "2026-10-26 01:30 +0000"}},
		{"Kathmandu", "Asia/Kathmandu", "2026-05-01T00:00:00Z", "7:30 off", []string{"2026-05-01 07:30 +0545"}},
		{"leap day", "Europe/Paris", "2028-02-28T12:00:00Z", "8:00 20:00", []string{"2028-02-28 20:00 +0100", "2028-02-29 08:00 +0100", "2028-02-29 20:00 +0100", "2028-03-01 08:00 +0100"}},
		{"year end", "Asia/Tokyo", "2026-12-31T10:00:00Z", "8:00 20:00", []string{"2026-12-31 20:00 +0900", "2027-01-01 08:00 +0900"}},
		{"last day of a leap year", "America/New_York", "2028-12-30T23:00:00Z", "8:00 20:00", []string{"2028-12-30 20:00 -0500", "2028-12-31 08:00 -0500", "2028-12-31 20:00 -0500", "2029-01-01 08:00 -0500"}},
		{"gap at midnight", "America/Havana", "2026-03-07T12:00:00Z", "0:30 off", []string{"2026-03-08 01:00 -0400"}},
		{"two slots in one gap ring once", "Europe/Berlin", "2026-03-28T12:00:00Z", "02:10 02:40", []string{"2026-03-29 03:00 +0200", "2026-03-30 02:10 +0200"}},
		{"fixed offset", "UTC+05:30", "2026-03-28T12:00:00Z", "8:00 20:00", []string{"2026-03-28 20:00 +0530"}},
	} {
		slots := slotsAt(t, test.slots)
		at, err := time.Parse(time.RFC3339, test.after)
		if err != nil {
			t.Fatal(err)
		}
		p := Plan{Zone: test.zone, Slots: slots}
		for _, want := range test.want {
			o, ok := Next(p, at)
			if got := o.At.In(p.location()).Format("2006-01-02 15:04 -0700"); !ok || got != want {
				t.Errorf("%s: got %s, want %s", test.name, got, want)
			}
			checkNext(t, p, at)
			at = o.At
		}
	}
}

func TestNextPauseEndAndDays(t *testing.T) {
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // a Wednesday, day 20516
	p := Plan{Zone: "UTC", Slots: DefaultSlots}
	next := func(p Plan) string {
		o, ok := Next(p, start)
		if !ok {
			return "none"
		}
		return o.At.Format("Mon 02 15:04")
	}
	for _, test := range []struct {
		name, want string
		change     func(*Plan)
	}{
		{"as it is", "Wed 04 20:00", func(*Plan) {}},
		{"off", "none", func(p *Plan) { p.Off = true }},
		{"blocked", "none", func(p *Plan) { p.Blocked = start }},
		{"no slot", "none", func(p *Plan) { p.Slots = [2]Slot{} }},
		{"mornings", "Thu 05 08:00", func(p *Plan) { p.Slots[1].On = false }},
		{"mondays", "Mon 09 08:00", func(p *Plan) { p.Days = On(time.Monday) }},
		{"paused", "Mon 09 08:00", func(p *Plan) { p.PausedFrom, p.PausedUntil = start, 20521 }},
		{"paused for ever", "none", func(p *Plan) { p.PausedFrom, p.PausedUntil = start, Never }},
		{"paused for a year", "Thu 04 08:00", func(p *Plan) { p.PausedFrom, p.PausedUntil = start, 20516+365 }},
		{"a pause that is over", "Wed 04 20:00", func(p *Plan) { p.PausedFrom, p.PausedUntil = start.AddDate(0, 0, -9), 20510 }},
		{"last day today", "Wed 04 20:00", func(p *Plan) { p.Ends = 20516 }},
		{"last day yesterday", "none", func(p *Plan) { p.Ends = 20515 }},
		{"paused past the end", "none", func(p *Plan) { p.Ends, p.PausedFrom, p.PausedUntil = 20518, start, 20520 }},
	} {
		changed := p
		test.change(&changed)
		if got := next(changed); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	p := Plan{Zone: "Europe/Berlin", Slots: DefaultSlots}
	start := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	at := start
	for b.Loop() {
		o, _ := Next(p, at)
		if at = o.At; at.Year() > 2040 {
			at = start
		}
	}
}

// slotsAt reads two slots that are written as "7:30 off".
func slotsAt(t *testing.T, written string) (slots [2]Slot) {
	t.Helper()
	for i, word := range strings.Fields(written) {
		if word == "off" {
			continue
		}
		at, err := time.Parse("15:04", word)
		if err != nil {
			t.Fatal(err)
		}
		slots[i] = Slot{On: true, Minute: at.Hour()*60 + at.Minute()}
	}
	return slots
}
