package formcheck

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"spotter/internal/store"
)

// People returns everybody of whom something is stored: who opened a check, and who voted.
func (d *Desk) People(ctx context.Context) ([]string, error) {
	var people []string
	for _, prefix := range []string{key("by") + "/", key("voter") + "/"} {
		for from := prefix; ; {
			var pairs []store.Pair
			err := d.store.View(ctx, func(r store.Reader) (err error) {
				pairs, err = r.Scan(from, store.After(prefix), 1) // who comes next
				return err
			})
			if err != nil {
				return nil, fmt.Errorf("list whose form checks are kept: %w", err)
			}
			if len(pairs) == 0 {
				break
			}
			escaped, _, _ := strings.Cut(strings.TrimPrefix(pairs[0].Key, prefix), "/")
			person, err := url.QueryUnescape(escaped)
			if err != nil {
				return nil, fmt.Errorf("list whose form checks are kept: %w", err)
			}
			people = append(people, person)
			from = store.After(prefix + escaped + "/")
		}
	}
	return people, nil
}
