package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

// deaf is how long polling may fail before the adapter is not ready: a bad minute is no reason to restart it.
const deaf = time.Minute

// health knows how polling goes.
type health struct {
	mu    sync.Mutex
	since time.Time // when it began to fail; zero while it does not
	err   error     // the latest failure
	begun bool      // Telegram has answered a poll
}

// queueNames are those of what waits to be sent.
var queueNames = map[botapi.Lane]string{botapi.Urgent: "urgent", botapi.Replies: "replies", botapi.Unasked: "unasked"}

// Queues implements chat.Queuer: what waits for Telegram's limits, and what waits for the handler behind others.
func (a *Adapter) Queues() []chat.Queue {
	all := []chat.Queue{{Name: "handling"}}
	if l := a.handler.Load(); l != nil {
		all[0].Waiting = l.lanes.Waiting()
	}
	for _, lane := range []botapi.Lane{botapi.Urgent, botapi.Replies, botapi.Unasked} {
		all = append(all, chat.Queue{Name: queueNames[lane], Waiting: a.pace.Waiting(lane)})
	}
	return all
}

// Ready reports what is wrong if the bot does not hear its people: nil while Telegram answers, or has not failed for
// long. The error holds no secret.
func (a *Adapter) Ready() error {
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	switch {
	case !a.health.begun && a.health.err == nil:
		return errors.New("telegram: not connected yet")
	case a.health.err != nil && (!a.health.begun || time.Since(a.health.since) >= deaf):
		return fmt.Errorf("no updates since %s: %w", a.health.since.UTC().Format(time.RFC3339), a.health.err)
	}
	return nil
}

// heard notes how a poll went.
func (a *Adapter) heard(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	a.health.mu.Lock()
	defer a.health.mu.Unlock()
	if a.health.err == nil && err != nil {
		a.health.since = time.Now()
	}
	a.health.err = err
	a.health.begun = a.health.begun || err == nil
}

// awaitPolling returns when no webhook takes the updates away, which another program may have left: it is removed if
// the configuration says so, else whoever runs the bot is told what to do.
func (a *Adapter) awaitPolling(ctx context.Context) error {
	wait := botapi.NewBackoff()
	wait.Most(time.Minute)
	for {
		err := a.clearWebhook(ctx)
		if err == nil {
			return nil
		}
		a.heard(ctx, err)
		if err := wait.Sleep(ctx, err); err != nil {
			return err
		}
	}
}

// clearWebhook removes a webhook if it may, and returns what is wrong if there is one still. A server that cannot say
// has none.
func (a *Adapter) clearWebhook(ctx context.Context) error {
	var hook struct {
		URL string `json:"url"`
	}
	if err := a.api.Call(ctx, "getWebhookInfo", nil, &hook); err != nil || hook.URL == "" {
		return nil
	}
	host := "an unknown host"
	if u, err := url.Parse(hook.URL); err == nil && u.Host != "" {
		host = u.Hostname() // the path may hold a secret
	}
	err := fmt.Errorf("a webhook sends this bot's updates to %s", host)
	if !a.cfg.TakeOver {
		a.log.Error("telegram sends updates to another program: end it there, then set telegram.take_over = true, or call deleteWebhook once", "host", host)
		return err
	}
	if failed := a.api.Call(ctx, "deleteWebhook", nil, nil); failed != nil {
		a.log.Warn("webhook not removed", "host", host, "err", failed)
		return err
	}
	a.log.Warn("webhook of another program removed", "host", host)
	return nil
}
