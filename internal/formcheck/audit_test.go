package formcheck_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/formcheck"
	"spotter/internal/store"
)

// TestEverythingAtOnce lets twenty people do everything at the same time, and then audits the store.
func TestEverythingAtOnce(t *testing.T) {
	for _, e := range engines {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := e.open(t, t.TempDir(), nil)
			defer s.Close()
			desk := formcheck.New(s)
			var wg sync.WaitGroup
			for p := range 20 {
				wg.Go(func() { meddle(t, desk, p, e.steps/10) })
			}
			wg.Wait()
			audit(t, s)
		})
	}
}

// meddle does this and that for person p. What is refused is refused for a reason that may be.
func meddle(t *testing.T, desk *formcheck.Desk, p, steps int) {
	r := rand.New(rand.NewPCG(uint64(p), 3))
	me := person(p)
	for i := range steps {
		now := noon.Add(time.Duration(i) * 15 * time.Minute)
		id := fmt.Sprintf("%06d", 1+r.IntN(5)+i/8)
		var err error
		switch n := r.IntN(100); {
		case n < 8:
			_, err = desk.Open(t.Context(), now, formcheck.Intake{Author: me, Home: home, Lift: "bench", Load: "1", Video: video(p*1000 + i)})
		case n < 70:
			_, _, err = desk.Vote(t.Context(), now, id, me, cues[r.IntN(len(cues))], "")
		case n < 75:
			_, err = desk.Say(t.Context(), now, id, me)
		case n < 80:
			_, err = desk.Close(t.Context(), now, id, me, p == 0)
		case n < 83:
			_, err = desk.Deleted(t.Context(), now, video(r.IntN(20)*1000+r.IntN(steps)))
		case n < 86:
			_, _, err = desk.Erase(t.Context(), me)
		default:
			_, err = desk.Next(t.Context(), home, me, all)
		}
		var busy *formcheck.BusyError
		refusals := []error{formcheck.ErrGone, formcheck.ErrClosed, formcheck.ErrOwn, formcheck.ErrOther, formcheck.ErrCues, formcheck.ErrMany, formcheck.ErrNoVote, formcheck.ErrAgain}
		if err != nil && !errors.As(err, &busy) && !slices.ContainsFunc(refusals, func(ok error) bool { return errors.Is(err, ok) }) {
			t.Error(err)
		}
	}
}

// audit works out from the checks and votes alone what else must be stored, and wants just that.
func audit(t *testing.T, s store.Store) {
	t.Helper()
	if n, ok := s.(*narrow); ok {
		s = n.Store
	}
	all := map[string]string{}
	err := s.View(t.Context(), func(r store.Reader) error {
		pairs, err := r.Scan("", "", 1_000_000)
		for _, p := range pairs {
			all[p.Key] = string(p.Value)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	checks, want := map[string]*formcheck.Check{}, map[string]bool{}
	for k, v := range all {
		if id, ok := strings.CutPrefix(k, "check/id/"); ok {
			checks[id] = &formcheck.Check{}
			if err := json.Unmarshal([]byte(v), checks[id]); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(checks) == 0 {
		t.Fatal("nothing was stored")
	}
	countStored(t, all, checks, want)
	for id, c := range checks {
		author, group := escape(c.Author), escape(c.Home)
		want["check/by/"+author+"/"+id] = true
		want["check/home/"+group+"/"+id] = true
		if c.State() == formcheck.Closed {
			continue
		}
		rank := map[formcheck.State]string{formcheck.Waiting: "0", formcheck.Answered: "1"}[c.State()]
		want["check/queue/"+group+"/"+rank+"/"+id] = true
		want["check/open/"+author+"/"+group+"/"+id] = true
	}
	got := map[string]bool{}
	for k := range all {
		for _, kind := range []string{"voter", "by", "home", "queue", "open"} {
			if strings.HasPrefix(k, "check/"+kind+"/") {
				got[k] = true
			}
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got))); diff != "" {
		t.Errorf("indexes: -want +got\n%s", diff)
	}
}

// countStored compares the tallies with the votes, and adds the votes' index to want.
func countStored(t *testing.T, all map[string]string, checks map[string]*formcheck.Check, want map[string]bool) {
	t.Helper()
	tallies, voters := map[string]map[string]int{}, map[string]int{}
	for k, v := range all {
		rest, ok := strings.CutPrefix(k, "check/vote/")
		if !ok {
			continue
		}
		id, voter, _ := strings.Cut(rest, "/")
		var vote struct{ Cues []string }
		if err := json.Unmarshal([]byte(v), &vote); err != nil {
			t.Fatal(err)
		}
		if checks[id] == nil {
			t.Errorf("vote on a check that does not exist: %s", k)
			continue
		}
		if !strings.HasPrefix(voter, "!") {
			want["check/voter/"+voter+"/"+id] = true
		}
		if len(vote.Cues) > 0 {
			voters[id]++
		}
		if tallies[id] == nil {
			tallies[id] = map[string]int{}
		}
		for _, cue := range vote.Cues {
			tallies[id][cue]++
		}
	}
	for id, c := range checks {
		if len(c.Tally) == 0 && len(tallies[id]) == 0 && c.Voters == 0 {
			continue
		}
		if diff := cmp.Diff(tallies[id], c.Tally); diff != "" || voters[id] != c.Voters {
			t.Errorf("check %s: %d voters, want %d; tally: -want +got\n%s", id, c.Voters, voters[id], diff)
		}
	}
}

func escape(s string) string { return strings.NewReplacer(":", "%3A", "/", "%2F").Replace(s) }
