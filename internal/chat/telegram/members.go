package telegram

import (
	"context"
	"slices"
	"strconv"
	"strings"
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
		o.Reachable(ctx, s.user(&c.From), is)
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
	asking map[int64]chan struct{} // closed when the answer is there
}

type administration struct {
	ids   map[int64]bool
	until time.Time
	whole bool // all who do; else only those in ids are known
}

// asked reports whether it is known of a person.
func (k administration) asked(person int64) bool {
	_, ok := k.ids[person]
	return ok
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

// quickly is how long is waited for who manages a group where that decides nothing.
const quickly = 2 * time.Second

// manages reports whether a person administers a group, or that Telegram does not say so now. Where it decides whether
// they may use a command, that is waited for.
func (a *Adapter) manages(ctx context.Context, group, person int64, command string) (bool, error) {
	if !a.forManagers(command) {
		short, cancel := context.WithTimeout(ctx, quickly)
		defer cancel()
		known, _ := a.managersOf(short, group, person) // decides nothing
		return known.ids[person], nil
	}
	known, err := a.managersOf(ctx, group, person)
	return known.ids[person], err
}

// forManagers reports whether a command is theirs alone.
func (a *Adapter) forManagers(command string) bool {
	name, _, _ := strings.Cut(command, " ")
	return slices.ContainsFunc(a.cfg.Commands, func(c chat.Command) bool {
		return c.Who == chat.Managers && (c.Name == name || c.Name == command)
	})
}

// managersOf returns who administers a group, as far as one person goes. One asks for all who wait to know.
func (a *Adapter) managersOf(ctx context.Context, group, person int64) (administration, error) {
	for {
		a.managers.mu.Lock()
		known, ok := a.managers.groups[group]
		if ok && time.Now().Before(known.until) && (known.whole || known.asked(person)) {
			a.managers.mu.Unlock()
			return known, nil
		}
		asking := a.managers.asking[group]
		if asking == nil {
			if a.managers.asking == nil {
				a.managers.asking = map[int64]chan struct{}{}
			}
			a.managers.asking[group] = make(chan struct{})
		}
		a.managers.mu.Unlock()
		if asking == nil {
			return a.askManagers(ctx, group, person)
		}
		select {
		case <-asking:
		case <-ctx.Done():
			return administration{}, ctx.Err()
		}
	}
}

// askManagers asks who administers a group, or, where that is refused, whether the person does.
func (a *Adapter) askManagers(ctx context.Context, group, person int64) (administration, error) {
	known, err := a.tellManagers(ctx, group, person)
	a.managers.mu.Lock()
	defer a.managers.mu.Unlock()
	close(a.managers.asking[group])
	delete(a.managers.asking, group)
	if err != nil {
		if ctx.Err() == nil {
			a.log.Warn("administrators unknown", "err", err)
		}
		return known, err
	}
	if a.managers.groups == nil || len(a.managers.groups) > 10_000 {
		a.managers.groups = map[int64]administration{}
	}
	a.managers.groups[group] = known
	return known, nil
}

func (a *Adapter) tellManagers(ctx context.Context, group, person int64) (administration, error) {
	var members []member
	q := botapi.Params{"chat_id": strconv.FormatInt(group, 10)}
	known := administration{ids: map[int64]bool{}, until: time.Now().Add(trustManagers), whole: true}
	err := a.call(ctx, group, "getChatAdministrators", q, &members)
	for _, m := range members {
		known.ids[m.User.ID] = true
	}
	if err == nil {
		return known, nil
	}
	if k := botapi.Classify(err).Kind; k == botapi.TooMany || k == botapi.Broken {
		return known, err
	}
	q["user_id"] = strconv.FormatInt(person, 10)
	var one member
	err = a.call(ctx, group, "getChatMember", q, &one)
	known.whole, known.until = false, time.Now().Add(distrustFailure)
	known.ids[person] = one.Status == "creator" || one.Status == "administrator"
	if k := botapi.Classify(err).Kind; k == botapi.TooMany || k == botapi.Broken {
		return known, err
	}
	return known, nil // a group that refuses both has nobody to ask
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
	err := a.call(ctx, at.chat, "getChatMember", botapi.Params{"chat_id": id, "user_id": strconv.FormatInt(me.ID, 10)}, &m)
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
	if err := a.call(ctx, at.chat, "getChat", botapi.Params{"chat_id": id}, &g); err != nil {
		return "", err
	}
	if g.Permissions != nil && !g.Permissions.CanSend {
		return "Members may not write in this group: make the bot an administrator, or allow members to send messages.", nil
	}
	return "", nil
}
