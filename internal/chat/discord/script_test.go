package discord

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/racetest"
)

// faults makes requests fail at random: as many in a hundred as given.
type faults struct {
	mu      sync.Mutex
	random  *rand.Rand
	percent int
}

func (f *faults) fault(*http.Request) *discordtest.Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.random.IntN(100) >= f.percent {
		return nil
	}
	switch f.random.IntN(7) {
	case 0:
		return discordtest.RouteLimit(0.05)
	case 1:
		return discordtest.GlobalLimit(0.05)
	case 2:
		return discordtest.Cloudflare(0.05)
	case 3:
		return &discordtest.Fault{Status: 500, Body: "oops"}
	case 4:
		return &discordtest.Fault{Status: 502, Body: "<html>bad gateway</html>"}
	case 5:
		return &discordtest.Fault{Reset: true}
	}
	return &discordtest.Fault{Reset: true, After: true} // done, but the answer is lost
}

// TestFaultScript is a bad hour in short: 500 interactions by 50 people while the gateway drops,
// reconnects, loses sessions and goes silent, and one request in ten fails.
func TestFaultScript(t *testing.T) {
	total := 500
	if testing.Short() {
		total = 100
	}
	s := discordtest.New(t)
	s.Heartbeat = 400 * time.Millisecond
	f := &faults{random: rand.New(rand.NewPCG(1, 2)), percent: 10}
	s.Fault = f.fault
	a, _ := newAdapter(t, s, Config{})
	a.timing.deferAfter = defaultTiming().deferAfter
	// The machine that runs the tests may be slower than people's patience: time is checked at the end.
	s.FirstAnswer, a.timing.answerWithin = 15*time.Second, 14*time.Second
	var handled sync.Map
	serve(t, s, a, handler(func(_ context.Context, r *chat.Request) chat.Reply {
		if _, again := handled.LoadOrStore(r.ID, true); again {
			t.Errorf("interaction %s was handled twice", r.ID)
		}
		return &chat.Message{Text: chat.Plain("answer"), Private: r.Command == "sore"}
	}))
	trouble := []func(){
		s.Drop, s.Reconnect, func() { s.Invalidate(true) }, func() { s.CloseWith(4000) },
		func() { s.Early(1); s.Reconnect() },
		func() { s.Invalidate(false); s.Disconnected(); s.Connected(1) }, // what is told meanwhile is lost
		func() { s.MuteAcks(true); s.Disconnected(); s.MuteAcks(false) },
	}
	var told []*discordtest.Interaction
	for i := range total {
		who := discordtest.Person{ID: fmt.Sprint(9000 + i%50), Name: "P"}
		told = append(told, s.Slash(who, gym, []string{"sore", "drill"}[i%2]))
		if i%(total/len(trouble)) == total/len(trouble)/2 {
			trouble[i*len(trouble)/total]()
		}
		<-time.After(time.Millisecond)
	}
	s.Connected(1)
	late := 0
	for _, i := range told {
		if s.Answered(i); i.Acked.Sub(i.Told) > 3*time.Second {
			late++
		}
		if n := len(s.Shown(i, 1)); n != 1 {
			t.Errorf("interaction %s was answered %d times", i.ID, n)
		}
	}
	if late > total/20 {
		t.Errorf("%d of %d were answered after more than 3 s", late, total)
	}
	if s.Resumes() == 0 {
		t.Error("no session was resumed")
	}
}

// TestNothingLeaks wants goroutines and memory back where they were after many interactions, some of
// them slow, pressed, failed or late.
func TestNothingLeaks(t *testing.T) {
	racetest.Skip(t)
	total := 20_000
	if testing.Short() {
		total = 2_000
	}
	before, _ := usage()
	s := discordtest.New(t)
	s.FirstAnswer = time.Minute
	a, _ := newAdapter(t, s, Config{})
	stop := serve(t, s, a, echo)
	flood := func(n int) {
		told := make([]*discordtest.Interaction, n)
		for i := range told {
			told[i] = s.Slash(discordtest.Person{ID: fmt.Sprint(9000 + i), Name: "P"}, gym, "sore")
		}
		for _, i := range told {
			s.Answered(i)
		}
		s.Forget()
	}
	flood(500) // what grows once and stays: connections, pools
	a.recent.forget()
	a.rest.CloseIdle()
	goroutines, memory := usage()
	for range total / 500 {
		flood(500)
	}
	// The last handlers and connections may still be ending, and hold what is theirs until then.
	var left int64
	defer func() { t.Logf("%d interactions left %d bytes behind", total, left) }()
	eventually(t, "goroutines and memory are back", func() bool {
		a.recent.forget() // holds the ids of the last 20 000 on purpose
		a.rest.CloseIdle()
		running, used := usage()
		left = used - memory
		return running <= goroutines+20 && left <= 2<<20
	})
	stop()
	s.Close()
	eventually(t, "all goroutines ended", func() bool { now, _ := usage(); return now <= before+2 })
}

// usage returns the number of goroutines and the bytes in use.
func usage() (int, int64) {
	runtime.GC()
	runtime.GC() // pools are emptied by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), int64(m.HeapAlloc)
}
