package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat/telegram/telegramtest"
)

// A seat is where one person uses the program: at the terminal, in Telegram or in Discord.
type seat interface {
	// says types a command or a sentence.
	says(t *testing.T, line string)
	// presses uses the newest button or choice with the label, if there is one yet.
	presses(t *testing.T, label string) bool
	// answers fills in the open form, if one is open yet: field after field, separated by " | ".
	answers(t *testing.T, text string) bool
	// shown returns what stands there now, with the labels of buttons, by message.
	shown() map[string]string
	// inGroup types where others read along.
	inGroup(t *testing.T, line string)
	// others returns what those others see there, and owner what whoever runs the bot was sent.
	others() map[string]string
	owner() map[string]string
}

// TestStories plays each file of testdata/story on every platform. A story has one person, ann, and
// these kinds of lines:
//
//	# a remark
//	ann: /drill chin tuck      she types a command, or a sentence
//	ann presses: Show drill    she uses a button or makes a choice
//	ann answers: berlin        she fills in a form, whose fields are separated by " | "
//	sees: How much             what she was shown since she last did something has these words
//	sees not: Elbow            and not those; stands after what she does see
//	ann in the group: /drill   she types where others read along; a sentence is said to the bot
//	others see: traps          they were shown these words since; "others see not", "owner sees" and "owner sees not" go like it
//	[discord] sees: …          holds only there; several names are separated by spaces
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/story/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	var owner *telegramtest.Chat
	p := startPlatforms(t, func(p *platformBot) {
		who := p.telegram.Person("Olga")
		owner = who.Chat()
		who.Say("/start")
		p.environ = []string{fmt.Sprintf("SPOTTER_OWNER_PLACE=telegram:%d", who.ID)}
	})
	var all sync.WaitGroup // not t.Parallel: they wait more than they work, and would wait in line
	defer all.Wait()
	for n, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for platform, sit := range map[string]func(*testing.T) seat{
			"terminal": func(t *testing.T) seat { return sitAtTerminal(t, strings.Contains(string(text), "owner sees")) },
			"telegram": func(*testing.T) seat {
				return &telegramSeat{p.telegram.Person("Ann"), p.telegram.Group("Bench club"), owner}
			},
			"discord": func(t *testing.T) seat { return sitInDiscord(t, p.discord, n, owner) },
		} {
			name := strings.TrimSuffix(filepath.Base(file), ".txt") + "/" + platform
			all.Go(func() { t.Run(name, func(t *testing.T) { play(t, platform, sit(t), string(text)) }) })
		}
	}
}

var storyLine = regexp.MustCompile(`^(?:\[([a-z ]+)\] )?(ann|ann in the group|ann presses|ann answers|(?:sees|others see|owner sees)(?: not)?): (.+)$`)

func play(t *testing.T, platform string, ann seat, story string) {
	views := map[string]func() map[string]string{"sees": ann.shown, "others see": ann.others, "owner sees": ann.owner}
	before := map[string]map[string]string{}
	since := func(who string) string { return whatIsNew(before[who], views[who]()) }
	seen := false
	for n, line := range strings.Split(story, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		m := storyLine.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("line %d is none of a story: %q", n+1, line)
		}
		if m[1] != "" && !slices.Contains(strings.Fields(m[1]), platform) {
			continue
		}
		who, not := strings.CutSuffix(m[2], " not")
		if views[who] == nil {
			for name, view := range views {
				before[name] = view()
			}
			seen = false
		}
		soon := func(so func() bool) { soon(t, n+1, line, func() string { return since("sees") }, so) }
		switch {
		case m[2] == "ann":
			ann.says(t, m[3])
		case m[2] == "ann in the group":
			ann.inGroup(t, m[3])
		case m[2] == "ann presses":
			soon(func() bool { return ann.presses(t, m[3]) })
		case m[2] == "ann answers":
			soon(func() bool { return ann.answers(t, m[3]) })
		case !not:
			soon(func() bool { return strings.Contains(since(who), m[3]) })
			seen = true
		case !seen:
			t.Fatalf("line %d: what is to be seen comes before %q", n+1, line)
		default:
			if text := since(who); strings.Contains(text, m[3]) {
				t.Errorf("line %d: %s\n%s", n+1, line, text)
			}
		}
	}
}

// soon waits until so, and fails the test with what is new on the screen if that takes too long.
func soon(t *testing.T, n int, line string, since func() string, so func() bool) {
	t.Helper()
	limit := time.After(20 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-limit:
			t.Fatalf("line %d: %s\nbut there is only: %s", n, line, since())
		case <-tick.C:
		}
	}
}

// whatIsNew returns the messages that came or changed, with white space as one space: every platform
// breaks lines its own way.
func whatIsNew(before, now map[string]string) string {
	var texts []string
	for id, text := range now {
		if before[id] != text {
			texts = append(texts, strings.Join(strings.Fields(text), " "))
		}
	}
	return strings.Join(texts, "\n")
}
