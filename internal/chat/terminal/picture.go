package terminal

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif" // decodes
	"image/png"
	"strings"

	"spotter/internal/chat"
)

// pictures returns how pictures are shown where the terminal announces a protocol for them, or nil where it does not. In a
// multiplexer, which would print the protocol as text, there is none.
func pictures(getenv func(string) string) func(chat.Image) string {
	kind, program := getenv("TERM"), getenv("TERM_PROGRAM")
	switch {
	case getenv("TMUX") != "" || strings.HasPrefix(kind, "screen") || strings.HasPrefix(kind, "tmux"):
		return nil
	case program == "iTerm.app" || program == "WezTerm":
		return iterm
	case kind == "xterm-kitty" || kind == "xterm-ghostty" || getenv("KITTY_WINDOW_ID") != "":
		return kitty
	}
	return nil
}

// iterm shows a picture by iTerm2's protocol, which plays GIFs (iterm2.com/documentation-images.html).
func iterm(i chat.Image) string {
	return fmt.Sprintf("\x1b]1337;File=inline=1;size=%d:%s\a", len(i.Data), base64.StdEncoding.EncodeToString(i.Data))
}

// kittyChunk is how much of a picture one escape of kitty's protocol carries, in bytes (sw.kovidgoyal.net/kitty/graphics-protocol).
const kittyChunk = 4096

// kitty shows the first frame of a picture by kitty's protocol, which takes PNG. It returns "" for what is no picture.
func kitty(i chat.Image) string {
	frame, _, err := image.Decode(bytes.NewReader(i.Data))
	if err != nil {
		return ""
	}
	var still bytes.Buffer
	if err := png.Encode(&still, frame); err != nil {
		return ""
	}
	text := base64.StdEncoding.EncodeToString(still.Bytes())
	var b strings.Builder
	for first := true; text != ""; first = false {
		chunk := text[:min(len(text), kittyChunk)]
		text = text[len(chunk):]
		control := "m=1"
		if text == "" {
			control = "m=0"
		}
		if first {
			control = "a=T,f=100,q=2," + control
		}
		fmt.Fprintf(&b, "\x1b_G%s;%s\x1b\\", control, chunk)
	}
	return b.String()
}
