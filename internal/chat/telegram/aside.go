package telegram

import (
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
	maxAsides     = 32       // keys; with no free one, fetching waits
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
	ids, raws := s.ledger.some(maxAsideBytes)
	err := s.keepAside(ctx, n, ids, raws)
	if err != nil {
		s.log.Error("waiting updates not set aside", "err", err)
	}
	if err != nil || len(ids) == 0 {
		return pause(ctx, time.Second/4)
	}
	return ctx.Err()
}

func (s *session) keepAside(ctx context.Context, n int, ids []int64, raws []json.RawMessage) error {
	if len(ids) == 0 {
		return nil
	}
	key := s.asideKey(n)
	sealed, err := seal(s.cfg.Token(), key, frame(raws))
	if err != nil {
		return err
	}
	if err := s.memory.Save(ctx, key, sealed); err != nil {
		return err
	}
	s.ledger.putAside(n, ids)
	if err := s.remember(ctx, s.ledger); err != nil {
		s.ledger.takeBack(n, ids, raws)
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
	for n := range maxAsides {
		if err := s.recallAside(ctx, n, slices.Contains(r.Asides, n)); err != nil {
			return err
		}
	}
	return nil
}

// recallAside takes up what is kept under number n if the record names it, else removes it: then
// Telegram has it still.
func (s *session) recallAside(ctx context.Context, n int, named bool) error {
	key := s.asideKey(n)
	sealed, err := s.memory.Load(ctx, key)
	if err != nil {
		return fmt.Errorf("read waiting updates: %w", err)
	}
	if sealed == nil {
		return nil
	}
	var raws []json.RawMessage
	if named {
		if raws, err = unsealUpdates(s.cfg.Token(), key, sealed); err != nil {
			s.log.Error("waiting updates are unreadable and dropped", "err", err)
		}
	}
	if s.takeUp(n, raws) == 0 {
		return s.memory.Save(ctx, key, nil)
	}
	return nil
}

// takeUp begins updates that were set aside under number n and returns how many were not answered.
func (s *session) takeUp(n int, raws []json.RawMessage) int {
	var waiting []*update
	var ids []int64
	for _, raw := range raws {
		u, err := decodeUpdate(raw)
		ids = append(ids, u.ID)
		if err == nil && s.ledger.begin(u.ID, raw) {
			waiting = append(waiting, u)
		}
	}
	if len(waiting) > 0 {
		s.ledger.putAside(n, ids)
	}
	for _, u := range waiting {
		s.take(u)
	}
	return len(waiting)
}

// freeNumber returns a number under which nothing is kept.
func (l *ledger) freeNumber() (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for n := range maxAsides {
		if _, used := l.left[n]; !used {
			return n, true
		}
	}
	return 0, false
}

// some returns unconfirmed updates, the oldest first, of at most so many bytes together.
func (l *ledger) some(bytes int) (ids []int64, raws []json.RawMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]int64, 0, len(l.open))
	for id := range l.open {
		all = append(all, id)
	}
	slices.Sort(all)
	for _, id := range all {
		raw := l.open[id]
		if len(raw)+1 > bytes {
			continue
		}
		bytes -= len(raw) + 1
		ids, raws = append(ids, id), append(raws, raw)
	}
	return ids, raws
}

// putAside notes that the updates are kept under number n. Some may be answered by now: that is remembered
// as long as they are kept.
func (l *ledger) putAside(n int, ids []int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left[n] = 0
	for _, id := range ids {
		if raw, open := l.open[id]; open {
			delete(l.open, id)
			l.aside[id] = shelved{n, printOf(raw)}
			l.left[n]++
		} else if f, done := l.unsure[id]; done {
			f.number = n
			l.unsure[id] = f
		}
	}
}

// takeBack undoes putAside.
func (l *ledger) takeBack(n int, ids []int64, raws []json.RawMessage) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, id := range ids {
		if _, ok := l.aside[id]; ok {
			delete(l.aside, id)
			l.open[id] = raws[i]
		}
	}
	l.left[n] = 0
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
func frame(raws []json.RawMessage) []byte {
	var b []byte
	for _, raw := range raws {
		b = append(binary.AppendUvarint(b, uint64(len(raw))), raw...)
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
