package discord

import (
	"errors"
	"testing"

	"spotter/internal/chat"
)

// TestSendOlder sends again what was answered with the message that it follows, and says so if that stays the answer.
func TestSendOlder(t *testing.T) {
	t.Parallel()
	s, a := sender(t)
	place := channelPlace(gym.Channel)
	first, err := a.Send(t.Context(), place, &chat.Message{Text: chat.Plain("one"), Key: "k"})
	if err != nil {
		t.Fatal(err)
	}
	second := &chat.Message{Text: chat.Plain("two"), Key: "k", Follows: first}
	var ids [2]chat.MessageID
	for i := range ids { // the second time as after a crash
		if ids[i], err = a.Send(t.Context(), place, second); err != nil {
			t.Fatal(err)
		}
	}
	if posted := s.Posted(gym.Channel, 2); posted[1].Text() != "two" || ids[0] == first || ids[1] != ids[0] {
		t.Errorf("sent as %q after %s; the channel ends with %q", ids, first, posted[1].Text())
	}
	stubborn := *second
	stubborn.Key = partKey("k/"+string(ids[0]), 1) // as if all keys had been used before
	stubborn.Follows = ids[0]
	for _, key := range []string{stubborn.Key, partKey(stubborn.Key+"/"+string(ids[0]), 1)} {
		s.UseNonce(gym.Channel, key, string(ids[0]))
	}
	var send *chat.SendError
	if id, err := a.Send(t.Context(), place, &stubborn); !errors.As(err, &send) || send.Gone {
		t.Errorf("Send = %q, %v, want an error and another try", id, err)
	}
}
