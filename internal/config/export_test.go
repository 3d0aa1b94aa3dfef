package config

import (
	"os"
	"slices"
	"testing"
)

// Unset returns the keys that the file at path does not set.
func Unset(t *testing.T, path string) []string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	l := newLoader(path)
	l.decode(data)
	var missing []string
	for key := range l.keys {
		if _, ok := l.at[key]; !ok {
			missing = append(missing, key)
		}
	}
	slices.Sort(missing)
	return missing
}

// LoadBytes is Load without the files around it.
func LoadBytes(data []byte) (*Config, []*Fault) {
	l := newLoader("fuzz.toml")
	l.decode(data)
	l.check()
	l.owner()
	l.rooms()
	return l.cfg, l.faults
}

// Variables returns the environment variables of all keys.
func Variables() []string {
	var all []string
	for key := range newLoader("").keys {
		all = append(all, name(key))
	}
	slices.Sort(all)
	return all
}
