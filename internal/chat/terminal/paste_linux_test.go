package terminal

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"
)

// What is pasted is one message, and Control-C first empties the line.
func TestPasteAndInterrupt(t *testing.T) {
	person, program := openPTY(t, 60, 24)
	screen := &display{}
	go io.Copy(screen, person) // ends when the test closes the terminal
	s := &seat{tb: t, screen: screen}
	s.a = New(Config{In: program, Out: program, Getenv: quiet}, slog.New(slog.DiscardHandler))
	done := make(chan error, 1)
	go func() { done <- s.a.Serve(context.Background(), coach{}) }()
	write := func(keys string) {
		t.Helper()
		if _, err := io.WriteString(person, keys); err != nil {
			t.Fatal(err)
		}
	}
	write("\x1b[200~my traps are sore\rafter bench\x1b[201~\r")
	s.shows("\nyou wrote my traps are sore after bench\n\n>")
	write("half a thought\x03all of it\r")
	s.shows("\nyou wrote all of it\n\n>")
	write("\x1b[A\x03from history\r") // Control-C empties what the arrow brought, and does not end
	s.shows("\nyou wrote from history\n\n>")
	write("ab\x7f\x7fcd\x03\x03") // and ends where nothing stands
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("Serve did not end after Control-C")
	}
}
