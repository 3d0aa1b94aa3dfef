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
	"spotter/internal/chat"
	"spotter/internal/chat/terminal"
	"spotter/internal/cli"
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
				case !*lines && text == "":
					return cli.Wrong("there is no message: write one, or give -lines")
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
	coach := bot.New(bot.Parts{Base: base, Log: discard()})
	out := bufio.NewWriter(env.stdout)
	say := func(text string) error { return printAnswer(out, coach.Advise, base.Assess(text), asJSON) }
	if talk {
		t := &talker{coach: coach, base: base, out: out, asJSON: asJSON}
		say = func(text string) error { return t.say(ctx, text) }
	}
	var err error
	if lines {
		err = eachLine(ctx, env.stdin, out, say)
	} else {
		err = say(text)
	}
	return errors.Join(err, out.Flush())
}

// A talker holds conversations, one after another.
type talker struct {
	coach  *bot.Bot
	base   *knowledge.Base
	out    io.Writer
	asJSON bool
	n      int // conversations before this one
}

// say answers a turn as in a private chat. Its triage is what stands after it.
func (t *talker) say(ctx context.Context, text string) error {
	if strings.TrimSpace(text) == "" {
		t.n++
		return nil
	}
	who := chat.User{ID: chat.UserID(fmt.Sprintf("ask:%d", t.n)), Direct: chat.Place(fmt.Sprintf("ask:%d", t.n))}
	r := &chat.Request{From: who, Where: who.Direct, Text: text}
	if typed, isCommand := strings.CutPrefix(text, "/"); isCommand {
		r.Text = ""
		r.Command, r.Rest, _ = strings.Cut(typed, " ")
	}
	reply := t.coach.Handle(ctx, r)
	m, _ := reply.(*chat.Message) // a form asks for words, and they are there
	if m == nil {
		m = &chat.Message{}
	}
	a := t.base.Assess(text)
	a.Triage = t.coach.Stands(who.ID, who.Direct)
	return printAnswer(t.out, func(knowledge.Assessment) *chat.Message { return m }, a, t.asJSON)
}

func printAnswer(w io.Writer, advise func(knowledge.Assessment) *chat.Message, a knowledge.Assessment, asJSON bool) error {
	m := advise(a)
	if m.Controls = m.Controls[:min(len(m.Controls), 1)]; a.Question() == nil {
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
