package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
	"spotter/internal/picture"
)

// A phone is what one platform shows of a drill, as its stand-in recorded it.
type phone struct {
	title, words string
	image        []byte
	above        bool // the picture stands above the words
	keys         []string
}

// Sizes of a phone in pixels: it is read in GitHub's column.
const (
	phoneWidth = 410
	phoneLine  = 58
	shownWidth = 320
)

// phones draws phones side by side, light or dark as the reader's system is.
func phones(all ...phone) string {
	var b strings.Builder
	height := 0
	for i, p := range all {
		height = max(height, p.draw(&b, 16+i*(phoneWidth+16)))
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" font-family="sans-serif">
<style>.paper{fill:#ffffff}.card{fill:#f1f3f6}.ink{fill:#1d2430}.key{fill:#dde3ee}
@media (prefers-color-scheme:dark){.paper{fill:#1e1f22}.card{fill:#2b2d31}.ink{fill:#e3e5e8}.key{fill:#43464e}}</style>
<rect width="100%%" height="100%%" class="paper"/>
%[3]s</svg>
`, 16+len(all)*(phoneWidth+16), height+16, b.String())
}

// draw adds a phone at x and returns where it ends.
func (p phone) draw(b *strings.Builder, x int) int {
	var inside strings.Builder
	y := 58
	text := func(y, size int, style, s string) {
		fmt.Fprintf(&inside, "<text class=\"ink\" x=\"%d\" y=\"%d\" font-size=\"%d\" %s xml:space=\"preserve\">%s</text>\n", x+14, y, size, style, html.EscapeString(s))
	}
	text(40, 15, `font-weight="bold"`, p.title)
	shown := func() {
		height := 320
		fmt.Fprintf(&inside, "<image x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" href=\"data:image/gif;base64,%s\"/>\n",
			x+14, y, shownWidth, height, base64.StdEncoding.EncodeToString(p.image))
		y += height + 12
	}
	if p.above {
		shown()
	}
	for _, line := range strings.Split(strings.ReplaceAll(p.words, "\n\n\n", "\n\n"), "\n") {
		for _, part := range wrapped(line, phoneLine) {
			y += 18
			text(y, 13, "", part)
		}
	}
	y += 14
	if !p.above {
		shown()
	}
	for _, key := range p.keys {
		fmt.Fprintf(&inside, "<rect class=\"key\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"28\" rx=\"6\"/>\n", x+14, y, phoneWidth-28)
		y += 28
		text(y-9, 13, "", "  "+key)
		y += 8
	}
	fmt.Fprintf(b, "<rect class=\"card\" x=\"%d\" y=\"16\" width=\"%d\" height=\"%d\" rx=\"12\"/>\n%s", x, phoneWidth, y-8, inside.String())
	return y + 8
}

// TestPictureOfADrill keeps the README's picture of a drill on both platforms, and sees that the moving picture arrives there as the
// program drew it; Telegram gets it once and is told its id after that.
func TestPictureOfADrill(t *testing.T) {
	t.Parallel()
	set, err := picture.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := set.GIF("chin-tuck")
	if err != nil {
		t.Fatal(err)
	}
	p := startPlatforms(t)

	here := discordtest.Where{Guild: guildID, Channel: channelID}
	asked := p.discord.Slash(discordtest.Person{ID: "80351110224679000", Name: "Ann"}, here, "drill", discordtest.Option("name", "chin tuck"))
	card := p.discord.Shown(asked, 1)[0]
	if len(card.Files) != 1 || card.Files[0].Type != "image/gif" || !bytes.Equal(card.Files[0].Data, want) || !strings.Contains(card.Files[0].Alt, "2. Draw the chin straight back") {
		t.Fatalf("Discord got %d files, or another picture, or no steps as its description", len(card.Files))
	}
	words, _ := discordtest.Read(card.Text())
	discord := phone{title: "Discord", words: words, image: card.Files[0].Data, keys: labelsOf(card)}

	ann := p.telegram.Person("Ann")
	ann.Say("/drill chin tuck")
	first := ann.Chat().Await(1)
	ann.Say("/drill chin tuck")
	second := ann.Chat().Await(2)
	if first.Animation == nil || !bytes.Equal(first.Animation.Data, want) {
		t.Fatal("Telegram got no animation, or another one")
	}
	if second.Animation == nil || second.Animation.FileID != first.Animation.FileID {
		t.Error("Telegram got the picture a second time")
	}
	telegram := phone{title: "Telegram", words: first.Caption, image: first.Animation.Data, above: true, keys: keysOf(first)}

	path, got := filepath.Join("..", "..", "docs", "drill.svg"), phones(discord, telegram)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != got {
		t.Errorf("%s is out of date (%v): make pictures", path, err)
	}
}

func labelsOf(m *discordtest.Message) (labels []string) {
	for _, row := range m.Rows() {
		for _, c := range row.Components {
			labels = append(labels, c.Label)
		}
	}
	return labels
}

func keysOf(m *telegramtest.Message) (labels []string) {
	for _, row := range m.Keyboard {
		for _, b := range row {
			labels = append(labels, b.Text)
		}
	}
	return labels
}
