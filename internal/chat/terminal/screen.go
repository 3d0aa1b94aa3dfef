package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/term"

	"spotter/internal/chat"
)

const (
	prompt = "> "
	// Without a terminal lines are this wide, and with one no wider than widest: longer lines are
	// hard to read.
	usual, widest = 80, 100
	// longestTyped is how many characters x/term keeps of a line; it drops more without a word.
	longestTyped = 4096
)

// A screen is a terminal in raw mode with a line editor. What is written to it appears above the
// line that is being typed.
type screen struct {
	*term.Terminal
	out      any // asked for its size, if it is a file
	overflow bool
}

func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	if !ok {
		return false
	}
	raw, err := f.SyscallConn() // Fd would make reads of a pipe impossible to interrupt
	if err != nil {
		return false
	}
	is := false
	err = raw.Control(func(fd uintptr) { is = term.IsTerminal(int(fd)) })
	return err == nil && is
}

// open returns where lines come from, and a function that leaves the terminal as it was found.
func (a *Adapter) open(ctx context.Context, c chat.Completer) (lines, func(), error) {
	if !a.tty {
		return newScript(a.In), a.end, nil
	}
	restore := func() error { return nil }
	if f, ok := a.In.(*os.File); ok {
		before, err := term.MakeRaw(int(f.Fd()))
		if err != nil {
			return nil, nil, fmt.Errorf("take over the terminal: %w", err)
		}
		restore = func() error { return term.Restore(int(f.Fd()), before) }
	}
	s := &screen{out: a.Out}
	s.Terminal = term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{&keys{in: a.In}, a.Out}, prompt)
	s.AutoCompleteCallback = func(line string, pos int, key rune) (string, int, bool) {
		switch {
		case key >= ' ' && utf8.RuneCountInString(line) >= longestTyped:
			s.overflow = true
		case key == '\t' && pos == len(line):
			line = a.complete(ctx, c, line)
			return line, len(line), true
		}
		return "", 0, false
	}
	s.SetBracketedPasteMode(true)
	a.mu.Lock()
	a.screen = s
	a.mu.Unlock()
	return s, func() {
		a.end()
		s.SetBracketedPasteMode(false)
		fmt.Fprint(a.Out, "\r\n")
		if err := restore(); err != nil {
			a.log.Error("terminal not restored", "err", err)
		}
	}, nil
}

// end lets nothing more be printed, so that what is sent later is known not to have been seen.
func (a *Adapter) end() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended, a.screen = true, nil
}

// page returns what messages are laid out on now, and tells the line editor if the size has changed.
func (a *Adapter) page() page {
	p := page{width: usual}
	if a.screen == nil {
		return p
	}
	p.bold = a.Getenv("NO_COLOR") == ""
	p.draw = pictures(a.Getenv)
	if f, ok := a.screen.out.(*os.File); ok {
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 0 && h > 0 {
			if err := a.screen.SetSize(w, h); err != nil {
				a.log.Error("terminal not resized", "err", err)
			}
			p.width = min(w, widest)
		}
	}
	return p
}

// read returns the line that was typed, after the lines that were pasted before it: what is pasted is one message, and
// waits for the Enter key. One that was longer than the editor keeps is not returned in part.
func (s *screen) read() (string, error) {
	var pasted []string
	for {
		line, err := s.ReadLine()
		if s.overflow {
			s.overflow = false
			return "", errLong
		}
		if errors.Is(err, term.ErrPasteIndicator) {
			pasted = append(pasted, line)
			continue
		}
		return strings.Join(append(pasted, line), "\n"), err
	}
}

// A reading is a goroutine that reads lines.
type reading struct {
	lines chan typedLine
	in    any
	quit  chan struct{}
	done  chan struct{}
}

// A typedLine is what lines.read returned.
type typedLine struct {
	text string
	err  error
}

func startReading(in any, from lines) *reading {
	r := &reading{lines: make(chan typedLine), in: in, quit: make(chan struct{}), done: make(chan struct{})}
	go r.run(from)
	return r
}

// run ends after the first error but errLong, since no more lines come then.
func (r *reading) run(from lines) {
	defer close(r.done)
	for {
		text, err := from.read()
		select {
		case r.lines <- typedLine{text, err}:
		case <-r.quit:
			return
		}
		if err != nil && !errors.Is(err, errLong) {
			return
		}
	}
}

// stop ends the reading, and waits for its end if its read can be interrupted.
func (r *reading) stop() {
	close(r.quit)
	in, ok := r.in.(interface{ SetReadDeadline(time.Time) error })
	if ok && in.SetReadDeadline(time.Unix(1, 0)) == nil {
		<-r.done
		_ = in.SetReadDeadline(time.Time{}) // it worked a moment ago, and the next reader would notice
	}
}
