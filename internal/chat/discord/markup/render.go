package markup

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"spotter/internal/chat"
	"spotter/internal/chat/discord/rest"
)

// Discord's limits of a message (Message Resource, "Embed Limits"; Create Message).
const (
	maxContent    = 2000
	maxFields     = 25
	maxFieldName  = 256
	maxFieldValue = 1024
	maxEmbed      = 6000 // all of an embed together
	maxFooter     = 2048
	maxAlt        = 1024
)

// A Payload is the body of a request that sends or edits a message. All lists are sent even if
// empty, so that an edit replaces everything.
type Payload struct {
	Content     string                           `json:"content"`
	Embeds      []*discordgo.MessageEmbed        `json:"embeds"`
	Components  []discordgo.MessageComponent     `json:"components"`
	Mentions    discordgo.MessageAllowedMentions `json:"allowed_mentions"`
	Attachments []Attached                       `json:"attachments"`
	Flags       discordgo.MessageFlags           `json:"flags,omitempty"`
	Nonce       string                           `json:"nonce,omitempty"`
	Enforce     bool                             `json:"enforce_nonce,omitempty"`
	Reference   *discordgo.MessageReference      `json:"message_reference,omitempty"`

	Files []rest.File `json:"-"` // uploaded beside it
}

// Attached describes an uploaded file. discordgo's type has no description, which is what people
// who cannot see a picture are told.
type Attached struct {
	ID          string `json:"id"`
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// Render returns m as one message or, where it is too long for one, several: at least one. The last
// has the controls, and a Share button if there is a key for it. Sections for who wants more are left out.
func Render(m *chat.Message, shareKey string) []*Payload {
	m = m.Short()
	mentions := mentioned(m)
	var parts []*Payload
	add := func() *Payload {
		p := &Payload{
			Embeds: []*discordgo.MessageEmbed{}, Components: []discordgo.MessageComponent{},
			Attachments: []Attached{}, Mentions: mentions,
		}
		parts = append(parts, p)
		return p
	}
	for _, piece := range markdown(m.Text, maxContent) {
		add().Content = piece
	}
	if len(parts) == 0 {
		add()
	}
	last := parts[len(parts)-1]
	for _, embed := range embeds(m.Sections) {
		if len(last.Embeds) > 0 {
			last = add()
		}
		last.Embeds = append(last.Embeds, embed)
	}
	for _, small := range smallPrint(m.Footer) {
		if !last.addFooter(small) {
			last = add()
			last.addFooter(small)
		}
	}
	last.attach(m)
	last.Components = rows(m, shareKey)
	return parts
}

// RenderOne returns m as one message, shortened where it is too long.
func RenderOne(m *chat.Message) *Payload {
	parts := Render(m, "")
	if len(parts) == 1 {
		return parts[0]
	}
	first, last := parts[0], parts[len(parts)-1]
	first.Content = Cut(first.Content, maxContent-2) + " …"
	first.Components, first.Attachments, first.Files = last.Components, last.Attachments, last.Files
	for _, p := range parts[1:] {
		if len(first.Embeds) == 0 {
			first.Embeds = p.Embeds
		}
	}
	return first
}

// embeds returns the sections as fields of as few embeds as Discord's limits allow.
func embeds(sections []chat.Section) []*discordgo.MessageEmbed {
	var all []*discordgo.MessageEmbed
	var e *discordgo.MessageEmbed
	used := 0
	for _, s := range sections {
		for _, f := range sectionFields(s) {
			n := units(f.Name) + units(f.Value)
			if e == nil || len(e.Fields) == maxFields || used+n > maxEmbed {
				e, used = &discordgo.MessageEmbed{Type: discordgo.EmbedTypeRich}, 0
				all = append(all, e)
			}
			e.Fields = append(e.Fields, f)
			used += n
		}
	}
	return all
}

// sectionFields returns a section as one field, or several if it is long. Neither name nor value of a
// field may be empty.
func sectionFields(s chat.Section) []*discordgo.MessageEmbedField {
	name := inline(chat.Plain(s.Title), maxFieldName)
	values := markdown(s.Body, maxFieldValue)
	if len(values) == 0 {
		values = []string{invisible}
	}
	var all []*discordgo.MessageEmbedField
	for _, v := range values {
		if name == "" {
			name = invisible
		}
		all = append(all, &discordgo.MessageEmbedField{Name: name, Value: v})
		name = invisible
	}
	return all
}

// smallPrint renders a footer, as lines that Discord shows small, in pieces that a field can hold.
func smallPrint(t chat.Text) []string {
	const mark = "-# "
	var all []string
	for _, piece := range markdown(t, maxFieldValue-len(mark)) {
		for line := range strings.Lines(piece) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			last := len(all) - 1
			if last >= 0 && units(all[last])+1+len(mark)+units(line) <= maxFieldValue {
				all[last] += "\n" + mark + line
			} else {
				all = append(all, mark+line)
			}
		}
	}
	return all
}

