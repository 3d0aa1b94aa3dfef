package storetest

import (
	"context"
	"fmt"
	"sync"

	"spotter/internal/store"
)

// A Faulty is a store that meets damage as the port allows it: a transaction that reads a lost key, by itself or in a scan, fails with
// store.ErrDamaged, and the key is gone for the next one. It stands before any engine.
type Faulty struct {
	store.Store

	mu     sync.Mutex
	lost   map[string]bool
	panics int
	Met    int // transactions that met damage; to be read when nothing runs
}

// Lose makes the keys unreadable.
func (f *Faulty) Lose(keys ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.lost == nil {
		f.lost = map[string]bool{}
	}
	for _, key := range keys {
		f.lost[key] = true
	}
}

// FailCommits lets the next n commits fail with store.ErrDamaged, after which nothing of them is there.
func (f *Faulty) FailCommits(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.panics = n
}

// View implements store.Store.
func (f *Faulty) View(ctx context.Context, fn func(store.Reader) error) error {
	met := ""
	err := f.Store.View(ctx, func(r store.Reader) error { return fn(&faultyTx{f: f, Reader: r, met: &met}) })
	return f.aside(ctx, met, err)
}

// Update implements store.Store.
func (f *Faulty) Update(ctx context.Context, fn func(store.Tx) error) error {
	met := ""
	err := f.Store.Update(ctx, func(tx store.Tx) error {
		met = ""
		if err := fn(&faultyTx{f: f, Reader: tx, tx: tx, met: &met}); err != nil {
			return err
		}
		if met != "" {
			return damaged(met)
		}
		return f.commit()
	})
	return f.aside(ctx, met, err)
}

func damaged(key string) error { return fmt.Errorf("read %s: %w", key, store.ErrDamaged) }

func (f *Faulty) commit() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.panics == 0 {
		return nil
	}
	f.panics--
	f.Met++
	return fmt.Errorf("commit: %w", store.ErrDamaged)
}

// aside removes a lost key that was met, as an engine does.
func (f *Faulty) aside(ctx context.Context, key string, err error) error {
	if key == "" {
		return err
	}
	f.mu.Lock()
	delete(f.lost, key)
	f.Met++
	f.mu.Unlock()
	if e := f.Store.Update(context.WithoutCancel(ctx), func(tx store.Tx) error { return tx.Delete(key) }); e != nil {
		return e
	}
	return damaged(key)
}

type faultyTx struct {
	store.Reader
	f   *Faulty
	tx  store.Tx
	met *string
}

func (t *faultyTx) meets(key string) bool {
	t.f.mu.Lock()
	defer t.f.mu.Unlock()
	if t.f.lost[key] {
		*t.met = key
	}
	return t.f.lost[key]
}

func (t *faultyTx) Get(key string) ([]byte, error) {
	if t.meets(key) {
		return nil, damaged(key)
	}
	return t.Reader.Get(key)
}

func (t *faultyTx) Scan(from, to string, limit int) ([]store.Pair, error) {
	pairs, err := t.Reader.Scan(from, to, limit)
	for _, p := range pairs {
		if t.meets(p.Key) {
			return nil, damaged(p.Key)
		}
	}
	return pairs, err
}

func (t *faultyTx) Put(key string, value []byte) error {
	if t.meets(key) {
		return damaged(key)
	}
	return t.tx.Put(key, value)
}

func (t *faultyTx) Delete(key string) error {
	if t.meets(key) {
		return damaged(key)
	}
	return t.tx.Delete(key)
}
