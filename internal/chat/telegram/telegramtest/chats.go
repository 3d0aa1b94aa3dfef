package telegramtest

import (
	"encoding/json"
	"regexp"
	"unicode/utf16"
)

func (s *Server) getChat(req *request) (any, *refusal) {
	c, refused := s.target(req)
	if refused != nil && (c == nil || !c.muted) {
		if c = s.chats[req.int("chat_id")]; c == nil || !c.muted {
			return nil, refused
		}
	}
	return map[string]any{"id": c.ID, "type": c.Type, "title": c.Title, "permissions": map[string]any{"can_send_messages": !c.muted}}, nil
}

func (s *Server) getChatMember(req *request) (any, *refusal) {
	c := s.chats[req.int("chat_id")]
	if c == nil {
		return nil, bad("chat not found")
	}
	id := req.int("user_id")
	switch u := s.users[id]; {
	case c.migratedTo != 0:
		return nil, &refusal{code: 400, text: "Bad Request: group chat was upgraded to a supergroup chat", parameters: map[string]any{"migrate_to_chat_id": c.migratedTo}}
	case c.hidden && id != s.Bot.ID:
		return nil, bad("CHAT_ADMIN_REQUIRED")
	case id == s.Bot.ID && c.bot == "kicked":
		return nil, forbidden("bot was kicked from the " + c.Type + " chat")
	case id == s.Bot.ID:
		return s.member(c.bot, &s.Bot), nil
	case u == nil:
		return nil, bad("user not found")
	case c.admins[id]:
		return s.member("administrator", u), nil
	case c.outside[id] != "":
		return s.member(c.outside[id], u), nil
	default:
		return s.member("member", u), nil
	}
}

func (s *Server) getChatAdministrators(req *request) (any, *refusal) {
	c := s.chats[req.int("chat_id")]
	switch {
	case c == nil:
		return nil, bad("chat not found")
	case c.Type == "private":
		return nil, bad("there are no administrators in the private chat")
	}
	members := []any{}
	for id := range c.admins {
		members = append(members, s.member("administrator", s.users[id]))
	}
	return members, nil
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// setMyCommands also serves deleteMyCommands: without commands a scope has none.
func (s *Server) setMyCommands(req *request) (any, *refusal) {
	var commands []struct{ Command, Description string }
	if refused := req.decode("commands", &commands); refused != nil {
		return nil, refused
	}
	if len(commands) > 100 {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	for _, c := range commands {
		if n := len(utf16.Encode([]rune(c.Description))); !commandName.MatchString(c.Command) || n < 1 || n > 256 {
			return nil, bad("BOT_COMMAND_INVALID")
		}
	}
	scope := "commands " + req.params["scope"]
	if language := req.params["language_code"]; language != "" {
		scope += " " + language
	}
	s.settings[scope] = req.params["commands"]
	s.tell()
	return true, nil
}

// getMyCommands returns what was registered for exactly that scope, as the Bot API does.
func (s *Server) getMyCommands(req *request) (any, *refusal) {
	if registered := s.settings["commands "+req.params["scope"]]; registered != "" {
		return json.RawMessage(registered), nil
	}
	return []any{}, nil
}

func (s *Server) setMyDescription(req *request) (any, *refusal) {
	for field, limit := range map[string]int{"description": 512, "short_description": 120} {
		if text, ok := req.params[field]; ok {
			if len(utf16.Encode([]rune(text))) > limit {
				return nil, bad("%s is too long", field)
			}
			s.settings[field] = text
		}
	}
	s.tell()
	return true, nil
}

// Setting returns what the bot registered: "description", "short_description", or "commands " and a scope, with a space and
// a language after it for its speakers.
func (s *Server) Setting(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings[name]
}
