package discordtest

import (
	"io"
	"net"
	"net/url"
	"sync"
	"testing"
)

// A Tunnel passes connections on to an address, until it swallows what they carry: as a NAT that has forgotten
// them, without closing one or saying a word.
type Tunnel struct {
	listener net.Listener

	mu    sync.Mutex
	pipes []*pipe
	all   sync.WaitGroup
}

// A pipe is one connection and its other end.
type pipe struct {
	near, far net.Conn
	mu        sync.Mutex
	dead      bool
}

// NewTunnel returns a tunnel to the server at address, a URL, that ends with the test.
func NewTunnel(t testing.TB, address string) *Tunnel {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &Tunnel{listener: l}
	n.all.Go(func() { n.accept(to.Host) })
	t.Cleanup(n.close)
	return n
}

// Host returns the tunnel's own host and port.
func (n *Tunnel) Host() string { return n.listener.Addr().String() }

// Swallow makes all connections there are dead, and returns how many. New ones work.
func (n *Tunnel) Swallow() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, p := range n.pipes {
		p.mu.Lock()
		p.dead = true
		p.mu.Unlock()
	}
	return len(n.pipes)
}

func (n *Tunnel) accept(to string) {
	for {
		near, err := n.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", to)
		if err != nil {
			near.Close()
			continue
		}
		p := &pipe{near: near, far: far}
		n.mu.Lock()
		n.pipes = append(n.pipes, p)
		n.mu.Unlock()
		n.all.Go(func() { p.carry(near, far) })
		n.all.Go(func() { p.carry(far, near) })
	}
}

// carry passes on what comes from one end. Of a dead pipe nothing reaches the other end, not even that one is closed.
func (p *pipe) carry(from, to net.Conn) {
	buffer := make([]byte, 32<<10)
	for {
		k, err := from.Read(buffer)
		p.mu.Lock()
		dead := p.dead
		p.mu.Unlock()
		if k > 0 && !dead {
			_, err = to.Write(buffer[:k])
		}
		if err == nil {
			continue
		}
		if !dead || err != io.EOF {
			to.Close()
		}
		return
	}
}

func (n *Tunnel) close() {
	n.listener.Close()
	n.mu.Lock()
	for _, p := range n.pipes {
		p.near.Close()
		p.far.Close()
	}
	n.mu.Unlock()
	n.all.Wait()
}
