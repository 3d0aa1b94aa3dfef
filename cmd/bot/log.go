package main

import (
	"io"
	"log/slog"
)

// newLogger returns the program's log, and its level for changing it.
func newLogger(w io.Writer, level slog.Level, format string, atTerminal bool) (*slog.Logger, *slog.LevelVar) {
	v := new(slog.LevelVar)
	v.Set(logLevel(level, atTerminal))
	options := &slog.HandlerOptions{Level: v}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), v
	}
	return slog.New(slog.NewTextHandler(w, options)), v
}

// logLevel returns from which level on the log is written. Beside a chat at the terminal that is only what went
// wrong, so that the log does not talk into the conversation.
func logLevel(level slog.Level, atTerminal bool) slog.Level {
	if atTerminal {
		return max(level, slog.LevelError)
	}
	return level
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
