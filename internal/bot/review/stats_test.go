package review_test

import (
	"strings"
	"testing"
	"time"

	"spotter/internal/bot/bottest"
	"spotter/internal/bot/review"
	"spotter/internal/chat/chattest"
)

// The owner of a group is told counts, of few only that they are few, and nobody else is told anything.
func TestSetupStats(t *testing.T) {
	play(t, func(s *scene) {
		bottest.WantText(t, s.do("ann", "/setup stats"), "Only those who manage this group")
		bottest.WantText(t, s.do("owner", "/setup stats"), "in the last four weeks: none opened.", "when I was last started: none.")
		id := s.postCheck("ann")
		for range 5 {
			s.do("cleo", "/sore traps sore after bench")
		}
		time.Sleep(2*time.Hour - time.Minute)
		s.do("ben", "/vote "+id+" at-ears")
		m := s.do("owner", "/setup stats")
		bottest.WantText(t, m, "a few opened, a few reviewed, none still waiting", "within 2 hours", "when I was last started: 5.")
		bottest.WantNone(t, strings.ToLower(chattest.Dump(m)), "ann", "ben", "cleo", "traps")
	})
}

func TestRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Minute: "an hour", time.Hour: "an hour", 61 * time.Minute: "2 hours", 30 * time.Hour: "30 hours", 40 * time.Hour: "2 days", 10 * 24 * time.Hour: "10 days"} {
		if got := review.Roughly(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
	for n, want := range map[int]string{0: "none", 1: "a few", 4: "a few", 5: "5", 1000: "1000"} {
		if got := review.Some(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}
