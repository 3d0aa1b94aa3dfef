// Package etcdtest runs real etcd members for tests, each a process of its own on loopback, to be killed, stopped and started
// again. It is a module of its own, so that nobody but its tests downloads the server.
//
// A test program that uses it calls Main from its TestMain: the members are the test program, started once more.
package etcdtest

import (
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

const asMember = "SPOTTER_ETCD_MEMBER"

// Main runs the tests, or a member if this process is one, and does not return.
func Main(m *testing.M) {
	text, ok := os.LookupEnv(asMember)
	if !ok {
		os.Exit(m.Run())
	}
	var member member
	err := json.Unmarshal([]byte(text), &member)
	if err == nil {
		err = member.serve()
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// A member is what a process must know to be one.
type member struct {
	Name, Dir    string
	Client, Peer string // addresses
	Cluster      string // all names and addresses
	TLS          bool
}

// serve runs the member until it fails or its parent is gone.
func (m member) serve() error {
	c := embed.NewConfig()
	c.Name, c.Dir = m.Name, m.Dir
	c.ListenClientUrls, c.AdvertiseClientUrls = urls(m.Client), urls(m.Client)
	if m.TLS {
		c.ClientAutoTLS, c.SelfSignedCertValidity = true, 1
		c.ListenClientUrls[0].Scheme, c.AdvertiseClientUrls[0].Scheme = "https", "https"
	}
	c.ListenPeerUrls, c.AdvertisePeerUrls = urls(m.Peer), urls(m.Peer)
	c.InitialCluster = m.Cluster
	c.LogLevel, c.LogOutputs = "error", []string{filepath.Join(m.Dir + ".log")}
	server, err := embed.StartEtcd(c)
	if err != nil {
		return err
	}
	go func() { // the test program holds the other end of standard input
		_, _ = os.Stdin.Read(make([]byte, 1))
		os.Exit(0)
	}()
	return <-server.Err()
}

func urls(address string) []url.URL { return []url.URL{{Scheme: "http", Host: address}} }

// A Cluster is some members.
type Cluster struct {
	t       testing.TB
	members []member
	running []*exec.Cmd
	stdin   []*os.File
}

// Start starts so many members and waits until they take requests. They end with the test.
func Start(t testing.TB, n int) *Cluster {
	t.Helper()
	return start(t, n, false)
}

// StartTLS is Start with members that take requests under TLS alone.
func StartTLS(t testing.TB, n int) *Cluster {
	t.Helper()
	return start(t, n, true)
}

// CertificateFile returns where the certificate of a member under TLS is.
func (c *Cluster) CertificateFile(i int) string {
	return filepath.Join(c.members[i].Dir, "fixtures", "client", "cert.pem")
}

func start(t testing.TB, n int, secured bool) *Cluster {
	t.Helper()
	dir := t.TempDir()
	c := &Cluster{t: t, running: make([]*exec.Cmd, n), stdin: make([]*os.File, n)}
	var all []string
	addresses := free(t, 2*n)
	for i := range n {
		m := member{Name: fmt.Sprint("m", i), Dir: filepath.Join(dir, fmt.Sprint("m", i)), Client: addresses[2*i], Peer: addresses[2*i+1], TLS: secured}
		all = append(all, m.Name+"=http://"+m.Peer)
		c.members = append(c.members, m)
	}
	for i := range c.members {
		c.members[i].Cluster = strings.Join(all, ",")
		c.Restart(i)
	}
	t.Cleanup(func() {
		for i := range n {
			c.Kill(i)
		}
	})
	for i := range n {
		c.await(i)
	}
	return c
}

// free returns addresses on loopback that nobody listens at.
func free(t testing.TB, n int) (addresses []string) {
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // all of them after the last, so that they differ
		addresses = append(addresses, l.Addr().String())
	}
	return addresses
}

// await waits until the member listens.
func (c *Cluster) await(i int) {
	c.t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for time.Now().Before(deadline) {
		conn, err := net.DialTimeout("tcp", c.members[i].Client, time.Second)
		if err == nil {
			conn.Close()
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	c.t.Fatalf("member %d did not start: see %s.log", i, c.members[i].Dir)
}

// Hosts returns where clients find the members.
func (c *Cluster) Hosts() []string {
	var hosts []string
	for _, m := range c.members {
		hosts = append(hosts, m.Client)
	}
	return hosts
}

// Address returns the address of a store in the cluster.
func (c *Cluster) Address(prefix string) string {
	return "etcd://" + strings.Join(c.Hosts(), ",") + "/" + prefix
}

// Restart starts a member that was killed, with what it had.
func (c *Cluster) Restart(i int) {
	c.t.Helper()
	text, err := json.Marshal(c.members[i])
	if err != nil {
		c.t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		c.t.Fatal(err)
	}
	defer read.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), asMember+"="+string(text))
	cmd.Stdin, cmd.Stderr = read, os.Stderr
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.running[i], c.stdin[i] = cmd, write
}

// Kill kills a member, as a machine that loses its power does.
func (c *Cluster) Kill(i int) {
	if c.running[i] == nil {
		return
	}
	_ = c.running[i].Process.Kill() // it may have ended
	_ = c.running[i].Wait()
	c.stdin[i].Close()
	c.running[i] = nil
}

// Stop lets a member hang until Continue.
func (c *Cluster) Stop(i int) { c.signal(i, syscall.SIGSTOP) }

// Continue lets a member go on.
func (c *Cluster) Continue(i int) { c.signal(i, syscall.SIGCONT) }

func (c *Cluster) signal(i int, s syscall.Signal) {
	c.t.Helper()
	if err := c.running[i].Process.Signal(s); err != nil {
		c.t.Fatalf("member %d: %v", i, err)
	}
}
