package discord

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat/discord/rest"
)

// A Profile is what Discord shows of the application. What is empty is left as it is.
type Profile struct {
	Description string   // at most 400 characters
	Tags        []string // at most 5 of at most 20 characters, in any order
	PrivacyURL  string
	TermsURL    string
}

// An application is what Discord tells of it, as far as a Profile says it.
type application struct {
	Description string   `json:"description"`
	Tags        []string `json:"tags"`
	PrivacyURL  string   `json:"privacy_policy_url"`
	TermsURL    string   `json:"terms_of_service_url"`
}

// differs returns the fields of an application that are not as p wants them, by their names in the API.
func (p Profile) differs(is application) map[string]any {
	fields := map[string]any{}
	for name, text := range map[string][2]string{
		"description":          {p.Description, is.Description},
		"privacy_policy_url":   {p.PrivacyURL, is.PrivacyURL},
		"terms_of_service_url": {p.TermsURL, is.TermsURL},
	} {
		if text[0] != "" && text[0] != text[1] {
			fields[name] = text[0]
		}
	}
	if len(p.Tags) > 0 && !slices.Equal(slices.Sorted(slices.Values(p.Tags)), slices.Sorted(slices.Values(is.Tags))) {
		fields["tags"] = p.Tags
	}
	return fields
}

func (p Profile) empty() bool { return len(p.differs(application{})) == 0 }

// introduce tells Discord the Profile, as far as it differs from what Discord shows (Discord documentation, "Edit Current
// Application"). Discord may leave a field as it was, and answers what then holds: an error names it.
func (a *Adapter) introduce(ctx context.Context) error {
	if a.config.Profile.empty() {
		return nil
	}
	var is application
	if err := a.look(ctx, discordgo.EndpointApplication("@me"), "ask what the application is", &is); err != nil {
		return fmt.Errorf("ask what the application is: %w", err)
	}
	fields := a.config.Profile.differs(is)
	if len(fields) == 0 {
		return nil
	}
	bound, cancel := bounded(ctx)
	defer cancel()
	var then application
	err := a.rest.Do(bound, rest.Call{Method: "PATCH", URL: discordgo.EndpointApplication("@me"), Route: "edit the application", Body: fields, Again: true}, &then)
	if err != nil {
		return fmt.Errorf("edit the application: %w", err)
	}
	left := a.config.Profile.differs(then)
	a.log.Info("application edited", "fields", len(fields)-len(left))
	if len(left) > 0 {
		return fmt.Errorf("edit the application: discord left %s as it was: set it in the developer portal", strings.Join(slices.Sorted(maps.Keys(left)), ", "))
	}
	return nil
}
