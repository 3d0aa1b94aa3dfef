package telegram_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"spotter/internal/bot"
	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/inbox"
	"spotter/internal/chat/telegram/telegramtest"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// bots are what can answer: TestBot runs one in its own process.
var bots = map[string]func(t *testing.T, ctx context.Context, url string){
	"echo":      func(t *testing.T, ctx context.Context, url string) { ours(t, ctx, url, openShelf(t), echo) },
	"sore":      sore,
	"plain":     plain,
	"raw":       raw,
	"broadcast": broadcast,
}

// TestBot is no test: it is the process of a bot.
func TestBot(t *testing.T) {
	name := os.Getenv("TELEGRAM_BOT")
	if name == "" {
		t.Skip("only within benchmarks")
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	bots[name](t, ctx, os.Getenv("TELEGRAM_BOT_URL"))
}

// A running bot.
type running struct {
	b *testing.B
	c *exec.Cmd
}

// startBot starts a bot; TELEGRAM_BOT_ARGS may hold more arguments, as in -test.cpuprofile=/tmp/bot.prof.
func startBot(b *testing.B, name string, s *telegramtest.Server) *running {
	b.Helper()
	c := exec.Command(os.Args[0], append([]string{"-test.run=^TestBot$"}, strings.Fields(os.Getenv("TELEGRAM_BOT_ARGS"))...)...)
	c.Env = append(os.Environ(), "TELEGRAM_BOT="+name, "TELEGRAM_BOT_URL="+s.URL, "SPOTTER_SPEC=")
	c.Stderr = os.Stderr
	if err := c.Start(); err != nil {
		b.Fatal(err)
	}
	return &running{b, c}
}

// stop ends the bot and returns the processor time that it took.
func (r *running) stop() time.Duration {
	r.b.Helper()
	if err := r.c.Process.Signal(syscall.SIGTERM); err != nil {
		r.b.Fatal(err)
	}
	if err := r.c.Wait(); err != nil {
		r.b.Error(err)
	}
	return r.c.ProcessState.UserTime() + r.c.ProcessState.SystemTime()
}

// shelf is a telegram.Memory in bbolt, as the program has it.
type shelf struct{ store.Store }

func openShelf(t *testing.T) shelf {
	keep, err := boltstore.Open(filepath.Join(t.TempDir(), "bench.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { keep.Close() })
	return shelf{keep}
}

func (s shelf) Load(ctx context.Context, key string) (value []byte, err error) {
	err = s.View(ctx, func(r store.Reader) (err error) { value, err = r.Get(key); return err })
	return value, err
}

func (s shelf) Change(ctx context.Context, values []inbox.Value) error {
	return s.Update(ctx, func(tx store.Tx) error {
		for _, v := range values {
			put := tx.Put
			if v.Data == nil {
				put = func(key string, _ []byte) error { return tx.Delete(key) }
			}
			if err := put(v.Key, v.Data); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s shelf) Scan(ctx context.Context, from, to string, limit int) (all []inbox.Value, err error) {
	err = s.View(ctx, func(r store.Reader) error {
		pairs, err := r.Scan(from, to, limit)
		for _, p := range pairs {
			all = append(all, inbox.Value{Key: p.Key, Data: p.Value})
		}
		return err
	})
	return all, err
}

// ours serves h with our adapter, persistence and all.
func ours(t *testing.T, ctx context.Context, url string, m telegram.Memory, h chat.Handler) {
	cfg := telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: url, Memory: m, Limits: telegram.Unlimited}
	if err := telegram.New(cfg, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))).Serve(ctx, h); err != nil {
		t.Fatal(err)
	}
}

// sore serves the whole bot.
func sore(t *testing.T, ctx context.Context, url string) {
	keep := openShelf(t)
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	book := &reminders.Book{Store: keep, Log: log}
	coach := bot.New(bot.Parts{Base: base, Book: book, Log: log, Platforms: chat.Platforms{}, Checks: formcheck.New(keep)})
	ours(t, ctx, url, keep, coach)
}

// plain is the library as it is meant to be used, tuned, with 64 workers that keep each chat's order.
func plain(t *testing.T, ctx context.Context, url string) {
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = 512
	api, err := tgbotapi.NewBotAPIWithClient(telegramtest.Token, url+"/bot%s/%s", &http.Client{})
	if err != nil {
		t.Fatal(err)
	}
	workers := make([]chan *tgbotapi.Message, 64)
	for i := range workers {
		workers[i] = make(chan *tgbotapi.Message, 1000)
		go func() {
			for m := range workers[i] {
				if _, err := api.Send(tgbotapi.NewMessage(m.Chat.ID, m.Text)); err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
			}
		}()
	}
	u := tgbotapi.NewUpdate(0)
	u.Timeout = 50
	updates := api.GetUpdatesChan(u)
	for {
		select {
		case up := <-updates:
			workers[up.Message.Chat.ID%64] <- up.Message
		case <-ctx.Done():
			return
		}
	}
}

// raw is HTTP/1.1 over 64 connections, with no library: the limit.
func raw(t *testing.T, ctx context.Context, address string) {
	host := strings.TrimPrefix(address, "http://")
	workers := make([]chan [2]string, 64)
	for i := range workers {
		workers[i] = make(chan [2]string, 1000)
		c := dialRaw(t, host)
		go func() {
			for m := range workers[i] {
				c.call("sendMessage", url.Values{"chat_id": {m[0]}, "text": {m[1]}})
			}
		}()
	}
	poller, offset := dialRaw(t, host), int64(0)
	go func() { <-ctx.Done(); poller.Close() }()
	for ctx.Err() == nil {
		var answer struct {
			Result []struct {
				ID      int64 `json:"update_id"`
				Message struct {
					Text string
					Chat struct{ ID int64 }
				}
			}
		}
		if json.Unmarshal(poller.call("getUpdates", url.Values{"offset": {strconv.FormatInt(offset, 10)}, "timeout": {"50"}}), &answer) != nil {
			continue
		}
		for _, u := range answer.Result {
			offset = u.ID + 1
			workers[u.Message.Chat.ID%64] <- [2]string{strconv.FormatInt(u.Message.Chat.ID, 10), u.Message.Text}
		}
	}
}

type rawConn struct {
	net.Conn
	r *bufio.Reader
}

func dialRaw(t *testing.T, host string) *rawConn {
	c, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	return &rawConn{c, bufio.NewReader(c)}
}

func (c *rawConn) call(method string, v url.Values) []byte {
	body := v.Encode()
	fmt.Fprintf(c, "POST /bot%s/%s HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", telegramtest.Token, method, len(body), body)
	resp, err := http.ReadResponse(c.r, nil)
	if err != nil {
		return nil
	}
	b, _ := io.ReadAll(resp.Body) // a cut one does not decode
	return b
}

// broadcast echoes, and meanwhile sends 900 reminders to 900 chats, with our limits.
func broadcast(t *testing.T, ctx context.Context, url string) {
	cfg := telegram.Config{Token: func() string { return telegramtest.Token }, APIURL: url, Memory: openShelf(t)}
	a := telegram.New(cfg, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})))
	var wg sync.WaitGroup
	for i := range 900 {
		wg.Go(func() {
			_, err := a.Send(ctx, chat.Place(fmt.Sprint("telegram:", 5_000_000_001+i)), &chat.Message{Text: chat.Plain("reminder")})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
			}
		})
	}
	if err := a.Serve(ctx, echo); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
}
