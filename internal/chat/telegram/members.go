package telegram

import (
	"context"
	"strconv"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram/botapi"
)

// memberChanged tells the handler that a person blocked or unblocked us, or a group removed us.
func (s *session) memberChanged(ctx context.Context, c *memberChange) {
	o, ok := s.served().(chat.Observer)
	if !ok {
		return
	}
	switch was, is := c.Old.present(), c.New.present(); {
	case c.Chat.private() && was != is:
		o.Reachable(ctx, s.person(ctx, &c.From, &c.Chat), is)
	case !c.Chat.private() && was && !is:
		o.Left(ctx, address{chat: c.Chat.ID}.place())
	}
}

// moved tells the handler that a group became a supergroup. Both announce it; telling twice is harmless.
func (s *session) moved(ctx context.Context, m *message) {
	from, to := m.Chat.ID, m.MigrateTo
	if m.MigrateFrom != 0 {
		from, to = m.MigrateFrom, m.Chat.ID
	}
	s.tellMoved(ctx, from, to)
}

// tellMoved tells the handler, if there is one, that a group has another id now.
func (a *Adapter) tellMoved(ctx context.Context, from, to int64) {
	if o, ok := a.served().(chat.Observer); ok {
		o.Moved(ctx, address{chat: from}.place(), address{chat: to}.place())
	}
}

// managers remembers who administers which group, for a while.
type managers struct {
	mu     sync.Mutex
	groups map[int64]administration
}

type administration struct {
	ids   map[int64]bool
	until time.Time
}

// How long an answer about administrators is trusted, and for how long none is asked for after a failure.
const (
	trustManagers   = 2 * time.Minute
	distrustFailure = 20 * time.Second
)

// known reports whether it is remembered who administers a group.
func (m *managers) known(group int64) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, ok := m.groups[group]
	return ok && !time.Now().After(known.until)
}

// manages tells whether a person administers a group. Where Telegram does not say, nobody does.
func (a *Adapter) manages(ctx context.Context, group, person int64) bool {
	a.managers.mu.Lock()
	known, ok := a.managers.groups[group]
	a.managers.mu.Unlock()
	if !ok || time.Now().After(known.until) {
		known = a.askManagers(ctx, group, person)
	}
	return known.ids[person]
}

// askManagers asks who administers a group, or, where that is refused, whether the person does.
func (a *Adapter) askManagers(ctx context.Context, group, person int64) administration {
	var members []member
	known := administration{ids: map[int64]bool{}, until: time.Now().Add(trustManagers)}
	q := botapi.Params{"chat_id": strconv.FormatInt(group, 10)}
	if err := a.api.Call(ctx, "getChatAdministrators", q, &members); err != nil {
		var one member
		q["user_id"] = strconv.FormatInt(person, 10)
		if one, err = a.askMember(ctx, q); err != nil {
			a.log.Warn("administrators unknown", "err", err)
		}
		known.until = time.Now().Add(distrustFailure)
		known.ids[person] = one.Status == "creator" || one.Status == "administrator"
	}
	for _, m := range members {
		known.ids[m.User.ID] = true
	}
	a.managers.mu.Lock()
	defer a.managers.mu.Unlock()
	if a.managers.groups == nil || len(a.managers.groups) > 10_000 {
		a.managers.groups = map[int64]administration{}
	}
	a.managers.groups[group] = known
	return known
}

func (a *Adapter) askMember(ctx context.Context, q botapi.Params) (m member, err error) {
	err = a.api.Call(ctx, "getChatMember", q, &m)
	return m, err
}

// Inspect implements chat.Inspector.
func (a *Adapter) Inspect(ctx context.Context, place chat.Place, want ...chat.Ability) ([]chat.Lack, error) {
	at, err := parsePlace(place)
	if err != nil {
		return nil, err
	}
	var lacks []chat.Lack
	for _, ability := range want {
		switch ability {
		case chat.CanSend:
			cure, err := a.cureForSending(ctx, at)
			if err != nil {
				return nil, err
			}
			if cure != "" {
				lacks = append(lacks, chat.Lack{Ability: ability, Cure: cure})
			}
		case chat.CanOpenThread, chat.CanTag:
			lacks = append(lacks, chat.Lack{Ability: ability, Cure: "Telegram has no threads that a bot could open here; replies are chained instead, and nothing needs to be changed."})
		}
	}
	return lacks, nil
}

// cureForSending returns how to let us write at a place, or "" if we may.
func (a *Adapter) cureForSending(ctx context.Context, at address) (string, error) {
	me := a.me.Load()
	if !at.group() || me == nil {
		return "", nil
	}
	id := strconv.FormatInt(at.chat, 10)
	var m member
	err := a.api.Call(ctx, "getChatMember", botapi.Params{"chat_id": id, "user_id": strconv.FormatInt(me.ID, 10)}, &m)
	switch {
	case botapi.Classify(err).Kind == botapi.Gone || err == nil && !m.present():
		return "Add the bot to the group again.", nil
	case err != nil:
		return "", err
	case m.Status == "restricted" && m.CanSend != nil && !*m.CanSend:
		return "In the group's permissions, open the bot's exception and allow it to send messages.", nil
	case m.Status != "member":
		return "", nil
	}
	var g struct {
		Permissions *struct {
			CanSend bool `json:"can_send_messages"`
		} `json:"permissions"`
	}
	if err := a.api.Call(ctx, "getChat", botapi.Params{"chat_id": id}, &g); err != nil {
		return "", err
	}
	if g.Permissions != nil && !g.Permissions.CanSend {
		return "Members may not write in this group: make the bot an administrator, or allow members to send messages.", nil
	}
	return "", nil
}
