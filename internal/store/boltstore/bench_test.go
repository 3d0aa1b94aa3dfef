package boltstore_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"spotter/internal/store"
)

// The reminders' kind of work, through the port and with bbolt alone in one run: take the page of the
// earliest keys, delete them, put them elsewhere. SPOTTER_BENCH_KEYS says how many keys are stored
// (default 20000); one operation is one key.
func BenchmarkMovePage(b *testing.B) {
	size := benchKeys(b)
	b.Run("port", func(b *testing.B) {
		s := open(b, filepath.Join(b.TempDir(), "test.db"))
		defer s.Close()
		for next := 0; next < size; next += 1000 {
			benchUpdate(b, s, func(tx store.Tx) error { return putPage(tx.Put, next, 1000) })
		}
		b.ReportAllocs()
		b.ResetTimer()
		for n := 0; n < b.N; n += 256 {
			benchUpdate(b, s, func(tx store.Tx) error { return movePage(tx, size+n) })
		}
	})
	b.Run("bbolt", func(b *testing.B) {
		db := rawDue(b, size)
		defer db.Close()
		b.ReportAllocs()
		b.ResetTimer()
		for n := 0; n < b.N; n += 256 {
			err := db.Update(func(tx *bolt.Tx) error { return movePageRaw(tx.Bucket([]byte("raw")), size+n) })
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

// A person's write, alone, among others, and while pages are moved.
func BenchmarkUpdate(b *testing.B) {
	for _, people := range []int{1, 16, 128} {
		b.Run(strconv.Itoa(people)+" people", func(b *testing.B) {
			s := open(b, filepath.Join(b.TempDir(), "test.db"))
			defer s.Close()
			writeAll(b, s, people)
		})
	}
	b.Run("1 people beside pages", func(b *testing.B) {
		s := open(b, filepath.Join(b.TempDir(), "test.db"))
		defer s.Close()
		size := benchKeys(b)
		for next := 0; next < size; next += 1000 {
			benchUpdate(b, s, func(tx store.Tx) error { return putPage(tx.Put, next, 1000) })
		}
		ctx, cancel := context.WithCancel(b.Context())
		var moving sync.WaitGroup
		moving.Go(func() {
			for next := size; ctx.Err() == nil; next += 256 {
				benchUpdate(b, s, func(tx store.Tx) error { return movePage(tx, next) })
			}
		})
		b.ResetTimer()
		writeAll(b, s, 1)
		cancel()
		moving.Wait()
	})
}

// writeAll writes b.N small records from so many goroutines and reports the 99th percentile.
func writeAll(b *testing.B, s store.Store, people int) {
	took := make([]time.Duration, b.N)
	var wait sync.WaitGroup
	for p := range people {
		wait.Go(func() {
			for i := p; i < b.N; i += people {
				start := time.Now()
				benchUpdate(b, s, func(tx store.Tx) error {
					return tx.Put(fmt.Sprintf("plan/%08d", i*7919%b.N), make([]byte, 100))
				})
				took[i] = time.Since(start)
			}
		})
	}
	wait.Wait()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func benchKeys(b *testing.B) int {
	size, err := strconv.Atoi(os.Getenv("SPOTTER_BENCH_KEYS"))
	if err != nil {
		return 20_000
	}
	return size
}

func benchUpdate(b *testing.B, s store.Store, fn func(store.Tx) error) {
	if err := s.Update(context.Background(), fn); err != nil {
		b.Error(err)
	}
}

func dueKey(i int) string { return fmt.Sprintf("due/%016x/discord:%018d/morning", i, i) }

func putPage(put func(string, []byte) error, first, n int) error {
	value := make([]byte, 32)
	for i := range n {
		if err := put(dueKey(first+i), value); err != nil {
			return err
		}
	}
	return nil
}

func movePage(tx store.Tx, next int) error {
	pairs, err := tx.Scan("due/", store.After("due/"), 256)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if err := tx.Delete(p.Key); err != nil {
			return err
		}
	}
	return putPage(tx.Put, next, len(pairs))
}

func movePageRaw(bucket *bolt.Bucket, next int) error {
	var keys [][]byte
	cursor := bucket.Cursor()
	for k, _ := cursor.First(); k != nil && len(keys) < 256; k, _ = cursor.Next() {
		keys = append(keys, slices.Clone(k))
	}
	for _, k := range keys {
		if err := bucket.Delete(k); err != nil {
			return err
		}
	}
	return putPage(func(key string, value []byte) error { return bucket.Put([]byte(key), value) }, next, len(keys))
}

func rawDue(b *testing.B, size int) *bolt.DB {
	db, err := bolt.Open(filepath.Join(b.TempDir(), "raw.db"), 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	for next := 0; next < size; next += 1000 {
		err := db.Update(func(tx *bolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("raw"))
			if err != nil {
				return err
			}
			return putPage(func(key string, value []byte) error { return bucket.Put([]byte(key), value) }, next, 1000)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return db
}
