package terminal

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"math/rand/v2"
	"strings"
	"testing"

	"spotter/internal/chat"
)

// noisy returns a GIF of one frame that needs more than one chunk.
func noisy(t *testing.T) chat.Image {
	t.Helper()
	frame := image.NewPaletted(image.Rect(0, 0, 220, 200), color.Palette{color.Black, color.White})
	for i := range frame.Pix {
		frame.Pix[i] = uint8(rand.N(2))
	}
	var b bytes.Buffer
	if err := gif.Encode(&b, frame, nil); err != nil {
		t.Fatal(err)
	}
	return chat.Image{Name: "noise.gif", Alt: "Noise.", Data: b.Bytes()}
}

func TestPicturesWhereAnnounced(t *testing.T) {
	i := noisy(t)
	for _, c := range []struct {
		env  map[string]string
		want string // what the picture begins with
	}{
		{nil, "[picture: Noise.]"},
		{map[string]string{"TERM": "xterm-256color"}, "[picture: Noise.]"},
		{map[string]string{"TERM": "xterm-kitty"}, "\x1b_Ga=T,f=100,q=2,m=1;"},
		{map[string]string{"TERM_PROGRAM": "iTerm.app"}, "\x1b]1337;File=inline=1;size="},
		{map[string]string{"TERM": "xterm-kitty", "TMUX": "/tmp/x"}, "[picture: Noise.]"},
		{map[string]string{"TERM": "screen-256color", "TERM_PROGRAM": "iTerm.app"}, "[picture: Noise.]"},
	} {
		got := page{width: 60, draw: pictures(func(key string) string { return c.env[key] })}.message(&chat.Message{Images: []chat.Image{i}})
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("with %v: %.40q, want %q", c.env, got, c.want)
		}
	}
}

func TestKittyGetsThePixels(t *testing.T) {
	i := noisy(t)
	var text strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(kitty(i), "\x1b\\"), "\x1b\\") {
		_, data, _ := strings.Cut(part, ";")
		if len(data) > kittyChunk {
			t.Errorf("a chunk of %d bytes, at most %d", len(data), kittyChunk)
		}
		text.WriteString(data)
	}
	data, err := base64.StdEncoding.DecodeString(text.String())
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	want, err := gif.Decode(bytes.NewReader(i.Data))
	if err != nil {
		t.Fatal(err)
	}
	for y := range 200 {
		for x := range 220 {
			r, _, _, _ := got.At(x, y).RGBA()
			if w, _, _, _ := want.At(x, y).RGBA(); r != w {
				t.Fatalf("pixel %d, %d differs", x, y)
			}
		}
	}
	if kitty(chat.Image{Data: []byte("no picture")}) != "" {
		t.Error("what is no picture is shown")
	}
}
