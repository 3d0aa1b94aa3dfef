package main

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"spotter/internal/chat/telegram/telegramtest"
)

// TestScriptsOnTelegram plays those scenes of the terminal's scripts that need neither a clock nor a
// restart in a private chat on Telegram: the same lines, the same words in return. A number presses
// that button. TestClockScriptsOnTelegram plays the others.
func TestScriptsOnTelegram(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as Telegram's limits for one chat make it")
	}
	t.Parallel()
	p := startPlatforms(t)
	for _, name := range []string{"commands", "sore", "wrong"} {
		archive, err := txtar.ParseFile(filepath.Join("testdata", "script", name+".txtar"))
		if err != nil {
			t.Fatal(err)
		}
		scenes := scenesOf(archive)
		if len(scenes) == 0 {
			t.Errorf("%s has no scene that is played", name)
		}
		t.Run(name, func(t *testing.T) {
			for _, s := range scenes {
				t.Run(s.name, func(t *testing.T) {
					t.Parallel()
					s.play(t, p.telegram)
				})
			}
		})
	}
}

// A scene is what one person writes, and what is to be shown and not to be shown.
type scene struct {
	name  string
	lines []string
	wants []want
}

type want struct {
	pattern *regexp.Regexp
	times   int // 0: at least once; -1: never
}

var wantLine = regexp.MustCompile(`^(! )?stdout (?:-count=(\d+) )?'(.*)'$`)

// scenesOf returns the scenes of a script that are one run of the program at any time.
func scenesOf(a *txtar.Archive) (scenes []*scene) {
	var now *scene
	input := ""
	for _, line := range strings.Split(string(a.Comment), "\n") {
		switch words := strings.Fields(line); {
		case len(words) == 2 && words[0] == "stdin":
			input = words[1]
		case line == "exec spotter":
			now = &scene{name: input, lines: linesOf(a, input)}
			scenes = append(scenes, now)
		case strings.HasPrefix(line, "exec "):
			now = nil
		}
		if m := wantLine.FindStringSubmatch(line); m != nil && now != nil {
			now.wants = append(now.wants, newWant(m))
		}
	}
	return scenes
}

// newWant returns what a match of wantLine wants.
func newWant(m []string) want {
	w := want{pattern: regexp.MustCompile(m[3])}
	w.times, _ = strconv.Atoi(m[2]) // none is 0
	if m[1] != "" {
		w.times = -1
	}
	return w
}

func linesOf(a *txtar.Archive, name string) []string {
	for _, f := range a.Files {
		if f.Name == name {
			return strings.Split(strings.TrimSuffix(string(f.Data), "\n"), "\n")
		}
	}
	return nil
}

func (s *scene) play(t *testing.T, server *telegramtest.Server) {
	v := &viewer{User: server.Person("Player"), looks: map[int64]string{}}
	for _, line := range s.lines {
		v.types(t, line)
	}
	v.wants(t, s.wants)
}

// A viewer is a person in a private chat, and what they have seen there.
type viewer struct {
	*telegramtest.User
	looks map[int64]string // of each message, as it was seen last
	seen  strings.Builder
}

// look adds what came or changed to what was seen, as the terminal shows it, and tells whether there was any.
func (v *viewer) look() (changed bool) {
	for _, m := range v.Chat().Shown() {
		look := m.Words() + "\n"
		for i, label := range labels(m) {
			look += "[" + strconv.Itoa(i+1) + "] " + label + "   "
		}
		if v.looks[m.ID] != look {
			v.looks[m.ID], changed = look, true
			v.seen.WriteString(look + "\n")
		}
	}
	return changed
}

// types presses the button of that number, or says the line, and waits for an answer.
func (v *viewer) types(t *testing.T, line string) {
	t.Helper()
	if !press(v.User, line) {
		v.Say(line)
	}
	await(t, "an answer to "+strconv.Quote(line), v.look)
}

func (v *viewer) wants(t *testing.T, wants []want) {
	t.Helper()
	for _, w := range wants {
		if w.times >= 0 {
			await(t, "the words "+w.pattern.String(), func() bool { v.look(); return w.fits(v.seen.String()) })
		}
	}
	for _, w := range wants {
		if v.look(); !w.fits(v.seen.String()) {
			t.Errorf("%v, %d times wanted, in\n%s", w.pattern, w.times, &v.seen)
		}
	}
}

// await waits until something is so.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	for tick := time.NewTicker(5 * time.Millisecond); !so(); {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatalf("%s: did not happen", what)
		}
	}
}

// press presses the button of that number under the last message that has any.
func press(person *telegramtest.User, line string) bool {
	n, err := strconv.Atoi(line)
	if err != nil {
		return false
	}
	shown := person.Chat().Shown()
	for i := len(shown) - 1; i >= 0; i-- {
		for _, row := range shown[i].Keyboard {
			if n <= len(row) {
				person.Press(shown[i], row[n-1].Text)
				return true
			}
			n -= len(row)
		}
		if len(shown[i].Keyboard) > 0 {
			return false
		}
	}
	return false
}

func (w want) fits(text string) bool {
	n := len(w.pattern.FindAllString(text, -1))
	switch w.times {
	case -1:
		return n == 0
	case 0:
		return n > 0
	}
	return n == w.times
}
