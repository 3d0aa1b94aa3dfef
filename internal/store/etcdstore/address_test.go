//go:build etcd

package etcdstore

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for _, test := range []struct {
		text, want, user, password string
		urls                       []string
	}{
		{"etcd://a:2379,b:2380/bot", "etcd://a:2379,b:2380/bot", "", "", []string{"http://a:2379", "http://b:2380"}},
		{"etcd://a", "etcd://a:2379/spotter", "", "", []string{"http://a:2379"}},
		{"etcd://a/", "etcd://a:2379/spotter", "", "", []string{"http://a:2379"}},
		{"etcd://a/two/parts/", "etcd://a:2379/two/parts", "", "", []string{"http://a:2379"}},
		{"etcd://[::1]:1,[::2],10.0.0.1", "etcd://[::1]:1,[::2]:2379,10.0.0.1:2379/spotter", "", "", []string{"http://[::1]:1", "http://[::2]:2379", "http://10.0.0.1:2379"}},
		{"etcd://me:p%40ss%2F@a/x?tls=true", "etcd://a:2379/x", "me", "p@ss/", []string{"https://a:2379"}},
		{"etcd://me:a:b@a", "etcd://a:2379/spotter", "me", "a:b", []string{"http://a:2379"}},
		{"etcd://a?ca=x.pem", "etcd://a:2379/spotter", "", "", []string{"https://a:2379"}},
	} {
		a, err := ParseAddress(test.text)
		if err != nil {
			t.Errorf("ParseAddress(%q): %v", test.text, err)
			continue
		}
		if got := a.String(); got != test.want || a.User != test.user || a.password != test.password || !slices.Equal(a.urls(), test.urls) {
			t.Errorf("ParseAddress(%q) = %s, %q, %q, %q", test.text, got, a.User, a.password, a.urls())
		}
	}
}

func TestParseAddressWrong(t *testing.T) {
	for _, text := range []string{
		"", "bolt:x", "etcd:", "etcd://", "etcd:///x", "etcd://a,,b", "etcd://a:b", "etcd://a:", "etcd://a b:1:2",
		"etcd://a?colour=red", "etcd://a?cert=x", "etcd://a?key=x", "etcd://a?tls=maybe", "etcd://:hush@a", "etcd://me:hu%zzsh@a",
		"etcd://me@a?password_file=/nowhere/hush", "etcd://a?%zz", "http://a:2379",
	} {
		if a, err := ParseAddress(text); err == nil {
			t.Errorf("ParseAddress(%q) = %v, want an error", text, a)
		} else if strings.Contains(err.Error(), "hu") && !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("ParseAddress(%q) tells the password: %v", text, err)
		}
	}
}

// No way of printing an address shows the password.
func TestAddressHides(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("hush-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"etcd://me:hush@a/x", "etcd://me@a/x?password_file=" + file} {
		a, err := ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(a.password, "hush") || strings.HasSuffix(a.password, "\n") {
			t.Errorf("the password is %q", a.password)
		}
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			for _, printed := range []string{fmt.Sprintf(form, a), fmt.Sprintf(form, *a)} {
				if strings.Contains(printed, "hush") || strings.Contains(printed, "68757368") {
					t.Errorf("%s prints %s", form, printed)
				}
			}
		}
	}
}

func FuzzParseAddress(f *testing.F) {
	f.Add("etcd://me:p@a:1,b:2/x?tls=true")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := ParseAddress(text)
		if err != nil {
			return
		}
		again, err := ParseAddress(a.String())
		if err != nil || again.String() != a.String() {
			t.Errorf("%q prints %q, which is read as %v, %v", text, a, again, err)
		}
	})
}

func TestMerged(t *testing.T) {
	got := merged([]span{{"d", "f"}, {"a", "b"}, {"e", "h"}, {"b", "c"}, {"x", "y"}, {"x", "xa"}})
	if want := []span{{"a", "c"}, {"d", "h"}, {"x", "y"}}; !slices.Equal(got, want) {
		t.Errorf("merged = %v, want %v", got, want)
	}
}
