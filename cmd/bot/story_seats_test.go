package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// A terminalSeat is the program at the end of two pipes, of its own.
type terminalSeat struct {
	keys  io.Writer
	out   *lockedBuffer
	lines []int // how much was shown when each line was typed
}

// sitAtTerminal starts the program, which sends to the terminal what is for its owner if it has one.
func sitAtTerminal(t *testing.T, owned bool) seat {
	dir := t.TempDir()
	path := filepath.Join(dir, "spotter.toml")
	config := fmt.Appendf(nil, "database = %q\n", filepath.Join(dir, "spotter.db"))
	if owned {
		config = append(config, "[owner]\nplace = \"terminal:here\"\n"...)
	}
	if err := os.WriteFile(path, config, 0o600); err != nil {
		t.Fatal(err)
	}
	in, keys := io.Pipe()
	s := &terminalSeat{keys: keys, out: new(lockedBuffer)}
	log, ended := new(lockedBuffer), make(chan int, 1)
	go func() {
		ended <- run(context.WithoutCancel(t.Context()), []string{"run", "-config", path}, piped(in, s.out, log))
		in.Close()
	}()
	t.Cleanup(func() {
		keys.Close()
		if code := <-ended; code != 0 || log.String() != "" {
			t.Errorf("exit status %d, said aside: %s", code, log)
		}
	})
	return s
}

func (s *terminalSeat) says(t *testing.T, line string) {
	s.lines = append(s.lines, len(s.out.String()))
	if _, err := io.WriteString(s.keys, line+"\n"); err != nil {
		t.Fatalf("type %q: %v", line, err)
	}
}

// presses types the number that was shown last for the label.
func (s *terminalSeat) presses(t *testing.T, label string) bool {
	label = strings.ReplaceAll(regexp.QuoteMeta(label), " ", `\s+`)
	found := regexp.MustCompile(`(?:\[(\d+)\]|(\d+)\.) `+label+`(?: {3}|\n|$)`).FindAllStringSubmatch(s.out.String(), -1)
	if len(found) == 0 {
		return false
	}
	last := found[len(found)-1]
	s.says(t, last[1]+last[2])
	return true
}

func (s *terminalSeat) answers(t *testing.T, text string) bool {
	for field := range strings.SplitSeq(text, " | ") {
		s.says(t, field)
	}
	return true
}

// shown returns what came after each line that was typed: where a message ends cannot be seen.
func (s *terminalSeat) shown() map[string]string {
	all, text, from := map[string]string{}, s.out.String(), 0
	for n, to := range append(slices.Clone(s.lines), len(text)) {
		all[fmt.Sprint(n)] = text[from:to]
		from = to
	}
	return all
}

// Nobody else reads a terminal, and whoever runs the bot is whoever sits there.
func (s *terminalSeat) inGroup(t *testing.T, line string) { t.Fatalf("there is no group for %q", line) }
func (s *terminalSeat) others() map[string]string         { return nil }
func (s *terminalSeat) owner() map[string]string          { return s.shown() }

// A telegramSeat is a private chat, and a group in which everybody is.
type telegramSeat struct {
	*telegramtest.User
	group, boss *telegramtest.Chat
}

func (s *telegramSeat) inGroup(_ *testing.T, line string) {
	if !strings.HasPrefix(line, "/") {
		line = "@spotter_bot " + line
	}
	s.group.Say(s.User, line)
}

func (s *telegramSeat) others() map[string]string { return written(s.group) }
func (s *telegramSeat) owner() map[string]string  { return written(s.boss) }

func (s *telegramSeat) says(_ *testing.T, line string) { s.Say(line) }

func (s *telegramSeat) presses(_ *testing.T, label string) bool {
	for _, m := range append(slices.Collect(backward(s.Chat().Shown())), slices.Collect(backward(s.group.Shown()))...) {
		if slices.Contains(labels(m), label) {
			s.Press(m, label)
			return true
		}
	}
	return false
}

func backward[E any](all []E) iter.Seq[E] {
	return func(yield func(E) bool) {
		for _, e := range slices.Backward(all) {
			if !yield(e) {
				return
			}
		}
	}
}

func (s *telegramSeat) answers(_ *testing.T, text string) bool {
	for field := range strings.SplitSeq(text, " | ") {
		s.Say(field)
	}
	return true
}

func (s *telegramSeat) shown() map[string]string {
	all := written(s.Chat())
	for id, text := range written(s.group) {
		all["group "+id] = text
	}
	return all
}

// written returns what stands in a chat.
func written(c *telegramtest.Chat) map[string]string {
	all := map[string]string{}
	for _, m := range c.Shown() {
		all[fmt.Sprint(m.ID)] = m.Words() + "\n" + strings.Join(labels(m), "\n")
		if m.Document != nil {
			all[fmt.Sprint(m.ID)] += "\n" + string(m.Document.Data)
		}
	}
	return all
}

func labels(m *telegramtest.Message) []string {
	var all []string
	for _, row := range m.Keyboard {
		for _, b := range row {
			all = append(all, b.Text)
		}
	}
	return all
}

// A discordSeat is a channel of a server, where no one else is, and direct messages. Commands are slash commands, and
// sentences go to /sore.
type discordSeat struct {
	s      *discordtest.Server
	who    discordtest.Person
	where  discordtest.Where
	direct string
	done   []*discordtest.Interaction
	known  []declared
	read   map[string]string // how texts look: working that out takes a while
	ben    discordtest.Person
	boss   *telegramtest.Chat
}

