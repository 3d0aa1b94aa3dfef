package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"spotter/internal/store/transfer"
)

// runCopy copies one store to another, both of them out of use.
func runCopy(ctx context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("copy", flag.ContinueOnError)
	flags.SetOutput(env.stderr)
	flags.Usage = func() {}
	from := flags.String("from", "", "the `STORE` to copy")
	to := flags.String("to", "", "the empty `STORE` to copy it to")
	if flags.Parse(args) != nil || flags.NArg() > 0 || *from == "" || *to == "" {
		return errUsage
	}
	if *from == *to {
		return errors.New("a store is not copied to itself")
	}
	if file, ok := strings.CutPrefix(*from, "bolt:"); ok {
		if _, err := os.Stat(file); err != nil { // which opening would make
			return fmt.Errorf("copy from: %w", err)
		}
	}
	return copyStores(ctx, *from, *to, env)
}

func copyStores(ctx context.Context, from, to string, env environment) (err error) {
	source, err := openAny(ctx, from)
	if err != nil {
		return fmt.Errorf("copy from: %w", err)
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := openAny(ctx, to)
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
