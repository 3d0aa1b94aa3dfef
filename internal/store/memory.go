package store

import (
	"context"
	"sync"
)

// A Memory is a Store that lives as long as the process: for tests and for throw-away runs. It holds
// a million keys without copying them for each transaction (see chunks).
type Memory struct {
	turn    chan struct{} // full while a transaction writes
	running sync.WaitGroup

	mu     sync.Mutex // guards what follows
	pairs  chunks     // never changed in place, so that readers need no lock
	writes uint64     // transactions begun by Update
	closed bool
}

var _ Store = (*Memory)(nil)

// NewMemory returns an empty store.
func NewMemory() *Memory {
	return &Memory{turn: make(chan struct{}, 1)}
}

// View implements Store.
func (m *Memory) View(ctx context.Context, fn func(Reader) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := m.begin(); err != nil {
		return err
	}
	defer m.running.Done()
	return fn(&memoryTx{pairs: m.snapshot()})
}

// Update implements Store. Transactions wait for each other; nothing is written if ctx is done
// before fn has returned.
func (m *Memory) Update(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := m.begin(); err != nil {
		return err
	}
	defer m.running.Done()
	select {
	case m.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-m.turn }()

	m.writes++ // guarded by turn
	tx := &memoryTx{id: m.writes, pairs: m.snapshot()}
	if err := fn(tx); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.pairs = tx.pairs
	return nil
}

// Touch implements Store.
func (m *Memory) Touch() int { return 1000 }

// Close implements Store.
func (m *Memory) Close() error {
	m.mu.Lock()
	closed := m.closed
	m.closed = true
	m.mu.Unlock()
	if closed {
		return ErrClosed
	}
	m.running.Wait()
	return nil
}

// begin counts a transaction in, unless the store is closed.
func (m *Memory) begin() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	m.running.Add(1)
	return nil
}

func (m *Memory) snapshot() chunks {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.pairs
}

// A memoryTx is one transaction over a Memory; a reader's has id 0 and is not written through.
type memoryTx struct {
	id     uint64
	pairs  chunks
	copied bool // the outer slice of pairs is this transaction's own
}

func (t *memoryTx) Get(key string) ([]byte, error) {
	if err := Check(key, nil); err != nil {
		return nil, err
	}
	if len(t.pairs) == 0 {
		return nil, nil
	}
	c := t.pairs[t.pairs.find(key)]
	if i, found := c.find(key); found {
		return clone(c.pairs[i].Value), nil
	}
	return nil, nil
}

func (t *memoryTx) Scan(from, to string, limit int) ([]Pair, error) {
	return t.pairs.scan(from, to, limit), nil
}

func (t *memoryTx) Put(key string, value []byte) error {
	if err := Check(key, value); err != nil {
		return err
	}
	t.own()
	t.pairs = t.pairs.put(t.id, key, clone(value))
	return nil
}

func (t *memoryTx) Delete(key string) error {
	if err := Check(key, nil); err != nil {
		return err
	}
	t.own()
	t.pairs = t.pairs.delete(t.id, key)
	return nil
}

// own copies the outer slice before the transaction's first write.
func (t *memoryTx) own() {
	if !t.copied {
		t.pairs = append(make(chunks, 0, len(t.pairs)+1), t.pairs...)
		t.copied = true
	}
}