// A declared is a command or an option as the program registered it.
type declared struct {
	Name    string
	Type    int
	Choices []discordtest.Choice
	Options []declared
}

func sitInDiscord(t *testing.T, s *discordtest.Server, n int, owner *telegramtest.Chat) seat {
	who, where := reviewer(500+n), discordtest.Where{Guild: guildID, Channel: fmt.Sprint(41771983423144000 + n)}
	seat := &discordSeat{s: s, who: who, where: where, direct: s.Direct(who), read: map[string]string{}, ben: reviewer(900 + n), boss: owner}
	for _, raw := range s.Commands("") {
		var d declared
		if err := json.Unmarshal(raw, &d); err != nil {
			t.Fatal(err)
		}
		seat.known = append(seat.known, d)
	}
	return seat
}

func (s *discordSeat) says(t *testing.T, line string) {
	words, isCommand := strings.CutPrefix(line, "/")
	if !isCommand {
		s.done = append(s.done, s.s.Slash(s.who, s.where, "sore", discordtest.Option("what", line)))
		return
	}
	name, rest, _ := strings.Cut(words, " ")
	at := slices.IndexFunc(s.known, func(d declared) bool { return d.Name == name && d.Type == 1 })
	if at < 0 {
		t.Fatalf("Discord offers no /%s", name)
	}
	s.done = append(s.done, s.s.Slash(s.who, s.where, name, fill(t, s.known[at].Options, rest)...))
}

// fill makes options of words: one word each, and all that remains for the last.
func fill(t *testing.T, options []declared, rest string) []map[string]any {
	var all []map[string]any
	for n, o := range options {
		word, after, _ := strings.Cut(rest, " ")
		if o.Type == 1 { // a subcommand
			if word == o.Name {
				return []map[string]any{discordtest.Sub(o.Name, fill(t, o.Options, after)...)}
			}
			continue
		}
		if n == len(options)-1 {
			word, after = rest, ""
		}
		if rest = after; word != "" {
			all = append(all, option(t, o, word))
		}
	}
	if rest != "" {
		t.Fatalf("Discord has no option for %q", rest)
	}
	return all
}

// option fills in one option. Of choices, the one is taken that begins with the word.
func option(t *testing.T, o declared, word string) map[string]any {
	if len(o.Choices) > 0 {
		at := slices.IndexFunc(o.Choices, func(c discordtest.Choice) bool {
			return strings.HasPrefix(strings.ToLower(c.Name), strings.ToLower(word))
		})
		if at < 0 {
			t.Fatalf("Discord does not offer %q for %s", word, o.Name)
		}
		word = fmt.Sprint(o.Choices[at].Value)
	}
	filled := discordtest.Option(o.Name, word)
	if n, err := strconv.Atoi(word); o.Type == 4 && err == nil {
		filled["type"], filled["value"] = o.Type, n
	}
	return filled
}

// messages returns all that can be seen, oldest first.
func (s *discordSeat) messages() []*discordtest.Message {
	all := append(s.s.Sees(s.who, s.where.Channel), s.s.Sees(s.who, s.direct)...)
	slices.SortFunc(all, func(a, b *discordtest.Message) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func (s *discordSeat) presses(_ *testing.T, label string) bool {
	for _, m := range slices.Backward(s.messages()) {
		where := discordtest.Where{Channel: m.Channel}
		if m.Channel == s.where.Channel {
			where = s.where
		}
		for _, row := range m.Rows() {
			for _, c := range row.Components {
				for _, o := range c.Options {
					if o.Label == label {
						s.done = append(s.done, s.s.Choose(s.who, where, m, o.Value))
						return true
					}
				}
				if c.Label == label {
					s.done = append(s.done, s.s.Press(s.who, where, m, label))
					return true
				}
			}
		}
	}
	return false
}

func (s *discordSeat) answers(_ *testing.T, text string) bool {
	last := s.done[len(s.done)-1]
	now := s.s.Peek(last)
	if now.Modal == nil {
		return false
	}
	values, fields := map[string]string{}, strings.Split(text, " | ")
	for n, row := range now.Modal.Rows[:len(fields)] {
		values[row.Components[0].CustomID] = fields[n]
	}
	s.done = append(s.done, s.s.Submit(s.who, s.where, last, values))
	return true
}

func (s *discordSeat) inGroup(t *testing.T, line string) { s.says(t, line) }
func (s *discordSeat) others() map[string]string         { return s.texts(s.s.Sees(s.ben, s.where.Channel)) }
func (s *discordSeat) owner() map[string]string          { return written(s.boss) }

// shown returns messages and forms.
func (s *discordSeat) shown() map[string]string {
	all := s.texts(s.messages())
	for _, i := range s.done {
		if modal := s.s.Peek(i).Modal; modal != nil {
			all["form "+i.ID] = modal.Title
			for _, row := range modal.Rows {
				all["form "+i.ID] += "\n" + row.Components[0].Label
			}
		}
	}
	return all
}

// texts returns how messages look, with the labels of what can be pressed.
func (s *discordSeat) texts(messages []*discordtest.Message) map[string]string {
	all := map[string]string{}
	for _, m := range messages {
		text, known := s.read[m.Text()]
		if !known {
			text, _ = discordtest.Read(m.Text())
			s.read[m.Text()] = text
		}
		for _, row := range m.Rows() {
			for _, c := range row.Components {
				text += "\n" + c.Label
				for _, o := range c.Options {
					text += "\n" + o.Label
				}
			}
		}
		for _, f := range m.Files {
			text += "\n" + string(f.Data)
		}
		all[m.ID] = text
	}
	return all
}
