//go:build !linux && !darwin

package boltstore

// freeSpace does not know how many bytes can still be written.
func freeSpace(string) (bytes uint64, known bool) { return 0, false }
