package markup

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

func TestMarkdown(t *testing.T) {
	when := time.Unix(1_800_000_000, 0)
	for _, row := range []struct {
		name string
		text chat.Text
		want string
	}{
		{"plain", chat.Plain("My traps, 3 x 20 s."), "My traps, 3 x 20 s."},
		{"styles", chat.Rich("**bold** *italic* `code` [words](https://a.b/c)"), "**bold** *italic* `code` [words](<https://a.b/c>)"},
		{"both styles", chat.Text{{Text: "x", Style: chat.Bold | chat.Italic}}, "***x***"},
		{"styles side by side", chat.Text{{Text: "a", Style: chat.Bold}, {Text: "b", Style: chat.Italic}}, "**a**" + invisible + "*b*"},
		{"space inside a style", chat.Text{{Text: " a ", Style: chat.Bold}, {Text: "b"}}, "**a** b"},
		{"instant", chat.At(when, "soon"), "<t:1800000000:f>"},
		{"person", chat.Text{{Text: "Ann", User: "discord:80351110224678912"}}, "<@80351110224678912>"},
		{"person elsewhere", chat.Text{{Text: "Ann", User: "telegram:5"}}, "Ann"},
		{"person who is none", chat.Text{{Text: "Ann", User: "discord:1> @everyone"}}, "Ann"},
		{"command", chat.Text{{Text: "/remind on berlin", Style: chat.Code, Named: "/remind on zone:berlin"}}, "`/remind on zone:berlin`"},
		{"role", chat.Text{{Text: "coaches", Role: "55"}}, "<@&55>"},
		{"place", chat.Text{{Text: "the channel", Place: "discord:55"}}, "<#55>"},
		{"no place of ours", chat.Text{{Text: "the chat", Place: "telegram:55"}}, "the chat"},
		{"code with a backtick", chat.Text{{Text: "a`b", Style: chat.Code}}, "`aˋb`"},
		{"link that breaks out", chat.Text{{Text: "x", Link: "https://a.b/)<@1> y"}}, "[x](<https://a.b/%29%3C@1%3E%20y>)"},
		{"link that is none", chat.Text{{Text: "x", Link: "javascript:alert(1)"}}, "x"},
		{"typed markup", chat.Plain("*a* _b_ ~c~ |d| `e` [f](g) \\"), "\\*a\\* \\_b\\_ \\~c\\~ \\|d\\| \\`e\\` \\[f\\](g) \\\\"},
		{"typed lines", chat.Plain("# a\n> b\n- c\n1. d\n  - e\nf - g # h > i 1.5"), "\\# a\n\\> b\n\\- c\n1\\. d\n  \\- e\nf - g # h > i 1.5"},
		{"typed mentions", chat.Plain("@everyone <@1> <#2> a@b.c"), "@" + invisible + "everyone \\<@" + invisible + "1> \\<#2> a@" + invisible + "b.c"},
		{"typed addresses", chat.Plain("https://a.b discord.gg/x"), "https\\://a.b discord\\.gg/x"},
	} {
		if got := strings.Join(markdown(row.text, maxContent), "|"); got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

func TestMarkdownPieces(t *testing.T) {
	for _, row := range []struct {
		name  string
		text  string
		limit int
		want  []string
	}{
		{"at paragraphs", "one two three\n\nfour five", 20, []string{"one two three", "four five"}},
		{"at lines", "one two three\nfour five", 20, []string{"one two three", "four five"}},
		{"at words", "one two three four five", 11, []string{"one two", "three four", "five"}},
		{"within a long word", "abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"not within a character", "ab👍🏽cd", 5, []string{"ab", "👍🏽c", "d"}},
		{"exactly", "abcd", 4, []string{"abcd"}},
		{"nothing", " \n ", 4, nil},
	} {
		got := markdown(chat.Plain(row.text), row.limit)
		if strings.Join(got, "|") != strings.Join(row.want, "|") {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
}

// Whatever people type shows as they typed it, and nothing of it is marked; whatever its length, every
// piece fits.
func FuzzMarkdown(f *testing.F) {
	for _, s := range []string{
		"plain", "**b** _i_ `c` ```d``` ||e|| ~~f~~", "# h\n> q\n- l\n1. n\n-# s", "<@1> @everyone <t:1> [a](https://b.c) https://d.e",
		"\\*a\\", "*\n_\n`", "💪🏽 é ﷽", "discord.gg/x Discord.com/invite/y", "1. a\n 2. b\n10. c", " - a\n\t- b", ">>> x", "a\x00b\xff",
	} {
		f.Add(s, 50)
	}
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if !utf8.ValidString(s) || limit < 20 || limit > 4096 || strings.Contains(s, invisible) {
			t.Skip()
		}
		var shown strings.Builder
		for _, piece := range markdown(chat.Plain(s), limit) {
			if units(piece) > limit || strings.TrimSpace(piece) == "" {
				t.Errorf("piece of %d units, limit %d: %q", units(piece), limit, piece)
			}
			text, marks := discordtest.Read(piece)
			if len(marks) > 0 {
				t.Errorf("of %q in %q is marked: %+v", s, piece, marks)
			}
			shown.WriteString(text)
		}
		if got, want := squeeze(shown.String()), squeeze(s); got != want {
			t.Errorf("shown %q, typed %q", got, want)
		}
	})
}

// squeeze leaves out white space, at which pieces are cut.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// Every part of a message that says much fits into Discord's limits.
func FuzzRender(f *testing.F) {
	f.Add("text", "title", "body", "footer", 3)
	f.Add(strings.Repeat("*", 3000), strings.Repeat("t", 400), strings.Repeat("b ", 3000), strings.Repeat("f\n", 900), 30)
	f.Fuzz(func(t *testing.T, text, title, body, footer string, sections int) {
		if sections < 0 || sections > 60 || !utf8.ValidString(text+title+body+footer) {
			t.Skip()
		}
		m := &chat.Message{Text: chat.Plain(text), Footer: chat.Plain(footer), Controls: card().Controls}
		for range sections {
			m.Sections = append(m.Sections, chat.Section{Title: title, Body: chat.Plain(body)})
		}
		for _, p := range Render(m, "1573596727582130183") {
			encoded, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			err = discordtest.CheckMessage(encoded)
			if err != nil && !strings.Contains(err.Error(), "empty message") {
				t.Errorf("refused: %v\n%s", err, encoded)
			}
		}
	})
}
