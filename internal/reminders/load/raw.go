package main

import (
	"encoding/binary"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// rawRate is the yardstick: bbolt alone, without claims, plans or rules, moving 32-byte states under
// their due keys in pages of 256. It returns the median rate.
func rawRate(path string, plans, due, rounds int) (float64, error) {
	db, err := bolt.Open(path, 0o600, &bolt.Options{FreelistType: bolt.FreelistMapType})
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if err := rawFill(db, plans); err != nil {
		return 0, err
	}
	var rates []float64
	for range rounds {
		began := time.Now()
		for left := due; left > 0; left -= 256 {
			if err := rawPage(db, min(256, left)); err != nil {
				return 0, err
			}
		}
		rates = append(rates, float64(due)/time.Since(began).Seconds())
	}
	slices.Sort(rates)
	return rates[len(rates)/2], nil
}

var rawBucket = []byte("due")

func rawFill(db *bolt.DB, plans int) error {
	for i := 0; i < plans; {
		err := db.Update(func(tx *bolt.Tx) error {
			b, err := tx.CreateBucketIfNotExists(rawBucket)
			for end := min(plans, i+10_000); i < end && err == nil; i++ {
				key := binary.BigEndian.AppendUint64(nil, uint64(i))
				err = b.Put(binary.BigEndian.AppendUint64(key, uint64(i)*0x9e3779b97f4a7c15), make([]byte, 32))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rawPage moves the first n entries behind all others.
func rawPage(db *bolt.DB, n int) error {
	return db.Update(func(tx *bolt.Tx) error {
		b := tx.Bucket(rawBucket)
		c := b.Cursor()
		last, _ := c.Last()
		at := binary.BigEndian.Uint64(last)
		var keys, values [][]byte
		for k, v := c.First(); k != nil && len(keys) < n; k, v = c.Next() {
			keys, values = append(keys, slices.Clone(k)), append(values, slices.Clone(v))
		}
		for i, k := range keys {
			if err := b.Delete(k); err != nil {
				return err
			}
			at++
			next := append(binary.BigEndian.AppendUint64(nil, at), k[8:]...)
			if err := b.Put(next, values[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
