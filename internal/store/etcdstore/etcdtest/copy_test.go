package etcdtest_test

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"spotter/internal/store"
	"spotter/internal/store/boltstore"
	"spotter/internal/store/etcdstore/etcdtest"
)

// What is copied from a file to etcd, by the program, and back to another file, is the same.
func TestCopyThereAndBack(t *testing.T) {
	c, program, dir := etcdtest.Start(t, 1), build(t), t.TempDir()
	there, back := filepath.Join(dir, "there.db"), filepath.Join(dir, "back.db")
	fill(t, there, 20_000)
	sum := ""
	for _, way := range [][2]string{{"bolt:" + there, c.Address("moved")}, {c.Address("moved"), "bolt:" + back}} {
		start := time.Now()
		out, err := exec.Command(program, "copy", "-from", way[0], "-to", way[1]).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "Copied 20010 entries") {
			t.Fatalf("copy from %s: %v\n%s", way[0], err, out)
		}
		if sum != "" && string(out) != sum {
			t.Errorf("there:\n%s\nand back:\n%s", sum, out)
		}
		sum = string(out)
		t.Logf("%v: %s", time.Since(start), out)
	}
	out, err := exec.Command(program, "copy", "-from", "bolt:"+there, "-to", c.Address("moved")).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "not empty") {
		t.Errorf("copy over what is there: %v\n%s", err, out)
	}
}

// fill makes a file with so many plans, and ten values that are as long as values may be.
func fill(t *testing.T, path string, n int) {
	t.Helper()
	s, err := boltstore.Open(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		for i := range n {
			if err := tx.Put(fmt.Sprintf("plan/%06d", i), []byte(strings.Repeat("x", i%500))); err != nil {
				return err
			}
		}
		return putBig(tx, 10)
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
