package telegramtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// A file is one that was uploaded.
type file struct {
	kind string
	hash string
}

// attach puts a file into a message: one that is uploaded now, or one that was before.
func (s *Server) attach(m *Message, kind, id string, up upload) *refusal {
	if s.noPictures {
		return bad("not enough rights to send photos to the chat")
	}
	if up.data != nil {
		sum := sha256.Sum256(up.data)
		s.lastID++
		id = fmt.Sprintf("AgACAgIAAx%s%d", kind[:1], s.lastID)
		s.files[id] = file{kind, hex.EncodeToString(sum[:])}
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
	media := Media{FileID: id, UniqueID: f.hash[:12], Width: 320, Height: 240, Size: 1000}
	switch kind {
	case "photo":
		small := media
		small.FileID += "s"
		m.Photo = []Media{small, media}
	case "animation":
		m.Animation, m.Document = &media, &media
	default:
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
