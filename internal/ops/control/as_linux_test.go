package control

import (
	"errors"
	"runtime"
	"syscall"
)

// as runs fn as another user, on a thread that ends with it.
func as(uid int, fn func() error) error {
	ended := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread is not used again
		if _, _, e := syscall.RawSyscall(syscall.SYS_SETRESUID, ^uintptr(0), uintptr(uid), ^uintptr(0)); e != 0 {
			ended <- errors.New(e.Error())
			return
		}
		ended <- fn()
	}()
	return <-ended
}
