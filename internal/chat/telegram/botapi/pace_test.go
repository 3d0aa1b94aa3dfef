package botapi

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// passes records when calls got through.
type passes struct {
	mu    sync.Mutex
	began time.Time
	at    map[string][]time.Duration
	wg    sync.WaitGroup
}

func newPasses() *passes { return &passes{began: time.Now(), at: map[string][]time.Duration{}} }

func (p *passes) wait(t *testing.T, pace *Pacer, name string, chat int64, l Lane, sends bool) {
	p.wg.Go(func() {
		if err := pace.Wait(t.Context(), Call{Chat: chat, Lane: l, Sends: sends}); err != nil {
			t.Errorf("wait: %v", err)
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.at[name] = append(p.at[name], time.Since(p.began))
	})
}

// times returns when calls of that name got through.
func (p *passes) times(name string) []time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.at[name])
}

// within fails if more than most of times lie within any stretch.
func within(t *testing.T, what string, times []time.Duration, stretch time.Duration, most int) {
	t.Helper()
	slices.Sort(times)
	for i := range times {
		n := 0
		for _, at := range times[i:] {
			if at-times[i] < stretch {
				n++
			}
		}
		if n > most {
			t.Fatalf("%s: %d calls within %v from %v, at most %d", what, n, stretch, times[i], most)
		}
	}
}

// TestPaceTellsWhatWaits: how many calls of a lane wait, and how long each did. One that is given up waits no more.
func TestPaceTellsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{All: 1000, Chat: 1, Burst: 1, Group: -1}), newPasses()
		var mu sync.Mutex
		told := map[Lane][]time.Duration{}
		pace.Waited = func(l Lane, took time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			told[l] = append(told[l], took.Round(time.Second))
		}
		want := func(urgent, replies, unasked int) {
			t.Helper()
			synctest.Wait()
			if got := [3]int{pace.Waiting(Urgent), pace.Waiting(Replies), pace.Waiting(Unasked)}; got != [3]int{urgent, replies, unasked} {
				t.Errorf("%v wait, want %d urgent, %d replies, %d unasked", got, urgent, replies, unasked)
			}
		}
		want(0, 0, 0)
		for range 3 {
			p.wait(t, pace, "reply", 7, Replies, true)
		}
		synctest.Wait()
		p.wait(t, pace, "unasked", 8, Unasked, true)
		ctx, giveUp := context.WithCancel(t.Context())
		p.wg.Go(func() {
			if err := pace.Wait(ctx, Call{Chat: 7, Lane: Urgent, Sends: true}); err == nil {
				t.Error("what was given up went through")
			}
		})
		want(1, 2, 0)
		giveUp()
		want(0, 2, 0)
		time.Sleep(1500 * time.Millisecond)
		want(0, 1, 0)
		p.wg.Wait()
		want(0, 0, 0)
		if !slices.Equal(told[Replies], []time.Duration{0, time.Second, 2 * time.Second}) || !slices.Equal(told[Unasked], []time.Duration{0}) || len(told[Urgent]) > 0 {
			t.Errorf("told of %v", told)
		}
	})
}

func TestPaceOverAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		for i := range 300 {
			p.wait(t, pace, "all", int64(i+1), Unasked, true)
		}
		p.wg.Wait()
		within(t, "all", p.at["all"], time.Second, 30)
		if took := p.at["all"][299]; took > 300*time.Second/29+100*time.Millisecond {
			t.Errorf("300 messages took %v", took)
		}
	})
}

func TestPaceRepliesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		for i := range 900 {
			p.wait(t, pace, "reminders", int64(i+1), Unasked, true)
		}
		synctest.Wait()
		for i := range 60 {
			time.Sleep(100 * time.Millisecond)
			before := time.Since(p.began)
			p.wait(t, pace, "replies", int64(10_000+i), Replies, true)
			time.Sleep(50 * time.Millisecond)
			synctest.Wait()
			p.mu.Lock()
			if n := len(p.at["replies"]); n != i+1 || p.at["replies"][i]-before > 40*time.Millisecond {
				t.Errorf("reply %d had to wait", i)
			}
			p.mu.Unlock()
		}
		p.wg.Wait()
		all := append(slices.Clone(p.at["reminders"]), p.at["replies"]...)
		within(t, "all", all, time.Second, 30)
		if took := slices.Max(all); took > 34*time.Second {
			t.Errorf("960 messages took %v, want at most 34 s", took)
		}
	})
}

func TestPaceOfOneChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		for range 10 {
			p.wait(t, pace, "chat", 5, Replies, true)
		}
		p.wait(t, pace, "other", 6, Replies, true)
		p.wg.Wait()
		within(t, "chat", p.at["chat"], time.Second, 4) // a burst of three, then one a second
		if last := slices.Max(p.at["chat"]); last < 7*time.Second-time.Millisecond {
			t.Errorf("the tenth went after %v, want 7 s", last)
		}
		if other := p.at["other"][0]; other > time.Second {
			t.Errorf("another chat waited %v", other)
		}
	})
}

func TestPaceOfGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		for range 50 {
			p.wait(t, pace, "group", -5, Replies, true)
		}
		p.wg.Wait()
		within(t, "group", p.at["group"], time.Minute, 20)
		before := time.Since(p.began)
		p.wait(t, pace, "edit", -5, Replies, false)
		p.wg.Wait()
		if waited := p.at["edit"][0] - before; waited > 2*time.Second {
			t.Errorf("an edit waited %v for the group's minute", waited)
		}
	})
}

func TestPaceHonoursRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		pace.Refused(5, 30*time.Second)
		p.wait(t, pace, "refused", 5, Replies, true)
		p.wait(t, pace, "other", 6, Replies, true)
		p.wg.Wait()
		if got := p.at["refused"][0]; got < 30*time.Second {
			t.Errorf("the refused chat went after %v, want 30 s", got)
		}
		if got := p.at["other"][0]; got > time.Second {
			t.Errorf("another chat went after %v, want at once", got)
		}
	})
}

// Two chats that are refused may mean that all are: then one tries now and then, and emergencies do not wait.
func TestPaceHoldsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, all := range []bool{true, false} {
			pace, p := NewPacer(Limits{}), newPasses()
			pace.Refused(5, 30*time.Second)
			pace.Refused(6, 30*time.Second)
			for i := range 20 {
				p.wait(t, pace, "others", int64(i+10), Replies, true)
			}
			p.wait(t, pace, "urgent", 100, Urgent, true)
			time.Sleep(firstProbe + time.Millisecond)
			if got := p.times("urgent"); len(got) != 1 || got[0] > 40*time.Millisecond {
				t.Errorf("an emergency went at %v, want at once", got)
			}
			if got := p.times("others"); len(got) != 1 {
				t.Errorf("%d tried, want one", len(got))
			}
			if !all {
				pace.Worked(time.Now())
			}
			p.wg.Wait()
			times := p.times("others")
			if last := slices.Max(times); all != (last > 29*time.Second) {
				t.Errorf("all held: %v, the last of others went after %v", all, last)
			}
			tries := 0
			for _, at := range times {
				if at < 29*time.Second {
					tries++
				}
			}
			if all && tries > 8 {
				t.Errorf("%d tried while all were held", tries)
			}
		}
	})
}

func TestPaceForgetsWhoLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		ctx, cancel := context.WithCancel(t.Context())
		for i := range 50 {
			p.wg.Go(func() {
				if err := pace.Wait(ctx, Call{Chat: int64(i + 1), Lane: Unasked, Sends: true}); err != nil && err != context.Canceled {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Second)
		cancel()
		p.wg.Wait()
		p.wait(t, pace, "after", 99, Unasked, true)
		p.wg.Wait()
		if got := p.at["after"][0]; got > 1100*time.Millisecond {
			t.Errorf("the next waited until %v for those who had left", got)
		}
	})
}

// A part of a group's minute is kept for emergencies, and a part of the rest for those of whom few wait.
func TestPaceKeepsRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pace, p := NewPacer(Limits{}), newPasses()
		enter := func(name string, l Lane, greedy bool) {
			p.wg.Go(func() {
				if err := pace.Wait(t.Context(), Call{Chat: -5, Lane: l, Sends: true, Greedy: func() bool { return greedy }}); err != nil {
					t.Errorf("wait: %v", err)
				}
				p.mu.Lock()
				defer p.mu.Unlock()
				p.at[name] = append(p.at[name], time.Since(p.began))
			})
		}
		for range 20 {
			enter("greedy", Replies, true)
		}
		time.Sleep(30 * time.Second)
		if got := p.times("greedy"); len(got) != 8 {
			t.Errorf("%d of whom many wait went in half a minute, want 8", len(got))
		}
		for range 20 {
			enter("others", Replies, false)
		}
		time.Sleep(time.Millisecond)
		if got := p.times("others"); len(got) == 0 {
			t.Error("nobody else went at once")
		}
		time.Sleep(20 * time.Second)
		if got := p.times("others"); len(got) != 7 {
			t.Errorf("%d others went, want 7", len(got))
		}
		enter("urgent", Urgent, false)
		time.Sleep(time.Millisecond)
		if got := p.times("urgent"); len(got) != 1 {
			t.Error("an emergency had to wait")
		}
		p.wg.Wait()
		within(t, "group", slices.Concat(p.at["greedy"], p.at["others"], p.at["urgent"]), time.Minute, 20)
	})
}
