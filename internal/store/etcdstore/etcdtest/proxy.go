package etcdtest

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
)

// A Proxy is a way to a member on which what goes either way can be lost without anybody being told.
type Proxy struct {
	Address string

	noRequests, noAnswers atomic.Bool
}

// NewProxy starts a proxy that ends with the test.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{Address: l.Addr().String()}
	var running sync.WaitGroup
	running.Go(func() { p.serve(l, target, &running) })
	t.Cleanup(func() { l.Close(); running.Wait() })
	return p
}

// LoseRequests says whether what clients send is lost.
func (p *Proxy) LoseRequests(lose bool) { p.noRequests.Store(lose) }

// LoseAnswers says whether what the member sends is lost.
func (p *Proxy) LoseAnswers(lose bool) { p.noAnswers.Store(lose) }

func (p *Proxy) serve(l net.Listener, target string, running *sync.WaitGroup) {
	for {
		client, err := l.Accept()
		if err != nil {
			return // the test has ended
		}
		member, err := net.Dial("tcp", target)
		if err != nil {
			client.Close()
			continue
		}
		running.Go(func() { pass(member, client, &p.noRequests) })
		running.Go(func() { pass(client, member, &p.noAnswers) })
	}
}

// pass copies what is not to be lost, until either side is gone.
func pass(to, from net.Conn, lose *atomic.Bool) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err == nil && !lose.Load() {
			_, err = to.Write(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}
