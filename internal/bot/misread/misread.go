// Package misread brings the words of somebody who was misread to whoever runs the bot: those words and the answer, with no name,
// after the person has seen exactly that and sent it. It stores nothing: what may be sent is held in memory alone, for two hours at
// most. It knows nothing of coaching.
package misread

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/pattern"
)

// Parts are what a Desk needs.
type Parts struct {
	To        chat.Place // where it is sent
	Platforms chat.Platforms
	Now       func() time.Time
}

// Bounds of what is held.
const (
	holdFor    = 2 * time.Hour
	mostPeople = 1000
	mostEach   = 3    // answers of one person
	mostWords  = 2000 // characters of their words, and of the answer
	mostSent   = 10   // by one person while they are held in mind
)

// A Desk is safe for concurrent use.
type Desk struct {
	Parts
	held *expiring.Map[chat.UserID, []exchange]
	sent *expiring.Map[chat.UserID, int]
}

// An exchange is what somebody said, and what was answered.
type exchange struct {
	id            string
	where         chat.Place
	words, answer string
	at            time.Time
}

// New returns a Desk.
func New(p Parts) *Desk {
	return &Desk{Parts: p, held: expiring.New[chat.UserID, []exchange](holdFor, mostPeople), sent: expiring.New[chat.UserID, int](holdFor, mostPeople)}
}

// Command is the name of the command behind the button.
const Command = "misread"

// Commands returns the command that buttons lead to.
func (d *Desk) Commands() []command.Command {
	return []command.Command{{
		Command: chat.Command{Name: Command, Description: "That misread me", Hidden: true, Direct: true,
			Options: []chat.Option{{Name: "do", Type: chat.Word, Required: true, Max: 10}, {Name: "which", Type: chat.Word, Required: true, Max: 20}}},
		Run: d.run,
	}}
}

// Erase forgets what is held of a person. There is nothing to tell of it.
func (d *Desk) Erase(_ context.Context, u chat.UserID) (said string, err error) {
	d.held.Delete(u)
	return "", nil
}

// Offer adds the button to the answer m to a person's words, and holds both.
func (d *Desk) Offer(r *chat.Request, words string, m *chat.Message) {
	if words = strings.TrimSpace(words); words == "" {
		return
	}
	e := exchange{id: strings.ToLower(rand.Text()[:8]), where: r.Where, words: cut(words), answer: cut(said(m)), at: d.Now()}
	d.held.Update(r.From.ID, e.at, func(all []exchange) ([]exchange, bool) {
		all = append(slices.Clip(all), e)
		return all[max(0, len(all)-mostEach):], true
	})
	button := chat.Button{Label: "That misread me", Action: chat.Action{Command: Command, Arg: "show " + e.id}}
	last := len(m.Controls) - 1
	if last >= 0 {
		if row, ok := m.Controls[last].(chat.Buttons); ok && len(row) < chat.MaxButtons {
			m.Controls = append(slices.Clone(m.Controls[:last]), append(slices.Clip(row), button))
			return
		}
	}
	if len(m.Controls) < chat.MaxRows {
		m.Controls = append(slices.Clip(m.Controls), chat.Buttons{button})
	}
}

// inWords are the ways to say that the last answer misread one.
var inWords = pattern.New(`(?i)^\W*(?:(?:no|hey|sorry|ok|but)\W+)?(?:(?:i think|i feel)\W+)?(?:that|you|it|this)(?:'?ve| have| has|'?s)? (?:just )?(?:mis-?read|mis-?understood)(?: me| that| it| this| my \w+)?(?: completely| totally| again| wrong)?\W*$`)

// Meant returns the values of the command that a text asks for which says that the last answer there misread its writer; nil where it
// says no such thing, or nothing is held that it may be about.
func (d *Desk) Meant(r *chat.Request, text string) map[string]string {
	if len(text) > 200 || !inWords.MatchString(text) {
		return nil
	}
	e := d.find(r, "")
	if e == nil {
		return nil
	}
	return map[string]string{"do": "show", "which": e.id}
}

// find returns the exchange of an id, or for "" the last one in the place of r; nil where it is not held.
func (d *Desk) find(r *chat.Request, id string) *exchange {
	all, _ := d.held.Get(r.From.ID, d.Now())
	for _, e := range slices.Backward(all) {
		if d.Now().Sub(e.at) < holdFor && (id == e.id || id == "" && e.where == r.Where) {
			return &e
		}
	}
	return nil
}

