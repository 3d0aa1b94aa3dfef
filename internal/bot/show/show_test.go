package show_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"spotter/internal/bot/show"
	"spotter/internal/chat"
	"spotter/internal/store"
)

type gallery map[string][]byte

func (g gallery) GIF(id string) ([]byte, error) {
	if id == "torn" {
		return nil, errors.New("torn")
	}
	return g[id], nil
}

func of(p *show.Pictures, u chat.UserID, id string) []chat.Image {
	m := &chat.Message{Images: []chat.Image{{Name: id, Alt: "Pull.", Said: true}}}
	p.Draw(context.Background(), u, m)
	return m.Images
}

func TestDraw(t *testing.T) {
	p := show.New(gallery{"row": []byte("GIF89a")}, store.NewMemory(), slog.New(slog.DiscardHandler))
	ctx := context.Background()
	if got := of(p, "test:ann", "row"); len(got) != 1 || got[0].Name != "row.gif" || got[0].Alt != "Pull." || !got[0].Said {
		t.Errorf("got %+v", got)
	}
	for _, id := range []string{"none", "torn"} {
		if got := of(p, "test:ann", id); got != nil {
			t.Errorf("%s: got %+v, want no picture", id, got)
		}
	}
	if err := p.Set(ctx, "test:ann", false); err != nil {
		t.Fatal(err)
	}
	if got := of(p, "test:ann", "row"); got != nil {
		t.Errorf("after off: got %+v", got)
	}
	if got := of(p, "test:ben", "row"); len(got) != 1 {
		t.Errorf("for someone else: got %+v", got)
	}
	if err := p.Set(ctx, "test:ann", true); err != nil {
		t.Fatal(err)
	}
	if got := of(p, "test:ann", "row"); len(got) != 1 {
		t.Errorf("after on: got %+v", got)
	}
	var none *show.Pictures
	if of(none, "test:ann", "row") != nil || none.Set(ctx, "test:ann", false) != nil {
		t.Error("no pictures are not none")
	}
}
