package formcheck_test

import (
	"context"
	"fmt"

	"spotter/internal/store"
)

// A narrow store allows few keys a transaction and refuses more, so that bulk work must go by pages.
type narrow struct{ store.Store }

const narrowTouch = 40

func (*narrow) Touch() int { return narrowTouch }

func (n *narrow) View(ctx context.Context, fn func(store.Reader) error) error {
	return n.Store.View(ctx, func(r store.Reader) error {
		return fn(&narrowTx{Reader: r, touched: map[string]bool{}})
	})
}

func (n *narrow) Update(ctx context.Context, fn func(store.Tx) error) error {
	return n.Store.Update(ctx, func(tx store.Tx) error {
		return fn(&narrowTx{Reader: tx, tx: tx, touched: map[string]bool{}})
	})
}

type narrowTx struct {
	store.Reader
	tx      store.Tx
	touched map[string]bool
}

func (t *narrowTx) touch(key string) error {
	t.touched[key] = true
	if len(t.touched) > narrowTouch {
		return fmt.Errorf("transaction touches more than %d keys", narrowTouch)
	}
	return nil
}

func (t *narrowTx) Get(key string) ([]byte, error) {
	if err := t.touch(key); err != nil {
		return nil, err
	}
	return t.Reader.Get(key)
}

func (t *narrowTx) Scan(from, to string, limit int) ([]store.Pair, error) {
	pairs, err := t.Reader.Scan(from, to, limit)
	for _, p := range pairs {
		if err := t.touch(p.Key); err != nil {
			return nil, err
		}
	}
	return pairs, err
}

func (t *narrowTx) Put(key string, value []byte) error {
	if err := t.touch(key); err != nil {
		return err
	}
	return t.tx.Put(key, value)
}

func (t *narrowTx) Delete(key string) error {
	if err := t.touch(key); err != nil {
		return err
	}
	return t.tx.Delete(key)
}
