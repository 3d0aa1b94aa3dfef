package bot

import (
	"context"
	"strings"
	"unicode"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// maxMessage is the longest message that is read, in characters. It is generous, since a warning
// sign may stand at the end of a long story.
const maxMessage = 64 << 10

var lifts = []chat.Choice{{Label: "Bench press", Value: string(knowledge.BenchPress)}, {Label: "Push-up", Value: string(knowledge.PushUp)}}

func (b *Bot) soreCommands() []command {
	return []command{
		{
			Command: chat.Command{Name: "sore", Description: "Tell me what hurts, and I look for the reason and a fix",
				Example: "/sore my traps are on fire after bench, shoulders end up at my ears", Group: "Coaching", Direct: true,
				Options: []chat.Option{
					{Name: "what", Description: "What you feel, in your own words", Type: chat.String, Max: maxMessage},
					{Name: "lift", Description: "The lift that brings it on", Type: chat.Word, Choices: lifts},
					{Name: "where", Description: "Where you feel it, as in: between the shoulder blades", Type: chat.Word, Max: 200},
					{Name: "feel", Description: "How it feels, as in: dull, tight, sharp, tingling", Type: chat.Word, Max: 200},
				}},
			run: b.sore,
		},
		{
			Command: chat.Command{Name: "answer", Description: "An answer to a question", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}, {Name: "option", Type: chat.Word, Required: true}}},
			run: b.answer,
		},
		{
			Command: chat.Command{Name: "another", Description: "Another reason", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}}},
			run: b.another,
		},
	}
}

// sore answers a message about what hurts, or a question in free text.
func (b *Bot) sore(_ context.Context, c *call) (chat.Reply, error) {
	text := c.described()
	if text == "" {
		return &chat.Form{
			Title:  "What do you feel?",
			Action: chat.Action{Command: "sore"},
			Fields: []chat.Field{{Name: "what", Label: "Which lift, where, and how does it feel?",
				Hint: "As in: traps on fire after bench, shoulders end up at my ears", Long: true, Max: chat.MaxAnswer}},
		}, nil
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return nil, problem("There are no words in that.", "Tell me what you feel and where; `/help` lists what else I can do.")
	}
	return b.reply(c, b.understand(c, text)), nil
}

// described joins what was said with the options chosen beside it into one message.
func (c *call) described() string {
	parts := []string{c.args["what"]}
	if where := c.args["where"]; where != "" {
		parts = append(parts, "It is in the "+where)
	}
	if feel := c.args["feel"]; feel != "" {
		parts = append(parts, "It feels "+feel)
	}
	switch knowledge.Lift(c.args["lift"]) {
	case knowledge.BenchPress:
		parts = append(parts, "It comes from the bench press")
	case knowledge.PushUp:
		parts = append(parts, "It comes from push-ups")
	}
	said := parts[:0]
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ". ")
}

// understand assesses text: as an answer where the person was just asked something, as a
// complaint of its own otherwise.
func (b *Bot) understand(c *call, text string) knowledge.Assessment {
	pending, asked := b.recent.take(c.From.ID, c.Where, b.Now())
	if !c.free || !asked {
		return b.Base.Assess(text)
	}
	for _, o := range pending.question.Options {
		if fold(o.Label) == fold(text) || o.ID == text {
			if a, err := b.Base.Answer(pending.known, o.ID); err == nil {
				return a
			}
		}
	}
	return b.Base.Add(pending.known, text)
}

func (b *Bot) answer(_ context.Context, c *call) (chat.Reply, error) {
	known, err := b.Base.ParseCase(c.args["case"])
	if err != nil {
		return nil, stale(err)
	}
	a, err := b.Base.Answer(known, c.args["option"])
	if err != nil {
		return nil, stale(err)
	}
	m := b.reply(c, a)
	m.Replace = true
	return m, nil
}

func (b *Bot) another(_ context.Context, c *call) (chat.Reply, error) {
	known, err := b.Base.ParseCase(c.args["case"])
	if err != nil {
		return nil, stale(err)
	}
	m := b.reply(c, b.Base.Another(known))
	m.Replace = true
	return m, nil
}

// stale says that a button can no longer be understood: the content has changed since.
func stale(err error) error {
	return &Problem{Say: "That button is from an earlier version of me.", Hint: "Please tell me again what you feel: `/sore …`", Err: err}
}

// reply words an assessment and remembers, for a few minutes and without any of the person's words,
// that a question is open.
func (b *Bot) reply(c *call, a knowledge.Assessment) *chat.Message {
	if a.AskBack != nil {
		b.recent.put(c.From.ID, c.Where, pending{known: a.Case, question: a.AskBack}, b.Now())
	}
	m := b.Advise(a)
	m.Owner = c.From.ID
	return m
}
