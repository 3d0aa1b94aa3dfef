package formcheck_test

import (
	"strings"
	"testing"
	"time"

	"spotter/internal/formcheck"
)

// events does all that is due at now.
func events(t *testing.T, d *formcheck.Desk, now time.Time) []formcheck.Event {
	t.Helper()
	var all []formcheck.Event
	for more := true; more; {
		var page []formcheck.Event
		var err error
		if page, more, err = d.Due(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		all = append(all, page...)
	}
	return all
}

func TestIdleChecksClose(t *testing.T) {
	d, _ := newDesk()
	quiet := mustOpen(t, d, noon, intake("x:a", 1))
	lively := mustOpen(t, d, noon, intake("x:b", 2))
	day := 24 * time.Hour
	if _, _, err := d.Vote(t.Context(), noon.Add(20*day), lively.ID, "x:c", "ears", ""); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		after time.Duration
		want  string
	}{
		{30*day - time.Second, ""},
		{30 * day, quiet.ID},
		{50*day - time.Second, ""},
		{50 * day, lively.ID},
		{99 * day, ""},
	} {
		got := ""
		for _, e := range events(t, d, noon.Add(test.after)) {
			got += e.Closed.ID
			if e.Closed.Why != formcheck.Idle {
				t.Errorf("closed because of %q", e.Closed.Why)
			}
		}
		if got != test.want {
			t.Errorf("after %v: closed %q, want %q", test.after, got, test.want)
		}
	}
}

// TestDigestAtTheHour crosses the night in which Berlin's clocks go forward.
func TestDigestAtTheHour(t *testing.T) {
	d, _ := newDesk()
	start := time.Date(2026, 3, 27, 12, 0, 0, 0, time.UTC)
	err := d.Configure(t.Context(), start, formcheck.Settings{Home: home, Notice: "x:channel", Hour: 9, Zone: "Europe/Berlin"})
	if err != nil {
		t.Fatal(err)
	}
	if got := events(t, d, start.AddDate(0, 0, 1)); len(got) != 0 {
		t.Fatalf("a digest of nothing: %+v", got)
	}
	c := mustOpen(t, d, start, intake("x:a", 1))
	due, err := d.NextDue(t.Context())
	if want := time.Date(2026, 3, 29, 7, 0, 0, 0, time.UTC); err != nil || !due.Equal(want) {
		t.Fatalf("due %v, %v; want %v", due, err, want)
	}
	got := events(t, d, due)
	if len(got) != 1 || got[0].Digest == nil || got[0].Digest.Checks[0].ID != c.ID || got[0].Digest.Settings.Notice != "x:channel" {
		t.Fatalf("digest: %+v", got)
	}
	if again := events(t, d, due.Add(time.Minute)); len(again) != 0 {
		t.Errorf("handed out twice: %+v", again)
	}
	if again := events(t, d, due.Add(6*time.Minute)); len(again) != 1 {
		t.Errorf("not handed out again after a crash: %+v", again)
	}
	if err := d.DigestSent(t.Context(), due.Add(7*time.Minute), home); err != nil {
		t.Fatal(err)
	}
	if next, err := d.NextDue(t.Context()); err != nil || !next.Equal(due.AddDate(0, 0, 1)) {
		t.Errorf("next digest %v, %v; want a day later", next, err)
	}
}

func TestChangedHourReplacesTheOld(t *testing.T) {
	d, _ := newDesk()
	for _, hour := range []int{9, 18, -1} {
		if err := d.Configure(t.Context(), noon, formcheck.Settings{Home: home, Notice: home, Hour: hour, Zone: "UTC"}); err != nil {
			t.Fatal(err)
		}
		due, err := d.NextDue(t.Context())
		if err != nil || hour >= 0 && due.Hour() != hour || hour < 0 && !due.IsZero() {
			t.Errorf("hour %d: due %v, %v", hour, due, err)
		}
	}
}

func TestLeftGroupIsForgotten(t *testing.T) {
	d, s := newDesk()
	if err := d.Configure(t.Context(), noon, formcheck.Settings{Home: home, Notice: home, Hour: 9, Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	c := mustOpen(t, d, noon, intake("x:a", 1))
	mustVote(t, d, c.ID, "x:b", "ears")
	if err := d.Left(t.Context(), noon.Add(time.Hour), home); err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	for _, e := range events(t, d, noon.Add(29*day)) {
		t.Errorf("event of a group that was left: %+v", e)
	}
	if _, err := d.Check(t.Context(), c.ID); err != nil {
		t.Errorf("forgotten too early: %v", err)
	}
	events(t, d, noon.Add(31*day))
	for _, k := range keys(t, s) {
		if !strings.HasPrefix(k, "check/count ") {
			t.Errorf("left behind: %s", k)
		}
	}
}

func TestUseAfterReturnKeepsTheGroup(t *testing.T) {
	d, _ := newDesk()
	if err := d.Configure(t.Context(), noon, formcheck.Settings{Home: home, Notice: home, Hour: 9, Zone: "UTC"}); err != nil {
		t.Fatal(err)
	}
	if err := d.Left(t.Context(), noon, home); err != nil {
		t.Fatal(err)
	}
	day := 24 * time.Hour
	c := mustOpen(t, d, noon.Add(10*day), intake("x:a", 1))
	digests := 0
	for _, e := range events(t, d, noon.Add(31*day)) {
		if e.Digest != nil {
			digests++
		}
	}
	if _, err := d.Check(t.Context(), c.ID); err != nil || digests != 1 {
		t.Errorf("check: %v; %d digests, want 1", err, digests)
	}
}
