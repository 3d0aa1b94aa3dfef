package telegram

import (
	"cmp"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Telegram sends at most a hundred unconfirmed updates. When that many are being worked on, those of
// everyone else would have to wait: in a flood, or behind slow answers. So they are set aside: kept in
// the memory until they are answered, and confirmed. Only then is what people wrote kept at all, and
// nobody can read it who could not also have asked Telegram for it: it is sealed with a key made from
// the bot's token.
const (
	maxAsides     = 64       // keys; with no free one, fetching waits
	maxAsideBytes = 56 << 10 // of updates in one value; leaves room for the seal and the lengths
)

func (a *Adapter) asideKey(n int) string { return a.key("aside/" + strconv.Itoa(n)) }

// setAside keeps the unconfirmed updates in the memory, so that they can be confirmed.
func (s *session) setAside(ctx context.Context) error {
	n, ok := s.ledger.freeNumber()
	if !ok {
		select {
		case <-s.ledger.changed:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	waiting := s.ledger.some(maxAsideBytes)
	err := s.keepAside(ctx, n, waiting)
	if err != nil {
		if ctx.Err() != nil { // the program ends: they come again
			return ctx.Err()
		}
		s.log.Error("waiting updates not set aside", "err", err)
	}
	if err != nil || len(waiting) == 0 {
		return pause(ctx, time.Second/4)
	}
	return ctx.Err()
}

func (s *session) keepAside(ctx context.Context, n int, waiting []kept) error {
	if len(waiting) == 0 {
		return nil
	}
	key := s.asideKey(n)
	sealed, err := seal(s.cfg.Token(), key, frame(waiting))
	if err != nil {
		return err
	}
	if err := s.memory.Save(ctx, key, sealed); err != nil {
		return err
	}
	s.ledger.putAside(n, waiting)
	if err := s.remember(ctx, s.ledger); err != nil {
		s.ledger.takeBack(n, waiting)
		return err
	}
	return nil
}

// recall reads what an earlier run left behind and takes up the updates that it had set aside.
func (s *session) recall(ctx context.Context) error {
	b, err := s.memory.Load(ctx, s.key("updates"))
	if err != nil {
		return fmt.Errorf("read which updates are answered: %w", err)
	}
	var r record
	if b != nil {
		if err := json.Unmarshal(b, &r); err != nil {
			s.log.Error("record of answered updates is unreadable; one may be answered twice", "err", err)
		}
	}
	s.ledger.restore(r)
	return s.takeUp(ctx, r)
}

// takeUp takes the updates that were set aside, in the order in which they came.
func (s *session) takeUp(ctx context.Context, r record) error {
	var all []kept
	for n := range maxAsides {
		some, err := s.recallAside(ctx, n, slices.Contains(r.Asides, n), r.Gone[n])
		if err != nil {
			return err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b kept) int { return cmp.Compare(a.id, b.id) })
	for _, k := range all {
		if u, err := decodeUpdate(k.raw); err == nil {
			s.take(u)
		}
	}
	return nil
}

// recallAside returns what is kept under number n and not gone, if the record names it. It removes a key of
// which nothing is to be answered, or that is not named: then Telegram, or another key, has it still.
func (s *session) recallAside(ctx context.Context, n int, named bool, gone []byte) ([]kept, error) {
	key := s.asideKey(n)
	sealed, err := s.memory.Load(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read waiting updates: %w", err)
	}
	if sealed == nil {
		return nil, nil
	}
	var raws []json.RawMessage
	if named {
		if raws, err = unsealUpdates(s.cfg.Token(), key, sealed); err != nil {
			s.log.Error("waiting updates are unreadable and dropped", "err", err)
		}
	}
	var all, fresh []kept
	for i, raw := range raws {
		u, err := decodeUpdate(raw)
		k := kept{u.ID, raw, -1}
		all = append(all, k)
		switch {
		case isGone(gone, i):
			s.ledger.answered(k)
		case err == nil && s.ledger.begin(u.ID, raw):
			fresh = append(fresh, k)
		}
	}
	if len(fresh) == 0 {
		return nil, s.memory.Save(ctx, key, nil)
	}
	s.ledger.putAside(n, all)
	return fresh, nil
}

// seal encrypts plain for the memory key name.
func seal(token, name string, plain []byte) ([]byte, error) {
	c, err := sealer(token)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, c.NonceSize())
	rand.Read(nonce)
	return c.Seal(nonce, nonce, plain, []byte(name)), nil
}

// unsealUpdates decrypts what seal made.
func unsealUpdates(token, name string, sealed []byte) ([]json.RawMessage, error) {
	c, err := sealer(token)
	if err != nil {
		return nil, err
	}
	if len(sealed) < c.NonceSize() {
		return nil, fmt.Errorf("%d bytes are too few", len(sealed))
	}
	plain, err := c.Open(nil, sealed[:c.NonceSize()], sealed[c.NonceSize():], []byte(name))
	if err != nil {
		return nil, err
	}
	return unframe(plain)
}

// frame joins updates, each after its length: byte for byte, since their prints must stay.
func frame(waiting []kept) []byte {
	var b []byte
	for _, k := range waiting {
		b = append(binary.AppendUvarint(b, uint64(len(k.raw))), k.raw...)
	}
	return b
}

func unframe(b []byte) (raws []json.RawMessage, err error) {
	for len(b) > 0 {
		n, used := binary.Uvarint(b)
		if used <= 0 || n > uint64(len(b)-used) {
			return nil, errors.New("a length is wrong")
		}
		end := used + int(n)
		raws, b = append(raws, b[used:end]), b[end:]
	}
	return raws, nil
}

func sealer(token string) (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, []byte(token), nil, "spotter: telegram updates set aside", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
