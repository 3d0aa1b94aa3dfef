package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"unsafe"
)

// A faultyDisk stands between this process and one file. Whenever the process writes to the file or waits for the
// disk, the kernel asks it first (seccomp_unotify(2), which takes no rights of root). It keeps what a real
// disk would have: what was written is there once a wait has succeeded, and is lost for good where one failed, as on
// Linux, which takes pages for written then.
type faultyDisk struct {
	path     string
	listener uintptr

	mu    sync.Mutex
	fails func(n int) bool // whether the nth wait since it was set fails; nil: none
	waits int
	image []byte         // what is durable
	dirty map[int64]bool // pages that were written since the last wait
}

const diskPage = 4096

// Numbers of the kernel that package syscall has no names for (linux/seccomp.h, linux/filter.h, linux/prctl.h).
const (
	setNoNewPrivileges = 38
	modeFilter         = 1
	flagsAll           = 1 | 8 | 16 // all threads, a listener, ESRCH if a thread cannot follow
	retAllow           = 0x7fff0000
	retAsk             = 0x7fc00000
	receive            = 0xc0502100
	respond            = 0xc0182101
	goOn               = 1
)

var seccompCall = map[string]uintptr{"amd64": 317, "arm64": 277}

// A question is struct seccomp_notif, an answer struct seccomp_notif_resp.
type question struct {
	id         uint64
	pid, flags uint32
	nr         int32
	arch       uint32
	ip         uint64
	args       [6]uint64
}

type answer struct {
	id    uint64
	val   int64
	err   int32
	flags uint32
}

// newFaultyDisk begins to stand before the file at path, for as long as this process lives.
func newFaultyDisk(t *testing.T, path string) *faultyDisk {
	t.Helper()
	number, known := seccompCall[runtime.GOARCH]
	if !known {
		t.Skipf("the number of seccomp on %s is not known", runtime.GOARCH)
	}
	ask := []uint32{syscall.SYS_FSYNC, syscall.SYS_FDATASYNC, syscall.SYS_PWRITE64}
	program := []syscall.SockFilter{{Code: syscall.BPF_LD | syscall.BPF_W | syscall.BPF_ABS, K: 0}}
	for i, nr := range ask {
		program = append(program, syscall.SockFilter{Code: syscall.BPF_JMP | syscall.BPF_JEQ | syscall.BPF_K, Jt: uint8(len(ask) - i), K: nr})
	}
	program = append(program, syscall.SockFilter{Code: syscall.BPF_RET, K: retAllow}, syscall.SockFilter{Code: syscall.BPF_RET, K: retAsk})
	filter := syscall.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if _, _, errno := syscall.Syscall6(syscall.SYS_PRCTL, setNoNewPrivileges, 1, 0, 0, 0, 0); errno != 0 {
		t.Skipf("no_new_privs: %v", errno)
	}
	listener, _, errno := syscall.Syscall(number, modeFilter, flagsAll, uintptr(unsafe.Pointer(&filter)))
	if errno != 0 {
		t.Skipf("seccomp: %v", errno)
	}
	d := &faultyDisk{path: path, listener: listener, dirty: map[int64]bool{}}
	go d.serve()
	return d
}

// fail sets which waits for the disk fail, counted from 1.
func (d *faultyDisk) fail(fails func(n int) bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails, d.waits = fails, 0
}

// durable returns what a power cut would leave.
func (d *faultyDisk) durable() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]byte(nil), d.image...)
}

// serve answers the kernel. It writes no file itself: it would wait for its own answer.
func (d *faultyDisk) serve() {
	for {
		var q question
		if errno := d.control(receive, unsafe.Pointer(&q)); errno != 0 {
			if errno != syscall.EINTR && errno != syscall.ENOENT { // ENOENT: a signal has taken the caller away
				panic(errno)
			}
			continue
		}
		d.answer(q)
	}
}

// answer decides what q's caller is told, tells it, and keeps what that does to the disk.
func (d *faultyDisk) answer(q question) {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := answer{id: q.id, flags: goOn}
	effect := d.decide(q, &a)
	if errno := d.control(respond, unsafe.Pointer(&a)); errno == 0 {
		effect()
	} else if errno != syscall.ENOENT { // the caller asks again after its signal
		panic(errno)
	}
}

func (d *faultyDisk) control(request uintptr, arg unsafe.Pointer) syscall.Errno {
	_, _, errno := syscall.Syscall(syscall.SYS_IOCTL, d.listener, request, uintptr(arg))
	return errno
}

// decide sets what the caller is told, and returns what that does to the disk. d.mu is held, as in what follows.
func (d *faultyDisk) decide(q question, a *answer) (effect func()) {
	name, err := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", q.args[0]))
	if err != nil || name != d.path {
		return func() {}
	}
	if q.nr == syscall.SYS_PWRITE64 {
		return func() { d.written(int64(q.args[3]), int64(q.args[2])) }
	}
	d.waits++
	if d.fails != nil && d.fails(d.waits) {
		a.err, a.flags = -int32(syscall.EIO), 0
		return func() { d.waited(false) }
	}
	return func() { d.waited(true) }
}

func (d *faultyDisk) written(offset, length int64) {
	for page := offset / diskPage; page*diskPage < offset+length; page++ {
		d.dirty[page] = true
	}
}

// waited takes over what was written, or loses it. Nobody writes meanwhile: they would wait for serve.
func (d *faultyDisk) waited(ok bool) {
	defer clear(d.dirty)
	if !ok {
		return
	}
	file, err := os.Open(d.path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		panic(err)
	}
	if grown := info.Size() - int64(len(d.image)); grown > 0 {
		d.image = append(d.image, make([]byte, grown)...)
	}
	for page := range d.dirty {
		if _, err := file.ReadAt(d.image[page*diskPage:(page+1)*diskPage], page*diskPage); err != nil && !errors.Is(err, io.EOF) {
			panic(err)
		}
	}
}
