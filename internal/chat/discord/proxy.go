package discord

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// dialGateway opens a connection to the gateway. Encryption is done here and not by the websocket
// library, so that a watch sees what it carries; and so is the way through a proxy, which must come
// before. Without secure the connection is not encrypted.
func dialGateway(ctx context.Context, network, addr string, secure *tls.Config) (net.Conn, error) {
	scheme := "http"
	if secure != nil {
		scheme = "https"
	}
	through, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: scheme, Host: addr}})
	if err != nil {
		return nil, fmt.Errorf("find the proxy: %w", err)
	}
	d := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	var c net.Conn
	if through == nil {
		c, err = d.DialContext(ctx, network, addr)
	} else {
		c, err = dialProxy(ctx, d, through, addr)
	}
	if err != nil || secure == nil {
		return c, err
	}
	return handshake(ctx, c, addr, secure)
}

func handshake(ctx context.Context, c net.Conn, addr string, secure *tls.Config) (net.Conn, error) {
	config := secure.Clone()
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	config.ServerName, config.NextProtos = host, []string{"http/1.1"}
	t := tls.Client(c, config)
	if err := t.HandshakeContext(ctx); err != nil {
		_ = c.Close() // it is the handshake's error that matters
		return nil, err
	}
	return t, nil
}

// dialProxy opens a connection to addr through an HTTP proxy.
func dialProxy(ctx context.Context, d *net.Dialer, through *url.URL, addr string) (net.Conn, error) {
	if through.Scheme != "http" {
		return nil, fmt.Errorf("proxy of kind %q: only http is supported", through.Scheme)
	}
	host := through.Host
	if through.Port() == "" {
		host = net.JoinHostPort(host, "80")
	}
	c, err := d.DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, fmt.Errorf("reach the proxy: %w", err)
	}
	if err := connect(c, through.User, addr); err != nil {
		_ = c.Close() // it is connect's error that matters
		return nil, fmt.Errorf("ask the proxy for %s: %w", addr, err)
	}
	return c, nil
}

// connect asks the proxy behind c for a connection to addr.
func connect(c net.Conn, as *url.Userinfo, addr string) error {
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	req := &http.Request{Method: http.MethodConnect, URL: &url.URL{Opaque: addr}, Host: addr, Header: http.Header{}}
	if as != nil {
		password, _ := as.Password()
		req.Header.Set("Proxy-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(as.Username()+":"+password)))
	}
	if err := req.Write(c); err != nil {
		return err
	}
	// The gateway says nothing before the handshake, so nothing of it is lost in this reader.
	resp, err := http.ReadResponse(bufio.NewReader(c), req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("HTTP %s", resp.Status)
	}
	return c.SetDeadline(time.Time{})
}
