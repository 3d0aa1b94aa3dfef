package discordtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A Message is one that the bot posted, as Discord keeps it.
type Message struct {
	ID, Channel string
	Content     string
	Embeds      []Embed
	Components  []json.RawMessage
	Flags       int
	Nonce       string
	Files       []File
	Notified    []string // users and roles that it may notify
	ReplyTo     string
	Edits       int

	to string // the one person who sees it, if only one does
}

// A File is one that is attached to a message.
type File struct {
	Name, Type string
	Data       []byte
	Alt        string // its description
}

// An Embed is one of a message.
type Embed struct {
	Title       string  `json:"title,omitempty"`
	Description string  `json:"description,omitempty"`
	Fields      []Field `json:"fields,omitempty"`
	Footer      *struct {
		Text string `json:"text"`
	} `json:"footer,omitempty"`
}

// A Field is one of an embed.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// A Row is a row of controls.
type Row struct {
	Type       int         `json:"type"`
	Components []Component `json:"components"`
}

// A Component is a button (2) or a menu (3).
type Component struct {
	Type        int    `json:"type"`
	CustomID    string `json:"custom_id"`
	Label       string `json:"label"`
	Style       int    `json:"style"`
	URL         string `json:"url"`
	Placeholder string `json:"placeholder"`
	Options     []struct {
		Label string `json:"label"`
		Value string `json:"value"`
	} `json:"options"`
}

// Ephemeral reports whether only one person sees m.
func (m *Message) Ephemeral() bool { return m.Flags&64 != 0 }

// Rows returns the controls.
func (m *Message) Rows() []Row {
	var all []Row
	for _, raw := range m.Components {
		var row Row
		if json.Unmarshal(raw, &row) == nil {
			all = append(all, row)
		}
	}
	return all
}

// Button returns the button with a label.
func (m *Message) Button(label string) (Component, bool) {
	for _, row := range m.Rows() {
		for _, c := range row.Components {
			if c.Type == 2 && c.Label == label {
				return c, true
			}
		}
	}
	return Component{}, false
}

// Text returns all that m says.
func (m *Message) Text() string {
	all := []string{m.Content}
	for _, e := range m.Embeds {
		all = append(all, e.Title, e.Description)
		for _, f := range e.Fields {
			all = append(all, f.Name, f.Value)
		}
	}
	return strings.Join(all, "\n")
}

// wire returns m as Discord sends it.
func (m *Message) wire() map[string]any {
	files := []any{}
	for i, f := range m.Files {
		files = append(files, map[string]any{"id": fmt.Sprint(i + 1), "filename": f.Name, "content_type": f.Type,
			"url": "https://cdn.invalid/" + f.Name, "size": len(f.Data), "ephemeral": m.Ephemeral()})
	}
	components, embeds := m.Components, m.Embeds
	if components == nil {
		components = []json.RawMessage{}
	}
	if embeds == nil {
		embeds = []Embed{}
	}
	return map[string]any{
		"id": m.ID, "channel_id": m.Channel, "content": m.Content, "embeds": embeds, "components": components,
		"attachments": files, "flags": m.Flags, "type": 0, "timestamp": "2026-01-01T00:00:00+00:00",
		"author": map[string]any{"id": AppID, "username": "spotter", "bot": true},
	}
}

// A body is what the bot may say of a message. What is nil stays as it is in an edit.
type body struct {
	Content    *string            `json:"content"`
	Embeds     *[]json.RawMessage `json:"embeds"`
	Components *[]json.RawMessage `json:"components"`
	Flags      *int               `json:"flags"`
	Nonce      any                `json:"nonce"`
	Enforce    bool               `json:"enforce_nonce"`
	Mentions   *struct {
		Parse []string `json:"parse"`
		Users []string `json:"users"`
		Roles []string `json:"roles"`
	} `json:"allowed_mentions"`
	Attachments *[]struct {
		ID          any    `json:"id"`
		Filename    string `json:"filename"`
		Description string `json:"description"`
	} `json:"attachments"`
	Reference *struct {
		MessageID string `json:"message_id"`
	} `json:"message_reference"`
}

// newMessage checks what the bot says and returns the message. Server.mu is held.
func (s *Server) newMessage(channel string, data json.RawMessage, files []File) (*Message, error) {
	m := &Message{ID: s.newID(), Channel: channel}
	if err := m.edit(data, files); err != nil {
		return nil, err
	}
	m.Edits = 0
	return m, nil
}

// CheckMessage reports what Discord would refuse in the body of a message.
func CheckMessage(body []byte) error { return (&Message{}).edit(body, nil) }

