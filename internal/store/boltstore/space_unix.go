//go:build linux || darwin

package boltstore

import (
	"path/filepath"
	"syscall"
)

// freeSpace returns how many bytes can still be written where the file at path is, if that can be known.
func freeSpace(path string) (bytes uint64, known bool) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(path), &s); err != nil {
		return 0, false
	}
	return s.Bavail * uint64(s.Bsize), true
}
