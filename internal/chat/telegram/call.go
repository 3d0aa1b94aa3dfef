package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"time"

	"spotter/internal/chat/telegram/botapi"
)

// askTime is how long something is asked again while Telegram wants a pause or does not answer.
const askTime = 90 * time.Second

// call makes a call that sends nothing, about a chat or, where that is 0, a query: it keeps the pauses that Telegram asks for, whatever they were
// asked for, and is made again while that may help, at most for askTime. ctx may end it sooner.
func (a *Adapter) call(ctx context.Context, chat int64, method string, p botapi.Params, out any) error {
	within, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	wait, one := botapi.NewBackoff(), within
	var last error
	for {
		if chat != 0 {
			if err := botapi.Pause(within, time.Until(a.pace.PausedUntil(chat))); err != nil {
				return cmp.Or(last, err)
			}
		}
		last = a.api.Call(one, method, p, out)
		switch f := botapi.Classify(last); {
		case f.Kind == botapi.TooMany && chat != 0:
			a.refused(ctx, chat, f.After)
		case f.Kind == botapi.TooMany || f.Kind == botapi.Broken:
			one = botapi.Longer(one, last)
			if err := wait.Sleep(within, last); err != nil {
				return last
			}
		default:
			return last
		}
	}
}

// longPause is how long a pause must be to be worth remembering across a restart.
const longPause = 5 * time.Second

// refused notes that Telegram wants a pause in a chat, also for the next run: whoever asks before it is over makes it
// longer.
func (a *Adapter) refused(ctx context.Context, chat int64, after time.Duration) {
	a.pace.Refused(chat, after)
	if after < longPause || a.me.Load() == nil {
		return
	}
	now := time.Now()
	a.pauses.mu.Lock()
	defer a.pauses.mu.Unlock()
	if a.pauses.until == nil {
		a.pauses.until = map[string]int64{}
	}
	for id, until := range a.pauses.until {
		if until <= now.Unix() {
			delete(a.pauses.until, id)
		}
	}
	a.pauses.until[strconv.FormatInt(chat, 10)] = now.Add(after).Unix()
	if err := a.save(ctx, a.key("pauses"), []byte(botapi.JSON(a.pauses.until))); err != nil && ctx.Err() == nil {
		a.log.Warn("pause not remembered", "err", err)
	}
}

// recallPauses keeps the pauses that Telegram asked an earlier run for.
func (a *Adapter) recallPauses(ctx context.Context) {
	b, err := a.memory.Load(ctx, a.key("pauses"))
	until := map[string]int64{}
	if err == nil && b != nil {
		err = json.Unmarshal(b, &until)
	}
	if err != nil {
		a.log.Warn("pauses that telegram asked for unknown", "err", err)
	}
	for id, at := range until {
		chat, err := strconv.ParseInt(id, 10, 64)
		if left := time.Until(time.Unix(at, 0)); err == nil && left > 0 {
			a.pace.Refused(chat, min(left, mostPause))
		}
	}
}

// mostPause is the longest pause of an earlier run that is kept: its clock may have been wrong.
const mostPause = time.Hour
