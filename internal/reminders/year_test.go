package reminders_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/racetest"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// The simulated year: people in many zones who pause, move, block and come back, and a bot that is
// down now and then. What was sent is compared with what an oracle of its own (oracle_test.go) says
// should have been.

var yearZones = []string{
	"UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "Europe/Istanbul", "Europe/Moscow", "Europe/Lisbon", "Atlantic/Azores", "Atlantic/Reykjavik", "America/Nuuk",
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/St_Johns", "America/Havana", "America/Sao_Paulo",
	"America/Santiago", "America/Asuncion", "America/Caracas", "Africa/Casablanca", "Africa/Cairo", "Africa/Lagos", "Asia/Beirut", "Asia/Tehran", "Asia/Dubai", "Asia/Kolkata",
	"Asia/Kathmandu", "Asia/Yangon", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia",
}

// A span is a time in which the bot was down.
type span struct{ from, to time.Time }

// A step is one thing that one person did.
type step struct {
	at    time.Time
	op    string // "on", "set" (on, though it is), "off", "zone", "times", "days", "pause", "resume", "block", "unblock"
	zone  string
	slots [2]reminders.Slot
	days  reminders.Weekdays
	until reminders.Day
}

// A sending is one card as it was sent.
type sending struct {
	at   time.Time
	day  reminders.Day
	slot int
}

// A year is one simulation.
type year struct {
	t      *testing.T
	rnd    *rand.Rand
	open   func() store.Store
	start  time.Time
	end    time.Time
	downs  []span
	people map[string][]step

	mu      sync.Mutex
	blocked map[string]bool
	refused map[string]int // sends into the present block
	sent    map[string][]sending
}

// Send implements reminders.Sender.
func (y *year) Send(_ context.Context, c reminders.Card) (string, error) {
	y.mu.Lock()
	defer y.mu.Unlock()
	if y.blocked[c.Owner] {
		y.refused[c.Owner]++
		return "", &reminders.SendError{Gone: true, Err: errors.New("blocked")}
	}
	y.sent[c.Owner] = append(y.sent[c.Owner], sending{time.Now(), c.Day, c.Slot})
	return c.Key, nil
}

func newYear(t *testing.T, open func() store.Store, people, days int) *year {
	y := &year{
		t: t, rnd: rand.New(rand.NewPCG(uint64(people), uint64(days))), open: open, start: time.Date(2026, 1, 5, 0, 0, 30, 0, time.UTC),
		people: map[string][]step{}, blocked: map[string]bool{}, refused: map[string]int{}, sent: map[string][]sending{},
	}
	y.end = y.start.AddDate(0, 0, days)
	for at := y.start; ; {
		at = at.Add(time.Duration(y.rnd.IntN(12*24*60)) * time.Minute)
		down := span{at, at.Add(time.Duration(1+y.rnd.IntN(60)) * time.Minute * time.Duration(1+y.rnd.IntN(6)))}
		if !down.to.Before(y.end) {
			break
		}
		y.downs = append(y.downs, down)
		at = down.to
	}
	for i := range people {
		y.people[fmt.Sprintf("%c:%d", 'a'+rune(i%2), i)] = y.life(i)
	}
	return y
}

// life is what one person does over the year.
func (y *year) life(i int) []step {
	steps := []step{{at: y.start, op: "on", zone: yearZones[i%len(yearZones)], slots: y.times()}}
	state := "on"
	for at := y.start; ; {
		at = y.upTime(at.Add(time.Duration(1+y.rnd.IntN(40*24*60)) * time.Minute))
		if !at.Before(y.end) {
			return steps
		}
		s := step{at: at, zone: yearZones[y.rnd.IntN(len(yearZones))], slots: y.times()}
		s.days = reminders.Weekdays(1 + y.rnd.IntN(int(reminders.Everyday)))
		s.until = reminders.DayOf(at) + reminders.Day(2+y.rnd.IntN(20))
		switch {
		case state == "off":
			s.op, s.zone, state = "on", "", "on"
		case state == "blocked":
			s.op, state = "unblock", "on"
		default:
			s.op = []string{"off", "zone", "zone", "set", "times", "days", "pause", "resume", "block"}[y.rnd.IntN(9)]
			state = map[string]string{"off": "off", "block": "blocked"}[s.op]
		}
		steps = append(steps, s)
	}
}

func (y *year) times() [2]reminders.Slot {
	morning, evening := y.rnd.IntN(12*60), 12*60+y.rnd.IntN(12*60)
	return [2]reminders.Slot{{On: true, Minute: morning}, {On: y.rnd.IntN(5) > 0, Minute: evening}}
}

