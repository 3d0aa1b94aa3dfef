package config

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// A List is texts: in the file ["one", "two"], in the environment with commas between.
type List []string

// read sets the list to the texts that are not empty, without the space around them.
func (l *List) read(texts []string) {
	*l = nil
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			*l = append(*l, text)
		}
	}
}

// A Duration is written as Go writes it: "90m", "2h", "1h30m".
type Duration time.Duration

// UnmarshalText reads a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	if err != nil {
		return errors.New(`is no duration; write it like "90m" or "2h"`)
	}
	*d = Duration(parsed)
	return nil
}

// MarshalText writes the duration so that UnmarshalText reads it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

func (d Duration) String() string { return time.Duration(d).String() }

// A Clock is a time of day by the wall clock, in minutes after midnight: 0 to 1439. It is written
// "08:00".
type Clock int

// UnmarshalText reads a time of day.
func (c *Clock) UnmarshalText(text []byte) error {
	parsed, err := time.Parse("15:04", string(text))
	if err != nil {
		return errors.New(`is no time of day; write it like "08:00" or "20:30"`)
	}
	*c = Clock(parsed.Hour()*60 + parsed.Minute())
	return nil
}

// MarshalText writes the time so that UnmarshalText reads it.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

func (c Clock) String() string { return fmt.Sprintf("%02d:%02d", c/60, c%60) }
