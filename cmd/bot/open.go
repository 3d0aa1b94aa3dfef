package main

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"spotter/internal/config"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/transfer"
)

// openStore opens the store at address, "bolt:FILE" or "etcd://…" (where this build has that), to run the bot on it.
func openStore(ctx context.Context, address string, log *slog.Logger) (store.Store, error) {
	keep, err := openAny(ctx, address, log)
	if err != nil {
		return nil, err
	}
	if err := transfer.Whole(ctx, keep); err != nil {
		_ = keep.Close() // nothing was written
		return nil, err
	}
	return keep, nil
}

func openAny(ctx context.Context, address string, log *slog.Logger) (store.Store, error) {
	if file, ok := strings.CutPrefix(address, "bolt:"); ok && file != "" {
		return boltstore.Open(file, log)
	}
	if strings.HasPrefix(address, "etcd://") {
		return openEtcd(ctx, address)
	}
	return nil, fmt.Errorf(`a store is "bolt:FILE" or "etcd://HOST:PORT,HOST:PORT/PREFIX"`)
}

// onlyFile returns an error if the store is no file, which a command needs.
func onlyFile(cfg *config.Config, command string) error {
	if !shared(cfg.StoreAddress()) {
		return nil
	}
	return fmt.Errorf("spotter %s is for a database that is a file, and store names etcd; docs/replicas.md tells what there is in its place", command)
}

// shared reports whether other processes may use the store at the address at the same time.
func shared(address string) bool { return strings.HasPrefix(address, "etcd://") }