// edit changes m as data says, or reports why Discord would refuse it.
func (m *Message) edit(data json.RawMessage, files []File) error {
	var b body
	if err := json.Unmarshal(data, &b); err != nil {
		return err
	}
	n := *m
	if b.Content != nil {
		n.Content = strings.TrimSpace(*b.Content)
	}
	if b.Components != nil {
		n.Components = *b.Components
	}
	if b.Flags != nil {
		n.Flags = *b.Flags
	}
	if b.Reference != nil {
		n.ReplyTo = b.Reference.MessageID
	}
	if err := errors.Join(n.setEmbeds(b), n.setFiles(b, files), n.setMentions(b), n.setNonce(b)); err != nil {
		return err
	}
	if err := n.check(); err != nil {
		return err
	}
	n.Edits++
	*m = n
	return nil
}

func (m *Message) setEmbeds(b body) error {
	if b.Embeds == nil {
		return nil
	}
	m.Embeds = nil
	for _, raw := range *b.Embeds {
		var e Embed
		if err := json.Unmarshal(raw, &e); err != nil {
			return err
		}
		m.Embeds = append(m.Embeds, e)
	}
	return nil
}

func (m *Message) setFiles(b body, files []File) error {
	if b.Attachments == nil {
		m.Files = append(m.Files, files...)
		return nil
	}
	m.Files = nil
	taken := map[int]bool{}
	for _, a := range *b.Attachments {
		n, err := strconv.Atoi(fmt.Sprint(a.ID))
		if err != nil || n < 0 || n >= len(files) || taken[n] {
			return fmt.Errorf("attachment %v was not uploaded", a.ID)
		}
		taken[n] = true
		f := files[n]
		f.Alt = a.Description
		if a.Filename != "" {
			f.Name = a.Filename
		}
		m.Files = append(m.Files, f)
	}
	if len(taken) != len(files) {
		return fmt.Errorf("%d files uploaded, %d described", len(files), len(taken))
	}
	return nil
}

