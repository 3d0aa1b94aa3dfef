package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"spotter/internal/erasure"
	"spotter/internal/formcheck"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// erasedFile is the list of who was erased, as salted hashes, beside backups: an older one than the newest is restored without
// them, too, also if the database is lost.
const erasedFile = "erased.json"

// keepErased writes the list to the folder of backups, and forgets whom no backup there can know any more.
func keepErased(ctx context.Context, s store.Store, folder string, forget time.Time) error {
	if err := erasure.Forget(ctx, s, forget); err != nil {
		return err
	}
	list, err := erasure.Read(ctx, s)
	if err != nil {
		return err
	}
	data, err := json.Marshal(list)
	if err != nil {
		return err
	}
	path := filepath.Join(folder, erasedFile)
	if err := os.WriteFile(path+".part", data, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}

// repeatErasures returns what erases again, from a restored database, whoever was erased after the copy was made: as the database
// that is replaced remembers, and the list beside the copy.
func repeatErasures(from string) func(ctx context.Context, restored, old *boltstore.Store, copied time.Time) error {
	return func(ctx context.Context, restored, old *boltstore.Store, copied time.Time) error {
		lists, err := erasedBeside(from)
		if err != nil {
			return err
		}
		if old != nil {
			list, err := erasure.Read(ctx, old)
			if err != nil {
				return err
			}
			lists = append(lists, list)
		}
		if len(lists) == 0 {
			return nil
		}
		for _, list := range lists {
			if err := eraseAgain(ctx, restored, list.Since(copied)); err != nil {
				return fmt.Errorf("repeat erasures: %w", err)
			}
		}
		return lists[len(lists)-1].Keep(ctx, restored)
	}
}

func erasedBeside(from string) ([]erasure.List, error) {
	data, err := os.ReadFile(filepath.Join(filepath.Dir(from), erasedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list erasure.List
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read %s beside the backup: %w; move it away to restore without it", erasedFile, err)
	}
	return []erasure.List{list}, nil
}

// directPrefix begins the keys under which Discord's adapter remembers the channels of direct messages.
const directPrefix = "discord/dm/"

// eraseAgain removes all that is stored about those who are on the list.
func eraseAgain(ctx context.Context, s *boltstore.Store, list erasure.List) error {
	if len(list.Entries) == 0 {
		return nil
	}
	book, desk := &reminders.Book{Store: s}, formcheck.New(s)
	people, err := book.Owners(ctx)
	if err != nil {
		return err
	}
	more, err := desk.People(ctx)
	if err != nil {
		return err
	}
	direct, err := directs(ctx, s)
	if err != nil {
		return err
	}
	_, err = list.Repeat(ctx, append(append(people, more...), direct...), func(ctx context.Context, id string) error {
		_, _, err := desk.Erase(ctx, id)
		return errors.Join(book.Erase(ctx, id), err, s.Update(ctx, func(tx store.Tx) error {
			return tx.Delete(directPrefix + strings.TrimPrefix(id, "discord:"))
		}))
	})
	return err
}

// directs returns the people whose channels of direct messages are remembered.
func directs(ctx context.Context, s store.Store) (people []string, err error) {
	for from := directPrefix; ; {
		var pairs []store.Pair
		err := s.View(ctx, func(r store.Reader) (err error) {
			pairs, err = r.Scan(from, store.After(directPrefix), s.Touch())
			return err
		})
		if err != nil {
			return nil, err
		}
		for _, p := range pairs {
			people = append(people, "discord:"+strings.TrimPrefix(p.Key, directPrefix))
		}
		if len(pairs) < s.Touch() {
			return people, nil
		}
		from = pairs[len(pairs)-1].Key + "\x00"
	}
}
