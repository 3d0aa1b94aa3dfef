package etcdtest_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
	"spotter/internal/store/etcdstore/etcdtest"
	"spotter/internal/store/storetest"
)

func TestMain(m *testing.M) { etcdtest.Main(m) }

func open(t testing.TB, c *etcdtest.Cluster, prefix string) *etcdstore.Store {
	t.Helper()
	s, err := etcdstore.Open(t.Context(), c.Address(prefix))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConformance(t *testing.T) {
	for _, members := range []int{1, 3} {
		t.Run(fmt.Sprint(members), func(t *testing.T) {
			c := etcdtest.Start(t, members)
			var opened atomic.Int64
			storetest.Run(t, func(t testing.TB) store.Store { return open(t, c, fmt.Sprint("store/", opened.Add(1))) })
			t.Run("Reopen", func(t *testing.T) {
				storetest.Reopen(t, func(t testing.TB) store.Store { return open(t, c, "reopened") })
			})
		})
	}
}
