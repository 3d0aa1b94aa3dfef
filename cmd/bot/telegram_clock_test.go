package main

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"spotter/internal/chat/telegram/telegramtest"
)

// TestClockScriptsOnTelegram plays the terminal's scripts whose scenes have a clock, one after the other
// on one database, each in a program of its own, in a private chat on Telegram.
func TestClockScriptsOnTelegram(t *testing.T) {
	if testing.Short() {
		t.Skip("takes as long as Telegram's limits for one chat make it")
	}
	t.Parallel()
	for _, name := range []string{"remind", "remind-wrong", "wrong"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(filepath.Join("testdata", "script", name+".txtar"))
			if err != nil {
				t.Fatal(err)
			}
			stages := stagesOf(t, archive)
			if len(stages) == 0 {
				t.Fatal("no scene has a clock")
			}
			b := &clockedBot{server: telegramtest.New(t), dir: t.TempDir()}
			var v *viewer
			for _, s := range stages {
				if v == nil || s.stranger {
					v = &viewer{User: b.server.Person("Player"), looks: map[int64]string{}}
				}
				b.play(t, s, v)
			}
		})
	}
}

// A stage is one run of the program: when it starts, what is typed, and what is to be shown.
type stage struct {
	at       time.Time
	steps    []string // lines; sleep lets a minute begin
	wants    []want
	stranger bool // whoever types has not been there before
}

// sleep is a step in which a minute begins. A script sleeps over it: its programs start a second before, or
// nothing is to come.
const sleep = "\x00"

var (
	timed = regexp.MustCompile(`^exec spotter-at (\S+) run$`)
	typed = regexp.MustCompile(`^exec sh -c '\((.+)\) \| spotter-at (\S+) run'$`)
)

// stagesOf returns the runs of a script that have a clock.
func stagesOf(t *testing.T, a *txtar.Archive) (stages []*stage) {
	t.Helper()
	var now *stage
	input, stranger := "", false
	begin := func(at string, steps []string) {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		now = &stage{at: when, steps: steps, stranger: stranger}
		stages, stranger = append(stages, now), false
	}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		if name, ok := strings.CutPrefix(line, "stdin "); ok {
			input = path.Base(name)
		} else if strings.HasPrefix(line, "cd ") { // another folder has another database
			stranger = true
		} else if m := timed.FindStringSubmatch(line); m != nil {
			begin(m[1], linesOf(a, input))
		} else if m := typed.FindStringSubmatch(line); m != nil {
			begin(m[2], stepsOf(t, a, m[1]))
		} else if strings.HasPrefix(line, "exec ") {
			now = nil
		} else if m := wantLine.FindStringSubmatch(line); m != nil && now != nil {
			now.wants = append(now.wants, newWant(m))
		}
	}
	return stages
}

// stepsOf returns the steps of "cat on; sleep 2; cat done".
func stepsOf(t *testing.T, a *txtar.Archive, commands string) (steps []string) {
	t.Helper()
	for command := range strings.SplitSeq(commands, "; ") {
		switch words := strings.Fields(command); words[0] {
		case "cat":
			steps = append(steps, linesOf(a, words[1])...)
		case "sleep":
			steps = append(steps, sleep)
		default:
			t.Fatalf("%q is not understood", command)
		}
	}
	return steps
}

// A clockedBot is the program on Telegram, which starts again and again on one database.
type clockedBot struct {
	server *telegramtest.Server
	dir    string
	out    lockedBuffer
}

func (b *clockedBot) play(t *testing.T, s *stage, v *viewer) {
	t.Helper()
	clock := new(wallClock)
	clock.ahead.Store(int64(time.Until(s.at)))
	stop := b.start(t, clock)
	defer stop()
	v.look()
	v.seen.Reset()
	for _, step := range s.steps {
		if step == sleep {
			b.beginMinute(t, clock)
			v.look()
		} else {
			v.types(t, step)
		}
	}
	v.wants(t, s.wants)
}

// start runs the program until stop is called.
func (b *clockedBot) start(t *testing.T, clock *wallClock) (stop func()) {
	t.Helper()
	config := filepath.Join(b.dir, "spotter.toml")
	text := fmt.Sprintf("database = %q\n[telegram]\ntoken = %q\napi_url = %q\n", filepath.Join(b.dir, "spotter.db"), telegramtest.Token, b.server.URL)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	env := piped(strings.NewReader(""), &b.out, &b.out)
	env.now = clock.now
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, []string{"run", "-config", config}, env) }()
	return func() {
		cancel()
		if code := <-ended; code != 0 {
			t.Errorf("exit status %d:\n%s", code, b.out.String())
		}
	}
}

// beginMinute puts the clock forward to a full minute, and waits until what is due by then was sent: somebody
// else is due as well, after all who had a plan before.
func (b *clockedBot) beginMinute(t *testing.T, clock *wallClock) {
	t.Helper()
	next := clock.now().UTC().Add(80 * time.Second).Truncate(time.Minute) // in 20 seconds or later: not while this is said
	witness := b.server.Person("Witness")
	witness.Say(next.Format("/remind on utc 15:04 ") + next.Add(12*time.Hour).Format("15:04"))
	await(t, "the reminders of a witness", func() bool { return len(witness.Chat().Shown()) == 2 })
	clock.forward(next.Sub(clock.now()))
	b.server.Person("Bystander").Say("/remind on utc") // so that the lane looks at the clock now
	await(t, "a witness's reminder", func() bool { return len(witness.Chat().Shown()) > 2 })
}
