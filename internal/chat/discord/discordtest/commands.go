package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
)

// A command is what the bot registers, as far as it is checked.
type command struct {
	Type        int       `json:"type"`
	Name        string    `json:"name"`
	Description string    `json:"description"`
	Options     []command `json:"options"`
	Required    bool      `json:"required"`
	Complete    bool      `json:"autocomplete"`
	Choices     []Choice  `json:"choices"`
	MaxLength   *int      `json:"max_length"`
	Permissions any       `json:"default_member_permissions"`
	Contexts    []int     `json:"contexts"`
}

var commandName = regexp.MustCompile(`^[-_'\p{Ll}\p{Lo}\p{Lm}\p{N}]{1,32}$`)

// overwrite registers commands in bulk.
func (s *Server) overwrite(w http.ResponseWriter, r *http.Request) {
	var all []json.RawMessage
	_, err := decode(r, &all)
	if r.PathValue("app") != AppID {
		refuse(w, 403, 20012, "You are not authorized to perform this action on this application")
		return
	}
	names := map[string]bool{}
	for _, raw := range all {
		var c command
		if err == nil {
			err = json.Unmarshal(raw, &c)
		}
		if err == nil {
			err = c.check(r.PathValue("guild") != "")
		}
		if key := fmt.Sprint(c.Type, c.Name); err == nil && names[key] {
			err = fmt.Errorf("two commands named %q", c.Name)
		} else {
			names[key] = true
		}
	}
	if err == nil && len(all) > 130 {
		err = fmt.Errorf("%d commands", len(all))
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	s.commands[r.PathValue("guild")] = all
	s.overwrites++
	s.versions[r.PathValue("guild")] = s.newID()
	s.list(w, r)
}

// list tells the registered commands, by what tells one registration from another.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	all := []map[string]any{}
	for i, raw := range s.commands[r.PathValue("guild")] {
		c := map[string]any{}
		if err := json.Unmarshal(raw, &c); err != nil {
			refuse(w, 500, 0, "500: Internal Server Error")
			return
		}
		c["id"], c["application_id"], c["version"] = fmt.Sprint(1000+i), AppID, s.versions[r.PathValue("guild")]
		all = append(all, c)
	}
	reply(w, 200, all)
}

// Unregister removes all commands, as another program with the same token may do.
func (s *Server) Unregister() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.commands)
}

// check reports what Discord refuses in a command.
func (c command) check(guild bool) error {
	if guild && c.Contexts != nil {
		return fmt.Errorf("contexts of a guild command")
	}
	if c.Permissions != nil {
		if _, ok := c.Permissions.(string); !ok {
			return fmt.Errorf("default_member_permissions is a string")
		}
	}
	if c.Type == 3 || c.Type == 2 {
		if !between(c.Name, 1, 32) || c.Description != "" || len(c.Options) > 0 {
			return fmt.Errorf("menu command %q: name 1 to 32, no description, no options", c.Name)
		}
		return nil
	}
	return c.checkOptions()
}

func (c command) checkOptions() error {
	if !commandName.MatchString(c.Name) || !between(c.Description, 1, 100) || len(c.Options) > 25 {
		return fmt.Errorf("command or option %q: name, description 1 to 100, 25 options", c.Name)
	}
	optional, seen := false, map[string]bool{}
	for _, o := range c.Options {
		if o.Type < 1 || o.Type > 11 || seen[o.Name] {
			return fmt.Errorf("option %q: type %d, or there twice", o.Name, o.Type)
		}
		seen[o.Name] = true
		if o.Required && optional {
			return fmt.Errorf("required option %q after an optional one", o.Name)
		}
		optional = optional || !o.Required
		if len(o.Choices) > 25 || o.Complete && len(o.Choices) > 0 || o.MaxLength != nil && (*o.MaxLength < 1 || *o.MaxLength > 6000) {
			return fmt.Errorf("option %q: choices or length", o.Name)
		}
		for _, choice := range o.Choices {
			if !between(choice.Name, 1, 100) || !between(fmt.Sprint(choice.Value), 1, 100) {
				return fmt.Errorf("choice %q of %q", choice.Name, o.Name)
			}
		}
		if err := o.checkOptions(); err != nil {
			return err
		}
	}
	return nil
}
