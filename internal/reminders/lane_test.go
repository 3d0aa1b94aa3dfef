package reminders

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/store"
)

func TestAnsweredWhileItWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.set(time.Second, nil)
		for i := range 100 { // more than are sent at a time
			d.on(fmt.Sprintf("a:%03d", i), "UTC")
		}
		time.Sleep(8*time.Hour + 500*time.Millisecond)
		for i := range 100 {
			if _, err := d.Done(t.Context(), fmt.Sprintf("a:%03d", i), nil); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute)
		if sent := d.take(); len(sent) != DefaultParallel {
			t.Errorf("%d cards sent, want only the %d that were on their way", len(sent), DefaultParallel)
		}
		d.set(0, nil)
		time.Sleep(12 * time.Hour)
		if sent := d.take(); len(sent) != 100 {
			t.Errorf("%d cards in the evening, want 100", len(sent))
		}
		audit(t, d.Store, d.now())
	})
}

func TestFirstComeFirstServed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.stop()
		d.Rate = func(string) float64 { return 1 }
		d.Parallel = 1
		d.start()
		d.set(time.Second, nil)
		for i := range 300 {
			d.on(fmt.Sprintf("a:%d", 999-i), "UTC")
			time.Sleep(time.Second)
		}
		st, err := d.Status(t.Context(), "a:700") // the last one
		if err != nil || st.Delay.Round(10*time.Second) != 300*time.Second {
			t.Errorf("delay %s, %v, want about 300 s", st.Delay, err)
		}
		time.Sleep(9 * time.Hour)
		for i, sent := range d.take() {
			if want := fmt.Sprintf("a:%d ", 999-i); !strings.HasPrefix(sent, want) {
				t.Fatalf("%d: %q, want %s", i, sent, want)
			}
		}
	})
}

// A sick store fails while it is sick.
type sick struct {
	store.Store
	ill  atomic.Bool
	cost atomic.Int64 // updates that failed
}

var errSick = errors.New("no space left on device")

func (s *sick) Update(ctx context.Context, fn func(store.Tx) error) error {
	if s.ill.Load() {
		s.cost.Add(1)
		return errSick
	}
	return s.Store.Update(ctx, fn)
}

func TestStoreFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		keep := &sick{Store: d.Store}
		d.stop()
		d.Store = keep
		d.start()
		d.set(10*time.Second, nil)
		for i := range 30 {
			d.on(fmt.Sprintf("a:%d", i), "UTC")
		}
		time.Sleep(8*time.Hour + 5*time.Second) // some are on their way
		keep.ill.Store(true)
		if _, err := d.Off(t.Context(), "a:1"); !errors.Is(err, errSick) {
			t.Errorf("Off = %v, want %v", err, errSick)
		}
		time.Sleep(10 * time.Minute)
		keep.ill.Store(false)
		time.Sleep(time.Hour)
		if sent := d.take(); len(sent) != 30 {
			t.Errorf("%d cards, want each once: %q", len(sent), sent)
		}
		if cost := keep.cost.Load(); cost > 100 {
			t.Errorf("%d tries to reach a store that fails", cost)
		}
		time.Sleep(12 * time.Hour)
		if sent := d.take(); len(sent) != 30 {
			t.Errorf("%d cards in the evening, want 30", len(sent))
		}
	})
}

func TestTwoProcessesShareALane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		twin := &Book{Store: d.Store}
		go func() {
			defer close(ended)
			twin.Run(ctx, d.outbox, "a")
		}()
		d.set(3*time.Second, nil)
		for i := range 600 {
			d.on(fmt.Sprintf("a:%d", i), "UTC")
		}
		time.Sleep(9 * time.Hour)
		if sent := d.take(); len(sent) != 600 {
			t.Errorf("%d cards, want 600", len(sent))
		}
		cancel()
		<-ended
		audit(t, d.Store, d.now())
	})
}
