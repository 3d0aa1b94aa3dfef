//go:build unix

package control

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// own returns an error if what is at path belongs to somebody who could deceive us: neither to this user nor, where this
// user is root, to whoever the database belongs to.
func own(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w (%w)", ErrNobody, err)
	}
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if me := os.Geteuid(); ok && me != 0 && int(stat.Uid) != me && stat.Uid != 0 {
		return fmt.Errorf("%s belongs to another user: run this as the user that runs Spotter", path)
	}
	if info.IsDir() && info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s is open to others: remove it", path)
	}
	return nil
}
