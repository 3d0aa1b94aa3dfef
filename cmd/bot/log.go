package main

import (
	"io"
	"log/slog"
)

// newLogger returns the program's log. Beside a chat at the terminal only what went wrong is
// written, so that the log does not talk into the conversation.
func newLogger(w io.Writer, level slog.Level, format string, atTerminal bool) *slog.Logger {
	if atTerminal {
		level = max(level, slog.LevelError)
	}
	options := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

func discard() *slog.Logger { return slog.New(slog.DiscardHandler) }
