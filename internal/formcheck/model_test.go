package formcheck_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"spotter/internal/formcheck"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// An engine opens a store; opened again at the same place it has the same data.
type engine struct {
	name  string
	steps int
	open  func(t *testing.T, place string, last store.Store) store.Store
}

var engines = []engine{
	{"memory", 800, func(_ *testing.T, _ string, last store.Store) store.Store {
		if last != nil {
			return last // a restart of the desk alone
		}
		return store.NewMemory()
	}},
	{"narrow", 800, func(_ *testing.T, _ string, last store.Store) store.Store {
		if last != nil {
			return last
		}
		return &narrow{store.NewMemory()}
	}},
	{"bolt", 200, func(t *testing.T, place string, last store.Store) store.Store {
		if last != nil {
			if err := last.Close(); err != nil {
				t.Fatal(err)
			}
		}
		s, err := boltstore.Open(filepath.Join(place, "checks.db"), nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}},
}

// A world is the model: what ought to be stored.
type world struct {
	t      *testing.T
	rand   *rand.Rand
	desk   *formcheck.Desk
	store  store.Store
	now    time.Time
	checks []*modelCheck // in the order of opening
	opened []time.Time
}

type modelCheck struct {
	id, author string
	closed     bool
	votes      map[string][]string
	anonymous  [][]string
}

const home = "x:group/a"

var cues = []string{"blades", "ears", "chest", "good"}

func person(i int) string { return fmt.Sprintf("x:%d", i) }

func (w *world) anyone() string { return person(w.rand.IntN(20)) }

func (w *world) anyCheck() *modelCheck {
	if len(w.checks) == 0 {
		return nil
	}
	return w.checks[max(0, len(w.checks)-1-w.rand.IntN(5))]
}

func video(n int) formcheck.Message {
	return formcheck.Message{Place: home, ID: fmt.Sprint("v", n)}
}

func TestModel(t *testing.T) {
	for _, e := range engines {
		for seed := range uint64(3) {
			t.Run(fmt.Sprintf("%s/%d", e.name, seed), func(t *testing.T) {
				t.Parallel()
				place := t.TempDir()
				w := &world{t: t, rand: rand.New(rand.NewPCG(seed, 7)), now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
				restart := func() { w.store = e.open(t, place, w.store); w.desk = formcheck.New(w.store) }
				restart()
				steps := e.steps
				if testing.Short() {
					steps /= 4
				}
				for range steps {
					if w.rand.IntN(50) == 0 {
						restart()
					}
					w.step()
					w.check()
				}
				if err := w.store.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

func (w *world) step() {
	w.now = w.now.Add(time.Duration(w.rand.IntN(120)) * time.Second)
	c := w.anyCheck()
	switch n := w.rand.IntN(100); {
	case n < 10 || c == nil:
		w.open()
	case n < 80:
		w.vote(c)
	case n < 88:
		w.close(c)
	case n < 91:
		w.delete(c)
	case n < 93:
		w.erase(w.anyone())
	default:
		w.say(c)
	}
}

func (w *world) open() {
	author, n := w.anyone(), len(w.opened)+w.rand.IntN(2)
	open, hourly := 0, 0
	for _, c := range w.checks {
		if c.author == author && !c.closed {
			open++
		}
	}
	for _, at := range w.opened {
		if at.Unix() > w.now.Add(-time.Hour).Unix() {
			hourly++
		}
	}
	c, err := w.desk.Open(w.t.Context(), w.now, formcheck.Intake{Author: author, Home: home, Lift: "bench", Load: "80x5", Video: video(10_000*len(w.opened) + n)})
	var busy *formcheck.BusyError
	switch {
	case open >= formcheck.MaxOpen:
		w.want(err, formcheck.ErrMany)
	case hourly >= formcheck.MaxHourly:
		if !errors.As(err, &busy) {
			w.t.Fatalf("open the %dth within an hour: %v, want a *BusyError", hourly+1, err)
		}
	case err != nil:
		w.t.Fatal(err)
	default:
		if n := len(w.checks); n > 0 && c.ID <= w.checks[n-1].id {
			w.t.Fatalf("id %q does not follow %q", c.ID, w.checks[n-1].id)
		}
		w.opened = append(w.opened, w.now)
		w.checks = append(w.checks, &modelCheck{id: c.ID, author: author, votes: map[string][]string{}})
		if _, err := w.desk.Placed(w.t.Context(), c.ID, formcheck.Message{}, formcheck.Message{Place: home, ID: "c" + c.ID}, ""); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) want(err, want error) {
	w.t.Helper()
	if !errors.Is(err, want) {
		w.t.Fatalf("got error %v, want %v", err, want)
	}
}

func (w *world) vote(c *modelCheck) {
	voter, cue, press := w.anyone(), cues[w.rand.IntN(len(cues))], fmt.Sprint(w.rand.Int64())
	want := c.votes[voter]
	var refuse error
	switch i := slices.Index(want, cue); {
	case c.closed:
		refuse = formcheck.ErrClosed
	case c.author == voter:
		refuse = formcheck.ErrOwn
	case i >= 0:
		want = slices.Delete(slices.Clone(want), i, i+1)
	case len(want) == formcheck.MaxCues:
		refuse = formcheck.ErrCues
	default:
		want = append(slices.Clone(want), cue)
	}
	for range 1 + w.rand.IntN(2) { // the platform may tell of a press twice
		_, got, err := w.desk.Vote(w.t.Context(), w.now, c.id, voter, cue, press)
		w.want(err, refuse)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			w.t.Fatalf("chosen: -want +got\n%s", diff)
		}
	}
	if refuse == nil {
		c.votes[voter] = want
	}
}

func (w *world) close(c *modelCheck) {
	by, manager := w.anyone(), w.rand.IntN(4) == 0
	if w.rand.IntN(2) == 0 {
		by = c.author
	}
	_, err := w.desk.Close(w.t.Context(), w.now, c.id, by, manager)
	switch {
	case c.closed:
		w.want(err, formcheck.ErrClosed)
	case by != c.author && !manager:
		w.want(err, formcheck.ErrOther)
	default:
		w.want(err, nil)
		c.closed = true
	}
}

func (w *world) delete(c *modelCheck) {
	got, err := w.desk.Deleted(w.t.Context(), w.now, formcheck.Message{Place: home, ID: "c" + c.id})
	w.want(err, nil)
	if (got != nil) == c.closed {
		w.t.Fatalf("card of check %s deleted: got %v, closed before: %v", c.id, got, c.closed)
	}
	c.closed = true
}

func (w *world) say(c *modelCheck) {
	voter := w.anyone()
	_, err := w.desk.Say(w.t.Context(), w.now, c.id, voter)
	switch {
	case c.closed:
		w.want(err, formcheck.ErrClosed)
	case c.author == voter:
		w.want(err, formcheck.ErrOwn)
	case len(c.votes[voter]) == 0 && !errors.Is(err, formcheck.ErrAgain):
		w.want(err, formcheck.ErrNoVote)
	}
}

func (w *world) erase(user string) {
	if _, _, err := w.desk.Erase(w.t.Context(), user); err != nil {
		w.t.Fatal(err)
	}
	w.checks = slices.DeleteFunc(w.checks, func(c *modelCheck) bool { return c.author == user })
	for _, c := range w.checks {
		if v := c.votes[user]; len(v) > 0 {
			c.anonymous = append(c.anonymous, v)
		}
		delete(c.votes, user)
	}
	e, err := w.desk.Export(w.t.Context(), user)
	if err != nil || len(e.Checks)+len(e.Votes) > 0 {
		w.t.Fatalf("after erasing %s: %v %v", user, e, err)
	}
}

// check compares everything with the model.
func (w *world) check() {
	w.t.Helper()
	for _, c := range w.checks[max(0, len(w.checks)-5):] {
		w.checkOne(c)
	}
	caller := w.anyone()
	got, err := w.desk.Next(w.t.Context(), home, caller, all)
	if err != nil {
		w.t.Fatal(err)
	}
	id := ""
	if got != nil {
		id = got.ID
	}
	if want := w.next(caller); id != want {
		w.t.Fatalf("next for %s: got %q, want %q", caller, id, want)
	}
}

func (w *world) checkOne(c *modelCheck) {
	w.t.Helper()
	tally, voters := map[string]int{}, 0
	count := func(v []string) {
		if len(v) > 0 {
			voters++
		}
		for _, cue := range v {
			tally[cue]++
		}
	}
	for _, v := range c.votes {
		count(v)
	}
	for _, v := range c.anonymous {
		count(v)
	}
	if stored := w.stored(c.id); !cmp.Equal(tally, stored) {
		w.t.Fatalf("check %s: votes as stored, -want +got\n%s", c.id, cmp.Diff(tally, stored))
	}
	got, err := w.desk.Check(w.t.Context(), c.id)
	if err != nil {
		w.t.Fatal(err)
	}
	if diff := cmp.Diff(tally, got.Tally); diff != "" || voters != got.Voters {
		w.t.Fatalf("check %s: %d voters, want %d; tally: -want +got\n%s", c.id, got.Voters, voters, diff)
	}
	if closed := got.State() == formcheck.Closed; closed != c.closed {
		w.t.Fatalf("check %s: closed is %v, want %v", c.id, closed, c.closed)
	}
}

// stored counts the votes as they are stored, one by one.
func (w *world) stored(id string) map[string]int {
	tally := map[string]int{}
	s := w.store
	if n, ok := s.(*narrow); ok {
		s = n.Store
	}
	err := s.View(w.t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("check/vote/"+id+"/", "check/vote/"+id+"0", 1000)
		for _, p := range pairs {
			var v struct{ Cues []string }
			if err := json.Unmarshal(p.Value, &v); err != nil {
				return err
			}
			for _, cue := range v.Cues {
				tally[cue]++
			}
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return tally
}

// next is the queue by its definition.
func (w *world) next(caller string) string {
	second := ""
	for _, c := range w.checks {
		if c.closed || c.author == caller || len(c.votes[caller]) > 0 {
			continue
		}
		reviewed := len(c.anonymous) > 0
		for _, v := range c.votes {
			reviewed = reviewed || len(v) > 0
		}
		if !reviewed {
			return c.id
		}
		if second == "" {
			second = c.id
		}
	}
	return second
}

// TestTogether lets twenty people do everything at once on five checks, and then counts.
func TestTogether(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := e.open(t, t.TempDir(), nil)
			defer s.Close()
			desk := formcheck.New(s)
			now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
			var ids []string
			for i := range 5 {
				c, err := desk.Open(t.Context(), now, formcheck.Intake{Author: person(i), Home: home, Lift: "bench", Load: "80x5", Video: video(i)})
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, c.ID)
			}
			chosen := make([]map[string]int, 20) // cues standing, by check
			var wg sync.WaitGroup
			for p := range chosen {
				wg.Go(func() { chosen[p] = act(t, desk, now, ids, p, e.steps/100) })
			}
			wg.Wait()
			for _, id := range ids {
				want := 0
				for _, by := range chosen {
					want += by[id]
				}
				countVotes(t, desk, id, want)
			}
		})
	}
}

// act votes at random for person p and returns how many cues stand on each check.
func act(t *testing.T, desk *formcheck.Desk, now time.Time, ids []string, p, steps int) map[string]int {
	r := rand.New(rand.NewPCG(uint64(p), 1))
	standing := map[string]int{}
	for i := range steps {
		n := r.IntN(len(ids))
		_, cues, err := desk.Vote(t.Context(), now, ids[n], person(p), cues[r.IntN(len(cues))], fmt.Sprint(i))
		switch {
		case n == p && !errors.Is(err, formcheck.ErrOwn) && !errors.Is(err, formcheck.ErrClosed):
			t.Errorf("own check: %v, want ErrOwn", err)
		case err == nil:
			standing[ids[n]] = len(cues)
		case n != p && !errors.Is(err, formcheck.ErrCues) && !errors.Is(err, formcheck.ErrClosed):
			t.Error(err)
		}
		if p == 4 && i == steps/2 {
			if _, err := desk.Close(t.Context(), now, ids[4], person(4), false); err != nil {
				t.Error(err)
			}
		}
	}
	return standing
}

func countVotes(t *testing.T, desk *formcheck.Desk, id string, want int) {
	t.Helper()
	c, err := desk.Check(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	voters := 0
	for p := range 20 {
		v, err := desk.Chosen(t.Context(), id, person(p))
		if err != nil {
			t.Fatal(err)
		}
		if len(v) > 0 {
			voters++
		}
	}
	sum := 0
	for _, n := range c.Tally {
		sum += n
	}
	if sum != want || c.Voters != voters {
		t.Errorf("check %s: %d votes by %d, want %d by %d", id, sum, c.Voters, want, voters)
	}
}
