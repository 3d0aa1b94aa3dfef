package main

import (
	"bytes"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/config"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// TestReplicaUpkeep: a platform that another replica serves counts as ready, is looked at while this one serves it, any number of
// times, and what was counted stays counted.
func TestReplicaUpkeep(t *testing.T) {
	keep := store.NewMemory()
	cfg, _, err := config.Load("", []string{"SPOTTER_STORE=etcd://a/b", "SPOTTER_TELEGRAM_TOKEN=1234567890:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1"})
	if err != nil {
		t.Fatal(err)
	}
	if file := keyFile(cfg); file != "" {
		t.Errorf("replicas seal with the keys in %s, which the others do not have", file)
	}
	u, err := newUpkeep(cfg, keep, discard())
	if err != nil {
		t.Fatal(err)
	}
	report := func() string {
		var b bytes.Buffer
		u.health.Report(t.Context(), &b)
		u.metrics.Write(&b)
		return b.String()
	}
	wantWords(t, report(), "telegram: ok: another replica", `spotter_connected{platform="telegram"} NaN`, "spotter_reminders_sent_total 0")
	for range 2 {
		book := &reminders.Book{Store: keep}
		leave := u.watch(chat.Platforms{"telegram": telegram.New(telegram.Config{Token: cfg.Telegram.Token.Reveal}, discard())}, book)
		book.Counts.Sent.Add(3)
		wantWords(t, report(), "telegram: not ready", `spotter_connected{platform="telegram"} 0`)
		leave()
	}
	wantWords(t, report(), "telegram: ok: another replica", "spotter_reminders_sent_total 6")
}
