package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// A Channel is a text channel (0), direct messages (1), a thread (11), a private one (12) or a forum (15).
type Channel struct {
	ID, Guild, Parent string
	Type              int
	Name              string
	Tags              map[string]string // of a forum: ids by name
	RequireTag        bool              // the forum takes no post without one
	Applied           []string          // of a thread
	Archived, Locked  bool
	NoHistory         bool // the bot may not read older messages
	Refuses           int  // error code for new messages, 0 for none
	Overwrites        []map[string]any
	Seats             []string // who is in a private thread
	Messages          []*Message
	user              string // of direct messages
}

// Guild permissions of the bot's role; @everyone has none. Tests change channels' overwrites.
const botPermissions = 1<<10 | 1<<11 | 1<<14 | 1<<15 | 1<<16 | 1<<35 | 1<<38

// AddChannel makes a channel known.
func (s *Server) AddChannel(c Channel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[c.ID] = &c
}

// Leave makes somebody no member of a guild, which everybody is at first.
func (s *Server) Leave(guild, user string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.strangers[guild+"/"+user] = true
}

// Refuse makes messages to a channel fail with a code, 0 for none.
func (s *Server) Refuse(channel string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[channel].Refuses = code
}

// CloseDMs makes messages to somebody fail with a code (50007, 50278), 0 for none.
func (s *Server) CloseDMs(user string, code int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closedDMs[user] = code
}

// Posted waits until a channel has n messages and returns copies of them.
func (s *Server) Posted(channel string, n int) []*Message {
	s.t.Helper()
	s.wait(fmt.Sprintf("%d messages in channel %s", n, channel), 30*time.Second, func() bool {
		return s.channels[channel] != nil && len(s.channels[channel].Messages) >= n
	})
	return s.Channel(channel).Messages
}

// DMs waits until somebody got n direct messages and returns copies of them.
func (s *Server) DMs(user string, n int) []*Message {
	s.t.Helper()
	id := ""
	s.wait("direct messages to "+user, 30*time.Second, func() bool {
		for _, c := range s.channels {
			if c.user == user && len(c.Messages) >= n {
				id = c.ID
				return true
			}
		}
		return false
	})
	return s.Channel(id).Messages
}

// Channel returns a copy of a channel as it is now.
func (s *Server) Channel(id string) Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := *s.channels[id]
	c.Messages = copies(c.Messages)
	return c
}

// Message tells that somebody wrote to the bot directly.
func (s *Server) Message(p Person, content string) (channel string) {
	s.mu.Lock()
	c := s.direct(p.ID)
	id := s.newID()
	s.mu.Unlock()
	s.dispatch("", "MESSAGE_CREATE", 1<<12, map[string]any{
		"id": id, "channel_id": c.ID, "content": content, "type": 0, "attachments": []any{}, "embeds": []any{},
		"author": map[string]any{"id": p.ID, "username": p.Name, "discriminator": "0"},
	})
	return c.ID
}

// channel returns a channel, made known if it is not. s.mu is held.
func (s *Server) channel(id string) *Channel {
	c := s.channels[id]
	if c == nil {
		c = &Channel{ID: id}
		s.channels[id] = c
	}
	return c
}

// Direct returns the channel of somebody's direct messages with the bot.
func (s *Server) Direct(p Person) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(p.ID).ID
}

// direct returns the direct messages with somebody. s.mu is held.
func (s *Server) direct(user string) *Channel {
	for _, c := range s.channels {
		if c.user == user {
			return c
		}
	}
	c := &Channel{ID: s.newID(), Type: 1, user: user}
	s.channels[c.ID] = c
	return c
}

// Commands returns what is registered for a guild, or globally for "".
func (s *Server) Commands(guild string) []json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[guild]
}

// Registered waits until the commands were overwritten n times.
func (s *Server) Registered(n int) {
	s.t.Helper()
	s.wait("registration of the commands", 30*time.Second, func() bool { return s.overwrites >= n })
}

// Overwrites returns how often the commands were overwritten.
func (s *Server) Overwrites() int { s.mu.Lock(); defer s.mu.Unlock(); return s.overwrites }

