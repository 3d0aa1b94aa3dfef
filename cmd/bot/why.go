package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/cli"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/why"
)

func whyCommand(env environment) cli.Command {
	return cli.Command{
		Name: "why", Args: "[TEXT…]", Most: -1, Does: "tell how a message is understood, stage by stage",
		About: "For whoever corrects the content or the lexicon: the sentences and what they are, the words that count or do not, each with its file and line, what both " +
			"readers of warning signs say, and the thresholds that decided. Without words, the message is read from standard input.",
		Examples: []string{"spotter why my fingers go numb when I bench, no chest pain", "spotter why < post.txt"},
		Setup: func(flags *flag.FlagSet) cli.Run {
			path := configFlag(flags, env)
			return func(ctx context.Context, args []string) error {
				base, err := loadBase(*path, env)
				if err != nil {
					return err
				}
				out := bufio.NewWriter(env.stdout)
				err = askOnce(strings.Join(args, " "), env.stdin, "send it to standard input", func(text string) error { return explain(ctx, base, out, text) })
				return errors.Join(err, out.Flush())
			}
		},
	}
}

// explain tells how a message is understood, and what it is taken for where it begins a conversation.
func explain(ctx context.Context, base *knowledge.Base, out *bufio.Writer, text string) error {
	if err := why.Write(out, base.Explain(text)); err != nil {
		return err
	}
	who := chat.User{ID: askPlatform + ":0", Direct: askPlatform + ":0"}
	t := newTalker(base, out, false)
	t.coach.Handle(ctx, &chat.Request{From: who, Where: who.Direct, Text: text})
	kind := cmp.Or(t.coach.Turned(who.ID, who.Direct), "no turn")
	_, err := fmt.Fprintf(out, "   at the start of a chat: %s, care %s\n", kind, t.coach.Stands(who.ID, who.Direct))
	return err
}
