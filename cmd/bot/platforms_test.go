package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// A platformBot is the whole program, connected to both stand-ins.
type platformBot struct {
	telegram *telegramtest.Server
	discord  *discordtest.Server
	output   *lockedBuffer
	now      func() time.Time // nil: the real clock
	environ  []string
	config   string // the file
}

// piped is the world of a program that has nothing but its pipes.
func piped(in io.Reader, out, log io.Writer) environment {
	return environment{stdin: in, stdout: out, stderr: log, getenv: func(string) string { return "" }}
}

// startPlatforms runs the program as its owner would, with a configuration file, against stand-ins that
// are first prepared.
func startPlatforms(t *testing.T, prepare ...func(*platformBot)) *platformBot {
	t.Helper()
	p := &platformBot{telegram: telegramtest.New(t), discord: discordtest.New(t), output: new(lockedBuffer)}
	for _, f := range prepare {
		f(p)
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "spotter.toml")
	p.config = path
	text := fmt.Sprintf("database = %q\n[telegram]\ntoken = %q\napi_url = %q\n[discord]\ntoken = %q\napi_url = %q\n",
		filepath.Join(dir, "spotter.db"), telegramtest.Token, p.telegram.URL, discordtest.Token, p.discord.URL())
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan int, 1)
	go func() {
		env := piped(strings.NewReader(""), p.output, p.output)
		env.now, env.environ = p.now, p.environ
		ended <- run(ctx, []string{"run", "-config", path}, env)
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case code := <-ended:
			if code != 0 {
				t.Errorf("exit status %d:\n%s", code, p.output)
			}
		case <-time.After(2 * endWithin):
			t.Error("the program does not end")
		}
		for _, secret := range []string{telegramtest.Token, discordtest.Token} {
			if strings.Contains(p.output.String(), secret) {
				t.Error("a token was printed")
			}
		}
	})
	p.discord.Connected(1)
	p.discord.Registered(1)
	return p
}

// TestTheSameAnswerOnBothPlatforms: a complaint, its answer, and a pressed button.
func TestTheSameAnswerOnBothPlatforms(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	const complaint = "traps on fire after bench, shoulders end up at my ears"

	ann := p.telegram.Person("Ann")
	ann.Say(complaint)
	shown := ann.Chat().Await(1)
	wantWords(t, shown.Words(), "A common reason lifters get this is", "because you said “shoulders end up at my ears”", "The fix", "strengthisfirst.com", "not medicine")
	ann.Press(shown, "Show drill")
	wantWords(t, ann.Chat().Await(2).Words(), "How much", "Source")

	bob, where := discordtest.Person{ID: "80351110224678912", Name: "Bob"}, discordtest.Where{Guild: "41771983423143937", Channel: "41771983423143938"}
	asked := p.discord.Slash(bob, where, "sore", discordtest.Option("what", complaint))
	answer := p.discord.Shown(asked, 1)[0]
	if !answer.Ephemeral() {
		t.Error("others see the answer")
	}
	wantWords(t, answer.Text(), "A common reason lifters get this is", "shoulders end up at my ears", "The fix", "strengthisfirst.com", "not medicine")
	drill := p.discord.Shown(p.discord.Press(bob, where, answer, "Show drill"), 1)[0]
	wantWords(t, drill.Text(), "How much", "Source")
}

func wantWords(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("no %q in\n%s", w, text)
		}
	}
}

// A lockedBuffer is a bytes.Buffer for several writers.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
