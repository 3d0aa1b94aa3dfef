package telegram_test

import (
	"fmt"
	"testing"
	"time"

	"spotter/internal/chat/telegram/telegramtest"
)

// Thousands who write at once are fetched, and kept, while few are answered: an emergency among them is answered at once,
// and after a restart all are, each person in order.
func TestThousandsAtOnce(t *testing.T) {
	t.Parallel()
	s, m := telegramtest.New(t), &memory{}
	const people, each = 1200, 2
	load := s.Load(people)
	first := start(t, s, m, coach{}, limited(s))
	load.Flood(people*each, func(i int) string { return fmt.Sprintf("m%05d", i) })
	anna := s.Person("Anna")
	anna.Say("my chest hurts")
	began := time.Now()
	soon(t, s, anna.Chat(), callForHelp, began, 5*time.Second)
	s.Until("all to be fetched", func() bool { return s.Unconfirmed() == 0 })
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	s.Limit(telegramtest.Limits{})
	start(t, s, m, coach{})
	s.Until("all answers", func() bool { return len(s.Shown()) >= people*each+1 })
	if r := load.Await(10 * time.Second); r.OrderLost > 0 {
		t.Errorf("the order of %d answers is lost", r.OrderLost)
	}
	if got := len(s.Shown()); got > people*each+1 {
		t.Errorf("%d answers, want %d", got, people*each+1)
	}
	s.Until("what was kept to be removed", func() bool { return len(m.all()) <= 10 })
}
