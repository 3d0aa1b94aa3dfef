package formcheck

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"

	"spotter/internal/store"
)

// A seal is 64 bits of a MAC, in 11 characters: letters, digits, dashes and underscores.
const sealBytes = 8

// Seal returns what proves, to Sealed, that a check was shown to a user in order to act on it in one way. It
// holds for ever, for that user, check and act alone. The check need not exist.
func (d *Desk) Seal(ctx context.Context, act, id, user string) (string, error) {
	key, err := d.sealKey(ctx)
	if err != nil {
		return "", fmt.Errorf("seal check: %w", err)
	}
	mac := hmac.New(sha256.New, key)
	for _, part := range []string{act, id, user} {
		fmt.Fprintf(mac, "%d:%s", len(part), part) // a hash takes every write
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:sealBytes]), nil
}

// Sealed reports whether a seal is that of an act, a check and a user. How long it takes tells nothing of them.
func (d *Desk) Sealed(ctx context.Context, seal, act, id, user string) (bool, error) {
	want, err := d.Seal(ctx, act, id, user)
	if err != nil {
		return false, err
	}
	return hmac.Equal([]byte(seal), []byte(want)), nil
}

// sealKey returns the key of this store's seals. The first who asks makes it.
func (d *Desk) sealKey(ctx context.Context) ([]byte, error) {
	if known := d.seal.Load(); known != nil {
		return *known, nil
	}
	fresh := make([]byte, sha256.Size)
	rand.Read(fresh)
	var key []byte
	err := d.store.Update(ctx, func(tx store.Tx) (err error) {
		if key, err = tx.Get(sealKey); err != nil || len(key) > 0 {
			return err
		}
		key = fresh
		return tx.Put(sealKey, key)
	})
	if err != nil {
		return nil, fmt.Errorf("read the key of seals: %w", err)
	}
	d.seal.Store(&key)
	return key, nil
}
