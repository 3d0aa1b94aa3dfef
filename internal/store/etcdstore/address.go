//go:build etcd

package etcdstore

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// An Address says where the store is and how to get in:
//
//	etcd://[USER[:PASSWORD]@]HOST:PORT,HOST:PORT,…[/PREFIX][?ca=FILE&cert=FILE&key=FILE&tls=true&password_file=FILE]
//
// A port that is missing is 2379. The prefix, "spotter" if it is missing, is that of all keys, so that several bots can share
// one etcd. The connection is secured by TLS if one of ca, cert and key is there or tls is true: ca is what the server's
// certificate must come from, instead of what the system trusts; cert and key are the client's own. It prints without user,
// password and options.
type Address struct {
	Hosts  []string
	Prefix string
	User   string

	password      string
	ca, cert, key string
	secured       bool
}

// ParseAddress reads an address. Its errors do not contain the password.
func ParseAddress(text string) (*Address, error) {
	rest, ok := strings.CutPrefix(text, "etcd://")
	if !ok {
		return nil, errors.New(`an etcd address begins with "etcd://"`)
	}
	rest, query, _ := strings.Cut(rest, "?")
	hosts, prefix, _ := strings.Cut(rest, "/")
	a := &Address{Prefix: strings.Trim(prefix, "/")}
	if a.Prefix == "" {
		a.Prefix = "spotter"
	}
	if at := strings.LastIndex(hosts, "@"); at >= 0 {
		if err := a.readUser(hosts[:at]); err != nil {
			return nil, err
		}
		hosts = hosts[at+1:]
	}
	if err := a.readHosts(hosts); err != nil {
		return nil, err
	}
	return a, a.readOptions(query)
}

func (a *Address) readUser(text string) error {
	user, password, _ := strings.Cut(text, ":")
	var err1, err2 error
	a.User, err1 = url.PathUnescape(user)
	a.password, err2 = url.PathUnescape(password)
	if err1 != nil || err2 != nil { // whose texts may hold a part of the password
		return errors.New("user or password of the etcd address: write % as %25, @ as %40, / as %2F, ? as %3F")
	}
	return nil
}

// hostName matches what may stand for a host beside an IP address.
var hostName = regexp.MustCompile(`^[A-Za-z0-9._-]+$`)

func (a *Address) readHosts(hosts string) error {
	for text := range strings.SplitSeq(hosts, ",") {
		host, port, err := net.SplitHostPort(text)
		if err != nil {
			host, port = strings.Trim(text, "[]"), "2379"
		}
		_, err = strconv.ParseUint(port, 10, 16)
		if err != nil || !hostName.MatchString(host) && net.ParseIP(host) == nil {
			return fmt.Errorf("%q in the etcd address is no HOST:PORT, as in etcd://a:2379,b:2379/spotter", text)
		}
		a.Hosts = append(a.Hosts, net.JoinHostPort(host, port))
	}
	return nil
}

func (a *Address) readOptions(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return errors.New("the options of the etcd address, behind ?, cannot be read")
	}
	for name, all := range values {
		value := all[len(all)-1]
		switch name {
		case "ca":
			a.ca = value
		case "cert":
			a.cert = value
		case "key":
			a.key = value
		case "tls":
			if value != "true" && value != "false" {
				return errors.New("tls in the etcd address must be true or false")
			}
			a.secured = value == "true"
		case "password_file":
			text, err := os.ReadFile(value)
			if err != nil {
				return fmt.Errorf("read password_file of the etcd address: %w", err)
			}
			a.password = strings.TrimRight(string(text), "\r\n")
		default:
			return fmt.Errorf("the etcd address has an option %q; there are ca, cert, key, tls and password_file", name)
		}
	}
	if (a.cert == "") != (a.key == "") {
		return errors.New("cert and key of the etcd address go together")
	}
	if a.password != "" && a.User == "" {
		return errors.New("the etcd address has a password but no user: etcd://USER@HOST:2379/spotter")
	}
	a.secured = a.secured || a.ca != "" || a.cert != ""
	return nil
}

// String returns the address without user, password and options.
func (a Address) String() string { return "etcd://" + strings.Join(a.Hosts, ",") + "/" + a.Prefix }

// Format prints String for every verb: others would look inside.
func (a Address) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, a.String()) } // State reports no errors

func (a *Address) urls() []string {
	scheme := "http://"
	if a.secured {
		scheme = "https://"
	}
	urls := slices.Clone(a.Hosts)
	for i := range urls {
		urls[i] = scheme + urls[i]
	}
	return urls
}

// tls returns nil if the connection is not to be secured.
func (a *Address) tls() (*tls.Config, error) {
	if !a.secured {
		return nil, nil
	}
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if a.ca != "" {
		text, err := os.ReadFile(a.ca)
		if err != nil {
			return nil, fmt.Errorf("read ca of the etcd address: %w", err)
		}
		c.RootCAs = x509.NewCertPool()
		if !c.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("read ca of the etcd address: %s holds no certificate", a.ca)
		}
	}
	if a.cert != "" {
		pair, err := tls.LoadX509KeyPair(a.cert, a.key)
		if err != nil {
			return nil, fmt.Errorf("read cert and key of the etcd address: %w", err)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}
