package main

import (
	"context"
	"fmt"
	"strings"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/transfer"
)

// openStore opens the store at address, "bolt:FILE" or "etcd://…" (where this build has that), to run the bot on it.
func openStore(ctx context.Context, address string) (store.Store, error) {
	keep, err := openAny(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := transfer.Whole(ctx, keep); err != nil {
		_ = keep.Close() // nothing was written
		return nil, err
	}
	return keep, nil
}

func openAny(ctx context.Context, address string) (store.Store, error) {
	if file, ok := strings.CutPrefix(address, "bolt:"); ok && file != "" {
		return boltstore.Open(file)
	}
	if strings.HasPrefix(address, "etcd://") {
		return openEtcd(ctx, address)
	}
	return nil, fmt.Errorf(`a store is "bolt:FILE" or "etcd://HOST:PORT,HOST:PORT/PREFIX"`)
}

// shared reports whether other processes may use the store at the address at the same time.
func shared(address string) bool { return strings.HasPrefix(address, "etcd://") }
