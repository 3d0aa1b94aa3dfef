//go:build js

// Command page is the coach for a browser: the same internal/bot as cmd/bot, compiled to WebAssembly, for one person whose words
// never leave the tab. It runs in a worker (internal/ops/site/assets/worker.js), which calls deliver with each event and gets
// each change by postMessage, both as JSON. Its store is in memory, and ends with the tab.
//
// A page cannot write to anybody later and has no group: reminders and form checks say where they are.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"syscall/js"

	"spotter/internal/bot"
	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/chat/web"
	"spotter/internal/knowledge"
	"spotter/internal/store"
)

// Links are where the bot is that an owner runs, as page.json has them. Each may be empty.
type links struct {
	Discord  string `json:"discord"`
	Telegram string `json:"telegram"`
}

func main() {
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	base, err := knowledge.Load(nil)
	if err != nil {
		return fmt.Errorf("load the content: %w", err)
	}
	var known links
	if text := js.Global().Get("settings"); text.Type() == js.TypeString {
		if err := json.Unmarshal([]byte(text.String()), &known); err != nil {
			return fmt.Errorf("read page.json: %w", err)
		}
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	keep := store.NewMemory()
	coach := bot.New(bot.Parts{Base: base, Log: log, Show: show.New(drawings{base}, keep, log), Elsewhere: elsewhere(known)})
	page := web.New(web.Config{Show: post, Picture: drawing}, log)
	js.Global().Set("deliver", js.FuncOf(func(_ js.Value, args []js.Value) any {
		var e web.Event
		if err := json.Unmarshal([]byte(args[0].String()), &e); err != nil {
			log.Error("event not read", "err", err)
			return nil
		}
		page.Deliver(e)
		return nil
	}))
	js.Global().Call("ready")
	return page.Serve(ctx, coach)
}

// post hands a change to the page.
func post(c web.Change) {
	text, err := json.Marshal(c)
	if err != nil {
		panic(err) // it is three strings
	}
	js.Global().Call("postMessage", string(text))
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
func drawing(name string) string {
	if id, ok := strings.CutSuffix(name, ".gif"); ok {
		return "pictures/" + id + ".svg"
	}
	return ""
}

// elsewhere words where reminders and form checks are.
func elsewhere(known links) bot.Elsewhere {
	var row chat.Buttons
	if known.Discord != "" {
		row = append(row, chat.Button{Label: "Add it on Discord", URL: known.Discord})
	}
	if known.Telegram != "" {
		row = append(row, chat.Button{Label: "Open it on Telegram", URL: known.Telegram})
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
