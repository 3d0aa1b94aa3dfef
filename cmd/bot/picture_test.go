package main

import (
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

var update = flag.Bool("update", false, "draw the pictures of the README again")

// A drawing shows messages side by side, as a scalable picture.
type drawing struct {
	columns       []string
	width, height int
}

// Sizes in pixels.
const (
	lineHeight = 18
	margin     = 16
)

// A look is how a column is drawn: its width in pixels, the characters of a line, and the type.
type look struct {
	width, line int
	font        string
}

var (
	bubble = look{width: 400, line: 60, font: `font-size="12.5"`}
	screen = look{width: 520, line: 84, font: `font-size="10.5" font-family="monospace"`}
)

// column adds what a platform shows: its words, and rows of buttons below.
func (d *drawing) column(l look, title, words string, rows [][]string) {
	x, y := margin+d.width, 2*margin
	d.width += l.width + margin
	var b strings.Builder
	text := func(x, y int, style, s string) {
		fmt.Fprintf(&b, "<text x=\"%d\" y=\"%d\" %s xml:space=\"preserve\">%s</text>\n", x, y, style, html.EscapeString(s))
	}
	text(x, y, `font-weight="bold" font-size="15"`, title)
	y += margin
	for _, line := range strings.Split(strings.ReplaceAll(words, "\n\n\n", "\n\n"), "\n") {
		for _, part := range wrapped(line, l.line) {
			y += lineHeight
			text(x, y, l.font, part)
		}
	}
	y += margin
	for _, row := range rows {
		width := (l.width - 6*(len(row)-1)) / max(len(row), 1)
		for i, label := range row {
			left := x + i*(width+6)
			fmt.Fprintf(&b, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"26\" rx=\"5\" fill=\"#e3e8f0\"/>\n", left, y, width)
			most := (width - 8) / 6
			if r := []rune(label); len(r) > most {
				label = string(r[:most-1]) + "…"
			}
			text(left+8, y+17, `font-size="11.5"`, label)
		}
		y += 32
	}
	d.columns = append(d.columns, b.String())
	d.height = max(d.height, y+margin)
}

func wrapped(line string, most int) []string {
	var lines []string
	current := ""
	for _, word := range strings.SplitAfter(line, " ") {
		if len([]rune(current+word)) > most && current != "" {
			lines = append(lines, current)
			current = ""
		}
		current += word
	}
	return append(lines, current)
}

func (d *drawing) String() string {
	width := margin + d.width
	return fmt.Sprintf("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %[1]d %[2]d\" font-family=\"sans-serif\" fill=\"#1d2430\">\n"+
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fbfcfe\"/>\n%s</svg>\n", width, d.height, strings.Join(d.columns, ""))
}

// TestPictureOfAFormCheck keeps the README's picture: a check with its verdict, as each platform's
// stand-in recorded it.
func TestPictureOfAFormCheck(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	picture := &drawing{}
	words, rows := p.checkOnDiscord(t)
	picture.column(bubble, "Discord", words, rows)
	words, rows = p.checkOnTelegram(t)
	picture.column(bubble, "Telegram", words, rows)
	picture.column(screen, "Terminal", checkAtTerminal(t), nil)
	picture.compare(t, "formcheck.svg")
}

// TestPictureOfAnExchange keeps the README's other picture: a complaint at the terminal, the answer,
// and the drill.
func TestPictureOfAnExchange(t *testing.T) {
	t.Parallel()
	const complaint = "my traps are on fire after bench, shoulders end up at my ears"
	greeting := playTerminal(t, "")
	first := strings.TrimPrefix(playTerminal(t, complaint+"\n"), greeting)
	both := strings.TrimPrefix(playTerminal(t, complaint+"\n1\n"), greeting)
	words := "> " + complaint + "\n\n" + first + "\n> 1\n\n" + strings.TrimPrefix(both, first)
	picture := &drawing{}
	picture.column(screen, "$ make run", strings.TrimSpace(words), nil)
	picture.compare(t, "terminal.svg")
}

// compare checks that the picture in the docs is this one, or draws it again.
func (d *drawing) compare(t *testing.T, name string) {
	t.Helper()
	path := filepath.Join("..", "..", "docs", name)
	if *update {
		if err := os.WriteFile(path, []byte(d.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), d.String()); diff != "" {
		t.Errorf("the picture is out of date: go test ./cmd/bot -run Picture -update\n%s", diff)
	}
}

// What is played: two reviewers agree on a cue, and one has another besides.
var (
	pictureVotes = []string{"Shoulders up at the ears", "Shoulders up at the ears", "No leg drive"}
	verdictWords = []string{"Top cue: Shoulders up at the ears", "No leg drive"}
)

func hasAll(text string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func (p *platformBot) checkOnDiscord(t *testing.T) (string, [][]string) {
	d := p.discord
	discordForum(p)
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	people := []discordtest.Person{{ID: "80351110224679001", Name: "Ben"}, {ID: "80351110224679002", Name: "Cleo"}, {ID: "80351110224679002", Name: "Cleo"}}
	d.Slash(discordtest.Person{ID: "80351110224679000", Name: "Ann"}, here, "formcheck", discordtest.Sub("post", discordtest.Option("link", "https://films.example/a"),
		discordtest.Option("lift", "bench-press"), discordtest.Option("load", "80 kg × 5"), discordtest.Option("pain", "no")))
	card := d.Posted(channelID, 1)[0]
	for i, label := range pictureVotes {
		d.Shown(d.Press(people[i], here, card, label), 1)
	}
	eventually(t, "the verdict on Discord", func() bool { return hasAll(d.Channel(channelID).Messages[0].Text(), verdictWords) })
	card = d.Channel(channelID).Messages[0]
	named := strings.NewReplacer("<@80351110224679000>", "@Ann", "<@80351110224679001>", "@Ben", "<@80351110224679002>", "@Cleo")
	words, _ := discordtest.Read(named.Replace(card.Text()))
	var rows [][]string
	for _, row := range card.Rows() {
		var labels []string
		for _, c := range row.Components {
			labels = append(labels, c.Label)
		}
		rows = append(rows, labels)
	}
	return words, rows
}

func (p *platformBot) checkOnTelegram(t *testing.T) (string, [][]string) {
	group := p.telegram.Group("Bench club")
	ben, cleo := p.telegram.Person("Ben"), p.telegram.Person("Cleo")
	group.Say(p.telegram.Person("Ann"), "/formcheck bench 80 kg × 5 no pain", telegramtest.Video("film"))
	card := group.Await(1)
	for i, who := range []*telegramtest.User{ben, cleo, cleo} {
		q := who.Press(card, pictureVotes[i])
		eventually(t, "an answered press", func() bool { n, _, _ := q.Answered(); return n > 0 })
	}
	eventually(t, "the verdict on Telegram", func() bool { return hasAll(group.Shown()[0].Text, verdictWords) })
	shown := group.Shown()[0]
	var rows [][]string
	for _, row := range shown.Keyboard {
		var labels []string
		for _, b := range row {
			labels = append(labels, b.Text)
		}
		rows = append(rows, labels)
	}
	return shown.Text, rows
}

// checkAtTerminal returns the card as it is printed last, when the check is closed.
func checkAtTerminal(t *testing.T) string {
	out := playTerminal(t, "/as Ann\n/formcheck set3.mp4 bench 80 kg × 5 no pain\n/as Ben\n/vote 000001 at-ears\n/as Cleo\n/vote 000001 at-ears\n/vote 000001 no-legs\n/as Ann\n/check-close 000001\n")
	_, card, _ := strings.Cut(out, "You are Ann now.\n")
	card = card[strings.LastIndex(card, "(updated)\n")+len("(updated)\n"):]
	card, _, _ = strings.Cut(card, "\nClosed. Did it help?")
	return strings.TrimSpace(card)
}

// playTerminal returns what the program prints where a script is typed.
func playTerminal(t *testing.T, script string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "spotter.toml")
	if err := os.WriteFile(path, fmt.Appendf(nil, "database = %q\n", path+".db"), 0o600); err != nil {
		t.Fatal(err)
	}
	var out lockedBuffer
	if code := run(t.Context(), []string{"run", "-config", path}, piped(strings.NewReader(script), &out, &out)); code != 0 {
		t.Fatalf("exit status %d:\n%s", code, out.String())
	}
	return out.String()
}
