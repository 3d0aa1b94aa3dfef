package storetest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"spotter/internal/store"
)

// A step is one call of a transaction: "get", "scan", "put" or "del".
type step struct {
	op, key, to string
	limit       int
	value       string // what is put
}

// do makes the call and returns what it read, as text. A view's tx is nil.
func (s step) do(r store.Reader, tx store.Tx) (read string, err error) {
	switch s.op {
	case "get":
		value, err := r.Get(s.key)
		if value == nil {
			return "none", err
		}
		return "=" + string(value), err
	case "scan":
		pairs, err := r.Scan(s.key, s.to, s.limit)
		return showAll(pairs), err
	case "put":
		return "", tx.Put(s.key, []byte(s.value))
	case "del":
		return "", tx.Delete(s.key)
	}
	return "", fmt.Errorf("there is no step %q", s.op)
}

// on does the step to a plain map and returns what it must have read.
func (s step) on(model map[string]string) (read string) {
	switch s.op {
	case "get":
		if value, ok := model[s.key]; ok {
			return "=" + value
		}
		return "none"
	case "scan":
		var pairs []store.Pair
		for _, key := range slices.Sorted(maps.Keys(model)) {
			if key >= s.key && key < s.to && len(pairs) < s.limit {
				pairs = append(pairs, store.Pair{Key: key, Value: []byte(model[key])})
			}
		}
		return showAll(pairs)
	case "put":
		model[s.key] = s.value
	case "del":
		delete(model, s.key)
	}
	return ""
}

func (s step) String() string {
	switch s.op {
	case "scan":
		return fmt.Sprintf("scan %s %s %d", s.key, s.to, s.limit)
	case "put":
		return fmt.Sprintf("put %s=%.10s", s.key, s.value)
	}
	return s.op + " " + s.key
}

func showAll(pairs []store.Pair) string {
	var b strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&b, "%s=%s;", p.Key, p.Value)
	}
	return b.String()
}
