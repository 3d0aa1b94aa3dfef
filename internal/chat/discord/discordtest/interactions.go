package discordtest

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// An Interaction is one that the stand-in told, and what was answered.
type Interaction struct {
	ID, Token, Channel string
	User               string
	Kind               int        // 2 command, 3 component, 4 autocomplete, 5 modal
	Told               time.Time  // when it was told
	Acked              time.Time  // when the first answer came
	Callback           int        // the first answer's type, 0 before
	Modal              *Modal     // if the first answer opened one
	Choices            []Choice   // if it was suggestions
	Shown              []*Message // what the asker was shown, without what was deleted
	Late, Twice        int        // refused answers

	told      map[string]any
	source    *Message // of a component, or of the modal that one opened
	original  *Message // @original
	deferred  bool     // "is thinking": the next message takes its place
	deferFlag int
}

// A Modal is an opened form: rows, each with one input, or labels, each around one.
type Modal struct {
	CustomID string     `json:"custom_id"`
	Title    string     `json:"title"`
	Rows     []ModalRow `json:"components"`
}

// A ModalRow is a label (18) with its input, or a row (1), which has the input's own label.
type ModalRow struct {
	Type        int     `json:"type"`
	Label       string  `json:"label"`
	Description string  `json:"description"`
	Component   *Input  `json:"component"`
	Components  []Input `json:"components"`
}

// An Input is a text field (4), a menu (3) or radio buttons (21) of a Modal.
type Input struct {
	Type     int   `json:"type"`
	Required *bool `json:"required"`
	Options  []struct {
		Label   string `json:"label"`
		Value   string `json:"value"`
		Default bool   `json:"default"`
	} `json:"options"`
	CustomID    string `json:"custom_id"`
	Label       string `json:"label"`
	Value       string `json:"value"`
	Placeholder string `json:"placeholder"`
	Style       int    `json:"style"`
	MaxLength   int    `json:"max_length"`
	MinLength   int    `json:"min_length"`
}

// A Choice is a suggestion.
type Choice struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

// A Person does things.
type Person struct {
	ID, Name    string
	Permissions uint64 // in the guild
	Locale      string
}

// A Where is where somebody does something: a channel of a guild, or without one direct messages.
type Where struct {
	Guild, Channel string
	ThreadOf       string // the channel that Channel is a thread of; empty if it is none
}

// Option returns a string option.
func Option(name, value string) map[string]any {
	return map[string]any{"name": name, "type": 3, "value": value}
}

// Sub returns a subcommand with its options.
func Sub(name string, options ...map[string]any) map[string]any {
	return map[string]any{"name": name, "type": 1, "options": options}
}

// Slash tells that somebody used a slash command.
func (s *Server) Slash(p Person, w Where, name string, options ...map[string]any) *Interaction {
	return s.Interact(p, w, 2, nil, map[string]any{"id": "1", "type": 1, "name": name, "options": options})
}

// Type tells that somebody is typing the option that has "focused".
func (s *Server) Type(p Person, w Where, name string, options ...map[string]any) *Interaction {
	return s.Interact(p, w, 4, nil, map[string]any{"id": "1", "type": 1, "name": name, "options": options})
}

// OnMessage tells that somebody used a command of a message's menu.
func (s *Server) OnMessage(p Person, w Where, name string, target map[string]any) *Interaction {
	id := fmt.Sprint(target["id"])
	return s.Interact(p, w, 2, nil, map[string]any{
		"id": "1", "type": 3, "name": name, "target_id": id,
		"resolved": map[string]any{"messages": map[string]any{id: target}},
	})
}

// Press tells that somebody pressed the control of m with the label, which must be there.
func (s *Server) Press(p Person, w Where, m *Message, label string) *Interaction {
	s.t.Helper()
	b, ok := m.Button(label)
	if !ok {
		s.t.Fatalf("discordtest: message %q has no button %q", m.Content, label)
	}
	return s.Interact(p, w, 3, m, map[string]any{"custom_id": b.CustomID, "component_type": 2})
}

// Choose tells that somebody chose a value in the first menu of m.
func (s *Server) Choose(p Person, w Where, m *Message, value string) *Interaction {
	s.t.Helper()
	for _, row := range m.Rows() {
		for _, c := range row.Components {
			if c.Type == 3 {
				return s.Interact(p, w, 3, m, map[string]any{"custom_id": c.CustomID, "component_type": 3, "values": []string{value}})
			}
		}
	}
	s.t.Fatalf("discordtest: message %q has no menu", m.Content)
	return nil
}

