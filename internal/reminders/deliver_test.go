package reminders

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/store"
)

// An outbox is a Sender that keeps what was sent.
type outbox struct {
	mu    sync.Mutex
	sent  []string         // "owner day slot time", in order
	cards []Card           // the same
	fail  func(Card) error // may be nil
	wait  time.Duration    // of each send
}

func (o *outbox) Send(ctx context.Context, c Card) (string, error) {
	o.mu.Lock()
	wait := o.wait
	o.mu.Unlock()
	if wait > 0 {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return "", ctx.Err()
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		if err := o.fail(c); err != nil {
			return "", err
		}
	}
	text := fmt.Sprintf("%s %s %d %s", c.Owner, c.Day, c.Slot, time.Now().UTC().Format("15:04:05"))
	if c.Late {
		text += " late"
	}
	o.sent = append(o.sent, text)
	o.cards = append(o.cards, c)
	return fmt.Sprint(len(o.sent)), nil
}

// set changes what Send does from now on.
func (o *outbox) set(wait time.Duration, fail func(Card) error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wait, o.fail = wait, fail
}

func (o *outbox) take() []string {
	synctest.Wait()
	o.mu.Lock()
	defer o.mu.Unlock()
	sent := o.sent
	o.sent = nil
	return sent
}

// A desk is a book whose delivery runs in a synctest bubble, which begins on 2000-01-01 00:00 UTC.
type desk struct {
	*Book
	*outbox
	t    *testing.T
	stop func()
	by   atomic.Int64 // by how much the wall clock is wrong
}

func openDesk(t *testing.T) *desk {
	d := &desk{outbox: &outbox{}, t: t}
	d.Book = &Book{Store: store.NewMemory(), Now: func() time.Time { return time.Now().Add(time.Duration(d.by.Load())) }}
	d.start()
	t.Cleanup(func() { d.stop() })
	return d
}

// start runs delivery until stop.
func (d *desk) start() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.Run(ctx, d.outbox, "a", "b")
	}()
	d.stop = func() { cancel(); <-ended }
}

func (d *desk) on(owner, zone string) {
	d.t.Helper()
	if _, _, err := d.On(d.t.Context(), owner, Setup{Place: "place of " + owner, Zone: zone}); err != nil {
		d.t.Fatal(err)
	}
}

// TestSummary: of a plan that wants it, the week's last card says so, whichever that is, and no other.
func TestSummary(t *testing.T) {
	for days, want := range map[Weekdays][]string{
		Everyday:                     {"2000-01-02 1", "2000-01-09 1", "2000-01-16 1"},
		On(time.Monday, time.Friday): {"2000-01-07 1", "2000-01-14 1"},
		On(time.Sunday):              {"2000-01-02 1", "2000-01-09 1", "2000-01-16 1"},
	} {
		synctest.Test(t, func(t *testing.T) {
			d := openDesk(t) // on a Saturday
			for _, owner := range []string{"a:1", "a:2"} {
				d.on(owner, "UTC")
				if _, err := d.SetDays(t.Context(), owner, days); err != nil {
					t.Fatal(err)
				}
			}
			if p, err := d.SetSummary(t.Context(), "a:1", true); err != nil || !p.Summary {
				t.Fatalf("%+v, %v", p, err)
			}
			time.Sleep(17 * 24 * time.Hour)
			if _, err := d.SetSummary(t.Context(), "a:1", false); err != nil {
				t.Fatal(err)
			}
			time.Sleep(14 * 24 * time.Hour)
			synctest.Wait()
			var got []string
			for _, c := range d.cards {
				if c.Sum {
					got = append(got, fmt.Sprintf("%s %d", c.Day, c.Slot))
					if c.Owner != "a:1" {
						t.Errorf("%s did not ask for it", c.Owner)
					}
				}
			}
			if diff := cmp.Diff(got, want); diff != "" {
				t.Errorf("%s: last cards of a week (-got +want):\n%s", days, diff)
			}
		})
	}
	if _, err := (&Book{Store: store.NewMemory()}).SetSummary(t.Context(), "a:1", true); !errors.Is(err, ErrNoPlan) {
		t.Errorf("without a plan: %v", err)
	}
}

func (d *desk) want(want ...string) {
	d.t.Helper()
	got := d.take()
	slices.Sort(got) // those of one moment are sent side by side
	slices.Sort(want)
	if diff := cmp.Diff(got, want); diff != "" {
		d.t.Errorf("sent (-got +want):\n%s", diff)
	}
}

func TestTwiceADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-01 0 08:00:00", "a:1 2000-01-01 1 20:00:00")
		d.stop()
		d.start()
		time.Sleep(24 * time.Hour)
		d.want("a:1 2000-01-02 0 08:00:00", "a:1 2000-01-02 1 20:00:00")
	})
}

func TestLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		d.on("a:2", "Europe/Berlin")
		d.stop()
		time.Sleep(9 * time.Hour)
		d.start()
		d.want("a:2 2000-01-01 0 09:00:00 late", "a:1 2000-01-01 0 09:00:00 late")
		d.stop()
		time.Sleep(48 * time.Hour) // the 3rd, 09:00
		d.start()
		d.want("a:2 2000-01-03 0 09:00:00 late", "a:1 2000-01-03 0 09:00:00 late")
		d.stop()
		time.Sleep(7 * time.Hour)
		d.start()
		time.Sleep(5 * time.Hour)
		d.want("a:2 2000-01-03 1 19:00:00", "a:1 2000-01-03 1 20:00:00")
		st, err := d.Status(t.Context(), "a:1")
		if err != nil {
			t.Fatal(err)
		}
		got := [4]Mark{st.History.At(10957, 0), st.History.At(10957, 1), st.History.At(10958, 0), st.History.At(10959, 0)}
		if want := [4]Mark{Sent, Missed, Missed, Sent}; got != want {
			t.Errorf("history %v, want %v", got, want)
		}
	})
}

func TestTooLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		d.stop()
		time.Sleep(11 * time.Hour)
		d.start()
		d.want()
		time.Sleep(10 * time.Hour)
		d.want("a:1 2000-01-01 1 20:00:00")
	})
}

func TestRetry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		fails := 0
		d.set(0, func(Card) error {
			if fails++; fails <= 3 {
				return errors.New("no luck")
			}
			return nil
		})
		time.Sleep(8*time.Hour + 10*time.Minute)
		if sent := d.take(); len(sent) != 1 || fails != 4 {
			t.Errorf("sent %q after %d tries, want one after 4", sent, fails)
		}
	})
}

func TestGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		d.on("a:1", "UTC")
		tries := 0
		d.set(0, func(Card) error {
			tries++
			return &SendError{Gone: true, Why: "blocked", Err: errors.New("403")}
		})
		time.Sleep(100 * time.Hour)
		if d.want(); tries != 1 {
			t.Errorf("%d tries, want 1", tries)
		}
		st, err := d.Status(t.Context(), "a:1")
		if err != nil || st.Plan.Blocked.IsZero() || st.Plan.BlockedWhy != "blocked" || len(st.Next) != 0 {
			t.Errorf("status %+v, %v", st, err)
		}
		d.set(0, nil)
		if _, err := d.Resume(t.Context(), "a:1"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(20 * time.Hour)
		d.want("a:1 2000-01-05 0 08:00:00", "a:1 2000-01-05 1 20:00:00")
	})
}

func TestSlowLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		for i := range 40 {
			d.on(fmt.Sprintf("a:%d", i), "UTC")
		}
		d.on("b:1", "UTC")
		d.set(time.Second, nil)
		time.Sleep(8*time.Hour + 2*time.Second)
		if sent := d.take(); len(sent) < 17 || !contains(sent, "b:1 2000-01-01 0 08:00:01") {
			t.Errorf("the other lane waits: %q", sent)
		}
	})
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

func TestAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := openDesk(t)
		ctx := t.Context()
		d.on("a:1", "UTC")
		time.Sleep(7 * time.Hour)
		if a, err := d.Done(ctx, "a:1", nil); err != nil || a.None || a.Slot != Morning {
			t.Fatalf("done before the time: %+v, %v", a, err)
		}
		time.Sleep(2 * time.Hour) // 09:00
		d.want()
		time.Sleep(12 * time.Hour) // 21:00
		d.want("a:1 2000-01-01 1 20:00:00")
		if a, err := d.Snooze(ctx, "a:1", nil, 15*time.Minute); err != nil || a.Same || a.Old || !a.When.Equal(time.Date(2000, 1, 1, 21, 15, 0, 0, time.UTC)) {
			t.Fatalf("snooze: %+v, %v", a, err)
		}
		time.Sleep(time.Hour)
		d.want("a:1 2000-01-01 1 21:15:00")
		for _, same := range []bool{false, true} {
			a, err := d.Done(ctx, "a:1", &Slotted{10957, Evening})
			if err != nil || a.Same != same || a.Old {
				t.Fatalf("done: %+v, %v", a, err)
			}
		}
		if a, err := d.Skip(ctx, "a:1", nil); err != nil || a.Day != 10958 || !a.Rest {
			t.Fatalf("skip: %+v, %v", a, err)
		}
		time.Sleep(36 * time.Hour)
		d.want("a:1 2000-01-03 0 08:00:00")
		if a, err := d.Done(ctx, "a:1", &Slotted{10957, Evening}); err != nil || !a.Old || !a.Same {
			t.Fatalf("an old card: %+v, %v", a, err)
		}
		if a, err := d.Done(ctx, "a:1", &Slotted{20000, Evening}); err != nil || !a.None {
			t.Fatalf("an invented card: %+v, %v", a, err)
		}
	})
}
