package etcdtest_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"spotter/internal/chat/telegram/telegramtest"
	"spotter/internal/store/etcdstore/etcdtest"
)

const root = "../../../.."

// A bot is one process of the program.
type bot struct {
	t      *testing.T
	cmd    *exec.Cmd
	log    lockedBuffer
	exited chan struct{}
}

type lockedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func build(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "spotter-etcd")
	cmd := exec.Command("go", "build", "-buildvcs=false", "-tags", "etcd", "-o", path, "./cmd/bot")
	cmd.Dir = root
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return path
}

func startBot(t *testing.T, program, config string) *bot {
	t.Helper()
	b := &bot{t: t, cmd: exec.Command(program, "run", "-config", config), exited: make(chan struct{})}
	b.cmd.Stdout, b.cmd.Stderr = &b.log, &b.log
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(b.exited)
		_ = b.cmd.Wait() // most are killed
	}()
	t.Cleanup(func() { b.signal(syscall.SIGKILL); <-b.exited })
	return b
}

func (b *bot) signal(s syscall.Signal) { _ = b.cmd.Process.Signal(s) } // it may have ended

// holds reports whether the process took the platform last, as its log has it.
func (b *bot) holds() bool {
	text := b.log.String()
	return strings.LastIndex(text, "lease taken") > strings.LastIndex(text, "lease lost")
}

// A person at the stand-in says something and waits for the answer.
func answered(t *testing.T, u *telegramtest.User, most time.Duration) time.Duration {
	t.Helper()
	before, start := len(u.Chat().Shown()), time.Now()
	u.Say("my traps are on fire after bench, shoulders end up at my ears")
	for len(u.Chat().Shown()) == before {
		if time.Since(start) > most {
			t.Errorf("no answer after %v", most)
			break
		}
		<-time.After(5 * time.Millisecond)
	}
	return time.Since(start)
}

// Two processes of the program on three members: whichever polls is killed, told to end, or stopped for longer than its lease, and
// people are answered by the other. None of them asks Telegram while another does, and what was confirmed is there afterwards.
func TestReplicas(t *testing.T) {
	c := etcdtest.Start(t, 3)
	program, server := build(t), telegramtest.New(t)
	config := filepath.Join(t.TempDir(), "spotter.toml")
	text := fmt.Sprintf("store = %q\n[telegram]\ntoken = %q\napi_url = %q\n", c.Address("bot"), telegramtest.Token, server.URL)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ann := server.Person("Ann")
	bots := []*bot{startBot(t, program, config)}
	answered(t, ann, 15*time.Second)
	ann.Say("/remind on berlin 7:30 20:00")
	answered(t, ann, 5*time.Second)
	bots = append(bots, startBot(t, program, config))

	for _, test := range []struct {
		name string
		hurt func(b *bot)
		most time.Duration
	}{
		{"SIGKILL", func(b *bot) { b.signal(syscall.SIGKILL) }, 12 * time.Second},
		{"SIGTERM", func(b *bot) { b.signal(syscall.SIGTERM) }, 2 * time.Second},
		{"SIGSTOP", func(b *bot) { b.signal(syscall.SIGSTOP) }, 12 * time.Second},
	} {
		<-time.After(3 * time.Second) // the standby is there
		if bots[1].holds() {
			bots[0], bots[1] = bots[1], bots[0]
		}
		holder := bots[0]
		test.hurt(holder)
		took := answered(t, ann, test.most)
		t.Logf("%s: answered after %v", test.name, took)
		if test.name == "SIGSTOP" {
			holder.signal(syscall.SIGCONT)
			<-time.After(3 * time.Second)
			t.Logf("and after SIGCONT: answered after %v", answered(t, ann, 2*time.Second))
			if holder.holds() {
				t.Errorf("the process that was stopped did not notice:\n%s", &holder.log)
			}
			continue
		}
		bots[0] = startBot(t, program, config)
	}
	conflicts := 0
	for _, call := range server.Calls("getUpdates") {
		if call.Code == 409 {
			conflicts++
		}
	}
	if conflicts > 1 { // the poll that was under way when its process was stopped
		t.Errorf("%d polls met another", conflicts)
	}
	ann.Say("/remind status")
	answered(t, ann, 2*time.Second)
	shown := ""
	for _, m := range ann.Chat().Shown() {
		shown += m.Words() + "\n"
	}
	if i := strings.LastIndex(shown, "Your reminders"); i < 0 {
		t.Errorf("what was confirmed is gone:\n%.2000s", shown)
	}
	if t.Failed() {
		for _, b := range bots {
			t.Logf("log:\n%s", &b.log)
		}
	}
}
