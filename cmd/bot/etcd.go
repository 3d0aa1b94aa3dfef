//go:build etcd

package main

import (
	"context"

	"spotter/internal/store"
	"spotter/internal/store/etcdstore"
)

func openEtcd(ctx context.Context, address string) (store.Store, error) {
	return etcdstore.Open(ctx, address)
}