// setMentions works out who is notified, as Discord does: who is named and allowed. Without
// allowed_mentions everybody named is.
func (m *Message) setMentions(b body) error {
	m.Notified = nil
	for _, found := range mention.FindAllStringSubmatch(m.Content, -1) {
		if strings.HasSuffix(m.Content[:strings.Index(m.Content, found[0])], `\`) {
			continue
		}
		if b.Mentions == nil || contains(b.Mentions.Users, found[1]) || contains(b.Mentions.Roles, found[1]) {
			m.Notified = append(m.Notified, found[1])
		}
	}
	if a := b.Mentions; a != nil {
		if contains(a.Parse, "users") && len(a.Users) > 0 || contains(a.Parse, "roles") && len(a.Roles) > 0 {
			return fmt.Errorf("allowed_mentions: parse and ids are mutually exclusive")
		}
		if len(a.Users) > 100 || len(a.Roles) > 100 {
			return fmt.Errorf("allowed_mentions: at most 100")
		}
	}
	if everyone.MatchString(m.Content) && (b.Mentions == nil || contains(b.Mentions.Parse, "everyone")) {
		m.Notified = append(m.Notified, "everyone")
	}
	return nil
}

var (
	mention  = regexp.MustCompile(`<@[!&]?(\d+)>`)
	everyone = regexp.MustCompile(`@(everyone|here)\b`)
)

func (m *Message) setNonce(b body) error {
	if b.Nonce != nil {
		m.Nonce = fmt.Sprint(b.Nonce)
	}
	if len(m.Nonce) > 25 {
		return fmt.Errorf("nonce: at most 25 characters")
	}
	return nil
}

// check reports what Discord refuses in a message.
func (m *Message) check() error {
	if m.Content == "" && len(m.Embeds) == 0 && len(m.Files) == 0 {
		return fmt.Errorf("cannot send an empty message")
	}
	if !between(m.Content, 0, 2000) {
		return fmt.Errorf("content: 2000 or fewer in length")
	}
	if len(m.Files) > 10 {
		return fmt.Errorf("attachments: 10 or fewer")
	}
	for _, f := range m.Files {
		if err := f.check(); err != nil {
			return err
		}
	}
	return errors.Join(checkEmbeds(m.Embeds), m.checkControls())
}

// check reports what Discord refuses in an attachment, and a name that it would change.
func (f File) check() error {
	switch {
	case !between(f.Alt, 0, 1024):
		return fmt.Errorf("attachment description: 1024 or fewer in length")
	case !fileName.MatchString(f.Name):
		return fmt.Errorf("attachment name %q is not kept as it is", f.Name)
	case len(f.Data) == 0:
		return fmt.Errorf("attachment %s is empty", f.Name)
	case len(f.Data) > 10<<20:
		return fmt.Errorf("attachment %s: 10 MiB or fewer (413, 40005)", f.Name)
	}
	return nil
}

var fileName = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)

func checkEmbeds(embeds []Embed) error {
	total := 0
	for _, e := range embeds {
		total += length(e.Title) + length(e.Description)
		if !between(e.Title, 0, 256) || !between(e.Description, 0, 4096) || len(e.Fields) > 25 {
			return fmt.Errorf("embed: title 256, description 4096, 25 fields")
		}
		if e.Title == "" && e.Description == "" && len(e.Fields) == 0 {
			return fmt.Errorf("embed: empty")
		}
		for _, f := range e.Fields {
			total += length(f.Name) + length(f.Value)
			if !between(f.Name, 1, 256) || !between(f.Value, 1, 1024) {
				return fmt.Errorf("embed field %q: name 1 to 256, value 1 to 1024", f.Name)
			}
		}
		if e.Footer != nil {
			total += length(e.Footer.Text)
		}
	}
	if total > 6000 || len(embeds) > 10 {
		return fmt.Errorf("embeds: %d of 10, %d of 6000 characters", len(embeds), total)
	}
	return nil
}

func (m *Message) checkControls() error {
	if len(m.Components) > 5 {
		return fmt.Errorf("components: 5 rows")
	}
	seen := map[string]bool{}
	for _, row := range m.Rows() {
		if row.Type != 1 || len(row.Components) < 1 || len(row.Components) > 5 {
			return fmt.Errorf("a row has 1 to 5 components")
		}
		for _, c := range row.Components {
			if err := c.check(len(row.Components)); err != nil {
				return err
			}
			if c.CustomID != "" && seen[c.CustomID] {
				return fmt.Errorf("component custom id cannot be duplicated: %q", c.CustomID)
			}
			seen[c.CustomID] = true
		}
	}
	return nil
}

func (c Component) check(inRow int) error {
	switch c.Type {
	case 2:
		u, err := url.Parse(c.URL)
		link := err == nil && u.Host != "" && c.CustomID == "" && len(c.URL) <= 512
		if (c.Style == 5) != (c.URL != "") || c.Style == 5 && !link || c.Style < 1 || c.Style > 5 {
			return fmt.Errorf("button %q: style and url", c.Label)
		}
		if c.Style != 5 && !between(c.CustomID, 1, 100) || !between(c.Label, 1, 80) {
			return fmt.Errorf("button %q: custom_id 1 to 100, label 1 to 80", c.Label)
		}
	case 3:
		if inRow != 1 || !between(c.CustomID, 1, 100) || !between(c.Placeholder, 0, 150) || len(c.Options) < 1 || len(c.Options) > 25 {
			return fmt.Errorf("menu %q: alone in its row, 1 to 25 options", c.CustomID)
		}
		seen := map[string]bool{}
		for _, o := range c.Options {
			if !between(o.Label, 1, 100) || !between(o.Value, 1, 100) || seen[o.Value] {
				return fmt.Errorf("menu option %q", o.Label)
			}
			seen[o.Value] = true
		}
	default:
		return fmt.Errorf("component type %d in a message", c.Type)
	}
	return nil
}

// decode reads a JSON body, or the JSON part of a multipart one and its files.
func decode(r *http.Request, into any) ([]File, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		if err == nil && kind != "application/json" {
			err = fmt.Errorf("content type %q", kind)
		}
		return nil, errors.Join(err, json.NewDecoder(r.Body).Decode(into))
	}
	byField := map[string]File{}
	parts := multipart.NewReader(http.MaxBytesReader(nil, r.Body, 25<<20), params["boundary"])
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(part)
		if err == nil && part.FormName() == "payload_json" {
			err = json.Unmarshal(data, into)
		} else {
			byField[part.FormName()] = File{Name: part.FileName(), Type: part.Header.Get("Content-Type"), Data: data}
		}
		if err != nil {
			return nil, err
		}
	}
	var files []File
	for i := range len(byField) {
		f, ok := byField[fmt.Sprintf("files[%d]", i)]
		if !ok {
			return nil, fmt.Errorf("files[%d] is missing", i)
		}
		files = append(files, f)
	}
	return files, nil
}

// length returns how long s is as Discord's clients count: in UTF-16 units.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

func between(s string, least, most int) bool { n := length(s); return n >= least && n <= most }

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}

// UseNonce lets what is sent to the channel with the nonce be answered with an older message.
func (s *Server) UseNonce(channel, nonce, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.channels[channel].Messages {
		if m.ID == id {
			s.nonces[channel+nonce] = m
		}
	}
}