// Submit tells that somebody filled in the form that answered i.
func (s *Server) Submit(p Person, w Where, i *Interaction, values map[string]string) *Interaction {
	s.t.Helper()
	m := s.Answered(i).Modal
	if m == nil {
		s.t.Fatalf("discordtest: no form was opened")
	}
	var rows []any
	for _, row := range m.Rows {
		in := row.Components[0]
		given, err := in.fill(values[in.CustomID])
		if err != nil {
			s.t.Fatalf("discordtest: %v", err)
		}
		if row.Type == 18 {
			rows = append(rows, map[string]any{"type": 18, "id": 1, "component": given})
		} else {
			rows = append(rows, map[string]any{"type": 1, "id": 1, "components": []any{given}})
		}
	}
	return s.Interact(p, w, 5, i.source, map[string]any{"custom_id": m.CustomID, "components": rows})
}

// fill returns the input as it is submitted: people can choose only what is offered, by its value.
func (in Input) fill(value string) (map[string]any, error) {
	given := map[string]any{"type": in.Type, "id": 2, "custom_id": in.CustomID}
	if in.Type == 4 {
		given["value"] = value
		return given, nil
	}
	chosen := []string{}
	for _, o := range in.Options {
		if o.Value == value || value == "" && o.Default {
			chosen = append(chosen, o.Value)
		}
	}
	switch {
	case len(chosen) == 0 && (value != "" || in.Required == nil || *in.Required):
		return nil, fmt.Errorf("%q cannot be chosen as %s", value, in.CustomID)
	case in.Type == 3:
		given["values"] = chosen
	case len(chosen) > 0:
		given["value"] = chosen[0]
	default:
		given["value"] = nil
	}
	return given, nil
}

// Interact tells any interaction, whose data is given as Discord sends it.
func (s *Server) Interact(p Person, w Where, kind int, source *Message, data any) *Interaction {
	s.mu.Lock()
	source = s.stored(source)
	i := &Interaction{ID: s.newID(), Channel: w.Channel, User: p.ID, Kind: kind, source: source}
	i.Token = "aW50ZXJhY3Rpb24." + i.ID + ".secret"
	s.interactions[i.Token] = i
	i.Told = time.Now()
	i.told = i.payload(p, w, data)
	s.mu.Unlock()
	s.dispatch(w.Guild, "INTERACTION_CREATE", 0, i.told)
	return i
}

// Again tells an interaction a second time.
func (s *Server) Again(i *Interaction, w Where) { s.dispatch(w.Guild, "INTERACTION_CREATE", 0, i.told) }

// stored returns the message of which m is a copy. s.mu is held.
func (s *Server) stored(m *Message) *Message {
	if m == nil {
		return nil
	}
	for _, i := range s.interactions {
		for _, other := range i.Shown {
			if other.ID == m.ID {
				return other
			}
		}
	}
	for _, c := range s.channels {
		for _, other := range c.Messages {
			if other.ID == m.ID {
				return other
			}
		}
	}
	return m
}

// describe returns the channel as an interaction tells it: a thread with the channel that it is of.
func (w Where) describe() map[string]any {
	if w.ThreadOf != "" {
		return map[string]any{"id": w.Channel, "type": 11, "parent_id": w.ThreadOf}
	}
	return map[string]any{"id": w.Channel, "type": 0, "parent_id": "1090000000000000090"} // a category
}

// payload returns the event as Discord sends it.
func (i *Interaction) payload(p Person, w Where, data any) map[string]any {
	locale := p.Locale
	if locale == "" {
		locale = "en-US"
	}
	user := map[string]any{"id": p.ID, "username": p.Name, "discriminator": "0", "global_name": nil, "avatar": nil}
	e := map[string]any{
		"id": i.ID, "application_id": AppID, "type": i.Kind, "token": i.Token, "version": 1,
		"channel_id": w.Channel, "channel": w.describe(), "locale": locale,
		"data": data, "entitlements": []any{}, "app_permissions": "2248473465835073",
		"authorizing_integration_owners": map[string]string{"0": w.Guild},
	}
	if w.Guild == "" {
		e["user"], e["context"] = user, 1
	} else {
		e["guild_id"], e["context"] = w.Guild, 0
		e["member"] = map[string]any{"user": user, "roles": []string{}, "permissions": strconv.FormatUint(p.Permissions, 10)}
	}
	if i.source != nil {
		e["message"] = i.source.wire()
	}
	return e
}

// Answered waits for the first answer.
func (s *Server) Answered(i *Interaction) *Interaction {
	s.t.Helper()
	s.wait("an answer to interaction "+i.ID, 30*time.Second, func() bool { return i.Callback != 0 })
	return i
}

// Shown waits until the asker was shown n messages and returns copies of them.
func (s *Server) Shown(i *Interaction, n int) []*Message {
	s.t.Helper()
	s.wait(fmt.Sprintf("%d messages to interaction %s", n, i.ID), 30*time.Second, func() bool { return len(i.Shown) >= n })
	s.mu.Lock()
	defer s.mu.Unlock()
	return copies(i.Shown)
}

