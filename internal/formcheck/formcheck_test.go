package formcheck_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/formcheck"
	"spotter/internal/store"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newDesk() (*formcheck.Desk, store.Store) {
	s := &narrow{store.NewMemory()}
	return formcheck.New(s), s
}

func intake(author string, n int) formcheck.Intake {
	return formcheck.Intake{Author: author, Home: home, Lift: "bench", Load: "80 kg × 5", Video: video(n)}
}

func mustOpen(t *testing.T, d *formcheck.Desk, now time.Time, in formcheck.Intake) *formcheck.Check {
	t.Helper()
	c, err := d.Open(t.Context(), now, in)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func mustVote(t *testing.T, d *formcheck.Desk, id, voter string, cues ...string) *formcheck.Check {
	t.Helper()
	var c *formcheck.Check
	for _, cue := range cues {
		var err error
		if c, _, err = d.Vote(t.Context(), noon, id, voter, cue, ""); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// keys returns every key of the store, to see that nothing is left behind.
func keys(t *testing.T, s store.Store) []string {
	t.Helper()
	var found []string
	err := s.View(t.Context(), func(r store.Reader) error {
		if n, ok := r.(*narrowTx); ok {
			r = n.Reader
		}
		pairs, err := r.Scan("check/", "", 10_000)
		for _, p := range pairs {
			found = append(found, p.Key+" "+string(p.Value))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestVerdict(t *testing.T) {
	d, _ := newDesk()
	id := mustOpen(t, d, noon, intake("x:a", 1)).ID
	c := mustVote(t, d, id, "x:b", "ears", "chest")
	if c.Decided() {
		t.Error("one reviewer decided")
	}
	c = mustVote(t, d, id, "x:c", "chest", "ears")
	if diff := cmp.Diff([]string{"chest", "ears"}, c.Leading()); diff != "" || !c.Decided() {
		t.Errorf("decided is %v; a tie: -want +got\n%s", c.Decided(), diff)
	}
	c = mustVote(t, d, id, "x:d", "ears")
	if diff := cmp.Diff([]string{"ears"}, c.Leading()); diff != "" {
		t.Errorf("leading: -want +got\n%s", diff)
	}
}

func TestOneReviewerDecidesAClosedCheck(t *testing.T) {
	d, _ := newDesk()
	id := mustOpen(t, d, noon, intake("x:a", 1)).ID
	mustVote(t, d, id, "x:b", "ears")
	c, err := d.Close(t.Context(), noon, id, "x:a", false)
	if err != nil || !c.Decided() || c.Why != formcheck.ByAuthor {
		t.Errorf("closed by its author with one vote: %+v, %v", c, err)
	}
}

func TestSameVideoTwice(t *testing.T) {
	d, _ := newDesk()
	first := mustOpen(t, d, noon, intake("x:a", 1))
	var twice *formcheck.DuplicateError
	if _, err := d.Open(t.Context(), noon, intake("x:b", 1)); !errors.As(err, &twice) || twice.Check.ID != first.ID {
		t.Fatalf("got %v, want a *DuplicateError of %s", err, first.ID)
	}
	if _, err := d.Close(t.Context(), noon, first.ID, "x:a", false); err != nil {
		t.Fatal(err)
	}
	mustOpen(t, d, noon, intake("x:b", 1))
}

func TestSameLinkInTwoGroups(t *testing.T) {
	d, _ := newDesk()
	link := intake("x:a", 1)
	link.Video = formcheck.Message{Link: "https://x.example/a"}
	here := mustOpen(t, d, noon, link)
	link.Home, link.Author = "x:elsewhere", "x:b"
	mustOpen(t, d, noon, link)
	var twice *formcheck.DuplicateError
	link.Home, link.Author = here.Home, "x:c"
	if _, err := d.Open(t.Context(), noon, link); !errors.As(err, &twice) || twice.Check.ID != here.ID {
		t.Errorf("got %v, want a *DuplicateError of the same group's check", err)
	}
}

func TestPreviousIsOfTheSamePersonLiftAndGroup(t *testing.T) {
	d, _ := newDesk()
	first := mustOpen(t, d, noon, intake("x:a", 1))
	other := intake("x:a", 2)
	other.Lift = "push-up"
	elsewhere := intake("x:a", 3)
	elsewhere.Home = "x:elsewhere"
	for _, in := range []formcheck.Intake{other, elsewhere, intake("x:b", 4)} {
		if c := mustOpen(t, d, noon, in); c.Previous != "" {
			t.Errorf("check of %+v has the previous %q", in, c.Previous)
		}
	}
	if c := mustOpen(t, d, noon, intake("x:a", 5)); c.Previous != first.ID {
		t.Errorf("previous is %q, want %q", c.Previous, first.ID)
	}
}

func TestCommentOnce(t *testing.T) {
	d, _ := newDesk()
	id := mustOpen(t, d, noon, intake("x:a", 1)).ID
	mustVote(t, d, id, "x:b", "ears")
	say := func() error { _, err := d.Say(t.Context(), noon, id, "x:b"); return err }
	if err := say(); err != nil {
		t.Fatal(err)
	}
	if err := say(); !errors.Is(err, formcheck.ErrAgain) {
		t.Errorf("second comment: %v, want ErrAgain", err)
	}
	if err := d.Unsay(t.Context(), id, "x:b"); err != nil {
		t.Fatal(err)
	}
	if err := say(); err != nil {
		t.Errorf("after taking back: %v", err)
	}
}

func TestHelpedIsAskedOnce(t *testing.T) {
	d, _ := newDesk()
	id := mustOpen(t, d, noon, intake("x:a", 1)).ID
	for _, test := range []struct {
		by   string
		want error
	}{{"x:b", formcheck.ErrOther}, {"x:a", nil}, {"x:a", formcheck.ErrAgain}} {
		if err := d.Helped(t.Context(), id, test.by, true); !errors.Is(err, test.want) {
			t.Errorf("helped, says %s: %v, want %v", test.by, err, test.want)
		}
	}
}

func TestStaleUntilTheLastVersionIsShown(t *testing.T) {
	d, _ := newDesk()
	c := mustOpen(t, d, noon, intake("x:a", 1))
	later := mustVote(t, d, c.ID, "x:b", "ears")
	for _, test := range []struct{ version, stale int }{{c.Version, 1}, {later.Version, 0}} {
		if err := d.Shown(t.Context(), c.ID, test.version); err != nil {
			t.Fatal(err)
		}
		if ids, err := d.Stale(t.Context()); err != nil || len(ids) != test.stale {
			t.Errorf("version %d shown: stale are %v, %v; want %d", test.version, ids, err, test.stale)
		}
	}
}

// TestEraseLeavesNothing erases someone who opened, voted and commented, and looks for the name in
// every key and value.
func TestEraseLeavesNothing(t *testing.T) {
	d, s := newDesk()
	own := mustOpen(t, d, noon, intake("x:gone", 1))
	for i := range 30 { // more votes than one transaction removes
		mustVote(t, d, own.ID, person(i), "ears")
	}
	other := mustOpen(t, d, noon, intake("x:b", 2))
	mustVote(t, d, other.ID, "x:gone", "ears", "chest")
	e, err := d.Export(t.Context(), "x:gone")
	if err != nil || len(e.Checks) != 1 || len(e.Votes) != 1 || len(e.Votes[0].Cues) != 2 {
		t.Fatalf("export: %+v, %v", e, err)
	}
	removed, reviewed, err := d.Erase(t.Context(), "x:gone")
	if err != nil || len(reviewed) != 1 || reviewed[0] != other.ID || len(removed) != 1 || removed[0].ID != own.ID || removed[0].State() != formcheck.Answered {
		t.Fatalf("erased %v, %v", removed, err)
	}
	for _, k := range keys(t, s) {
		if strings.Contains(k, "gone") || strings.Contains(k, own.ID) && !strings.HasPrefix(k, "check/due/") {
			t.Errorf("left behind: %s", k)
		}
	}
	c, err := d.Check(t.Context(), other.ID)
	if err != nil || c.Voters != 1 || c.Tally["chest"] != 1 {
		t.Errorf("vote was not kept: %+v, %v", c, err)
	}
	if voters, err := d.Voters(t.Context(), other.ID, 5); err != nil || len(voters) != 0 {
		t.Errorf("reviewers: %v, %v; want none with a name", voters, err)
	}
}

func TestDeletedThreadClosesItsCheck(t *testing.T) {
	d, s := newDesk()
	c := mustOpen(t, d, noon, intake("x:a", 1))
	if _, err := d.Placed(t.Context(), c.ID, formcheck.Message{Place: "x:thread", ID: "1"}, formcheck.Message{Place: "x:thread", ID: "2"}, "x:thread"); err != nil {
		t.Fatal(err)
	}
	if got, err := d.Deleted(t.Context(), noon, formcheck.Message{Place: "x:other"}); err != nil || got != nil {
		t.Fatalf("another place is gone: %v, %v", got, err)
	}
	got, err := d.Deleted(t.Context(), noon, formcheck.Message{Place: "x:thread"})
	if err != nil || got == nil || got.Why != formcheck.NoVideo {
		t.Fatalf("its thread is gone: %+v, %v", got, err)
	}
	for _, k := range keys(t, s) {
		if strings.HasPrefix(k, "check/message/") {
			t.Errorf("left behind: %s", k)
		}
	}
	before := len(keys(t, s))
	if err := d.Left(t.Context(), noon, "x:other"); err != nil || len(keys(t, s)) != before {
		t.Errorf("a place that is no group left traces: %v", err)
	}
}

func TestMoved(t *testing.T) {
	d, s := newDesk()
	if err := d.Configure(t.Context(), noon, formcheck.Settings{Home: home, Place: home, Notice: home, Hour: 9, Zone: "Europe/Berlin"}); err != nil {
		t.Fatal(err)
	}
	closed := mustOpen(t, d, noon, intake("x:a", 1))
	if _, err := d.Close(t.Context(), noon, closed.ID, "x:a", false); err != nil {
		t.Fatal(err)
	}
	c := mustOpen(t, d, noon, intake("x:a", 1)) // the same video again
	mustVote(t, d, c.ID, "x:b", "ears")
	if err := d.Moved(t.Context(), home, "x:new"); err != nil {
		t.Fatal(err)
	}
	for _, k := range keys(t, s) {
		if strings.Contains(k, "group") && !strings.HasPrefix(k, "check/rate/") {
			t.Errorf("not moved: %s", k)
		}
	}
	if next, err := d.Next(t.Context(), "x:new", "x:c", all); err != nil || next == nil || next.ID != c.ID || next.Video.Place != "x:new" {
		t.Errorf("next in the new place: %+v, %v", next, err)
	}
	if got, err := d.Deleted(t.Context(), noon, formcheck.Message{Place: "x:new", ID: "v1"}); err != nil || got == nil || got.ID != c.ID {
		t.Errorf("video deleted in the new place: %+v, %v", got, err)
	}
	if set, err := d.Settings(t.Context(), "x:new"); err != nil || set == nil || set.Place != "x:new" || set.Next.IsZero() {
		t.Errorf("settings: %+v, %v", set, err)
	}
}

func TestUnanswered(t *testing.T) {
	d, _ := newDesk()
	var ids []string
	for i := range 12 {
		ids = append(ids, mustOpen(t, d, noon.Add(time.Duration(i)*time.Hour), intake(fmt.Sprint("x:", i), i)).ID)
	}
	mustVote(t, d, ids[0], "x:v", "ears")
	for _, test := range []struct {
		hours, limit int
		want         []string
		more         bool
	}{
		{3, 5, ids[1:4], false},
		{11, 5, ids[1:6], true},
		{0, 5, nil, false},
	} {
		checks, more, err := d.Unanswered(t.Context(), home, noon.Add(time.Duration(test.hours)*time.Hour), test.limit)
		var got []string
		for _, c := range checks {
			got = append(got, c.ID)
		}
		if diff := cmp.Diff(test.want, got); diff != "" || more != test.more || err != nil {
			t.Errorf("after %d hours: more is %v, %v; -want +got\n%s", test.hours, more, err, diff)
		}
	}
}
