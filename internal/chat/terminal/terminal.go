// Package terminal is the chat.Adapter for a person at a prompt, and for scripts that write to its
// standard input. It needs no token, so it is how Spotter is tried, and how it is tested whole.
//
// A line that begins with a slash is a command, any other line is free text. Buttons and options
// are numbered; a number presses one of the newest message. Forms are asked by package dialog. The
// path of a film in a command attaches it, and /as NAME lets somebody else type from then on.
//
// The files: terminal.go is the adapter, request.go makes requests of lines; lines.go reads them
// from a pipe, screen.go and keys.go from a terminal with history and completion (complete.go);
// plain.go lays messages out, wrap.go breaks their lines, and picture.go shows pictures where the terminal can.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/dialog"
)

// Here is the one place there is.
const Here chat.Place = "terminal:here"

// Config is what an Adapter is made from.
type Config struct {
	In       io.Reader // if In and Out are a terminal: with prompt, history and bold; else plain lines
	Out      io.Writer
	User     string                  // who types at first; "you" if empty
	Commands []chat.Command          // for completion
	Now      func() time.Time        // time.Now if nil
	Getenv   func(key string) string // os.Getenv if nil; NO_COLOR turns bold off, TERM=dumb all escapes
}

// An Adapter is the terminal. It is safe for concurrent use.
type Adapter struct {
	Config
	log *slog.Logger
	tty bool
	run string // begins all ids, so that those of an earlier run are told apart

	mu     sync.Mutex // guards what follows
	screen *screen    // nil while nothing is read from a terminal
	ended  bool
	gap    bool // an empty line is missing before what is written next
	lines  int  // read so far
	sent   int  // messages so far
	last   shown
	offer  offer
}

// A shown is a message as it was printed.
type shown struct {
	id   chat.MessageID
	text string
	line int  // how many lines were read then
	edit bool // it was an update
}

// New returns an Adapter that does nothing until Serve. Messages that are sent before are printed.
func New(c Config, log *slog.Logger) *Adapter {
	if c.User == "" {
		c.User = "you"
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Getenv == nil {
		c.Getenv = os.Getenv
	}
	a := &Adapter{Config: c, log: log, run: fmt.Sprintf("%x", c.Now().UnixNano())}
	a.tty = isTerminal(c.In) && isTerminal(c.Out) && c.Getenv("TERM") != "dumb"
	return a
}

// Serve answers line after line, each before the next, until ctx is done, or until the input ends
// and all answers are out: then it returns nil as well, and nobody is left to talk to. Control-C in an
// empty line, Control-D, /quit, quit, exit and q end the input of a terminal.
//
// Nothing can interrupt a read of standard input. If In has a SetReadDeadline that works (a
// net.Conn, an os.Pipe), Serve uses it to end the read and waits for the goroutine that reads;
// otherwise that goroutine stays until its read returns, and what it reads then is dropped.
func (a *Adapter) Serve(ctx context.Context, h chat.Handler) error {
	d := dialog.New(h, a.Now)
	in, closeScreen, err := a.open(ctx, d)
	if err != nil {
		return err
	}
	defer closeScreen()
	typed := startReading(a.In, in)
	defer typed.stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case l := <-typed.lines:
			switch err := a.take(ctx, d, l); {
			case errors.Is(err, io.EOF):
				return nil
			case err != nil:
				return err
			}
		}
	}
}

// take answers one line. It returns io.EOF if that was the end.
func (a *Adapter) take(ctx context.Context, h chat.Handler, l typedLine) error {
	a.entered()
	switch {
	case errors.Is(l.err, errLong):
		return a.say("That line is too long, so I left it out. Please send it in shorter parts.")
	case errors.Is(l.err, io.EOF):
		return io.EOF
	case l.err != nil:
		return fmt.Errorf("read from the terminal: %w", l.err)
	}
	r, fault := a.request(l.text)
	switch {
	case fault != "":
		return a.say(fault)
	case r == nil:
		return nil
	case r.Command == "quit" || r.Command == "exit", r.Command == "" && slices.Contains(goodbyes, strings.ToLower(r.Text)):
		return io.EOF
	case r.Command == "as":
		return a.become(r.Rest)
	}
	m, ok := h.Handle(ctx, r).(*chat.Message)
	if !ok || m == nil {
		return nil
	}
	var id chat.MessageID
	if m.Replace {
		id = r.Message
	}
	_, err := a.print(id, "", m)
	return err
}

// goodbyes are lines that end the input, as they do at other prompts.
var goodbyes = []string{"exit", "quit", "q"}

// entered takes note that on a screen what was typed stands last.
func (a *Adapter) entered() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.gap = a.gap || a.screen != nil
}

func (a *Adapter) say(sentence string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.write(wrap(sentence, a.page().width, ""))
}

// Send prints m. Any place but Here is gone.
func (a *Adapter) Send(ctx context.Context, to chat.Place, m *chat.Message) (chat.MessageID, error) {
	if err := a.reach(ctx, to); err != nil {
		return "", err
	}
	id, err := a.print("", "", m)
	if err != nil {
		return "", &chat.SendError{Err: err}
	}
	return id, nil
}

// Edit prints m again as an update, unless it is what was printed last. Messages of an earlier run
// are gone.
func (a *Adapter) Edit(ctx context.Context, place chat.Place, id chat.MessageID, m *chat.Message) error {
	if err := a.reach(ctx, place); err != nil {
		return err
	}
	if !strings.HasPrefix(string(id), a.run+"-") {
		return &chat.SendError{Gone: true, Err: errors.New("edit a message of an earlier run")}
	}
	if _, err := a.print(id, "(updated)\n", m); err != nil {
		return &chat.SendError{Err: err}
	}
	return nil
}

func (a *Adapter) reach(ctx context.Context, place chat.Place) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if place != Here {
		return &chat.SendError{Gone: true, Err: fmt.Errorf("place %q is not this terminal", place)}
	}
	return nil
}

// print shows m as the message id, or as a new one if id is empty, and returns its id.
func (a *Adapter) print(id chat.MessageID, heading string, m *chat.Message) (chat.MessageID, error) {
	if err := m.Validate(); err != nil {
		a.log.Error("message would not work everywhere", "err", err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return "", errors.New("the terminal is closed")
	}
	text := a.page().message(m)
	if again := a.last.text == text && (heading != "" && a.last.id == id || id == "" && a.last.edit && a.last.line == a.lines); again {
		return a.last.id, nil // an edit that changes nothing, or an answer that says what its edit said
	}
	if id == "" {
		a.sent++
		id = chat.MessageID(fmt.Sprintf("%s-%d", a.run, a.sent))
	}
	if err := a.write(heading + text); err != nil {
		return "", err
	}
	a.last = shown{id, text, a.lines, heading != ""}
	a.offer.follow(id, m)
	return id, nil
}

// write sets text off by an empty line from what stands before it. On a screen text goes above the
// half-typed line, with an empty line below.
func (a *Adapter) write(text string) error {
	text += "\n"
	if a.gap {
		text = "\n" + text
	}
	var err error
	if a.screen != nil {
		_, err = io.WriteString(a.screen, text+"\n")
	} else {
		_, err = io.WriteString(a.Out, text)
	}
	if err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	a.gap = a.screen == nil
	return nil
}

// Write prints p as it is, above a half-typed line, so that a log can share the terminal.
func (a *Adapter) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.screen != nil {
		return a.screen.Write(p)
	}
	return a.Out.Write(p)
}
