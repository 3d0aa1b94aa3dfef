//go:build !etcd

package main

import (
	"context"
	"errors"

	"spotter/internal/store"
)

func openEtcd(context.Context, string) (store.Store, error) {
	return nil, errors.New("this program keeps its store in a file; for etcd run spotter-etcd, its other build (make replicas; docs/replicas.md)")
}