// addFooter adds rendered small print and reports whether there was room. Below an embed it is the
// last field: an embed's own footer could hold no links.
func (p *Payload) addFooter(small string) bool {
	if len(p.Embeds) == 0 {
		joined := strings.TrimPrefix(p.Content+"\n"+small, "\n")
		if units(joined) > maxContent {
			return false
		}
		p.Content = joined
		return true
	}
	e := p.Embeds[len(p.Embeds)-1]
	used := units(small) + 1
	for _, f := range e.Fields {
		used += units(f.Name) + units(f.Value)
	}
	if len(e.Fields) == maxFields || used > maxEmbed {
		return false
	}
	e.Fields = append(e.Fields, &discordgo.MessageEmbedField{Name: invisible, Value: small})
	return true
}

// attach adds pictures with their words, and then the file.
func (p *Payload) attach(m *chat.Message) {
	for i, image := range m.Images {
		p.add(rest.File{Name: pictureName(image, i), Type: pictureType(image), Data: image.Data}, Cut(image.Alt, maxAlt))
	}
	for i, v := range m.Media {
		kind, name := mediaType(v.Ref)
		p.add(rest.File{Name: "video" + strconv.Itoa(i+1) + name, Type: kind, From: v.Ref, Size: v.Size}, "")
	}
	if f := m.File; f != nil {
		p.add(rest.File{Name: f.Name, Type: f.Type, Data: f.Data}, "")
	}
}

func (p *Payload) add(f rest.File, words string) {
	p.Attachments = append(p.Attachments, Attached{ID: strconv.Itoa(len(p.Files)), Filename: f.Name, Description: words})
	p.Files = append(p.Files, f)
}

// mediaType returns the type and the file name's ending of what is at an address: those of a video that Discord plays.
func mediaType(address string) (kind, ending string) {
	u, err := url.Parse(address)
	if err == nil {
		ending = strings.ToLower(path.Ext(u.Path))
	}
	switch ending {
	case ".mov":
		return "video/quicktime", ending
	case ".webm", ".mkv":
		return "video/webm", ending
	}
	return "video/mp4", ".mp4"
}

func pictureName(i chat.Image, n int) string {
	if i.Name == "" {
		return "picture" + strconv.Itoa(n)
	}
	return i.Name
}

// pictureType tells the kinds of pictures apart by how they begin.
func pictureType(i chat.Image) string {
	for start, kind := range map[string]string{
		"GIF8": "image/gif", "\x89PNG": "image/png", "\xff\xd8\xff": "image/jpeg", "RIFF": "image/webp",
	} {
		if bytes.HasPrefix(i.Data, []byte(start)) {
			return kind
		}
	}
	return "application/octet-stream"
}

// written returns a span's words, a command as Discord shows it, and takes it when it is pasted.
func written(s chat.Span) string {
	if s.Named != "" && s.Style&chat.Code != 0 {
		return s.Named
	}
	return s.Text
}

// mentioned allows m to notify those whom it names as spans, and nobody else.
func mentioned(m *chat.Message) discordgo.MessageAllowedMentions {
	allowed := discordgo.MessageAllowedMentions{Parse: []discordgo.AllowedMentionType{}}
	note := func(t chat.Text) {
		for _, s := range t {
			rendered, ok := atom(s)
			if !ok || !s.When.IsZero() {
				continue
			}
			if id, isRole := strings.CutPrefix(rendered, "<@&"); isRole {
				allowed.Roles = appendNew(allowed.Roles, strings.TrimSuffix(id, ">"))
			} else if id, isUser := strings.CutPrefix(rendered, "<@"); isUser {
				allowed.Users = appendNew(allowed.Users, strings.TrimSuffix(id, ">"))
			}
		}
	}
	note(m.Text)
	note(m.Footer)
	for _, s := range m.Sections {
		note(s.Body)
	}
	return allowed
}

// appendNew appends id unless it is there; Discord takes at most 100 of each.
func appendNew(ids []string, id string) []string {
	if slices.Contains(ids, id) || len(ids) == 100 {
		return ids
	}
	return append(ids, id)
}
