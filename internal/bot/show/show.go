// Package show gives messages the moving pictures of drills and cues, and keeps who wants none.
//
// It stores one key a person, "pictures/" and their id, only for those who turned pictures off. It knows neither how
// pictures are drawn nor what they show.
package show

import (
	"context"
	"fmt"
	"log/slog"

	"spotter/internal/chat"
	"spotter/internal/store"
)

// A Gallery has moving pictures by the id of a drill or cue.
type Gallery interface {
	// GIF returns a picture, or nil if there is none. The bytes are shared.
	GIF(id string) ([]byte, error)
}

// Pictures are safe for concurrent use. A nil one has no pictures.
type Pictures struct {
	gallery Gallery
	store   store.Store
	log     *slog.Logger
}

// New returns the Pictures of a gallery. Without a store nobody can turn them off. A nil gallery gives nil.
func New(g Gallery, s store.Store, log *slog.Logger) *Pictures {
	if g == nil {
		return nil
	}
	return &Pictures{g, s, log}
}

const prefix = "pictures/"

// Draw draws the pictures that a message only names, for a person or, if u is empty, for all: an image without data has the id of a
// drill or cue as its name. It is taken out where there is no such picture, or where the person wants none. One that cannot be
// drawn is logged and taken out too, since the words stand without it.
func (p *Pictures) Draw(ctx context.Context, u chat.UserID, m *chat.Message) {
	var images []chat.Image
	for _, i := range m.Images {
		if i.Data != nil {
			images = append(images, i)
		} else if data := p.draw(i.Name); data != nil && p.Wanted(ctx, u) {
			i.Name, i.Data = i.Name+".gif", data
			images = append(images, i)
		}
	}
	m.Images = images
}

func (p *Pictures) draw(id string) []byte {
	if p == nil {
		return nil
	}
	data, err := p.gallery.GIF(id)
	if err != nil {
		p.log.Error("picture not drawn", "picture", id, "err", err)
		return nil
	}
	return data
}

// Wanted reports whether a person wants pictures. One whose choice cannot be read gets them.
func (p *Pictures) Wanted(ctx context.Context, u chat.UserID) bool {
	if p == nil {
		return false
	}
	if p.store == nil || u == "" {
		return true
	}
	var off []byte
	err := p.store.View(ctx, func(tx store.Reader) (err error) {
		off, err = tx.Get(prefix + string(u))
		return err
	})
	if err != nil {
		p.log.Warn("choice of pictures not read", "err", err)
	}
	return off == nil
}

// Set notes whether a person wants pictures.
func (p *Pictures) Set(ctx context.Context, u chat.UserID, wanted bool) error {
	if p == nil || p.store == nil {
		return nil
	}
	err := p.store.Update(ctx, func(tx store.Tx) error {
		if wanted {
			return tx.Delete(prefix + string(u))
		}
		return tx.Put(prefix+string(u), []byte("off"))
	})
	if err != nil {
		return fmt.Errorf("note who wants pictures: %w", err)
	}
	return nil
}
