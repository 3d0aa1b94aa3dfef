package discord

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/discordtest"
)

// cdn serves a video of so many bytes.
func cdn(t *testing.T, size int) (address string, video []byte) {
	video = bytes.Repeat([]byte("video"), size/5)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the bot's token goes to where the video is")
		}
		http.ServeContent(w, r, "set.mov", snowflakeTime("1"), bytes.NewReader(video))
	}))
	t.Cleanup(s.Close)
	return s.URL + "/ephemeral-attachments/1/set.MOV?ex=" + strings.Repeat("f", 600), video
}

// withVideo uses a command with a video attached, of which Discord says how large it is.
func withVideo(s *discordtest.Server, address string, size int) *discordtest.Interaction {
	return s.Interact(ann, gym, kindCommand, nil, map[string]any{
		"id": "1", "type": 1, "name": "formcheck", "options": []any{map[string]any{"name": "video", "type": optionAttachment, "value": "5"}},
		"resolved": map[string]any{"attachments": map[string]any{"5": map[string]any{"id": "5", "filename": "set.MOV", "content_type": "application/octet-stream", "url": address, "size": size}}},
	})
}

// A video that was attached to a command is posted again, as a file that Discord plays, where it is to be reviewed.
func TestVideoIsPostedAgain(t *testing.T) {
	t.Parallel()
	s := discordtest.New(t)
	s.AddChannel(discordtest.Channel{ID: "500", Guild: gym.Guild})
	address, video := cdn(t, 5<<20)
	var a *Adapter
	a, _ = newAdapter(t, s, Config{})
	serve(t, s, a, handler(func(ctx context.Context, r *chat.Request) chat.Reply {
		if len(r.Media) != 1 || r.Media[0].Kind != "video" || !r.Media[0].Passing || r.Media[0].TooBig {
			t.Errorf("media = %+v", r.Media)
		}
		_, _, err := a.OpenThread(ctx, "discord:500", "Bench", nil, &chat.Message{Text: chat.Plain("look"), Media: r.Media})
		if err != nil {
			t.Errorf("OpenThread = %v", err)
		}
		return &chat.Message{Text: chat.Plain("done")}
	}))
	s.Shown(withVideo(s, address, len(video)), 1)
	threads := s.Threads("500")
	if len(threads) != 1 || len(threads[0].Messages) != 1 || len(threads[0].Messages[0].Files) != 1 {
		t.Fatalf("threads: %+v", threads)
	}
	if f := threads[0].Messages[0].Files[0]; f.Type != "video/quicktime" || f.Name != "video1.mov" || !bytes.Equal(f.Data, video) {
		t.Errorf("posted %s of type %s with %d bytes", f.Name, f.Type, len(f.Data))
	}
}

// Of a check that fails half-way no empty thread stays: it is deleted, or where that is not allowed closed.
func TestNoEmptyThread(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		s := discordtest.New(t)
		s.KeepThreads = keep
		s.AddChannel(discordtest.Channel{ID: "500", Guild: gym.Guild})
		s.Fault = func(r *http.Request) *discordtest.Fault {
			if strings.HasSuffix(r.URL.Path, "/messages") {
				return refusal(400, 200000)
			}
			return nil
		}
		a, _ := newAdapter(t, s, Config{})
		_, _, err := a.OpenThread(t.Context(), "discord:500", "Bench", nil, &chat.Message{Text: chat.Plain("look")})
		if err == nil || why(err) == "" {
			t.Errorf("OpenThread = %v", err)
		}
		left := s.Threads("500")
		if keep && (len(left) != 1 || !left[0].Archived) || !keep && len(left) > 0 {
			t.Errorf("left behind: %+v", left)
		}
	}
}
