package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"spotter/internal/cli"
	"spotter/internal/store/transfer"
)

func copyCommand(env environment) cli.Command {
	return cli.Command{
		Name: "copy", Does: "copy a store that nobody uses to an empty one, a file to etcd or back",
		About: "A store is bolt:FILE or etcd://HOST:PORT,HOST:PORT/PREFIX; the latter needs the build spotter-etcd (docs/replicas.md). Both are compared when all is copied. " +
			"A copy that was interrupted is run again and goes on; until it is whole, no Spotter starts on its target.",
		Examples: []string{
			"spotter copy -from bolt:data/spotter.db -to etcd://a:2379,b:2379,c:2379/spotter",
			"spotter copy -from etcd://a:2379,b:2379,c:2379/spotter -to bolt:data/back.db",
		},
		Setup: func(flags *flag.FlagSet) cli.Run {
			from := flags.String("from", "", "copy this `STORE`, as in -from bolt:data/spotter.db")
			to := flags.String("to", "", "copy it to this empty `STORE`, as in -to etcd://a:2379,b:2379,c:2379/spotter")
			return func(ctx context.Context, _ []string) error { return runCopy(ctx, *from, *to, env) }
		},
	}
}

// runCopy copies one store to another, both of them out of use.
func runCopy(ctx context.Context, from, to string, env environment) error {
	switch {
	case from == "":
		return cli.Wrong("-from STORE is missing")
	case to == "":
		return cli.Wrong("-to STORE is missing")
	case from == to:
		return errors.New("a store is not copied to itself")
	}
	if file, ok := strings.CutPrefix(from, "bolt:"); ok {
		if _, err := os.Stat(file); err != nil { // which opening would make
			return fmt.Errorf("copy from: %w", err)
		}
	}
	return copyStores(ctx, from, to, env)
}

func copyStores(ctx context.Context, from, to string, env environment) (err error) {
	log, _ := newLogger(env.stderr, slog.LevelWarn, "text", false)
	source, err := openAny(ctx, from, log)
	if err != nil {
		return fmt.Errorf("copy from: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := openAny(ctx, to, log)
	if err != nil {
		return fmt.Errorf("copy to: %w", err)
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	sum, err := transfer.Copy(ctx, source, target, leaseFor)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(env.stdout, "Copied %d entries, %d bytes; both stores have the SHA-256 %x.\n", sum.Entries, sum.Bytes, sum.Hash)
	return err
}
