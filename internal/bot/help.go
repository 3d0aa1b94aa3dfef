package bot

import (
	"context"
	"strings"

	"spotter/internal/bot/coach"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
)

func (b *Bot) helpCommands() []command.Command {
	const group = "About"
	return []command.Command{
		{
			Command: chat.Command{Name: "help", Description: "What I can do, with an example each", Example: "/help remind", Group: group, Direct: true,
				Options: []chat.Option{{Name: "command", Description: "The command to explain", Type: chat.String}}},
			Run: b.help,
		},
		{
			Command: chat.Command{Name: "privacy", Description: "What I store about you, and what I never do", Example: "/privacy", Group: group, Direct: true},
			Run:     b.privacy,
		},
		{
			Command: chat.Command{Name: "start", Description: "Say hello", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "payload", Description: "What a link asked for", Type: chat.Word}}},
			Run: b.start,
		},
	}
}

// help lists the commands by group, or explains one.
func (b *Bot) help(_ context.Context, c *command.Call) (chat.Reply, error) {
	if name := strings.TrimPrefix(strings.ToLower(c.Values["command"]), "/"); name != "" {
		return b.helpOn(name)
	}
	m := &chat.Message{
		Text: chat.Plain("I help lifters whose upper back is sore after bench pressing or push-ups. " +
			"Tell me in your own words what you feel, or use a command."),
		Footer:  chat.Plain(say.NotMedicine),
		Private: true,
	}
	at := map[string]int{}
	for _, cmd := range b.table.All() {
		if cmd.Hidden || strings.Contains(cmd.Name, " ") || cmd.Who == chat.Managers && c.Group && !c.From.Manager {
			continue
		}
		i, ok := at[cmd.Group]
		if !ok {
			i = len(m.Sections)
			at[cmd.Group] = i
			m.Sections = append(m.Sections, chat.Section{Title: cmd.Group})
		}
		body := &m.Sections[i].Body
		if len(*body) > 0 {
			*body = append(*body, chat.Span{Text: "\n"})
		}
		*body = append(*body, helpLine(cmd)...)
	}
	return m, nil
}

func helpLine(c *command.Command) chat.Text {
	line := chat.Join(chat.Strong("/"+c.Name), chat.Plain(": "+c.Description))
	if c.Example != "" && c.Example != "/"+c.Name {
		line = chat.Join(line, chat.Plain(", as in "), chat.Text{{Text: c.Example, Style: chat.Code}})
	}
	return line
}

// helpOn explains one command, its subcommands and its options.
func (b *Bot) helpOn(name string) (chat.Reply, error) {
	c := b.table.Find(name)
	if c == nil || c.Hidden {
		return nil, b.table.Unknown(name)
	}
	m := &chat.Message{Text: helpLine(c), Private: true}
	var subs, options chat.Text
	for _, sub := range b.table.All() {
		if strings.HasPrefix(sub.Name, c.Name+" ") && !sub.Hidden {
			subs = append(subs, append(helpLine(sub), chat.Span{Text: "\n"})...)
		}
	}
	for _, o := range c.Options {
		options = append(options, chat.Join(chat.Strong(o.Name), chat.Plain(": "+o.Description+optionality(o)+"\n"))...)
	}
	if len(subs) > 0 {
		m.Sections = append(m.Sections, chat.Section{Title: "Its parts", Body: trimEnd(subs)})
	} else if len(options) > 0 {
		m.Sections = append(m.Sections, chat.Section{Title: "What it takes", Body: trimEnd(options)})
	}
	return m, nil
}

func optionality(o chat.Option) string {
	if o.Required {
		return ""
	}
	return " (if you like)"
}

// trimEnd drops the newline at the end of t.
func trimEnd(t chat.Text) chat.Text {
	if n := len(t); n > 0 {
		t[n-1].Text = strings.TrimSuffix(t[n-1].Text, "\n")
	}
	return t
}

func (b *Bot) privacy(context.Context, *command.Call) (chat.Reply, error) {
	return &chat.Message{
		Text: chat.Rich("What you tell me about your body is never stored: I read it, answer, and forget your words. While we talk I keep in mind, not on disk, what it is about: the lift, the likely reasons, a drill, a question, a warning sign. That goes two hours after your last word, or with `/mydata delete`. The answers so far travel inside the buttons you press. Only on Telegram is a message kept for the moment until it is answered, encrypted with a key that changes each day and is in no backup, and then removed."),
		Sections: append([]chat.Section{
			{Title: "What I keep", Body: b.kept()},
			{Title: "What I never do", Body: chat.Plain("I keep no videos: one that you attach to a command only passes through me to your group. I don't read what is not addressed to me, and I don't write to anybody who did not ask me to.")},
			{Title: "Your data", Body: chat.Rich("`/mydata show` gives you everything I store about you as a file, `/mydata delete` removes it at once, and within a day it is overwritten on the disk. Backups of before may have it until whoever runs me throws them away; if one is restored I delete you again.")},
		}, b.misreadPrivacy()...),
		Private: true,
	}, nil
}

// misreadPrivacy says what becomes of words that were misread, where they can be sent.
func (b *Bot) misreadPrivacy() []chat.Section {
	if b.misread == nil {
		return nil
	}
	return []chat.Section{{Title: "If I misread you", Body: chat.Rich("So that you can send whoever runs me what I misread, I hold your last three messages and my answers in memory, not on disk, for two hours at most. " +
		"Only what you were shown is sent, without your name, and only if you press *Send it*.")}}
}

func (b *Bot) start(ctx context.Context, c *command.Call) (chat.Reply, error) {
	payload := c.Values["payload"]
	if name, arg, ok := strings.Cut(payload, "_"); ok || payload != "" {
		if target := b.table.Find(name); target != nil && !target.Hidden && target.Name != "start" {
			next, err := b.table.Resolve(&chat.Request{ID: c.ID, From: c.From, Where: c.Where, Group: c.Group, Home: c.Home, Time: c.Time, Command: name, Rest: arg})
			if err == nil {
				err = next.Permit()
			}
			if err != nil {
				return nil, err
			}
			return b.run(ctx, next)
		}
	}
	return coach.Hello(), nil
}