func (d *Desk) run(ctx context.Context, c *command.Call) (chat.Reply, error) {
	e := d.find(c.Request, c.Values["which"])
	if e == nil {
		return nil, command.NewProblem("I don't have those words any more: I hold them in memory alone, and for two hours at most.", "Nothing was sent.")
	}
	switch c.Values["do"] {
	case "send":
		return d.send(ctx, c, e)
	case "drop":
		d.drop(c.From.ID, e.id)
		return &chat.Message{Private: true, Replace: true, Owner: c.From.ID, Text: chat.Plain("All right, nothing was sent, and those words are forgotten.")}, nil
	}
	return d.show(c.Request, e), nil
}

// show returns what would be sent, for the person alone.
func (d *Desk) show(r *chat.Request, e *exchange) *chat.Message {
	return &chat.Message{
		Private: true, Owner: r.From.ID,
		Text:     chat.Plain("Sorry. If you like, I send this to whoever runs me, so that I learn to read it. It is all that would be sent; your name is not."),
		Sections: e.sections(),
		Controls: []chat.Control{chat.Buttons{
			{Label: "Send it", Action: chat.Action{Command: Command, Arg: "send " + e.id}}, {Label: "Don't send", Action: chat.Action{Command: Command, Arg: "drop " + e.id}},
		}},
	}
}

func (e *exchange) sections() []chat.Section {
	return []chat.Section{{Title: "What was written", Body: chat.Plain(e.words)}, {Title: "What I answered", Body: chat.Plain(e.answer)}}
}

// send sends it, once.
func (d *Desk) send(ctx context.Context, c *command.Call, e *exchange) (chat.Reply, error) {
	if n, _ := d.sent.Get(c.From.ID, d.Now()); n >= mostSent {
		return nil, command.NewProblem("That was a lot at once, thank you.", "Please send the next one later.")
	}
	m := &chat.Message{Text: chat.Plain("Somebody says that I misread them."), Sections: e.sections(), Quiet: true}
	if _, err := d.Platforms.Send(ctx, d.To, m); err != nil {
		return nil, &command.Problem{Say: "I could not reach whoever runs me, so nothing was sent.", Hint: "Please try again later.", Err: err}
	}
	d.drop(c.From.ID, e.id)
	d.sent.Update(c.From.ID, d.Now(), func(n int) (int, bool) { return n + 1, true })
	return &chat.Message{Private: true, Replace: true, Owner: c.From.ID, Text: chat.Plain("Sent, thank you. I don't keep it; whoever runs me has it now, without your name.")}, nil
}

// drop forgets an exchange.
func (d *Desk) drop(u chat.UserID, id string) {
	d.held.Update(u, d.Now(), func(all []exchange) ([]exchange, bool) {
		all = slices.DeleteFunc(slices.Clone(all), func(e exchange) bool { return e.id == id })
		return all, len(all) > 0
	})
}

// said returns a message's words, without what is for who wants more.
func said(m *chat.Message) string {
	text := m.Text.String()
	for _, s := range m.Short().Sections {
		text += "\n" + strings.TrimSpace(s.Title+"\n"+s.Body.String())
	}
	return text
}

// cut returns a text of at most so many characters as are held.
func cut(text string) string {
	text = strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD"))
	n := 0
	for i := range text {
		if n++; n > mostWords {
			return text[:i] + "…"
		}
	}
	return text
}

// Inspect tells, for whoever runs the bot, whether it may write to the place where it is to send.
func (d *Desk) Inspect(ctx context.Context) []chat.Finding {
	inspector := d.Platforms.Inspector(d.To)
	if inspector == nil {
		return nil
	}
	lacks, err := inspector.Inspect(ctx, d.To, chat.CanSend)
	if err != nil {
		return []chat.Finding{{What: "It cannot be found out whether the bot may write to owner.place, " + string(d.To) + ".", Do: err.Error()}}
	}
	if len(lacks) == 0 {
		return []chat.Finding{{What: "The bot may write to owner.place, " + string(d.To) + "."}}
	}
	found := []chat.Finding{}
	for _, l := range lacks {
		found = append(found, chat.Finding{What: "The bot may not write to owner.place, " + string(d.To) + ".", Do: l.Cure, Grave: true})
	}
	return found
}
