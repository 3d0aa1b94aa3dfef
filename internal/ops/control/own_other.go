//go:build !unix

package control

import (
	"errors"
	"fmt"
	"os"
)

// own returns an error if there is nothing at path. Whose it is, the folder's permissions decide.
func own(path string) error {
	if _, err := os.Lstat(path); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%w (%w)", ErrNobody, err)
	} else if err != nil {
		return err
	}
	return nil
}
