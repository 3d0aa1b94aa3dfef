package telegram_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/chat/telegram/telegramtest"
)

// folder is a telegram.Memory of files: what is renamed survives a kill.
type folder string

func (f folder) path(key string) string {
	return filepath.Join(string(f), base64.RawURLEncoding.EncodeToString([]byte(key)))
}

func (f folder) Load(_ context.Context, key string) ([]byte, error) {
	b, err := os.ReadFile(f.path(key))
	if os.IsNotExist(err) {
		return nil, nil
	}
	return b, err
}

func (f folder) Change(_ context.Context, values []inbox.Value) error {
	for _, v := range values {
		if err := f.save(v.Key, v.Data); err != nil {
			return err
		}
	}
	return nil
}

func (f folder) Scan(ctx context.Context, from, to string, limit int) (all []inbox.Value, err error) {
	names, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	var keys []string
	for _, n := range names {
		key, err := base64.RawURLEncoding.DecodeString(n.Name())
		if err == nil && string(key) >= from && string(key) < to {
			keys = append(keys, string(key))
		}
	}
	slices.Sort(keys)
	for _, key := range keys[:min(limit, len(keys))] {
		b, err := f.Load(ctx, key)
		if err != nil {
			return nil, err
		}
		all = append(all, inbox.Value{Key: key, Data: b})
	}
	return all, nil
}

func (f folder) save(key string, value []byte) error {
	if value == nil {
		err := os.Remove(f.path(key))
		if os.IsNotExist(err) {
			return nil
		}
		return err
	}
	if err := os.WriteFile(f.path(key)+".new", value, 0o600); err != nil {
		return err
	}
	return os.Rename(f.path(key)+".new", f.path(key))
}

// TestChild is no test: it is the process that TestFaults kills.
func TestChild(t *testing.T) {
	url := os.Getenv("TELEGRAM_CHILD_URL")
	if url == "" {
		t.Skip("only within TestFaults")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	cfg := telegram.Config{
		Token: func() string { return telegramtest.Token }, APIURL: url, Memory: folder(os.Getenv("TELEGRAM_CHILD_DIR")),
		Limits: telegram.Limits{All: 500, Chat: 200, Burst: 10, Group: -1},
	}
	if err := telegram.New(cfg, slog.New(slog.NewTextHandler(os.Stderr, nil))).Serve(ctx, echo); err != nil {
		t.Fatal(err)
	}
}

// child starts the process.
func child(t *testing.T, url, dir string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), "TELEGRAM_CHILD_URL="+url, "TELEGRAM_CHILD_DIR="+dir, "SPOTTER_SPEC=")
	c.Stderr = t.Output()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFaults writes 1 000 messages from 50 people in 25 groups, while the server and the network do what they
// do on bad days and the process is killed twice. Every message is answered, each person's in order. Repeated are at
// most those whose answer arrived and was not heard of: cut off after the effect, or killed.
func TestFaults(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	var cuts atomic.Int32
	s.Faults(func(method string, n int) telegramtest.Fault {
		switch {
		case method == "sendMessage" && n%97 == 0:
			return telegramtest.Fault{RetryAfter: 1}
		case n%41 == 0:
			return telegramtest.Fault{BadGateway: true}
		case n%53 == 0:
			return telegramtest.Fault{Cut: true}
		case n%61 == 0:
			if method == "sendMessage" {
				cuts.Add(1)
			}
			return telegramtest.Fault{CutAfter: true}
		case n%29 == 0:
			return telegramtest.Fault{Slow: 100 * time.Millisecond}
		}
		return telegramtest.Fault{}
	})
	s.Limit(telegramtest.Limits{All: 600, AllBurst: 60, Chat: 250, ChatBurst: 20, Pause: time.Second})
	const groups, people = 25, 50
	messages := 1000
	if testing.Short() {
		messages = 300
	}
	dir, began := t.TempDir(), time.Now()
	c := child(t, s.URL, dir)
	lifters, chats := make([]*telegramtest.User, people), make([]*telegramtest.Chat, groups)
	for i := range lifters {
		lifters[i] = s.Person(fmt.Sprint("Lifter", i))
	}
	for i := range chats {
		chats[i] = s.Group(fmt.Sprint("Group", i))
	}
	killed := 0
	for i := range messages {
		chats[i%groups].Say(lifters[i%people], fmt.Sprintf("/sore@spotter_bot m%04d", i))
		if i == messages/2 {
			s.Raw(`"message":{"message_id":{},"chat":"broken"}`)
		}
		if i%(2*messages/5) == 2*messages/5-1 {
			waitShown(s, i/4)
			killed += kill(t, c)
			c = child(t, s.URL, dir)
		}
	}
	repeats := awaitAll(t, s, chats, messages, people)
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("the process ended with %v", err)
	}
	if most := int(cuts.Load()) + killed; repeats > most {
		t.Errorf("%d answers repeated, at most %d (%d cut off, %d in flight when killed)", repeats, most, cuts.Load(), killed)
	}
	t.Logf("%d messages answered in %v; %d repeated, %d cut off after the effect, %d answers in flight when killed",
		messages, time.Since(began).Round(time.Millisecond), repeats, cuts.Load(), killed)
}

