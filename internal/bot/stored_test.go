package bot_test

import (
	"flag"
	"os"
	"strings"
	"testing"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/formcheck"
	"spotter/internal/store"
)

var update = flag.Lookup("update") // bottest's

const (
	begins = "<!-- What is stored: from internal/bot/stored.go. -->\n"
	ends   = "<!-- End of what is stored. -->"
)

// The README, the privacy policy and /privacy have one list of what is stored.
func TestStoredIsSaidAlike(t *testing.T) {
	var want strings.Builder
	for _, s := range bot.Stored {
		want.WriteString("- " + s + "\n")
	}
	for _, file := range []string{"../../README.md", "../../docs/privacy.md"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before, rest, ok := strings.Cut(string(data), begins)
		got, after, ended := strings.Cut(rest, ends)
		if !ok || !ended {
			t.Errorf("%s does not mark what is stored", file)
			continue
		}
		if got == want.String() {
			continue
		}
		if update.Value.String() == "true" {
			if err := os.WriteFile(file, []byte(before+begins+want.String()+ends+after), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		t.Errorf("%s says that this is stored:\n%s\nwant (go test ./internal/bot -update):\n%s", file, got, want.String())
	}
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Checks: formcheck.New(store.NewMemory())})
	said := ""
	for _, s := range bottest.Tell(t, b, "/privacy").Sections {
		said += s.Body.String() + "\n"
	}
	for _, s := range bot.Stored {
		if !strings.Contains(said, "- "+s) {
			t.Errorf("/privacy does not say %q", s)
		}
	}
	if said := bottest.Tell(t, bottest.New(t), "/privacy").Sections[0].Body.String(); !strings.HasPrefix(said, "Nothing") {
		t.Errorf("a bot that stores nothing says %q", said)
	}
}
