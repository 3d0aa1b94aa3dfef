package config

import (
	"fmt"
	"io"
	"log/slog"
)

const hidden = "(secret)"

// A Secret is a text that cannot be printed, logged or encoded; only Reveal gives it away. It holds a
// pointer, so that fmt, which looks into unexported fields past all methods, shows no more than an
// address. The zero value is no secret at all.
type Secret struct{ text *string }

// NewSecret hides text.
func NewSecret(text string) Secret { return Secret{&text} }

// Reveal returns the text, empty if there is none.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Set tells whether there is a text.
func (s Secret) Set() bool { return s.Reveal() != "" }

// Format prints "(secret)" for every verb; with a String method alone, %d would look inside.
func (s Secret) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, hidden) } // State reports no errors

// LogValue logs "(secret)".
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText encodes "(secret)".
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// UnmarshalText hides text.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}
