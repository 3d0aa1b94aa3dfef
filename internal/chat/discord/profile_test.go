package discord

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat/discord/discordtest"
)

var profile = Profile{
	Description: "Sore upper back?", Tags: []string{"fitness", "coaching"},
	PrivacyURL: "https://gym.example/privacy", TermsURL: "https://gym.example/terms",
}

// What is configured is told to Discord once, and again only what differs.
func TestProfileIsToldWhereItDiffers(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	for i, row := range []struct {
		profile Profile
		edits   int
	}{
		{Profile{}, 0},
		{profile, 1},
		{Profile{Tags: []string{"coaching", "fitness"}}, 1}, // in another order
		{Profile{Description: "Another."}, 2},
	} {
		a, _ := newAdapter(t, s, Config{Commands: greetings, Profile: row.profile, Memory: &forgetful{values: map[string][]byte{}}})
		stop := serve(t, s, a, echo)
		s.Registered(i + 1) // which comes after
		stop()
		if _, edits := s.Application(); edits != row.edits {
			t.Errorf("%+v: the application was edited %d times, want %d", row.profile, edits, row.edits)
		}
	}
	got, _ := s.Application()
	want := map[string]any{
		"id": discordtest.AppID, "name": "spotter", "flags": 0, "bot_public": true, "description": "Another.",
		"tags": []string{"coaching", "fitness"}, "privacy_policy_url": profile.PrivacyURL, "terms_of_service_url": profile.TermsURL,
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("the application (-got +want):\n%s", diff)
	}
}

// An application that cannot be edited is a line in the log: the commands are there.
func TestProfileThatIsRefused(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	var asked atomic.Int32
	s.Fault = func(r *http.Request) *discordtest.Fault {
		if r.Method == "PATCH" && strings.HasSuffix(r.URL.Path, "/applications/@me") && asked.Add(1) == 1 {
			return refusal(400, 50035)
		}
		return nil
	}
	s.Unmoved = []string{"terms_of_service_url"}
	a, logged := newAdapter(t, s, Config{Commands: greetings, Profile: profile})
	serve(t, s, a, echo)
	s.Registered(1)
	eventually(t, "the refusal is logged", func() bool {
		return strings.Contains(logged.String(), "application not introduced") && strings.Contains(logged.String(), "50035")
	})
	s.Invalidate(false) // at the next READY it is tried again, and what Discord leaves as it was is named
	eventually(t, "the rest is taken", func() bool {
		shown, edits := s.Application()
		return edits == 1 && shown["privacy_policy_url"] == profile.PrivacyURL
	})
	eventually(t, "what was not taken is named", func() bool {
		return strings.Contains(logged.String(), "discord left terms_of_service_url as it was")
	})
}
