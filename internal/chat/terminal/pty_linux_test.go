package terminal

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/term"

	"spotter/internal/chat"
)

// openPTY returns both ends of a pseudo-terminal of the given size (pty(7)).
func openPTY(t *testing.T, columns, rows uint16) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() { person.Close() })
	control := func(request uintptr, arg unsafe.Pointer) {
		t.Helper()
		if _, _, errno := syscall.Syscall(syscall.SYS_IOCTL, person.Fd(), request, uintptr(arg)); errno != 0 {
			t.Fatalf("ioctl %#x: %v", request, errno)
		}
	}
	var locked, number int32
	control(syscall.TIOCSPTLCK, unsafe.Pointer(&locked))
	control(syscall.TIOCGPTN, unsafe.Pointer(&number))
	size := [4]uint16{rows, columns}
	control(syscall.TIOCSWINSZ, unsafe.Pointer(&size))
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return person, program
}

// On a real terminal lines keep its width, and it is left as it was found.
func TestRealTerminal(t *testing.T) {
	person, program := openPTY(t, 40, 24)
	before, err := term.GetState(int(program.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	screen := &display{}
	go io.Copy(screen, person) // ends when the test closes the terminal
	s := &seat{tb: t, screen: screen}
	s.a = New(Config{In: program, Out: program, Getenv: quiet}, slog.New(slog.DiscardHandler))
	if !s.a.tty {
		t.Fatal("a terminal is not taken for one")
	}
	done := make(chan error, 1)
	go func() { done <- s.a.Serve(context.Background(), coach{}) }()
	if _, err := io.WriteString(person, "my upper traps are sore after benching\r"); err != nil {
		t.Fatal(err)
	}
	s.shows("\nyou wrote my upper traps are sore after\nbenching\n\n>")
	if _, err := s.a.Send(t.Context(), Here, &chat.Message{Text: chat.Plain(strings.Repeat("word ", 12))}); err != nil {
		t.Fatal(err)
	}
	s.shows(strings.TrimSpace(strings.Repeat("word ", 8)) + "\n" + strings.TrimSpace(strings.Repeat("word ", 4)) + "\n\n>")
	if _, err := io.WriteString(person, "\x03"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Serve did not end after Control-C")
	}
	after, err := term.GetState(int(program.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	if *after != *before {
		t.Errorf("the terminal is left in the state %v, want %v", *after, *before)
	}
}
