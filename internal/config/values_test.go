package config_test

import (
	"testing"

	"spotter/internal/config"
)

func TestClock(t *testing.T) {
	for text, want := range map[string]config.Clock{"00:00": 0, "08:00": 480, "8:00": 480, "23:59": 1439} {
		var got config.Clock
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("UnmarshalText(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "8", "24:00", "12:60", "-1:00", "08:00:00", "8am"} {
		var got config.Clock
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("UnmarshalText(%q) = %v, want an error", text, got)
		}
	}
}

func TestTextsRoundTrip(t *testing.T) {
	for _, clock := range []config.Clock{0, 7, 480, 1439} {
		text, err := clock.MarshalText()
		var got config.Clock
		if err != nil || got.UnmarshalText(text) != nil || got != clock {
			t.Errorf("%d became %q and %d: %v", clock, text, got, err)
		}
	}
	for _, duration := range []config.Duration{1, 7_200_000_000_000} {
		text, err := duration.MarshalText()
		var got config.Duration
		if err != nil || got.UnmarshalText(text) != nil || got != duration {
			t.Errorf("%d became %q and %d: %v", duration, text, got, err)
		}
	}
}
