package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot"
	"spotter/internal/chat"
	"spotter/internal/chat/dialog"
	"spotter/internal/chat/terminal"
	"spotter/internal/cli"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// An answer is what `spotter ask -json` prints for a message.
type answer struct {
	knowledge.Assessment
	Reply string    `json:"reply"`          // the whole reply as plain text
	Turn  turn.Kind `json:"turn,omitempty"` // the kind of turn that it was taken for
}

// The widths to which answers are wrapped, in columns: for a person, and for a program, which wants
// its paragraphs whole.
const (
	answerWidth = 80
	unwrapped   = 1 << 20
)

func askCommand(env environment) cli.Command {
	return cli.Command{
		Name: "ask", Args: "[TEXT…]", Most: -1, Does: "answer one message, or one a line of standard input",
		About: "The answer is the one that the bot gives in a chat. Nothing is stored.",
		Examples: []string{
			"spotter ask traps are on fire after bench, shoulders end up at my ears",
			`spotter ask -json "upper back sore after push ups, hips sag"`,
			"spotter ask -lines -json < messages.txt",
		},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			asJSON := flags.Bool("json", false, "print one JSON object for a message, as in ask -json my neck hurts")
			lines := flags.Bool("lines", false, "read one message a line from standard input, as in ask -lines < messages.txt")
			talk := flags.Bool("talk", false, "with -lines: the lines are one person's conversation, and an empty one begins another, as in ask -lines -talk < talk.txt")
			return func(ctx context.Context, args []string) error {
				text := strings.TrimSpace(strings.Join(args, " "))
				switch {
				case *talk && !*lines:
					return cli.Wrong("-talk needs -lines")
				case *lines && len(args) > 0:
					return cli.Wrong("unexpected %q: with -lines, messages come from standard input", args[0])
				}
				base, err := loadBase(*path, env)
				if err != nil {
					return err
				}
				return ask(ctx, base, text, *lines, *talk, *asJSON, env)
			}
		},
	}
}

func ask(ctx context.Context, base *knowledge.Base, text string, lines, talk, asJSON bool, env environment) error {
	t := newTalker(base, bufio.NewWriter(env.stdout), asJSON)
	say := func(text string) error { t.next(); return t.answer(ctx, text) } // each message begins a conversation of its own
	if talk {
		say = func(text string) error { return t.say(ctx, text) }
	}
	var err error
	if lines {
		err = eachLine(ctx, env.stdin, t.out, say)
	} else {
		err = askOnce(text, env.stdin, "give -lines", say)
	}
	return errors.Join(err, t.out.Flush())
}

// askOnce answers the words of the command line, or all of standard input as one message where there are none. Else says what else
// somebody may do who has neither.
func askOnce(text string, in io.Reader, otherwise string, say func(string) error) error {
	if text == "" && !isTerminal(in) {
		all, err := io.ReadAll(io.LimitReader(in, mostAsked))
		if err != nil {
			return fmt.Errorf("read a message: %w", err)
		}
		text = strings.TrimSpace(string(all))
	}
	if text == "" {
		return cli.Wrong("there is no message: write one, or %s", otherwise)
	}
	return say(text)
}

// mostAsked is the longest message that is read from standard input, in bytes.
const mostAsked = 1 << 20

// isTerminal reports whether somebody sits before in: then nothing will come of waiting for a file to end.
func isTerminal(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// A talker holds conversations, one after another, as in private chats. What it sets up it keeps in memory.
type talker struct {
	coach  *bot.Bot
	asks   chat.Handler // the coach, with its forms asked one question at a time
	base   *knowledge.Base
	out    *bufio.Writer
	asJSON bool
	n      int // conversations before this one
}

func newTalker(base *knowledge.Base, out *bufio.Writer, asJSON bool) *talker {
	t := &talker{base: base, out: out, asJSON: asJSON}
	t.forget()
	return t
}

// forget makes the coach anew, who remembers every conversation for hours.
func (t *talker) forget() {
	t.coach = bot.New(bot.Parts{Base: t.base, Log: discard(), Book: &reminders.Book{Store: store.NewMemory()}, Platforms: chat.Platforms{askPlatform: nowhere{}}})
	t.asks = dialog.New(t.coach, time.Now)
}

// next begins another conversation. Of many, no more than some are remembered.
func (t *talker) next() {
	const some = 500
	if t.n++; t.n%some == 0 {
		t.forget()
	}
}

// askPlatform is where those live who ask on the command line.
const askPlatform = "ask"

// nowhere is an adapter to which nothing is ever due: the program ends before.
type nowhere struct{}

func (nowhere) Serve(context.Context, chat.Handler) error { return nil }
func (nowhere) Send(context.Context, chat.Place, *chat.Message) (chat.MessageID, error) {
	return "0", nil
}
func (nowhere) Edit(context.Context, chat.Place, chat.MessageID, *chat.Message) error { return nil }

// say answers a turn, or begins another conversation where there is none. Its triage is what stands after it.
func (t *talker) say(ctx context.Context, text string) error {
	if strings.TrimSpace(text) == "" {
		t.next()
		return nil
	}
	return t.answer(ctx, text)
}

func (t *talker) answer(ctx context.Context, text string) error {
	who := chat.User{ID: chat.UserID(fmt.Sprintf("%s:%d", askPlatform, t.n)), Direct: chat.Place(fmt.Sprintf("%s:%d", askPlatform, t.n))}
	r := &chat.Request{From: who, Where: who.Direct, Text: text}
	if typed, isCommand := strings.CutPrefix(text, "/"); isCommand {
		r.Text = ""
		r.Command, r.Rest, _ = strings.Cut(typed, " ")
	}
	reply, _ := t.asks.Handle(ctx, r).(*chat.Message) // a form became a question
	if reply == nil {
		reply = &chat.Message{}
	}
	a := t.base.Assess(text)
	if r.Command == "sore" {
		a = t.coach.Assess(r)
	}
	a.Triage = t.coach.Stands(who.ID, who.Direct)
	return t.print(reply, answer{a, terminal.Plain(asked(reply), unwrapped), t.coach.Turned(who.ID, who.Direct)})
}

// asked returns a message with no controls but the answers to a question: nobody can press them here, and those are worth
// reading.
func asked(m *chat.Message) *chat.Message {
	shown := *m
	shown.Controls = slices.DeleteFunc(slices.Clone(m.Controls), func(c chat.Control) bool {
		row, ok := c.(chat.Buttons)
		return !ok || len(row) == 0 || row[0].Action.Command != "answer"
	})
	return &shown
}

func (t *talker) print(m *chat.Message, a answer) error {
	if !t.asJSON {
		_, err := fmt.Fprintln(t.out, terminal.Plain(asked(m), answerWidth))
		return err
	}
	encoder := json.NewEncoder(t.out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(a)
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