func (s *Server) routes() http.Handler {
	api := http.NewServeMux()
	locked := func(pattern string, f func(http.ResponseWriter, *http.Request)) {
		api.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			s.mu.Lock()
			defer s.mu.Unlock()
			defer s.cond.Broadcast()
			f(w, r)
		})
	}
	api.HandleFunc("POST /api/v9/interactions/{id}/{token}/callback", s.serveCallback)
	api.HandleFunc("POST /api/v9/webhooks/{app}/{token}", s.serveWebhook)
	api.HandleFunc("PATCH /api/v9/webhooks/{app}/{token}/messages/{message}", s.serveWebhook)
	api.HandleFunc("DELETE /api/v9/webhooks/{app}/{token}/messages/{message}", s.serveWebhook)
	locked("GET /api/v9/gateway", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, map[string]any{"url": s.gatewayURL()})
	})
	locked("GET /api/v9/gateway/bot", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, map[string]any{"url": s.gatewayURL(), "shards": s.Shards, "session_start_limit": map[string]int{
			"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": s.Concurrency}})
	})
	locked("GET /api/v9/users/@me", func(w http.ResponseWriter, _ *http.Request) {
		reply(w, 200, map[string]any{"id": AppID, "username": "spotter"})
	})
	locked("GET /api/v9/applications/@me", s.getApplication)
	locked("PATCH /api/v9/applications/@me", s.patchApplication)
	locked("POST /api/v9/users/@me/channels", s.openDM)
	locked("POST /api/v9/channels/{channel}/messages", s.post)
	locked("PATCH /api/v9/channels/{channel}/messages/{message}", s.editPosted)
	locked("GET /api/v9/channels/{channel}", s.getChannel)
	locked("PATCH /api/v9/channels/{channel}", s.patchChannel)
	locked("POST /api/v9/channels/{channel}/threads", s.openThread)
	locked("DELETE /api/v9/channels/{channel}", s.deleteChannel)
	locked("GET /api/v9/guilds/{guild}", func(w http.ResponseWriter, r *http.Request) {
		reply(w, 200, map[string]any{"id": r.PathValue("guild"), "owner_id": "1", "roles": []any{
			map[string]any{"id": r.PathValue("guild"), "permissions": "0"},
			map[string]any{"id": "77", "permissions": fmt.Sprint(botPermissions)},
		}})
	})
	locked("GET /api/v9/guilds/{guild}/members/{user}", func(w http.ResponseWriter, r *http.Request) {
		if s.strangers[r.PathValue("guild")+"/"+r.PathValue("user")] {
			refuse(w, 404, 10007, "Unknown Member")
			return
		}
		reply(w, 200, map[string]any{"user": map[string]any{"id": r.PathValue("user")}, "roles": []string{"77"}})
	})
	locked("GET /api/v9/channels/{channel}/thread-members/{user}", func(w http.ResponseWriter, r *http.Request) {
		switch c := s.channels[r.PathValue("channel")]; {
		case c == nil:
			refuse(w, 404, 10003, "Unknown Channel")
		case !slices.Contains(c.Seats, r.PathValue("user")):
			refuse(w, 404, 10007, "Unknown Member")
		default:
			reply(w, 200, map[string]any{"id": c.ID, "user_id": r.PathValue("user"), "flags": 0, "join_timestamp": "2026-03-01T12:00:00Z"})
		}
	})
	locked("GET /api/v9/applications/{app}/commands", s.list)
	locked("GET /api/v9/applications/{app}/guilds/{guild}/commands", s.list)
	locked("PUT /api/v9/applications/{app}/commands", s.overwrite)
	locked("PUT /api/v9/applications/{app}/guilds/{guild}/commands", s.overwrite)
	api.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { refuse(w, 404, 0, "404: Not Found") })
	all := http.NewServeMux()
	all.HandleFunc("/ws", s.serveGateway)
	all.HandleFunc("/ws/", s.serveGateway)
	all.Handle("/api/", s.guard(api))
	return all
}

