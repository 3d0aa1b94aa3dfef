package discord

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/chat/discord/discordtest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	chattest.RunAdapter(t, func(t testing.TB) chattest.Harness { return newHarness(t) })
}

// harness is the stand-in as chattest needs it.
type harness struct {
	t    testing.TB
	s    *discordtest.Server
	a    *Adapter
	done map[int][]*discordtest.Interaction // by person
}

func newHarness(t testing.TB) *harness {
	s := discordtest.New(t)
	s.Check = specification(t)
	a, _ := newAdapter(t, s, Config{Commands: chattest.Commands()})
	return &harness{t: t, s: s, a: a, done: map[int][]*discordtest.Interaction{}}
}

func (h *harness) Adapter() chat.Adapter { return h.a }

func (h *harness) Can() chattest.Abilities {
	return chattest.Abilities{Groups: true, Words: true, Ephemeral: true, Edits: true, Styles: true, Downloads: true}
}

func (h *harness) Nowhere() chat.Place {
	h.s.CloseDMs("404", 50007)
	return directPlace("404")
}

func (h *harness) person(p chattest.Person) (discordtest.Person, discordtest.Where) {
	who := []discordtest.Person{ann, bob}[p.N]
	if p.Group {
		return who, gym
	}
	return who, discordtest.Where{Channel: h.s.Direct(who)}
}

func (h *harness) did(p chattest.Person, i *discordtest.Interaction) {
	h.done[p.N] = append(h.done[p.N], i)
}

func (h *harness) Type(p chattest.Person, c chattest.Typed) {
	h.s.Connected(1)
	who, where := h.person(p)
	name, sub, _ := strings.Cut(c.Command, " ")
	var options []map[string]any
	for _, a := range c.Args {
		o := discordtest.Option(a.Name, a.Value)
		if n, err := strconv.Atoi(a.Value); err == nil && a.Name == "number" {
			o["type"], o["value"] = optionInteger, n
		}
		options = append(options, o)
	}
	if sub != "" {
		options = []map[string]any{discordtest.Sub(sub, options...)}
	}
	h.did(p, h.s.Slash(who, where, name, options...))
}

func (h *harness) Write(p chattest.Person, text string) {
	h.s.Connected(1)
	who, _ := h.person(p)
	h.s.Message(who, text)
}

func (h *harness) Press(p chattest.Person, on chattest.Shown, label string) {
	who, where := h.person(p)
	m := on.Ref.(*discordtest.Message)
	for _, row := range m.Rows() {
		for _, o := range row.Components[0].Options {
			if o.Label == label {
				h.did(p, h.s.Choose(who, where, m, o.Value))
				return
			}
		}
	}
	h.did(p, h.s.Press(who, where, m, label))
}

// Fill fills in the modal, pressing the button that opens it first if there is only that.
func (h *harness) Fill(p chattest.Person, answers []chattest.Answer) {
	who, where := h.person(p)
	values := map[string]string{}
	for _, a := range answers {
		values[a.Name] = a.Value
	}
	for end := time.Now().Add(30 * time.Second); time.Now().Before(end); <-time.After(time.Millisecond) {
		last := h.done[p.N][len(h.done[p.N])-1]
		now := h.s.Peek(last)
		if now.Modal != nil {
			h.did(p, h.s.Submit(who, where, last, values))
			return
		}
		if n := len(now.Shown); n > 0 {
			if _, ok := now.Shown[n-1].Button(wordsOpenForm); ok {
				h.did(p, h.s.Press(who, where, now.Shown[n-1], wordsOpenForm))
			}
		}
	}
	h.t.Fatal("no form was opened")
}

func (h *harness) Sees(p chattest.Person) []chattest.Shown {
	who, where := h.person(p)
	var all []chattest.Shown
	for _, m := range h.s.Sees(who, where.Channel) {
		text, marks := discordtest.Read(m.Text())
		shown := chattest.Shown{Text: text, Ref: m}
		for _, f := range m.Files {
			shown.File = &chat.Document{Name: f.Name, Type: f.Type, Data: f.Data}
		}
		for _, mark := range marks {
			// Small print is how a footer is shown; the suite's says "end".
			if mark.Kind != "small" || mark.Text != "end" {
				shown.Marked = append(shown.Marked, mark.Text)
			}
		}
		for _, row := range m.Rows() {
			for _, c := range row.Components {
				if c.Label != "" {
					shown.Labels = append(shown.Labels, c.Label)
				}
				for _, o := range c.Options {
					shown.Labels = append(shown.Labels, o.Label)
				}
			}
		}
		all = append(all, shown)
	}
	return all
}
