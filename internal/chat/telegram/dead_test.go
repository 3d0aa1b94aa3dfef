package telegram

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/telegramtest"
)

// A swallower carries bytes between the bot and a server, until it swallows those of the connections that there are:
// nothing arrives any more, and neither side hears that it does not. New connections are carried.
type swallower struct {
	net.Listener
	to   string
	mu   sync.Mutex
	live []*atomic.Bool
}

func newSwallower(t *testing.T, to string) *swallower {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &swallower{Listener: l, to: to}
	go s.serve()
	t.Cleanup(func() { l.Close() })
	return s
}

func (s *swallower) serve() {
	for {
		c, err := s.Accept()
		if err != nil {
			return
		}
		up, err := net.Dial("tcp", s.to)
		if err != nil {
			c.Close()
			continue
		}
		dead := new(atomic.Bool)
		s.mu.Lock()
		s.live = append(s.live, dead)
		s.mu.Unlock()
		go carryBytes(up, c, dead)
		go carryBytes(c, up, dead)
	}
}

func carryBytes(to, from net.Conn, dead *atomic.Bool) {
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if dead.Load() {
			_, _ = io.Copy(io.Discard, from) // the end of the test ends it
			return
		}
		if err == nil {
			_, err = to.Write(b[:n])
		}
		if err != nil {
			to.Close()
			return
		}
	}
}

func (s *swallower) swallow() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, dead := range s.live {
		dead.Store(true)
	}
	return len(s.live)
}

type echoer struct{}

func (echoer) Handle(_ context.Context, r *chat.Request) chat.Reply {
	return &chat.Message{Text: chat.Plain("heard " + r.Text)}
}

// A connection that dies in silence costs seconds: answers come again, and what is sent unasked arrives.
func TestDeadConnection(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as it takes to notice")
	}
	for _, proto := range []string{"HTTP/1.1", "HTTP/1.1 with TLS", "HTTP/2"} {
		t.Run(proto, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			front, roots := frontOf(t, s.URL, proto)
			way := newSwallower(t, front.Host)
			front.Host = way.Addr().String()
			a := New(Config{Token: func() string { return telegramtest.Token }, APIURL: front.String(), Limits: Unlimited}, slog.New(slog.DiscardHandler))
			a.api.HTTP.Transport.(*http.Transport).TLSClientConfig = &tls.Config{RootCAs: roots}
			ctx, cancel := context.WithCancel(context.Background())
			ended := make(chan error, 1)
			go func() { ended <- a.Serve(ctx, echoer{}) }()
			defer func() { cancel(); <-ended }()
			anna, ben := s.Person("Anna"), s.Person("Ben")
			ben.Say("hello")
			for range 3 { // some connections rest
				anna.Say("before")
			}
			anna.Chat().Await(3)
			ben.Chat().Await(1)
			if way.swallow() == 0 {
				t.Fatal("there was no connection")
			}
			began := time.Now()
			anna.Say("after")
			var others sync.WaitGroup
			others.Go(func() {
				if _, err := a.Send(ctx, address{chat: ben.ID}.place(), &chat.Message{Text: chat.Plain("reminder")}); err != nil {
					t.Errorf("Send: %v", err)
				}
			})
			anna.Chat().Await(4)
			others.Wait()
			ben.Chat().Await(2)
			if took := time.Since(began); took > 10*time.Second {
				t.Errorf("back after %v", took)
			} else {
				t.Logf("back after %v", took)
			}
		})
	}
}

// frontOf returns the address of a server that speaks proto and passes on to a plain one, and whom to trust there.
func frontOf(t *testing.T, plain, proto string) (*url.URL, *x509.CertPool) {
	u, err := url.Parse(plain)
	if err != nil {
		t.Fatal(err)
	}
	if proto == "HTTP/1.1" {
		return u, nil
	}
	pass := httputil.NewSingleHostReverseProxy(u)
	pass.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelInfo)
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 != (proto == "HTTP/2") {
			t.Errorf("spoken: %s, want %s", r.Proto, proto)
		}
		pass.ServeHTTP(w, r)
	}))
	front.EnableHTTP2 = proto == "HTTP/2"
	front.StartTLS()
	t.Cleanup(func() { front.CloseClientConnections(); front.Close() })
	v, err := url.Parse(front.URL)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(front.Certificate())
	return v, roots
}
