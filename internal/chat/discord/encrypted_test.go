package discord

import (
	"crypto/tls"
	"testing"

	"spotter/internal/chat/discord/discordtest"
)

// Discord's own gateway and API are encrypted.
func TestEncrypted(t *testing.T) {
	t.Parallel()
	s, roots := discordtest.NewTLS(t)
	a, _ := newAdapter(t, s, Config{})
	a.rest.Via(&tls.Config{RootCAs: roots}, true)
	serve(t, s, a, echo)
	answersStill(t, s)
	s.Reconnect()
	s.Disconnected()
	answersStill(t, s)
	if s.Resumes() == 0 {
		t.Error("op 7 was not noticed on an encrypted connection")
	}
}
