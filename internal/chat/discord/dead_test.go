package discord

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/discord/rest"
)

// tunnelled serves echo to a stand-in whose API is reached through a tunnel.
func tunnelled(t *testing.T, encrypted, h2 bool) (*discordtest.Server, *Adapter, *discordtest.Tunnel) {
	t.Helper()
	s, scheme := discordtest.New(t), "http"
	config := Config{}
	var trust func(a *Adapter)
	if encrypted {
		secure, roots := discordtest.NewTLS(t)
		s, scheme = secure, "https"
		trust = func(a *Adapter) {
			trust := &tls.Config{RootCAs: roots}
			if !h2 {
				trust.NextProtos = []string{"http/1.1"}
			}
			a.rest.Via(trust, h2)
		}
	}
	s.Home = "wss://127.0.0.1:1" // nowhere, so that the general address is used
	n := discordtest.NewTunnel(t, s.URL())
	a, _ := newAdapter(t, s, config)
	a.config.APIURL = scheme + "://" + n.Host()
	a.rest = rest.New(a.config.Token, a.config.APIURL)
	if trust != nil {
		trust(a)
	}
	a.timing.deferAfter = defaultTiming().deferAfter
	return s, a, n
}

// Connections to the API that die without a word cost nobody the answer: HTTP/1.1 and HTTP/2, with requests under way
// or none, several in a pool.
func TestDeadConnections(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name           string
		encrypted, two bool
		idle           time.Duration // before somebody asks
	}{
		{"http1", false, false, 0},
		{"https1", true, false, 0},
		{"http2", true, true, 0},
		{"http2 found while idle", true, true, 5 * time.Second},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s, a, n := tunnelled(t, row.encrypted, row.two)
			s.Latency = 50 * time.Millisecond
			protocol := make(chan string, 100)
			s.Check = func(r *http.Request, _ []byte) error {
				select {
				case protocol <- r.Proto:
				default:
				}
				return nil
			}
			serve(t, s, a, echo)
			var before []*discordtest.Interaction
			for i := range 30 { // several connections, all idle then
				before = append(before, s.Slash(discordtest.Person{ID: fmt.Sprint(9000 + i), Name: "P"}, gym, "sore"))
			}
			for _, in := range before {
				s.Answered(in)
			}
			if got := <-protocol; strings.HasPrefix(got, "HTTP/2") != row.two {
				t.Fatalf("the API is spoken to in %s", got)
			}
			if dead := n.Swallow(); dead < 10 && !row.two {
				t.Fatalf("%d connections died, want a pool of them", dead)
			}
			<-time.After(row.idle)
			began := time.Now()
			var told []*discordtest.Interaction
			for range 20 {
				told = append(told, s.Slash(ann, gym, "sore"))
				<-time.After(50 * time.Millisecond)
			}
			for i, in := range told {
				if s.Answered(in); in.Acked.Sub(in.Told) > s.FirstAnswer || in.Late > 0 {
					t.Errorf("interaction %d was answered after %v", i, in.Acked.Sub(in.Told))
				}
			}
			if row.idle > 0 && told[0].Acked.Sub(told[0].Told) > slowed*time.Second {
				t.Errorf("the dead connection was found only when it was used")
			}
			t.Logf("all were answered %v after the connections died", time.Since(began)+row.idle)
		})
	}
}

// What is sent unasked goes out within ten seconds all the same, with a picture too.
func TestDeadConnectionsWhenSending(t *testing.T) {
	t.Parallel()
	for _, two := range []bool{false, true} {
		for _, size := range []int{0, 110_000} {
			t.Run(fmt.Sprint("http2 ", two, ", file of ", size), func(t *testing.T) {
				t.Parallel()
				s, a, n := tunnelled(t, true, two)
				m := &chat.Message{Text: chat.Plain("your drill")}
				if size > 0 {
					m.Images = []chat.Image{{Name: "drill.gif", Alt: "a drill", Data: bytes.Repeat([]byte("GIF"), size/3)}}
				}
				send := func() {
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
					defer cancel()
					if _, err := a.Send(ctx, directPlace(ann.ID), m); err != nil {
						t.Errorf("Send = %v", err)
					}
				}
				var all sync.WaitGroup
				for range 3 {
					all.Go(send)
				}
				all.Wait()
				n.Swallow()
				for range 3 {
					all.Go(send)
				}
				all.Wait()
				if got := len(s.DMs(ann.ID, 6)); got != 6 {
					t.Errorf("%d messages, want 6", got)
				}
			})
		}
	}
}

// A gateway whose packets are swallowed is left within seconds; what was told meanwhile is answered.
func TestDeadGateway(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	n := discordtest.NewTunnel(t, s.URL())
	s.Gateway = "ws://" + n.Host() + "/ws"
	s.Home = "ws://127.0.0.1:1"
	s.FirstAnswer = time.Minute
	a, logged := newAdapter(t, s, Config{})
	serve(t, s, a, echo)
	answersStill(t, s)
	n.Swallow()
	began := time.Now()
	var told []*discordtest.Interaction
	for range 10 {
		told = append(told, s.Slash(ann, gym, "sore"))
	}
	for _, in := range told {
		s.Answered(in)
	}
	if took := time.Since(began); took > slowed*10*time.Second {
		t.Errorf("the bot was deaf for %v", took)
	}
	if s.Resumes() != 1 || s.Identifies() != 1 || !strings.Contains(logged.String(), "did not acknowledge a heartbeat") {
		t.Errorf("%d resumes, %d identifies, want 1 of each, because of silence", s.Resumes(), s.Identifies())
	}
}
