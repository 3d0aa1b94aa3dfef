package boltstore

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Schema is the version of what a file holds. It grows whenever an earlier program would misread a newer file, in this package or
// in any whose keys the file keeps. It is part of the name of the one bucket: a program that does not know the name refuses the
// file, as those of before schemas do.
//
//	1  bucket "spotter": values as they are
//	2  bucket "spotter/2": a checksum behind each value
const Schema = 2

var (
	bucketName  = []byte("spotter/" + strconv.Itoa(Schema))
	firstBucket = []byte("spotter")
)

// schemaOf returns the schema of an open file, or that it is empty. The file of another program is errForeign.
func schemaOf(db *bolt.DB) (schema int, empty bool, err error) {
	look := func(tx *bolt.Tx) (err error) {
		name, _ := tx.Cursor().First()
		number, ours := bytes.CutPrefix(name, []byte("spotter/"))
		switch {
		case name == nil:
			empty = true
		case bytes.Equal(name, firstBucket):
			schema = 1
		case ours:
			schema, err = strconv.Atoi(string(number))
			return err
		default:
			return errForeign
		}
		return nil
	}
	err = guard(func() error { return db.View(look) })
	return schema, empty, err
}

// migrate writes what an older file holds into a new one, which takes its place. The old one stays beside it.
func (s *Store) migrate(from int) error {
	info, err := s.file.Stat()
	if err != nil {
		return err
	}
	if free, known := freeSpace(s.path); known && free < uint64(info.Size())+uint64(info.Size())/4 {
		return errSpace
	}
	w, _, err := s.walk()
	if err != nil {
		return err
	}
	w.summed = false
	kept := s.beside(fmt.Sprintf("schema-%d", from))
	pairs, err := s.replace(w, kept)
	if err != nil {
		return fmt.Errorf("bring schema %d up to date: %w", from, err)
	}
	s.log.Info("brought the database up to date", "file", s.path, "from", from, "to", Schema, "entries", pairs, "before", kept)
	s.tell(w)
	return nil
}

// besideFor is for how long a file that was replaced stays beside the one in its place.
const besideFor = 7 * 24 * time.Hour

// besideTime is the end of the names of such files.
const besideTime = "20060102-150405"

// beside returns a name for what is put beside the file now.
func (s *Store) beside(what string) string {
	return s.path + "." + what + "-" + time.Now().UTC().Format(besideTime)
}

// keepCopy lets the file at path be found under the name to as well, whatever becomes of path.
func keepCopy(path, to string) error {
	if os.Link(path, to) == nil {
		return nil
	}
	return copyFile(path, to) // a file system without links
}
