//go:build js

// Command page is the coach for a browser: the same internal/bot as cmd/bot, compiled to WebAssembly, for one person whose words
// never leave the tab. It runs in a worker (internal/ops/site/assets/worker.js), which calls deliver with each event and gets
// each change by postMessage. Its store is in memory, and ends with the tab.
//
// A page cannot write to anybody later and has no group: reminders and form checks say where they are.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"
	"sync"
	"syscall/js"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/chat/web"
	"spotter/internal/knowledge"
	"spotter/internal/store"
)

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	collect := debug.SetGCPercent(-1) // what is loaded stays, and collecting on the way costs a third of the time
	base, err := knowledge.Compiled()
	debug.SetGCPercent(collect)
	if err != nil {
		return fmt.Errorf("load the content: %w", err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	keep := store.NewMemory()
	coach := bot.New(bot.Parts{Base: base, Log: log, Show: show.New(drawings{base}, keep, log), Elsewhere: elsewhere()})
	page := web.New(web.Config{Show: post, Picture: drawing}, log)
	js.Global().Set("deliver", js.FuncOf(func(_ js.Value, args []js.Value) any {
		page.Deliver(event(args[0]))
		return nil
	}))
	js.Global().Call("ready")
	var warm sync.WaitGroup
	warm.Go(func() { warmUp(ctx, coach, log) })
	defer warm.Wait()
	return page.Serve(ctx, coach)
}

// warmUp talks a little with nobody, while whoever came still reads: what is made at the first need, by us and by the browser, is
// then there for the first answer.
func warmUp(ctx context.Context, h chat.Handler, log *slog.Logger) {
	ctx, end := context.WithCancel(ctx)
	defer end()
	said := []string{
		"My traps feel sore and tight after bench press, the shoulders shrug up and I do it with 60 kg", "how long does it take?", "can i train with it?",
		"i already do that", "it got worse", "how do i do a chin tuck?", "thanks!",
	}
	unseen := web.New(web.Config{Show: func(web.Change) {}, Picture: drawing}, log)
	for _, text := range said {
		unseen.Deliver(web.Event{Kind: web.Wrote, Text: text})
	}
	_ = unseen.Serve(ctx, &nobody{h, len(said), end}) // it returns nil
}

// Nobody is who warms up, in a place of their own.
type nobody struct {
	chat.Handler
	left int
	end  func()
}

// Handle answers a turn, and ends the talk after the last. Before it, the browser may hand over what was really written.
func (n *nobody) Handle(ctx context.Context, r *chat.Request) chat.Reply {
	<-time.After(time.Millisecond)
	if n.left--; n.left == 0 {
		defer n.end()
	}
	other := *r
	other.From.ID, other.From.Direct, other.Where, other.Home = "web:nobody", "web:nobody", "web:nobody", "web:nobody"
	return n.Handler.Handle(ctx, &other)
}

// event reads what the page hands over.
func event(v js.Value) web.Event {
	e := web.Event{
		Kind: web.Kind(text(v, "kind")), Text: text(v, "text"), Action: text(v, "action"),
		Message: chat.MessageID(text(v, "message")), Locale: text(v, "locale"),
	}
	if fields := v.Get("fields"); fields.Type() == js.TypeObject {
		e.Fields = map[string]string{}
		names := js.Global().Get("Object").Call("keys", fields)
		for i := range names.Length() {
			name := names.Index(i).String()
			e.Fields[name] = text(fields, name)
		}
	}
	return e
}

// text returns a string of an object, or "" where it has none of that name.
func text(v js.Value, name string) string {
	if s := v.Get(name); s.Type() == js.TypeString {
		return s.String()
	}
	return ""
}

// post hands a change to the page.
func post(c web.Change) {
	js.Global().Call("postMessage", map[string]any{"id": c.ID, "tone": string(c.Tone), "html": c.HTML})
}

// Drawings stand in for the moving pictures: the site has them as files, and the page needs to know only that there is one.
type drawings struct{ base *knowledge.Base }

// GIF implements show.Gallery.
func (d drawings) GIF(id string) ([]byte, error) {
	if d.base.Drill(id) == nil && d.base.Cue(id) == nil {
		return nil, nil
	}
	return []byte("GIF89a"), nil
}

// drawing returns where the site has the picture of that name.
func drawing(name string) web.Drawing {
	if id, ok := strings.CutSuffix(name, ".gif"); ok {
		return web.Drawing{Moving: "pictures/" + id + ".svg", Still: "pictures/" + id + "-still.svg"}
	}
	return web.Drawing{}
}

// elsewhere words where reminders and form checks are, with the links of page.json.
func elsewhere() bot.Elsewhere {
	var row chat.Buttons
	settings := js.Global().Get("settings")
	for _, link := range []struct{ name, label string }{{"discord", "Add it on Discord"}, {"telegram", "Open it on Telegram"}} {
		if to := text(settings, link.name); strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "http://") {
			row = append(row, chat.Button{Label: link.label, URL: to})
		}
	}
	say := func(words string) *chat.Message {
		m := &chat.Message{Text: chat.Plain(words)}
		if len(row) > 0 {
			m.Controls = []chat.Control{row}
		}
		return m
	}
	return bot.Elsewhere{
		Reminders: say("A page can't wake you: reminders come as direct messages, on Discord and on Telegram, twice a day at your own times. Here you can go through the routine now: /routine."),
		Checks:    say("A form check needs a group that votes: it works on a Discord server and in a Telegram group with the bot in it. Post the video of your set there with /formcheck."),
	}
}
