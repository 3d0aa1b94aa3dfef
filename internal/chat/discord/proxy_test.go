package discord

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
)

// Discord's own gateway and API are encrypted.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	s, roots := discordtest.NewTLS(t)
	a, _ := newAdapter(t, s, Config{})
	a.rest.base.TLSClientConfig.RootCAs = roots
	serve(t, s, a, echo)
	answersStill(t, s)
	s.Reconnect()
	s.Disconnected()
	answersStill(t, s)
	if s.Resumes() == 0 {
		t.Error("op 7 was not noticed on an encrypted connection")
	}
}

func TestDialProxy(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	asked := make(chan *http.Request, 2)
	go func() { // a proxy that allows the first and refuses the second, and then echoes
		for _, answer := range []string{"200 Connection established", "407 Proxy Authentication Required"} {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r, err := http.ReadRequest(bufio.NewReader(c))
			if err != nil {
				t.Error(err)
				return
			}
			asked <- r
			io.WriteString(c, "HTTP/1.1 "+answer+"\r\n\r\n")
			go io.Copy(c, c)
		}
	}()
	proxy := &url.URL{Scheme: "http", Host: l.Addr().String(), User: url.UserPassword("me", "a-proxy-secret")}
	c, err := dialProxy(t.Context(), &net.Dialer{}, proxy, "gateway.example:443")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if r := <-asked; r.Method != http.MethodConnect || r.Host != "gateway.example:443" || r.Header.Get("Proxy-Authorization") == "" {
		t.Errorf("asked the proxy %s %s", r.Method, r.Host)
	}
	io.WriteString(c, "ping")
	got := make([]byte, 4)
	if _, err := io.ReadFull(c, got); err != nil || string(got) != "ping" {
		t.Errorf("through the proxy came %q, %v", got, err)
	}
	_, err = dialProxy(t.Context(), &net.Dialer{}, proxy, "gateway.example:443")
	if err == nil || !strings.Contains(err.Error(), "407") || strings.Contains(err.Error(), "a-proxy-secret") {
		t.Errorf("refused by the proxy: %v", err)
	}
}
