package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"spotter/internal/bot/standing"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// maxMessage is the longest message that is read, in characters. It is generous, since a warning
// sign may stand at the end of a long story.
const maxMessage = 64 << 10

var lifts = []chat.Choice{{Label: "Bench press", Value: string(knowledge.BenchPress)}, {Label: "Push-up", Value: string(knowledge.PushUp)}}

func (b *Bot) soreCommands() []command {
	return []command{
		{
			Command: chat.Command{Name: "sore", Description: "Tell me what hurts, and I look for the reason and a fix",
				Example: "/sore my traps are on fire after bench, shoulders end up at my ears", Group: "Coaching", Direct: true,
				Options: []chat.Option{
					{Name: "what", Description: "What you feel, in your own words", Type: chat.String, Max: maxMessage},
					{Name: "lift", Description: "The lift that brings it on", Type: chat.Word, Choices: lifts},
					{Name: "where", Description: "Where you feel it, as in: between the shoulder blades", Type: chat.Word, Max: 200},
					{Name: "feel", Description: "How it feels, as in: dull, tight, sharp, tingling", Type: chat.Word, Max: 200},
				}},
			run: b.sore,
		},
		{
			Command: chat.Command{Name: "answer", Description: "An answer to a question", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}, {Name: "option", Type: chat.Word, Required: true}}},
			run: b.answer, waits: true,
		},
		{
			Command: chat.Command{Name: "another", Description: "Another reason", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}}},
			run: b.another, waits: true,
		},
	}
}

// sore answers a message about what hurts, or a question in free text.
func (b *Bot) sore(ctx context.Context, c *call) (chat.Reply, error) {
	if !c.free && c.args["lift"] == "" {
		if lift, err := checkChoice(c.command.Options[1], c.args["what"]); err == nil {
			c.args["what"], c.args["lift"] = "", lift // "/sore bench"
		}
	}
	text := c.described()
	if text != "" || c.free && (!c.Group || len(c.Media) > 0) {
		if m := b.inLight(c, text); m != nil {
			return m, nil
		}
	}
	if text == "" && c.free {
		return c.wordless(), nil
	}
	if text == "" {
		return &chat.Form{
			Title:  "What do you feel?",
			Action: chat.Action{Command: "sore"},
			Fields: []chat.Field{{Name: "what", Label: "Which lift, where, and how does it feel?",
				Hint: "As in: traps on fire after bench, shoulders end up at my ears", Long: true, Max: chat.MaxAnswer}},
		}, nil
	}
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return nil, problem("There are no words in that.", "Tell me what you feel and where; `/help` lists what else I can do.")
	}
	if reply, err := b.courtesy(ctx, c, text); reply != nil || err != nil {
		return reply, err
	}
	a, open := b.understand(c, text)
	m := b.reply(c, a)
	switch {
	case a.Foreign():
		if open != nil && !m.Urgent { // not understood, and so not answered
			b.recent.put(c.From.ID, c.Where, *open, b.Now())
		}
	case a.Kind != knowledge.OutOfScope || a.CannotWait():
	case open != nil && !a.Unread:
		m = b.askAgain(c, a, open)
	case open != nil: // not understood, and so not answered
		b.recent.put(c.From.ID, c.Where, *open, b.Now())
	case c.free && b.Book != nil && len(text) > 2 && meantOn(text) != "":
		return b.forReminders(text), nil
	case bare.MatchString(text):
		m.Text = chat.Rich("I keep nothing of what was said before, so I can't tell what that answers. Press a button under my answer, " +
			"or tell me in one message which lift it is and where you are sore. `/help` lists what else I can do.")
	}
	inEnglish(m, c, a)
	return m, nil
}

// bare matches what means something only to who remembers the question.
var bare = phrase(`ye(?:s|ah|p|up)|yup|no(?:pe)?|nah|maybe|perhaps|sometimes|often|always|never|not really|kind of|sort of|a bit|a little|both|all|none|neither|` +
	`(?:it'?s |it is |no,? )?something else|not that|that'?s not it|it does(?:n'?t)?|i do(?:n'?t)?|what|why|how|huh|go on|more|next|continue|again`)

// askAgain repeats the open question to somebody whose words neither answer it nor are about anything known.
func (b *Bot) askAgain(c *call, a knowledge.Assessment, open *pending) *chat.Message {
	a.Kind, a.Case, a.AskBack, a.Check = knowledge.Symptom, open.known, open.question, nil
	m := b.reply(c, a)
	m.Text = chat.Plain("I don't see which answer that is, so I ask once more. If it is about anything but a sore upper back after bench pressing or push-ups, " +
		"that is outside what I know: please ask a doctor or a physio.")
	return m
}

// wordless answers a picture, a film or a voice message that came without a word. In a group a sticker, say, is
// no question.
func (c *call) wordless() chat.Reply {
	if c.Group && len(c.Media) == 0 {
		return nil
	}
	return &chat.Message{Private: true, Open: true, Text: chat.Rich("Tell me in your own words what you feel, and where: I cannot look at pictures and videos, or listen. " +
		"To have a video of your set reviewed, send it to your group with `/formcheck`.")}
}