// upTime moves what would happen while the bot is down to some time after.
func (y *year) upTime(at time.Time) time.Time {
	for _, down := range y.downs {
		if !at.Before(down.from.Add(-time.Minute)) && at.Before(down.to.Add(5*time.Minute)) {
			at = down.to.Add(5 * time.Minute)
		}
	}
	return at
}

// run plays the year in a synctest bubble.
func (y *year) run() {
	time.Sleep(time.Until(y.start))
	type deed struct {
		owner string
		step
	}
	var deeds []deed
	for owner, steps := range y.people {
		for _, s := range steps {
			deeds = append(deeds, deed{owner, s})
		}
	}
	for _, down := range y.downs {
		deeds = append(deeds, deed{step: step{at: down.from, op: "down"}}, deed{step: step{at: down.to, op: "up"}})
	}
	slices.SortStableFunc(deeds, func(a, b deed) int { return a.at.Compare(b.at) })
	book, stop := y.up()
	for _, d := range deeds {
		time.Sleep(time.Until(d.at))
		switch d.op {
		case "down":
			stop()
		case "up":
			book, stop = y.up()
		default:
			if err := y.do(book, d.owner, d.step); err != nil {
				y.t.Fatalf("%s %s at %s: %v", d.op, d.owner, d.at, err)
			}
		}
	}
	time.Sleep(time.Until(y.end))
	synctest.Wait()
	stop()
}

// up starts the bot; the function that it returns stops it.
func (y *year) up() (*reminders.Book, func()) {
	keep := y.open()
	book := &reminders.Book{Store: keep}
	ctx, cancel := context.WithCancel(y.t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		book.Run(ctx, y, "a", "b")
	}()
	return book, func() {
		cancel()
		<-ended
		if file, ok := keep.(*boltstore.Store); ok {
			if err := file.Close(); err != nil {
				y.t.Fatal(err)
			}
		}
	}
}

func (y *year) do(book *reminders.Book, owner string, s step) error {
	ctx := y.t.Context()
	var err error
	switch s.op {
	case "on", "set":
		setup := reminders.Setup{Place: owner, Zone: s.zone}
		if s.zone != "" {
			setup.Slots = &s.slots
		}
		_, _, err = book.On(ctx, owner, setup)
	case "off":
		_, err = book.Off(ctx, owner)
	case "zone":
		_, _, err = book.SetZone(ctx, owner, s.zone)
	case "times":
		_, err = book.SetTimes(ctx, owner, s.slots)
	case "days":
		_, err = book.SetDays(ctx, owner, s.days)
	case "pause":
		_, err = book.Pause(ctx, owner, s.until)
	case "resume":
		_, err = book.Resume(ctx, owner)
	case "block", "unblock":
		y.mu.Lock()
		if refused := y.refused[owner]; refused > 1 {
			y.t.Errorf("%s: %d sends into a block", owner, refused)
		}
		y.blocked[owner], y.refused[owner] = s.op == "block", 0
		y.mu.Unlock()
		if s.op == "unblock" {
			_, err = book.Resume(ctx, owner)
		}
	}
	return err
}

func (y *year) check() {
	cards := 0
	for owner, steps := range y.people {
		want := expect(steps, y.downs, y.end)
		got := y.sent[owner]
		cards += len(got)
		for i := range max(len(want), len(got)) {
			if i >= len(want) || i >= len(got) || got[i].day != want[i].day || got[i].slot != want[i].slot || got[i].at.Sub(want[i].at).Abs() > 5*time.Second {
				y.t.Errorf("%s differs at card %d:\n%s", owner, i, around(steps, got, want, i))
				break
			}
		}
	}
	y.t.Logf("%d people, %d cards, %d times down", len(y.people), cards, len(y.downs))
}

// size returns how many people take part, and for how many days: everybody for all of the year if
// SPOTTER_YEAR is set.
func size(people, days int) (int, int) {
	switch {
	case os.Getenv("SPOTTER_YEAR") != "":
		return 500, 365
	case testing.Short():
		return people / 4, days / 2
	}
	return people, days
}

func TestYearInMemory(t *testing.T) {
	racetest.Skip(t)
	people, days := size(200, 100)
	synctest.Test(t, func(t *testing.T) {
		keep := store.NewMemory()
		y := newYear(t, func() store.Store { return keep }, people, days)
		y.run()
		y.check()
	})
}

func TestYearOnBolt(t *testing.T) {
	people, days := size(30, 20)
	path := filepath.Join(t.TempDir(), "year.db")
	synctest.Test(t, func(t *testing.T) {
		y := newYear(t, func() store.Store {
			file, err := boltstore.Open(path, nil)
			if err != nil {
				t.Fatal(err)
			}
			return file
		}, people, days)
		y.run()
		y.check()
	})
}
