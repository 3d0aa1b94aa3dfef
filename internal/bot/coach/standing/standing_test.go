package standing

import (
	"fmt"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

var load = sync.OnceValues(func() (*knowledge.Base, error) { return knowledge.Load(nil) })

func base(t testing.TB) *knowledge.Base {
	t.Helper()
	b, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func of(b *knowledge.Base, flags ...string) Alarm {
	as := knowledge.Assessment{Triage: knowledge.SeeAProfessional}
	for _, id := range flags {
		if b.Flag(id).Triage == knowledge.Emergency {
			as.Triage = knowledge.Emergency
		}
		as.RedFlags = append(as.RedFlags, knowledge.Finding{ID: id})
	}
	return Alarm{}.Raised(as)
}

var helps = regexp.MustCompile(`112|911|999|988|116 123|emergency|findahelpline|helpline|person|somebody`)

// TestWordings: each answer is short, whole, about what stands, and never the same twice in a row.
func TestWordings(t *testing.T) {
	b := base(t)
	alarms := map[string]Alarm{"crisis": {Crisis: true}, "stroke": {Stroke: true}}
	for _, f := range b.Flags() {
		alarms[f.ID] = of(b, f.ID)
	}
	wants := slices.Collect(func(yield func(turn.Want) bool) {
		for w := range emergency {
			if !yield(w) {
				return
			}
		}
	})
	for name, a := range alarms {
		for _, want := range append(wants, turn.Dark, "unheard of") {
			before := ""
			for a.Turns = range 7 {
				say := a.Say(b, want)
				if say == before {
					t.Errorf("%s, %s: the same twice: %s", name, want, say)
				}
				before = say
				if n := len(regexp.MustCompile(`[.!?](?:\s|$)`).FindAllString(say, -1)); n > 4 || strings.ContainsAny(say, "{}") {
					t.Errorf("%s, %s: %d sentences: %s", name, want, n, say)
				}
				if n := len(strings.Fields(say)); n > 70 || n > 60 && (want == turn.Thanks || want == turn.Okay) {
					t.Errorf("%s, %s: %d words: %s", name, want, n, say)
				}
				if a.Care() == knowledge.Emergency && !helps.MatchString(say) {
					t.Errorf("%s, %s: nothing that helps: %s", name, want, say)
				}
			}
		}
		for why := range accepted {
			if say := a.Accept(b, why); strings.ContainsAny(say, "{}") || say == "" {
				t.Errorf("%s, %s: %s", name, why, say)
			}
		}
	}
}

// TestEveryWantIsWorded: there are words for each want at each level, and at least two of them.
func TestEveryWantIsWorded(t *testing.T) {
	for want := range emergency {
		if len(professional[want]) < 2 || len(emergency[want]) < 2 {
			t.Errorf("%s has fewer than two wordings", want)
		}
		if as, ok := inCrisis[want]; len(crisis[want]) < 2 && (!ok || len(crisis[as]) < 2) && want != turn.Later && want != turn.Meanwhile &&
			want != turn.ToTell && want != turn.Opinion && want != turn.Medicine && want != turn.HowLong && want != turn.Why && want != turn.SelfDriving {
			t.Errorf("%s has no wording of its own for a crisis", want)
		}
	}
}

func TestTaken(t *testing.T) {
	b := base(t)
	for _, test := range []struct {
		stands Alarm
		said   string
		left   string
	}{
		{of(b, "leg-weakness"), "only joking", ""},
		{of(b, "leg-weakness"), "only that one evening last week, gone", "leg-weakness"}, // once is not enough for an emergency
		{of(b, "numbness"), "only that one evening last week, gone", ""},
		{of(b, "numbness", "chest-pain"), "i slept on the arm, awake after a minute", "numbness chest-pain"}, // explains the arm and not the chest
		{of(b, "numbness", "chest-pain"), "just sore pecs from yesterday, breathing normal", "numbness"},
		{of(b, "numbness", "tingling"), "my hand is not numb", "tingling"},
		{of(b, "chest-pain"), "i don't have chest pain", ""},
		{of(b, "chest-pain"), "i don't have chest pain any more", "chest-pain"},
		{of(b, "chest-pain"), "no jaw pain", "chest-pain"},
		{of(b, "chest-pain"), "what? i don't have chest pain. can i bench?", ""},
		{of(b, "chest-pain"), "only joking, but my chest hurts and feels tight", "chest-pain"},
		{Alarm{Crisis: true}, "only joking", "crisis"},
		{Alarm{Crisis: true}, "i meant that workout is killing me", ""},
		{Alarm{Stroke: true}, "doctor did an mri today, all clear", ""},
		{Alarm{Level: knowledge.Emergency, Flags: []string{"chest-pain"}, Said: Examined}, "yes", ""},
		{Alarm{Level: knowledge.Emergency, Flags: []string{"chest-pain"}, Said: turn.Okay}, "yes", "chest-pain"},
	} {
		left, _ := test.stands.Taken(b, test.said, b.Turn(test.said), b.Assess(test.said), b.Denied(test.said))
		got := strings.Join(left.Flags, " ")
		if left.Crisis {
			got = "crisis"
		}
		if got != test.left || left.Stroke {
			t.Errorf("%v after %q: %q stands, want %q", test.stands.Flags, test.said, got, test.left)
		}
	}
}

func TestMemory(t *testing.T) {
	now := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	m := NewMemory()
	ann := chat.User{ID: "x:ann", Direct: "x:private"}
	numb := knowledge.Assessment{Triage: knowledge.SeeAProfessional, RedFlags: []knowledge.Finding{{ID: "numbness", Because: []string{"my words"}}}}
	m.Raise(ann, "x:group", knowledge.Assessment{Triage: knowledge.SelfCare}, now)
	stands := func(where chat.Place, want bool) {
		t.Helper()
		if _, ok := m.In(ann.ID, where, now); ok != want {
			t.Errorf("in %s at %s an alarm stands: %t", where, now.Format("15:04"), ok)
		}
	}
	stands("x:group", false)
	m.Raise(ann, "x:group", numb, now)
	stands("x:group", true)
	stands("x:private", true)
	stands("x:other group", false)
	if _, ok := m.In("x:bob", "x:group", now); ok {
		t.Error("it stands for somebody else")
	}
	if p, _ := m.people.Get(ann.ID, now); strings.Contains(fmt.Sprintf("%+v", p), "my words") {
		t.Errorf("words are kept: %+v", p)
	}
	now = now.Add(keep - time.Minute)
	stands("x:group", true)
	now = now.Add(keep - time.Minute) // that was a word
	stands("x:group", true)
	now = now.Add(keep)
	stands("x:group", false)
	m.Raise(ann, "x:group", numb, now)
	m.Forget(ann.ID)
	stands("x:group", false)
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	m, b := NewMemory(), base(t)
	now := time.Now()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 100 {
				m.Raise(chat.User{ID: "x:a", Direct: "x:a"}, "x:g", knowledge.Assessment{Crisis: true}, now)
				a, _ := m.In("x:a", "x:g", now)
				a.Say(b, turn.Okay)
				m.Answered("x:a", turn.Okay, now)
				m.Set("x:a", Alarm{}, now)
			}
		})
	}
	all.Wait()
}

