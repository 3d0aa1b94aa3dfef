package telegram

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"sync"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// pictures remembers under which id Telegram keeps what was uploaded once.
type pictures struct {
	mu  sync.Mutex
	ids map[string]string // by the content's hash
}

// A format says how a picture is sent.
type format struct{ method, field, kind, suffix string }

// formatOf returns how content is sent: films without sound and moving pictures as animations.
func formatOf(content []byte) format {
	switch t := http.DetectContentType(content); {
	case t == "image/gif":
		return format{"sendAnimation", "animation", "animation", ".gif"}
	case t == "video/mp4":
		return format{"sendAnimation", "animation", "animation", ".mp4"}
	case t == "image/png" || t == "image/jpeg" || t == "image/webp":
		return format{"sendPhoto", "photo", "photo", "." + strings.TrimPrefix(t, "image/")}
	}
	return format{"sendDocument", "document", "document", ""}
}

// withoutAside returns m without pictures that may be left out and find no place: the words must fit under one, and a message that
// is text stays text when it changes.
func withoutAside(m *chat.Message, media, group bool) *chat.Message {
	if !slices.ContainsFunc(m.Images, func(i chat.Image) bool { return i.Aside }) {
		return m
	}
	if media && len(m.Images) == 1 && markup.Caption(m.Images[0], m, group).Fits(markup.MaxCaption) {
		return m
	}
	without := *m
	without.Images = slices.DeleteFunc(slices.Clone(m.Images), func(i chat.Image) bool { return i.Aside })
	return &without
}

// postPicture sends a picture. If Telegram does not take it, or the group allows none, its words still go.
func (a *Adapter) postPicture(ctx context.Context, p *posting, image chat.Image, caption markup.Page, keys markup.Keyboard) (sent, error) {
	f := formatOf(image.Data)
	var m posted
	err := a.carry(ctx, p, true, func(ctx context.Context) error {
		return a.withEntities(caption, func(caption markup.Page) error {
			q := p.params(keys)
			put(q, caption, "caption", "caption_entities")
			return a.withFile(ctx, image, func(id string) error {
				if id != "" {
					q[f.field] = id
					return a.api.Call(ctx, f.method, q, &m)
				}
				delete(q, f.field)
				return a.api.Upload(ctx, f.method, q, f.field, fileOf(image, f), &m)
			}, &m)
		})
	})
	if k := botapi.Classify(err).Kind; k == botapi.Refused || k == botapi.NotFound || k == botapi.NoRight {
		a.log.Error("picture refused, words sent instead", "picture", image.Name, "err", err)
		return a.postPages(ctx, p, caption.Split(markup.MaxText), keys, sent{})
	}
	p.replyTo = 0
	return sent{m.ID, true}, err
}

func fileOf(image chat.Image, f format) botapi.File {
	name := image.Name
	if f.suffix != "" && !strings.HasSuffix(name, f.suffix) {
		name += f.suffix
	}
	return botapi.File{Name: name, Bytes: image.Data}
}

// withFile calls with the id of a picture that was uploaded before, else, or if that id is refused,
// with "": the call uploads then, and the id is taken from the message that it leaves in m.
func (a *Adapter) withFile(ctx context.Context, image chat.Image, call func(id string) error, m *posted) error {
	sum := sha256.Sum256(image.Data)
	key := a.fileKey(hex.EncodeToString(sum[:]))
	if id := a.fileID(ctx, key); id != "" {
		if err := call(id); botapi.Classify(err).Kind != botapi.BadFile {
			return err
		}
	}
	if err := call(""); err != nil {
		return err
	}
	a.keepFileID(ctx, key, m.fileID())
	return nil
}

// keptFile returns the id of a picture that was uploaded before, or "".
func (a *Adapter) keptFile(ctx context.Context, image chat.Image) string {
	sum := sha256.Sum256(image.Data)
	return a.fileID(ctx, a.fileKey(hex.EncodeToString(sum[:])))
}

// fileKey returns the memory key of a picture. Ids are each bot's own.
func (a *Adapter) fileKey(sum string) string {
	if a.me.Load() == nil { // Send before Serve knew who we are
		return ""
	}
	return a.key("file/" + sum)
}

func (a *Adapter) fileID(ctx context.Context, key string) string {
	if key == "" {
		return ""
	}
	a.pictures.mu.Lock()
	id := a.pictures.ids[key]
	a.pictures.mu.Unlock()
	if id != "" {
		return id
	}
	b, err := a.memory.Load(ctx, key)
	if err != nil {
		a.log.Warn("picture's id unknown, uploaded again", "err", err)
	}
	return string(b)
}

func (a *Adapter) keepFileID(ctx context.Context, key, id string) {
	if key == "" || id == "" {
		return
	}
	a.pictures.mu.Lock()
	if a.pictures.ids == nil {
		a.pictures.ids = map[string]string{}
	}
	a.pictures.ids[key] = id
	a.pictures.mu.Unlock()
	if err := a.save(ctx, key, []byte(id)); err != nil {
		a.log.Warn("picture's id not remembered", "err", err)
	}
}

// fileID returns the id of what m shows, or "".
func (m *posted) fileID() string {
	switch {
	case m.Animation.V != nil:
		return m.Animation.V.ID
	case len(m.Photo.V) > 0:
		return m.Photo.V[len(m.Photo.V)-1].ID
	case m.Video.V != nil:
		return m.Video.V.ID
	case m.Document.V != nil:
		return m.Document.V.ID
	}
	return ""
}