func (s *Server) openDM(w http.ResponseWriter, r *http.Request) {
	var b struct {
		Recipient string `json:"recipient_id"`
	}
	if _, err := decode(r, &b); err != nil || !regexp.MustCompile(`^\d{1,20}$`).MatchString(b.Recipient) {
		refuse(w, 400, 50035, "Invalid Form Body: recipient_id")
		return
	}
	c := s.direct(b.Recipient)
	reply(w, 200, map[string]any{"id": c.ID, "type": 1})
}

// post takes a new message.
func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	switch code := refusal(c, s.closedDMs); {
	case code == 10003:
		refuse(w, 404, code, "Unknown Channel")
		return
	case code != 0:
		refuse(w, 403, code, "refused")
		return
	case c.Type == 15:
		refuse(w, 400, 50008, "Cannot send messages in a non-text channel")
		return
	}
	var data json.RawMessage
	files, err := decode(r, &data)
	var m *Message
	if err == nil {
		m, err = s.newMessage(c.ID, data, files)
	}
	var b body
	if err == nil {
		err = json.Unmarshal(data, &b)
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	if b.Reference != nil && c.NoHistory {
		refuse(w, 400, 160002, "Cannot reply without permission to read message history")
		return
	}
	if b.Enforce {
		if old := s.nonces[c.ID+m.Nonce]; old != nil {
			reply(w, 200, old.wire())
			return
		}
		s.nonces[c.ID+m.Nonce] = m
	}
	c.Archived = false
	c.Messages = append(c.Messages, m)
	reply(w, 200, m.wire())
}

func refusal(c *Channel, closed map[string]int) int {
	switch {
	case c == nil:
		return 10003
	case c.user != "" && closed[c.user] != 0:
		return closed[c.user]
	}
	return c.Refuses
}

func (s *Server) editPosted(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	if c == nil {
		refuse(w, 404, 10003, "Unknown Channel")
		return
	}
	if c.Archived {
		refuse(w, 400, 50083, "Thread is archived")
		return
	}
	for _, m := range c.Messages {
		if m.ID == r.PathValue("message") {
			s.editMessage(w, r, m)
			return
		}
	}
	refuse(w, 404, 10008, "Unknown Message")
}