// described joins what was said with the options chosen beside it into one message.
func (c *call) described() string {
	parts := []string{c.args["what"]}
	if where := c.args["where"]; where != "" {
		parts = append(parts, "It is in the "+where)
	}
	if feel := c.args["feel"]; feel != "" {
		parts = append(parts, "It feels "+feel)
	}
	switch knowledge.Lift(c.args["lift"]) {
	case knowledge.BenchPress:
		parts = append(parts, "I am sore from the bench press")
	case knowledge.PushUp:
		parts = append(parts, "I am sore from push-ups")
	}
	said := parts[:0]
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, ". ")
}

// understand assesses text: as an answer where the person was just asked something, as a complaint of its own
// otherwise, also where it gives a reason to think of another lift. Where it took text for an answer that is
// none of the options, it returns what was open.
func (b *Bot) understand(c *call, text string) (knowledge.Assessment, *pending) {
	open, asked := b.recent.take(c.From.ID, c.Where, b.Now())
	a, heard := b.hear(text, !c.free)
	if !c.free || !asked {
		return a, nil
	}
	if id := optionFor(open.question, text); id != "" {
		if a, err := b.Base.Answer(open.known, id); err == nil {
			return a, nil
		}
	}
	if len(a.Causes) > 0 && open.known.AboutOther(a.Exercise) {
		return a, nil
	}
	return b.Base.Add(open.known, heard), &open
}

// hear assesses text, and returns it as it was heard. A place or a fault of form alone, as in "traps", is no
// complaint by its words, but is one from somebody who comes with what is sore.
func (b *Bot) hear(text string, sore bool) (knowledge.Assessment, string) {
	a := b.Base.Assess(text)
	if a.Kind != knowledge.OutOfScope || a.CannotWait() || len(a.RedFlags) > 0 {
		return a, text
	}
	heard := "sore: " + text
	if as := b.Base.Assess(heard); len(as.Causes) > 0 || sore && as.Kind == knowledge.Symptom {
		return as, heard
	}
	return a, text
}

// optionFor returns the id of the option that text means: by its id or label, or as the only one whose
// label has all of its words, as "middle" has. It returns "" if there is none.
func optionFor(q *knowledge.Question, text string) string {
	options := q.Options
	switch last := options[len(options)-1].ID; {
	case !strings.HasPrefix(q.ID, "check-"):
	case yes.MatchString(text):
		return options[0].ID // what is most likely stands first
	case no.MatchString(text):
		return last
	}
	var meant []string
	for _, o := range options {
		if fold(o.Label) == fold(text) || o.ID == text {
			return o.ID
		}
		if labelHas(o.Label, strings.Fields(text)) {
			meant = append(meant, o.ID)
		}
	}
	switch {
	case len(meant) == 1:
		return meant[0]
	case unsure.MatchString(text):
		return options[len(options)-1].ID // "something else", as every question ends
	}
	return ""
}

// yes and no answer the closed question after an emergency.
var (
	yes = phrase(`(?:ye(?:s|ah|p|up)|yup|a bit|a little|kind of|sort of|i think so|maybe)(?: .{0,20})?`)
	no  = phrase(`(?:no+|nope|nah|not at all|none|nothing|neither)(?: (?:none|nothing|of (?:these|those|them)|all fine|thanks|i'?m fine))*`)
)

// unsure is how people say that they cannot tell.
var unsure = regexp.MustCompile(`(?i)^\W*(?:i ?d ?k|dunno|no idea|not sure|unsure|none|neither|(?:i )?(?:do ?n[o'’]?t|can[o'’]?t|cannot) (?:know|tell|say))\W*$`)

func labelHas(label string, words []string) bool {
	known := strings.FieldsFunc(label, func(r rune) bool { return !unicode.IsLetter(r) })
	for i := range known {
		known[i] = fold(known[i])
	}
	for _, w := range words {
		if !slices.Contains(known, fold(strings.Trim(w, ".,!?"))) {
			return false
		}
	}
	return len(words) > 0
}

func (b *Bot) answer(_ context.Context, c *call) (chat.Reply, error) {
	known, err := b.pressedCase(c)
	if err != nil {
		return nil, err
	}
	a, err := b.Base.Answer(known, c.args["option"])
	if err != nil {
		return nil, stale(err)
	}
	m := b.reply(c, a)
	m.Replace = true
	return m, nil
}

func (b *Bot) another(_ context.Context, c *call) (chat.Reply, error) {
	known, err := b.pressedCase(c)
	if err != nil {
		return nil, err
	}
	m := b.reply(c, b.Base.Another(known))
	m.Replace = true
	return m, nil
}

// pressedCase returns the case that a button carries. A question that was open is answered with that: what is
// typed next is no answer to it.
func (b *Bot) pressedCase(c *call) (knowledge.Case, error) {
	b.recent.take(c.From.ID, c.Where, b.Now())
	known, err := b.Base.ParseCase(c.args["case"])
	if err != nil {
		return known, stale(err)
	}
	return known, nil
}

// stale says that a button can no longer be understood: the content has changed since.
func stale(err error) error {
	return &Problem{Say: "That button is from an earlier version of me.", Hint: "Please tell me again what you feel: `/sore …`", Err: err}
}

// reply words an assessment and remembers, for a while and without any of the person's words, that a warning sign
// stands or a question is open.
func (b *Bot) reply(c *call, a knowledge.Assessment) *chat.Message {
	b.raise(c.Request, a)
	if q := a.Question(); q != nil && !standing.Raises(a) {
		b.recent.put(c.From.ID, c.Where, pending{known: a.Case, question: q}, b.Now())
	}
	m := b.Advise(a)
	m.Owner = c.From.ID
	return m
}
