package review

import "testing"

func TestWebLinks(t *testing.T) {
	for link, want := range map[string]bool{
		"https://youtu.be/abc": true, "http://example.org/v?x=1#t": true, "https://пример.рф/видео": true, "https://8.8.8.8/v": true, "https://[2606:4700::1111]/": true, "https://xn--e1afmkfd.xn--p1ai/": true,
		"ftp://a.org/x": false, "https://user@evil.org/": false, "javascript:alert(1)": false, "https:///x": false, "https://": false,
		"http://localhost/": false, "http://localhost:8080/": false, "http://a.localhost/": false, "http://127.0.0.1/": false, "http://127.1/": false, "http://2130706433/": false, "http://0x7f.0.0.1/": false, "http://0177.0.0.1/": false,
		"http://[::1]/": false, "http://[::ffff:127.0.0.1]/": false, "http://[fe80::1%25eth0]/": false, "http://[fd00::1]/": false, "http://0.0.0.0/": false, "http://10.1.2.3/": false, "http://172.16.0.1/": false, "http://192.168.1.1/": false,
		"http://169.254.169.254/latest/meta-data": false, "http://100.64.1.1/": false, "http://router.lan/": false, "http://printer.local/": false, "http://metadata.google.internal/": false, "http://intranet/": false, "http://１２７.0.0.1/": false, "http://127。0。0。1/": false,
		"http://localhost./": false, "http://192.168.1.1./": false, "http://224.0.0.1/": false, "http://[64:ff9b::7f00:1]/": false, "http://a..b/": false,
		"https://evil.org/\u202egpj.mp4": false, "https://evil\u200b.org/": false, "https://a.org/\x07": false, "https://a.org/a b": false, "https://a.org/\u2066x": false, "https://a%E2%80%AEb.org/": false,
	} {
		if got := isWebLink(link); got != want {
			t.Errorf("isWebLink(%q) = %v, want %v", link, got, want)
		}
	}
}

func TestShownHosts(t *testing.T) {
	for host, want := range map[string]string{
		"youtu.be": "youtu.be", "YouTube.com": "youtube.com", "пример.рф": "пример.рф", "xn--e1afmkfd.xn--p1ai": "пример.рф", "münchen.de": "münchen.de", "日本.jp": "xn--wgv71a.jp",
		"уoutube.com": "xn--outube-vrf.com", "аррӏе.com": "xn--80ak6aa92e.com", "раураl.com": "xn--l-7sba6dbr.com", "ドメイン名.みんな": "ドメイン名.みんな",
	} {
		if got := shownHost(host); got != want {
			t.Errorf("shownHost(%q) = %q, want %q", host, got, want)
		}
	}
}