// TestMemoryIsBounded: a hundred thousand people with alarms, and one in a thousand places, leave little behind; the last are held.
func TestMemoryIsBounded(t *testing.T) {
	m, now := NewMemory(), time.Date(2026, 11, 29, 8, 0, 0, 0, time.UTC)
	sign := knowledge.Assessment{Triage: knowledge.SeeAProfessional, RedFlags: []knowledge.Finding{{ID: "numbness"}}}
	heap := func() int64 {
		runtime.GC()
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		return int64(s.HeapAlloc)
	}
	before := heap()
	who := func(i int) chat.User {
		id := fmt.Sprintf("test:%d", i)
		return chat.User{ID: chat.UserID(id), Direct: chat.Place(id)}
	}
	for i := range 100_000 {
		m.Raise(who(i), chat.Place(fmt.Sprintf("test:group-%d", i)), sign, now)
	}
	for i := range 1000 {
		m.Raise(who(99_999), chat.Place(fmt.Sprintf("test:room-%d", i)), sign, now)
	}
	if grown := heap() - before; grown > 16<<20 {
		t.Errorf("%d MiB are held", grown>>20)
	}
	for place, want := range map[chat.Place]bool{"test:99999": true, "test:room-999": true, "test:room-1": false} {
		if _, stands := m.In(who(99_999).ID, place, now); stands != want {
			t.Errorf("the alarm stands in %s: %v, want %v", place, stands, want)
		}
	}
	if _, stands := m.In(who(0).ID, "test:0", now); stands {
		t.Error("the first is still held")
	}
}
