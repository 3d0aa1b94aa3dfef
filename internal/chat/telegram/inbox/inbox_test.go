package inbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func letter(id int64) Letter {
	return Letter{id, fmt.Appendf(nil, `{"update_id":%d,"message":{"text":"my chest %d"}}`, id, id)}
}

func keys(t *testing.T) *Keys {
	k, err := SecretKeys("secret")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// batch begins updates and has them kept, as after a poll.
func batch(t *testing.T, b *Inbox, ids ...int64) {
	t.Helper()
	for _, id := range ids {
		if !b.Begin(letter(id)) {
			t.Errorf("update %d is known", id)
		}
	}
	b.Fetched(slices.Max(ids))
	if err := b.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// restored returns the ids that a new inbox over the same store takes up.
func restored(t *testing.T, m Store, k *Keys) (b *Inbox, ids []int64) {
	t.Helper()
	b = New(m, k, "telegram/7/inbox/")
	err := b.Restore(t.Context(), func(l Letter) {
		ids = append(ids, l.ID)
		if want := letter(l.ID).Raw; !bytes.Equal(l.Raw, want) {
			t.Errorf("update %d is %s, want %s", l.ID, l.Raw, want)
		}
	}, func(err error) { t.Error(err) })
	if err != nil {
		t.Fatal(err)
	}
	return b, ids
}

// What is kept can be confirmed, survives a kill in the order of ids, and goes when it is answered.
func TestKept(t *testing.T) {
	m := &Memory{}
	b := New(m, keys(t), "telegram/7/inbox/")
	batch(t, b, 99, 300, 101)
	if got := b.Offset(); got != 301 {
		t.Errorf("offset %d, want 301", got)
	}
	b.Done(300)
	b.Confirmed(301)
	batch(t, b, 1000, 700)
	for key, value := range m.values {
		if bytes.Contains(value, []byte("chest")) {
			t.Errorf("%s holds what a person wrote", key)
		}
	}
	again, ids := restored(t, m, keys(t))
	if want := []int64{99, 101, 700, 1000}; !slices.Equal(ids, want) {
		t.Errorf("restored %v, want %v", ids, want)
	}
	if again.Begin(letter(1000)) {
		t.Error("what is kept is new when it comes again")
	}
	for _, id := range ids {
		raw, err := again.Read(t.Context(), id)
		if err != nil || !bytes.Equal(raw, letter(id).Raw) {
			t.Errorf("Read(%d) = %s, %v", id, raw, err)
		}
		again.Done(id)
	}
	if err := again.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(m.values) != 1 || again.Open() != 0 {
		t.Errorf("%d values and %d open ones are left, want the marks", len(m.values), again.Open())
	}
}

// What was answered and not confirmed is known after a kill, in whatever order things went; another update of its
// number is new.
func TestDeliveredAgain(t *testing.T) {
	m := &Memory{}
	b := New(m, keys(t), "telegram/7/inbox/")
	b.Begin(letter(5))
	b.Begin(letter(6))
	b.Done(5)
	if err := b.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Done(6)
	if err := b.Keep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 3 { // killed before each confirmation
		var ids []int64
		b, ids = restored(t, m, keys(t))
		if len(ids) > 0 || b.Begin(letter(5)) || b.Begin(letter(6)) {
			t.Fatal("what was answered is new")
		}
		if err := b.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// Another server's update of a number that was confirmed is new, and the same comes again in vain.
func TestNumberedAnew(t *testing.T) {
	b := New(&Memory{}, keys(t), "")
	batch(t, b, 500)
	b.Done(500)
	b.Confirmed(501)
	if b.Begin(letter(500)) {
		t.Error("the same update is new")
	}
	b.Confirmed(501)
	if !b.Begin(Letter{500, []byte(`{"update_id":500,"message":{"text":"another"}}`)}) {
		t.Error("another update of a number is known")
	}
	for id := range int64(3 * mostDelivered) {
		b.Begin(letter(1000 + id))
		b.Done(1000 + id)
		b.Confirmed(1001 + id)
	}
	if len(b.delivered) != mostDelivered || len(b.order) != mostDelivered {
		t.Errorf("%d are known, want the latest %d", len(b.delivered), mostDelivered)
	}
}

// failing is a store that takes nothing.
type failing struct{ Memory }

var errFull = errors.New("no space left on device")

func (*failing) Change(context.Context, []Value) error { return errFull }

// Where nothing can be kept, nothing is confirmed that is not answered.
func TestNotKept(t *testing.T) {
	b := New(&failing{}, keys(t), "")
	for _, id := range []int64{7, 8, 9} {
		b.Begin(letter(id))
	}
	b.Fetched(9)
	if err := b.Keep(t.Context()); !errors.Is(err, errFull) {
		t.Errorf("Keep = %v", err)
	}
	b.Done(7)
	if got := b.Offset(); got != 8 {
		t.Errorf("offset %d, want 8", got)
	}
}

// short is a store in which a crash leaves only the first changes of a write.
type short struct {
	Memory
	left int
}

func (m *short) Change(ctx context.Context, values []Value) error {
	n := min(m.left, len(values))
	m.left -= n
	return m.Memory.Change(ctx, values[:n])
}

// However much of a write a crash leaves: what was not answered comes once more, in its order, and what was answered
// may.
func TestCrashWithinAWrite(t *testing.T) {
	for left := range 20 {
		m := &short{left: left}
		b := New(m, keys(t), "telegram/7/inbox/")
		begin := func(ids ...int64) {
			for _, id := range ids {
				b.Begin(letter(id))
			}
			b.Fetched(ids[len(ids)-1])
		}
		begin(3, 4, 5)
		b.Begin(Letter{9, bytes.Repeat([]byte("x"), maxRaw+1)}) // cannot be kept
		b.Done(4)
		_ = b.Keep(t.Context())
		begin(6, 7, 8)
		b.Done(3)
		_ = b.Keep(t.Context())

		again, taken := restored(t, m, keys(t))
		for _, id := range []int64{3, 4, 5, 6, 7, 8} { // Telegram has heard of no confirmation
			if again.Begin(letter(id)) {
				taken = append(taken, id)
			}
		}
		waiting := slices.DeleteFunc(taken, func(id int64) bool { return id < 5 }) // answered before
		if want := []int64{5, 6, 7, 8}; !slices.Equal(waiting, want) {
			t.Errorf("after %d changes %v are taken up, want %v", left, waiting, want)
		}
		if !again.Begin(Letter{9, bytes.Repeat([]byte("x"), maxRaw+1)}) {
			t.Errorf("after %d changes what could not be kept is taken for answered", left)
		}
	}
}

// Answered updates do not stay on the disk for want of another batch.
func TestSweep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &Memory{}
		b := New(m, keys(t), "")
		batch(t, b, 1, 2)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { b.Sweep(ctx, func(err error) { t.Error(err) }); close(ended) }()
		b.Done(1)
		time.Sleep(2 * soon)
		if got := size(m); got != 2 {
			t.Errorf("%d values, want one update and the marks", got)
		}
		b.Done(2)
		cancel()
		<-ended
		if got := size(m); got != 1 {
			t.Errorf("%d values, want the marks", got)
		}
	})
}

func size(m *Memory) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.values)
}

