package telegramtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"path"
	"strings"
)

// A file is one that was uploaded.
type file struct {
	kind, hash, name string
	data             []byte
}

// largest is what the Bot API takes as an upload, in bytes (Bot API, "Sending files").
var largest = map[string]int{"photo": 10_000_000, "animation": 50_000_000, "document": 50_000_000}

// attach puts a file into a message: one that is uploaded now, or one that was before.
func (s *Server) attach(m *Message, kind, id string, up upload) *refusal {
	if s.noPictures {
		return bad("not enough rights to send photos to the chat")
	}
	if up.data != nil {
		switch {
		case len(up.data) > largest[kind]:
			return &refusal{413, "Request Entity Too Large", nil}
		case len(up.data) == 0:
			return bad("file must be non-empty")
		case up.name == "":
			return bad("there is no %s in the request", kind)
		}
		sum := sha256.Sum256(up.data)
		s.lastID++
		id = fmt.Sprintf("AgACAgIAAx%s%d", kind[:1], s.lastID)
		s.files[id] = file{kind, hex.EncodeToString(sum[:]), up.name, up.data}
	}
	f, ok := s.files[id]
	switch {
	case id == "":
		return bad("there is no %s in the request", kind)
	case strings.HasPrefix(id, "http"), strings.HasPrefix(id, "attach://"):
		return bad("wrong file identifier/HTTP URL specified")
	case !ok:
		return bad("wrong file identifier/HTTP URL specified")
	case f.kind != kind:
		return bad("can't use file of type %s as %s", f.kind, kind)
	}
	media := Media{FileID: id, UniqueID: f.hash[:12], Width: 320, Height: 240, Size: int64(len(f.data)), Name: f.name, Data: f.data}
	switch kind {
	case "photo":
		small := media
		small.FileID += "s"
		m.Photo = []Media{small, media}
	case "animation":
		m.Animation, m.Document = &media, &media
	default:
		media.Width, media.Height, media.MIME = 0, 0, mime.TypeByExtension(path.Ext(f.name))
		m.Document = &media
	}
	return nil
}

// NoPictures takes from the bot the right to send pictures, everywhere.
func (s *Server) NoPictures() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noPictures = true
}

// ForgetFiles makes all file ids invalid, as another bot's would be.
func (s *Server) ForgetFiles() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = map[string]file{}
}
