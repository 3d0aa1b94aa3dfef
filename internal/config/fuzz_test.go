package config_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/config"
)

// Whatever a file holds, loading it ends with faults that lie within it, the same each time; without a
// fault, what was read keeps the rules.
func FuzzLoad(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.toml")
	for _, path := range append(files, "../../config.example.toml") {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		cfg, faults := config.LoadBytes(data)
		again, faultsAgain := config.LoadBytes(data)
		if diff := cmp.Diff(faults, faultsAgain); diff != "" {
			t.Errorf("the faults change from one loading to the next:\n%s", diff)
		}
		lines := bytes.Count(data, []byte("\n")) + 1
		for _, fault := range faults {
			if fault.Line < 0 || fault.Line > lines || fault.Column < 0 || fault.Column > len(data)+1 || fault.What == "" {
				t.Errorf("a fault lies outside the file: %v", fault)
			}
		}
		if len(faults) > 0 {
			return
		}
		if diff := cmp.Diff(cfg, again, secrets); diff != "" {
			t.Errorf("what is loaded changes from one loading to the next:\n%s", diff)
		}
		r := cfg.Reminders
		if cfg.Database == "" || r.Lease <= 0 || r.Late < r.Lease || r.Morning < 0 || r.Morning >= r.Evening || r.Evening >= 24*60 {
			t.Errorf("passed for right: %+v", cfg)
		}
	})
}
