package discord

import (
	"errors"
	"net/http"
	"slices"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// refusesPictures reports whether err may come of the pictures of m: an upload that is too large, or no permission to attach.
func refusesPictures(err error, m *chat.Message) bool {
	var e *rest.Error
	if len(m.Images) == 0 || !errors.As(err, &e) {
		return false
	}
	return e.Status == http.StatusRequestEntityTooLarge || e.Code == rest.TooLarge || e.Code == rest.MissingPermissions
}

// inWords returns m without its pictures, with what they show in words unless m says it itself.
func inWords(m *chat.Message) *chat.Message {
	words := *m
	words.Images = nil
	words.Sections = slices.Clone(m.Sections)
	for _, i := range m.Images {
		if !i.Said {
			words.Sections = append(words.Sections, chat.Section{Body: chat.Plain(i.Alt)})
		}
	}
	return &words
}
