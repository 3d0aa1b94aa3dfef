package formcheck

import (
	"context"
	"fmt"

	"spotter/internal/store"
)

// Used reports whether a group of a platform, the part of its name before the colon, has form checks or has set them up.
func (d *Desk) Used(ctx context.Context, platform string) (used bool, err error) {
	err = d.store.View(ctx, func(r store.Reader) error {
		for _, kind := range []string{"setup", "home"} {
			prefix := key(kind, platform+":")
			found, err := r.Scan(prefix, store.After(prefix), 1)
			if err != nil {
				return err
			}
			used = used || len(found) > 0
		}
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("look for form checks: %w", err)
	}
	return used, nil
}
