//go:build unix

package backup

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// likeOwner gives the file next the owner of the database at path, or where there is none that of its folder: root, who restores,
// is mostly not who runs the bot.
func likeOwner(next, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		info, err = os.Stat(filepath.Dir(path))
	}
	if err != nil {
		return err
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || os.Geteuid() != 0 {
		return nil
	}
	return os.Chown(next, int(stat.Uid), int(stat.Gid))
}
