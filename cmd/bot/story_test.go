package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
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
//	[discord] sees: …          holds only there; several names are separated by spaces
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/story/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	p := startPlatforms(t)
	var all sync.WaitGroup // not t.Parallel: they wait more than they work, and would wait in line
	defer all.Wait()
	for n, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for platform, sit := range map[string]func(*testing.T) seat{
			"terminal": sitAtTerminal,
			"telegram": func(*testing.T) seat { return &telegramSeat{p.telegram.Person("Ann")} },
			"discord":  func(t *testing.T) seat { return sitInDiscord(t, p.discord, n) },
		} {
			name := strings.TrimSuffix(filepath.Base(file), ".txt") + "/" + platform
			all.Go(func() { t.Run(name, func(t *testing.T) { play(t, platform, sit(t), string(text)) }) })
		}
	}
}

var storyLine = regexp.MustCompile(`^(?:\[([a-z ]+)\] )?(ann|ann presses|ann answers|sees|sees not): (.+)$`)

func play(t *testing.T, platform string, ann seat, story string) {
	var before map[string]string
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
		since := func() string { return whatIsNew(before, ann.shown()) }
		if m[2] != "sees" && m[2] != "sees not" {
			before, seen = ann.shown(), false
		}
		switch m[2] {
		case "ann":
			ann.says(t, m[3])
		case "ann presses":
			soon(t, n+1, line, since, func() bool { return ann.presses(t, m[3]) })
		case "ann answers":
			soon(t, n+1, line, since, func() bool { return ann.answers(t, m[3]) })
		case "sees":
			soon(t, n+1, line, since, func() bool { return strings.Contains(since(), m[3]) })
			seen = true
		case "sees not":
			if !seen {
				t.Fatalf("line %d: what is to be seen comes before %q", n+1, line)
			}
			if text := since(); strings.Contains(text, m[3]) {
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