// Keys are random, change each day, stand in a file that only its owner reads, and go after two days.
func TestFileKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.db.keys")
	now := time.Date(2026, 3, 1, 23, 0, 0, 0, time.UTC)
	made := func() *Keys {
		k, err := FileKeys(path, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	seal := func() []byte {
		sealed, err := made().seal("name", []byte("words"))
		if err != nil {
			t.Fatal(err)
		}
		return sealed
	}
	first := seal()
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("file: %v, %v", info, err)
	}
	if _, err := made().open("another", first); err == nil {
		t.Error("opened under another name")
	}
	now = now.Add(2 * time.Hour)
	second := seal()
	if bytes.Equal(first[:4], second[:4]) {
		t.Error("the key did not change with the day")
	}
	for _, sealed := range [][]byte{first, second} {
		if got, err := made().open("name", sealed); string(got) != "words" {
			t.Errorf("opened %q, %v", got, err)
		}
	}
	now = now.Add(24 * time.Hour)
	seal()
	if _, err := made().open("name", first); !errors.Is(err, errOld) {
		t.Errorf("the key of the day before yesterday: %v", err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 1 {
		t.Errorf("files %v, %v", files, err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := FileKeys(path, time.Now); err == nil {
		t.Error("a broken file is taken")
	}
}

// FuzzOpen: whatever a value holds, it is opened or refused.
func FuzzOpen(f *testing.F) {
	k, err := SecretKeys("secret")
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := k.seal("n", []byte("words"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sealed)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if got, err := k.open("n", b); err == nil && string(got) != "words" {
			t.Errorf("opened %q", got)
		}
	})
}