// Forget drops all interactions and messages, so that long tests do not grow.
func (s *Server) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.interactions = map[string]*Interaction{}
	for _, c := range s.channels {
		c.Messages = nil
	}
	for _, ses := range s.sessions {
		ses.events = nil
	}
}

// serveCallback takes the first answer.
func (s *Server) serveCallback(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.cond.Broadcast()
	i := s.interactions[r.PathValue("token")]
	switch {
	case i == nil || i.ID != r.PathValue("id"):
		refuse(w, 404, 10062, "Unknown interaction")
		return
	case i.Callback != 0:
		i.Twice++
		refuse(w, 400, 40060, "Interaction has already been acknowledged.")
		return
	case time.Since(i.Told) > s.FirstAnswer:
		i.Late++
		refuse(w, 404, 10062, "Unknown interaction")
		return
	}
	var body struct {
		Type int             `json:"type"`
		Data json.RawMessage `json:"data"`
	}
	files, err := decode(r, &body)
	if err == nil {
		err = s.first(i, body.Type, body.Data, files)
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	i.Callback, i.Acked = body.Type, time.Now()
	w.WriteHeader(http.StatusNoContent)
}

// first does what an answer of a type says, or reports why Discord would refuse it.
func (s *Server) first(i *Interaction, kind int, data json.RawMessage, files []File) error {
	if (kind == 8) != (i.Kind == 4) {
		return fmt.Errorf("answer %d to interaction of type %d", kind, i.Kind)
	}
	switch kind {
	case 4:
		m, err := s.newMessage(i.Channel, data, files)
		if err != nil {
			return err
		}
		i.original = m
		s.show(i, m)
	case 5:
		var d struct{ Flags int }
		if len(data) > 0 && json.Unmarshal(data, &d) != nil {
			return fmt.Errorf("data of a deferred answer")
		}
		i.deferred, i.deferFlag = true, d.Flags
	case 6, 7:
		if i.source == nil {
			return fmt.Errorf("nothing to update")
		}
		i.original = i.source
		if kind == 7 {
			return i.source.edit(data, files)
		}
	case 8:
		return i.suggest(data)
	case 9:
		if i.Kind == 5 {
			return fmt.Errorf("a modal cannot answer a modal")
		}
		return i.open(data)
	default:
		return fmt.Errorf("type %d", kind)
	}
	return nil
}

func (i *Interaction) suggest(data json.RawMessage) error {
	var d struct{ Choices []Choice }
	if err := json.Unmarshal(data, &d); err != nil || d.Choices == nil || len(d.Choices) > 25 {
		return fmt.Errorf("choices: 0 to 25")
	}
	for _, c := range d.Choices {
		if n := len(fmt.Sprint(c.Value)); length(c.Name) < 1 || length(c.Name) > 100 || n > 100 {
			return fmt.Errorf("choice %q", c.Name)
		}
	}
	i.Choices = d.Choices
	return nil
}

// open checks and opens a modal.
func (i *Interaction) open(data json.RawMessage) error {
	m := &Modal{}
	if err := json.Unmarshal(data, m); err != nil {
		return err
	}
	if !between(m.CustomID, 1, 100) || !between(m.Title, 1, 45) || len(m.Rows) < 1 || len(m.Rows) > 5 {
		return fmt.Errorf("modal: custom_id, title, or number of rows")
	}
	seen := map[string]bool{}
	for n, row := range m.Rows {
		if row.Type == 18 {
			if row.Component == nil || len(row.Components) > 0 || !between(row.Label, 1, 45) || !between(row.Description, 0, 100) || row.Component.Label != "" {
				return fmt.Errorf("label %q: one component without a label of its own", row.Label)
			}
			row.Component.Label = row.Label
			m.Rows[n].Components = []Input{*row.Component}
			row = m.Rows[n]
		}
		if len(row.Components) != 1 || row.Type != 18 && (row.Type != 1 || row.Components[0].Type != 4) {
			return fmt.Errorf("a modal's row has one component, a text input")
		}
		in := row.Components[0]
		if seen[in.CustomID] {
			return fmt.Errorf("two inputs %q", in.CustomID)
		}
		seen[in.CustomID] = true
		if err := in.check(); err != nil {
			return err
		}
	}
	i.Modal = m
	return nil
}

// check reports what Discord refuses in an input.
func (in Input) check() error {
	if !between(in.CustomID, 1, 100) || !between(in.Label, 1, 45) || !between(in.Placeholder, 0, 150) {
		return fmt.Errorf("input %q: custom_id, label or placeholder", in.CustomID)
	}
	switch in.Type {
	case 4:
		if in.Style < 1 || in.Style > 2 || !between(in.Placeholder, 0, 100) || !between(in.Value, 0, 4000) ||
			in.MaxLength > 4000 || in.MaxLength > 0 && length(in.Value) > in.MaxLength {
			return fmt.Errorf("text input %q", in.CustomID)
		}
		return nil
	case 3, 21:
		least, most := 1, 25
		if in.Type == 21 {
			least, most = 2, 10
		}
		if len(in.Options) < least || len(in.Options) > most || in.Style != 0 || in.MaxLength != 0 || in.Value != "" {
			return fmt.Errorf("input %q of type %d: %d options", in.CustomID, in.Type, len(in.Options))
		}
		defaults := 0
		for _, o := range in.Options {
			if !between(o.Label, 1, 100) || !between(o.Value, 1, 100) {
				return fmt.Errorf("option %q of input %q", o.Label, in.CustomID)
			}
			if o.Default {
				defaults++
			}
		}
		if defaults > 1 {
			return fmt.Errorf("input %q has %d defaults", in.CustomID, defaults)
		}
		return nil
	}
	return fmt.Errorf("component type %d in a modal", in.Type)
}

// serveWebhook takes edits of answers and further messages.
func (s *Server) serveWebhook(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.cond.Broadcast()
	i := s.interactions[r.PathValue("token")]
	switch {
	case r.PathValue("app") != AppID || i == nil || i.Callback == 0:
		refuse(w, 404, 10015, "Unknown Webhook")
		return
	case time.Since(i.Told) > s.TokenLife:
		i.Late++
		refuse(w, 401, 50027, "Invalid Webhook Token")
		return
	}
	if r.Method == http.MethodPost {
		s.followUp(w, r, i)
		return
	}
	m := i.find(r.PathValue("message"))
	switch {
	case m == nil && r.PathValue("message") == "@original" && i.deferred && r.Method == http.MethodPatch:
		s.followUp(w, r, i)
	case r.Method == http.MethodDelete && r.PathValue("message") == "@original" && i.deferred:
		i.deferred = false
		w.WriteHeader(http.StatusNoContent)
	case m == nil:
		refuse(w, 404, 10008, "Unknown Message")
	case r.Method == http.MethodDelete:
		i.Shown = without(i.Shown, m)
		s.channel(i.Channel).Messages = without(s.channel(i.Channel).Messages, m)
		w.WriteHeader(http.StatusNoContent)
	default:
		s.editMessage(w, r, m)
	}
}

// followUp shows another message, or the first one after "is thinking", which decided who sees it.
func (s *Server) followUp(w http.ResponseWriter, r *http.Request, i *Interaction) {
	var data json.RawMessage
	files, err := decode(r, &data)
	var m *Message
	if err == nil {
		m, err = s.newMessage(i.Channel, data, files)
	}
	if err != nil {
		refuse(w, 400, 50035, "Invalid Form Body: "+err.Error())
		return
	}
	if i.deferred {
		i.deferred, i.original = false, m
		m.Flags = m.Flags&^64 | i.deferFlag&64
	}
	s.show(i, m)
	reply(w, http.StatusOK, m.wire())
}

func (i *Interaction) find(id string) *Message {
	if id == "@original" {
		return i.original
	}
	for _, m := range i.Shown {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// show shows m: to the asker alone, or to all in the channel. Server.mu is held.
func (s *Server) show(i *Interaction, m *Message) {
	i.Shown = append(i.Shown, m)
	if m.Ephemeral() {
		m.to = i.User
	} else {
		c := s.channel(i.Channel)
		c.Messages = append(c.Messages, m)
	}
}

func without(all []*Message, gone *Message) []*Message {
	return slices.DeleteFunc(slices.Clone(all), func(m *Message) bool { return m == gone })
}

// Sees returns copies of all of the bot's messages in a channel that somebody can see, oldest first.
func (s *Server) Sees(p Person, channel string) []*Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := slices.Clone(s.channel(channel).Messages)
	for _, i := range s.interactions {
		for _, m := range i.Shown {
			if m.to == p.ID && m.Channel == channel {
				all = append(all, m)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *Message) int { return cmp.Compare(number(a.ID), number(b.ID)) })
	return copies(all)
}

func copies(all []*Message) []*Message {
	var copied []*Message
	for _, m := range all {
		one := *m
		copied = append(copied, &one)
	}
	return copied
}

func number(id string) int64 {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		panic(err)
	}
	return n
}

// Peek returns a copy of an interaction as it is now.
func (s *Server) Peek(i *Interaction) Interaction {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := *i
	c.Shown = copies(i.Shown)
	return c
}