func waitShown(s *telegramtest.Server, n int) {
	s.Until("the flood to be under way", func() bool { return len(s.Shown()) >= n })
}

// kill ends the process at once and returns how many answers may be repeated for it: those that were
// sent and not yet known to be remembered; at most one for each of the fifty people.
func kill(t *testing.T, c *exec.Cmd) int {
	t.Helper()
	if err := c.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait() // it was killed
	return 50
}

// awaitAll waits until every message is answered, checks the order of each person's in a group, and counts repeats.
func awaitAll(t *testing.T, s *telegramtest.Server, chats []*telegramtest.Chat, messages, people int) (repeats int) {
	t.Helper()
	deadline := time.Now().Add(40 * time.Second)
	seen := map[string]int{}
	for len(seen) < messages && time.Now().Before(deadline) {
		s.Until("the next second", func() bool { return len(s.Shown()) > len(seen) || time.Now().After(deadline) })
		clear(seen)
		for _, m := range s.Shown() {
			seen[m.Text]++
		}
	}
	if len(seen) < messages {
		t.Fatalf("%d of %d messages answered", len(seen), messages)
	}
	for _, n := range seen {
		repeats += n - 1
	}
	for _, c := range chats {
		last := map[int]int{}
		first := map[int]bool{}
		for _, m := range c.Shown() {
			var n int
			if _, err := fmt.Sscanf(m.Text, "sore m%d", &n); err != nil {
				t.Errorf("shown %q", m.Text)
			}
			if !first[n] && n < last[n%people] {
				t.Errorf("the order of a person's answers is lost: %d after %d", n, last[n%people])
			}
			first[n], last[n%people] = true, n
		}
	}
	return repeats
}

// TestOrderAfterKill: two bursts to a dozen people, the process killed in the midst of them: each person's answers come in
// order, whatever waited where.
func TestOrderAfterKill(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Limit(telegramtest.Limits{All: 600, AllBurst: 60, Chat: 250, ChatBurst: 20, Pause: time.Second})
	s.Faults(func(method string, n int) telegramtest.Fault {
		if method == "sendMessage" {
			return telegramtest.Fault{Slow: 50 * time.Millisecond}
		}
		return telegramtest.Fault{}
	})
	var people []*telegramtest.User
	for i := range 12 {
		people = append(people, s.Person(fmt.Sprint("Lifter", i)))
	}
	dir := t.TempDir()
	const each = 18 // of which all have room at once
	burst := func(from, to int) {
		for _, p := range people {
			for i := from; i < to; i++ {
				p.Say(fmt.Sprintf("/sore m%03d", i))
			}
		}
	}
	c := child(t, s.URL, dir)
	burst(0, each/2)
	s.Until("the first answers", func() bool { return len(s.Shown()) > 20 })
	burst(each/2, each)
	s.Until("all to be fetched", func() bool { return s.Unconfirmed() == 0 })
	kill(t, c)
	before := len(s.Shown())
	if before >= 12*each {
		t.Fatal("all were answered before the kill")
	}
	c = child(t, s.URL, dir)
	for _, p := range people {
		seen, last := map[string]bool{}, ""
		s.Until("the last answer", func() bool {
			got := texts(p.Chat())
			return len(got) > 0 && got[len(got)-1] == fmt.Sprintf("sore m%03d", each-1)
		})
		for _, text := range texts(p.Chat()) {
			if !seen[text] && text < last {
				t.Errorf("%s: %q after %q", p.FirstName, text, last)
			}
			seen[text], last = true, text
		}
		if len(seen) != each {
			t.Errorf("%s: %d of %d were answered", p.FirstName, len(seen), each)
		}
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("the process ended with %v", err)
	}
	t.Logf("%d of %d answered before the kill, %d answers in all", before, 12*each, len(s.Shown()))
}
