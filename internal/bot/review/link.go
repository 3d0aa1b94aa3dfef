package review

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// isWebLink reports whether a link may be passed on to others: one to a public host on the web, of which what is seen is what it is.
func isWebLink(s string) bool {
	if len(s) > maxLink || strings.ContainsFunc(s, hidden) {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.User == nil && isPublicHost(u.Hostname())
}

// hidden reports whether a character cannot be seen, or turns the direction of those that can.
func hidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar
}

// plainHost brings a host to the form in which browsers look it up: small plain letters and digits, and one kind of dot.
func plainHost(host string) string {
	host = strings.Map(func(r rune) rune {
		if r == '。' || r == '｡' || r == '．' {
			return '.'
		}
		return r
	}, host)
	return strings.TrimSuffix(strings.ToLower(norm.NFKC.String(host)), ".")
}

// localNames are ends of names that lead to somebody's own network (RFC 6761, 6762, 8375; the last are common in homes and offices).
var localNames = []string{"localhost", "local", "internal", "home.arpa", "onion", "lan", "home", "corp", "intranet", "private", "localdomain"}

// isPublicHost reports whether a host is not of the reader's own machine or network.
func isPublicHost(host string) bool {
	if strings.ContainsFunc(host, hidden) {
		return false
	}
	host = plainHost(host)
	if ip, err := netip.ParseAddr(host); err == nil {
		return isPublic(ip)
	}
	labels := strings.Split(host, ".")
	for _, label := range labels {
		if label == "" {
			return false
		}
	}
	last := labels[len(labels)-1]
	if len(labels) < 2 || last[0] >= '0' && last[0] <= '9' { // a number is an address, however it is written: 0x7f.1, 2130706433
		return false
	}
	for _, name := range localNames {
		if host == name || strings.HasSuffix(host, "."+name) {
			return false
		}
	}
	return true
}

// reserved are networks beside those that netip knows, in which nobody's public server is: shared address space (RFC 6598), "this" network (RFC 1122),
// benchmarks (RFC 2544), future use (RFC 1112), and IPv4 addresses within IPv6 (RFC 6052, 3056).
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("fec0::/10"),
}

func isPublic(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, p := range reserved {
		if p.Contains(ip) {
			return false
		}
	}
	return !(ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsMulticast() || ip.IsUnspecified())
}

// shownHost returns a host as it is shown: in letters, but in punycode where they are of several scripts, as those of a look-alike may be.
func shownHost(host string) string {
	ascii, err := idna.Punycode.ToASCII(plainHost(host))
	if err != nil {
		return "unknown"
	}
	shown, err := idna.Punycode.ToUnicode(ascii)
	if err != nil || mixed(shown) || strings.ContainsFunc(shown, hidden) {
		return ascii
	}
	return shown
}

// mixed reports whether letters are of several scripts. Japanese is written in three, and Korean in two, beside Latin letters for neither.
func mixed(s string) bool {
	found := ""
	for _, r := range s {
		script := scriptOf(r)
		switch {
		case script == "" || script == found:
		case found == "":
			found = script
		default:
			return true
		}
	}
	return false
}

// scriptOf returns the script of a letter, one name for those that are written together; "" for what belongs to all.
func scriptOf(r rune) string {
	switch {
	case !unicode.IsLetter(r):
		return ""
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo):
		return "East Asia"
	}
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return name
		}
	}
	return ""
}