func (s *Server) editMessage(w http.ResponseWriter, r *http.Request, m *Message) {
	var data json.RawMessage
	files, err := decode(r, &data)
	if err == nil {
		err = m.edit(data, files)
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	reply(w, 200, m.wire())
}

func (c *Channel) wire() map[string]any {
	tags := []any{}
	for name, id := range c.Tags {
		tags = append(tags, map[string]any{"id": id, "name": name})
	}
	e := map[string]any{
		"id": c.ID, "type": c.Type, "guild_id": c.Guild, "parent_id": c.Parent, "name": c.Name,
		"permission_overwrites": c.Overwrites, "available_tags": tags, "applied_tags": c.Applied,
	}
	if c.RequireTag {
		e["flags"] = 1 << 4
	}
	if c.Type == 11 || c.Type == 12 {
		e["thread_metadata"] = map[string]any{"archived": c.Archived, "locked": c.Locked}
	}
	return e
}

func (s *Server) getChannel(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	switch {
	case c == nil:
		refuse(w, 404, 10003, "Unknown Channel")
	case c.Refuses == 50001:
		refuse(w, 403, 50001, "Missing Access")
	default:
		reply(w, 200, c.wire())
	}
}

func (s *Server) patchChannel(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	if c == nil {
		refuse(w, 404, 10003, "Unknown Channel")
		return
	}
	var b struct {
		Name     *string   `json:"name"`
		Applied  *[]string `json:"applied_tags"`
		Archived *bool     `json:"archived"`
		Locked   *bool     `json:"locked"`
	}
	_, err := decode(r, &b)
	switch {
	case err != nil || b.Name != nil && !between(*b.Name, 1, 100) || b.Applied != nil && len(*b.Applied) > 5:
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	case c.Archived && (b.Archived == nil || *b.Archived) && (b.Name != nil || b.Applied != nil):
		refuse(w, 400, 50083, "Thread is archived")
		return
	}
	if f := s.channels[c.Parent]; f != nil && f.RequireTag && b.Applied != nil && len(*b.Applied) == 0 {
		refuse(w, 400, 40067, "A tag is required to create a forum post in this channel")
		return
	}
	set(&c.Name, b.Name)
	set(&c.Applied, b.Applied)
	set(&c.Archived, b.Archived)
	set(&c.Locked, b.Locked)
	reply(w, 200, c.wire())
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// deleteChannel takes a thread away.
func (s *Server) deleteChannel(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	switch {
	case c == nil:
		refuse(w, 404, 10003, "Unknown Channel")
	case s.KeepThreads:
		refuse(w, 403, 50013, "Missing Permissions")
	default:
		delete(s.channels, c.ID)
		reply(w, 200, c.wire())
	}
}

// Threads returns copies of the threads of a channel.
func (s *Server) Threads(parent string) []Channel {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []Channel
	for _, c := range s.channels {
		if c.Parent == parent {
			all = append(all, *c)
		}
	}
	return all
}

// openThread opens a thread in a channel, or a post in a forum.
func (s *Server) openThread(w http.ResponseWriter, r *http.Request) {
	c := s.channels[r.PathValue("channel")]
	if c == nil || c.Type != 0 && c.Type != 15 {
		refuse(w, 400, 50024, "Cannot execute action on this channel type")
		return
	}
	var b struct {
		Name    string          `json:"name"`
		Type    int             `json:"type"`
		Applied []string        `json:"applied_tags"`
		Message json.RawMessage `json:"message"`
	}
	files, err := decode(r, &b)
	if err != nil || !between(b.Name, 1, 100) || len(b.Applied) > 5 || (c.Type == 15) != (b.Message != nil) {
		refuse(w, 400, 50035, "Invalid Form Body")
		return
	}
	if c.RequireTag && len(b.Applied) == 0 {
		refuse(w, 400, 40067, "A tag is required to create a forum post in this channel")
		return
	}
	thread := &Channel{ID: s.newID(), Guild: c.Guild, Parent: c.ID, Type: 11, Name: b.Name, Applied: b.Applied}
	answer := thread.wire()
	if b.Message != nil {
		m, err := s.newMessage(thread.ID, b.Message, files)
		if err != nil {
			refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
			return
		}
		m.ID = thread.ID
		thread.Messages = append(thread.Messages, m)
		answer["message"] = m.wire()
	}
	s.channels[thread.ID] = thread
	reply(w, 201, answer)
}

// window counts requests of a second, or messages of five.
type window struct {
	until time.Time
	count int
}

// limit enforces the documented limits and reports whether the request was refused. Answers to
// interactions are not under the global one.
func (s *Server) limit(w http.ResponseWriter, r *http.Request) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if byToken(r) {
		return false
	}
	if _, over, after := s.pass("global", 50, time.Second); over {
		GlobalLimit(after.Seconds()).serve(w, r, nil)
		return true
	}
	if !messageRoute.MatchString(r.URL.Path) || r.Method != http.MethodPost {
		return false
	}
	left, over, after := s.pass(r.URL.Path, 5, 5*time.Second)
	h := w.Header()
	h.Set("X-RateLimit-Limit", "5")
	h.Set("X-RateLimit-Remaining", fmt.Sprint(left))
	h.Set("X-RateLimit-Reset-After", fmt.Sprintf("%.3f", after.Seconds()))
	h.Set("X-RateLimit-Bucket", "messages")
	if over {
		RouteLimit(after.Seconds()).serve(w, r, nil)
	}
	return over
}

var messageRoute = regexp.MustCompile(`^/api/v9/channels/\d+/messages$`)

// pass counts a request and returns how many are left, whether this is one too many, and for how long.
func (s *Server) pass(key string, most int, per time.Duration) (int, bool, time.Duration) {
	now := time.Now()
	w := s.windows[key]
	if w == nil || now.After(w.until) {
		w = &window{until: now.Add(per)}
		s.windows[key] = w
	}
	w.count++
	return max(most-w.count, 0), w.count > most, w.until.Sub(now)
}
