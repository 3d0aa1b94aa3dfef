package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"spotter/internal/bot"
	"spotter/internal/chat/terminal"
	"spotter/internal/knowledge"
)

// An answer is what `spotter ask -json` prints for a message.
type answer struct {
	knowledge.Assessment
	Reply string `json:"reply"` // the whole reply as plain text
}

// The widths to which answers are wrapped, in columns: for a person, and for a program, which wants
// its paragraphs whole.
const (
	answerWidth = 80
	unwrapped   = 1 << 20
)

func runAsk(ctx context.Context, args []string, env environment) error {
	flags := flag.NewFlagSet("ask", flag.ContinueOnError)
	asJSON := flags.Bool("json", false, "print one JSON object for a message")
	lines := flags.Bool("lines", false, "read one message a line from standard input")
	path, err := parse(flags, args, env)
	if err != nil {
		return err
	}
	base, err := loadBase(path, env)
	if err != nil {
		return err
	}
	coach := bot.New(bot.Parts{Base: base, Log: discard()})
	out := bufio.NewWriter(env.stdout)
	say := func(text string) error { return printAnswer(out, coach, base.Assess(text), *asJSON) }
	switch {
	case *lines && flags.NArg() > 0:
		return errUsage
	case *lines:
		err = eachLine(ctx, env.stdin, out, say)
	case strings.TrimSpace(strings.Join(flags.Args(), " ")) == "":
		return errUsage
	default:
		err = say(strings.Join(flags.Args(), " "))
	}
	return errors.Join(err, out.Flush())
}

func printAnswer(w io.Writer, coach *bot.Bot, a knowledge.Assessment, asJSON bool) error {
	m := coach.Advise(a)
	if m.Controls = m.Controls[:min(len(m.Controls), 1)]; a.AskBack == nil {
		m.Controls = nil // nobody can press them here; the answers to a question are worth reading
	}
	if !asJSON {
		_, err := fmt.Fprintln(w, terminal.Plain(m, answerWidth))
		return err
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer{a, terminal.Plain(m, unwrapped)})
}

// eachLine calls say for every line of r in order, and flushes out whenever no further line is at
// hand. It holds one line at a time; a line without an end is a line.
func eachLine(ctx context.Context, r io.Reader, out *bufio.Writer, say func(string) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	for ctx.Err() == nil {
		line, err := in.ReadString('\n')
		if line != "" {
			if err := say(strings.TrimRight(line, "\r\n")); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
		if in.Buffered() == 0 {
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
