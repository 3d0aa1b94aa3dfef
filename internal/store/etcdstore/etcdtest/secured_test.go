package etcdtest_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
	"spotter/internal/store/etcdstore/etcdtest"
)

func write(t *testing.T, address string) error {
	t.Helper()
	s, err := etcdstore.Open(t.Context(), address)
	if err != nil {
		return err
	}
	defer s.Close()
	return s.Update(t.Context(), func(tx store.Tx) error { return count(tx, "n") })
}

// With TLS the members' certificate must be known; without, nothing is said to them.
func TestTLS(t *testing.T) {
	c := etcdtest.StartTLS(t, 1)
	hosts := strings.Join(c.Hosts(), ",")
	if err := write(t, "etcd://"+hosts+"/tls?ca="+c.CertificateFile(0)); err != nil {
		t.Errorf("with the members' certificate: %v", err)
	}
	for name, address := range map[string]string{
		"a certificate that nobody vouches for": "etcd://" + hosts + "/tls?tls=true",
		"no TLS":                                "etcd://" + hosts + "/tls",
	} {
		if err := write(t, address); !errors.Is(err, store.ErrUnavailable) {
			t.Errorf("%s: %v, want %v", name, err, store.ErrUnavailable)
		}
	}
	if err := write(t, "etcd://"+hosts+"/tls?ca="+filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a ca that is not there: no error")
	}
}

// A user who may write the prefix can use the store; others are refused by name, and no error tells a password.
func TestPassword(t *testing.T) {
	c := etcdtest.Start(t, 1)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	admin, err := clientv3.New(clientv3.Config{Endpoints: c.Hosts()})
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	_, err1 := admin.RoleAdd(ctx, "spotter")
	_, err2 := admin.RoleGrantPermission(ctx, "spotter", "mine/", clientv3.GetPrefixRangeEnd("mine/"), clientv3.PermissionType(clientv3.PermReadWrite))
	_, err3 := admin.UserAdd(ctx, "root", "root's")
	_, err4 := admin.UserGrantRole(ctx, "root", "root")
	_, err5 := admin.UserAdd(ctx, "me", "hu/sh")
	_, err6 := admin.UserGrantRole(ctx, "me", "spotter")
	_, err7 := admin.AuthEnable(ctx)
	if err := errors.Join(err1, err2, err3, err4, err5, err6, err7); err != nil {
		t.Fatal(err)
	}
	host := c.Hosts()[0]
	if err := write(t, "etcd://me:hu%2Fsh@"+host+"/mine"); err != nil {
		t.Errorf("with user and password: %v", err)
	}
	for name, address := range map[string]string{
		"another prefix":   "etcd://me:hu%2Fsh@" + host + "/others",
		"a wrong password": "etcd://me:hushhush@" + host + "/mine",
		"an unknown user":  "etcd://you:hushhush@" + host + "/mine",
		"no user, that is": "etcd://" + host + "/mine",
	} {
		err := write(t, address)
		if !errors.Is(err, etcdstore.ErrRefused) {
			t.Errorf("%s: %v, want %v", name, err, etcdstore.ErrRefused)
		}
		if err != nil && (strings.Contains(err.Error(), "hush") || strings.Contains(err.Error(), "hu/sh")) {
			t.Errorf("%s: the error tells the password: %v", name, err)
		}
	}
}
