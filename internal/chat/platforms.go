package chat

import (
	"context"
	"fmt"
)

// Platforms sends to each platform through its adapter, by the platform's name: the part of a Place
// before the colon. It is filled before it is used and not changed afterwards.
type Platforms map[string]Adapter

// Send posts m unasked at to, as Adapter.Send does. A platform that is not connected is a
// *SendError that is not Gone: it may be connected again later.
func (p Platforms) Send(ctx context.Context, to Place, m *Message) (MessageID, error) {
	a, err := p.adapter(to)
	if err != nil {
		return "", err
	}
	return a.Send(ctx, to, m)
}

// Edit replaces what a message shows, as Adapter.Edit does.
func (p Platforms) Edit(ctx context.Context, place Place, id MessageID, m *Message) error {
	a, err := p.adapter(place)
	if err != nil {
		return err
	}
	return a.Edit(ctx, place, id, m)
}

// Threads returns the platform's ThreadOpener, or nil if it has none.
func (p Platforms) Threads(place Place) ThreadOpener {
	t, _ := p[place.Platform()].(ThreadOpener)
	return t
}

// Inspector returns the platform's Inspector, or nil if it has none.
func (p Platforms) Inspector(place Place) Inspector {
	i, _ := p[place.Platform()].(Inspector)
	return i
}

// Together reports whether whoever reads one of two places can read the other. Where a platform closes no
// places, that is so.
func (p Platforms) Together(a, b Place) bool {
	if a.Platform() != b.Platform() {
		return false
	}
	d, ok := p[a.Platform()].(Doorkeeper)
	return !ok || d.Together(a, b)
}

// Within reports whether a place belongs to a server or group, as Doorkeeper.Within does. Where a platform
// closes no places, all of them do.
func (p Platforms) Within(ctx context.Context, home, place Place) (bool, error) {
	a, err := p.adapter(place)
	if err != nil || home.Platform() != place.Platform() {
		return false, err
	}
	d, ok := a.(Doorkeeper)
	if !ok {
		return true, nil
	}
	return d.Within(ctx, home, place)
}

// Member reports whether u can read a place, as Doorkeeper.Member does. Where a platform closes no places,
// all of its people can.
func (p Platforms) Member(ctx context.Context, place Place, u UserID) (bool, error) {
	a, err := p.adapter(place)
	if err != nil || u.Platform() != place.Platform() {
		return false, err
	}
	d, ok := a.(Doorkeeper)
	if !ok {
		return true, nil
	}
	return d.Member(ctx, place, u)
}

// Kept returns what the person's platform stores about them: mostly nothing.
func (p Platforms) Kept(ctx context.Context, u UserID) (map[string]string, error) {
	if k, ok := p[u.Platform()].(Keeper); ok {
		return k.Kept(ctx, u)
	}
	return nil, nil
}

// Forget removes what the person's platform stores about them.
func (p Platforms) Forget(ctx context.Context, u UserID) error {
	if k, ok := p[u.Platform()].(Keeper); ok {
		return k.Forget(ctx, u)
	}
	return nil
}

// Link returns a link to a message, or "" if the platform has none.
func (p Platforms) Link(home, place Place, id MessageID) string {
	if l, ok := p[place.Platform()].(Linker); ok && id != "" {
		return l.Link(home, place, id)
	}
	return ""
}

func (p Platforms) adapter(place Place) (Adapter, error) {
	if a := p[place.Platform()]; a != nil {
		return a, nil
	}
	return nil, &SendError{Err: fmt.Errorf("platform %q is not connected", place.Platform())}
}
