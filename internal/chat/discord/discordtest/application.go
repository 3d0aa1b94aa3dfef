package discordtest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"unicode/utf8"
)

// Application returns what Discord shows of the application, and how often the bot edited it.
func (s *Server) Application() (shown map[string]any, edits int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.application), s.introduced
}

func (s *Server) getApplication(w http.ResponseWriter, _ *http.Request) { reply(w, 200, s.application) }

// patchApplication edits the application. Fields that it does not know are ignored, as Discord does; those in Unmoved as well.
func (s *Server) patchApplication(w http.ResponseWriter, r *http.Request) {
	var fields map[string]json.RawMessage
	_, err := decode(r, &fields)
	values := map[string]any{}
	for name, raw := range fields {
		if err == nil && !slices.Contains(s.Unmoved, name) {
			values[name], err = applicationField(name, raw)
		}
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	s.introduced++
	for name, value := range values {
		if value != nil {
			s.application[name] = value
		}
	}
	reply(w, 200, s.application)
}

// applicationField checks a field of an application as Discord's documentation ("Edit Current Application") bounds it.
func applicationField(name string, raw json.RawMessage) (any, error) {
	switch name {
	case "description":
		var text string
		if err := json.Unmarshal(raw, &text); err != nil || utf8.RuneCountInString(text) > 400 {
			return nil, fmt.Errorf("description: %s", raw)
		}
		return text, nil
	case "tags":
		var tags []string
		if err := json.Unmarshal(raw, &tags); err != nil || len(tags) > 5 {
			return nil, fmt.Errorf("tags: %s", raw)
		}
		for i, tag := range tags {
			if n := utf8.RuneCountInString(tag); n == 0 || n > 20 || slices.Contains(tags[:i], tag) {
				return nil, fmt.Errorf("tag %q", tag)
			}
		}
		return slices.Sorted(slices.Values(tags)), nil
	case "privacy_policy_url", "terms_of_service_url":
		var address string
		if err := json.Unmarshal(raw, &address); err != nil {
			return nil, err
		}
		if u, err := url.Parse(address); err != nil || u.Host == "" {
			return nil, fmt.Errorf("%s %q", name, address)
		}
		return address, nil
	}
	return nil, nil
}
