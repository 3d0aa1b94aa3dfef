package telegram

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
	"spotter/internal/chat/telegram/markup"
)

// How long it is remembered who is in a chat, who is not (they may have joined meanwhile), and that Telegram wants
// to be left alone; and of how many people in all.
const (
	trustMember   = time.Minute
	trustStranger = 10 * time.Second
	mostPatience  = time.Minute
	mostStanding  = 20_000 // past it the memory starts afresh
)

// Together implements chat.Doorkeeper: a chat's topics are open to all of its members.
func (a *Adapter) Together(p, q chat.Place) bool {
	one, err := parsePlace(p)
	other, err2 := parsePlace(q)
	return err == nil && err2 == nil && one.chat == other.chat
}

// Within implements chat.Doorkeeper.
func (a *Adapter) Within(_ context.Context, home, place chat.Place) (bool, error) {
	return a.Together(home, place), nil
}

// Member implements chat.Doorkeeper. A private chat is its person's; who writes as a group is that group. Whether
// they may write plays no part.
func (a *Adapter) Member(ctx context.Context, place chat.Place, u chat.UserID) (bool, error) {
	at, err := parsePlace(place)
	if err != nil {
		return false, err
	}
	id, ok := markup.PersonID(u)
	switch {
	case !ok:
		return false, fmt.Errorf("%q is nobody on telegram", u)
	case id == at.chat:
		return true, nil
	case !at.group():
		return false, nil
	case id < 0:
		return false, fmt.Errorf("look for a channel in chat %d: %w", at.chat, chat.ErrUntold)
	}
	return a.standing.of(stands{at.chat, id}, func() (bool, error) { return a.askWhetherIn(ctx, at.chat, id) })
}

// askWhetherIn asks whether somebody is in a group, which may have moved.
func (a *Adapter) askWhetherIn(ctx context.Context, group, person int64) (bool, error) {
	q := botapi.Params{"chat_id": strconv.FormatInt(group, 10), "user_id": strconv.FormatInt(person, 10)}
	m, err := a.askMember(ctx, q)
	if f := botapi.Classify(err); f.Kind == botapi.Migrated && f.To != group {
		a.tellMoved(ctx, group, f.To)
		q["chat_id"] = strconv.FormatInt(f.To, 10)
		m, err = a.askMember(ctx, q)
	}
	switch f := botapi.Classify(err); {
	case err == nil && m.Status == "":
		return false, errors.New("telegram getChatMember: no status")
	case err == nil:
		return m.present(), nil
	case f.Kind == botapi.Refused || f.Kind == botapi.NoRight: // Telegram says it for sure only where we are an administrator
		return false, fmt.Errorf("%w: %w", chat.ErrUntold, err)
	}
	return false, err
}

// standing remembers who is in which chat, for a while.
type standing struct {
	mu    sync.Mutex
	known map[stands]stood
}

type stands struct{ group, person int64 }

type stood struct {
	in    bool
	err   error // that Telegram asked for a pause
	until time.Time
}

// of returns what is remembered of one, or asks. What failed is asked again, as soon as Telegram likes.
func (s *standing) of(who stands, ask func() (bool, error)) (bool, error) {
	s.mu.Lock()
	known, ok := s.known[who]
	s.mu.Unlock()
	if ok && time.Now().Before(known.until) {
		return known.in, known.err
	}
	in, err := ask()
	trust := trustStranger
	switch f := botapi.Classify(err); {
	case err != nil && f.Kind != botapi.TooMany:
		return false, err
	case err != nil:
		trust = min(f.After, mostPatience)
	case in:
		trust = trustMember
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil || len(s.known) >= mostStanding {
		s.known = map[stands]stood{}
	}
	s.known[who] = stood{in, err, time.Now().Add(trust)}
	return in, err
}

// forget makes one be asked for again: somebody who has left.
func (s *standing) forget(who stands) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.known, who)
}
