package boltstore

import (
	"context"
	"errors"
	"fmt"
	"os"

	bolt "go.etcd.io/bbolt"
)

// Check reads the whole file and returns what is damaged in it. The store stays usable meanwhile.
func (s *Store) Check(ctx context.Context) error {
	var faults []error
	err := s.db.View(func(btx *bolt.Tx) error {
		for fault := range btx.Check() { // to its end: what fills the channel must not be left waiting
			if len(faults) < 10 {
				faults = append(faults, fault)
			}
		}
		return ctx.Err()
	})
	if err = errors.Join(append(faults, named(err))...); err != nil {
		return fmt.Errorf("check database %s: %w", s.db.Path(), err)
	}
	return nil
}

// Backup writes a copy of the store as it is now to path, which appears whole or not at all and
// replaces what was there. The store stays usable meanwhile.
func (s *Store) Backup(ctx context.Context, path string) error {
	if err := s.backup(ctx, path); err != nil {
		return fmt.Errorf("back up database %s to %s: %w", s.db.Path(), path, named(err))
	}
	return nil
}

func (s *Store) backup(ctx context.Context, path string) (err error) {
	if err := ctx.Err(); err != nil {
		return err
	}
	part, err := os.OpenFile(path+".part", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	err = s.db.View(func(btx *bolt.Tx) error {
		_, err := btx.WriteTo(part)
		return err
	})
	if err := errors.Join(err, part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return err
	}
	return syncFolder(path)
}
