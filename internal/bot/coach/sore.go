package coach

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"spotter/internal/bot/coach/standing"
	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// maxMessage is the longest message that is read, in characters. It is generous, since a warning
// sign may stand at the end of a long story.
const maxMessage = 64 << 10

func (co *Coach) soreCommands() []command.Command {
	return []command.Command{
		{
			Command: chat.Command{Name: "sore", Description: "Tell me what hurts, and I look for the reason and a fix",
				Example: "/sore my traps are on fire after bench, shoulders end up at my ears", Group: "Coaching", Direct: true,
				Options: []chat.Option{
					{Name: "what", Description: "What you feel, in your own words", Type: chat.String, Max: maxMessage},
					{Name: "lift", Description: "The lift that brings it on", Type: chat.Word, Choices: say.Lifts},
					{Name: "where", Description: "Where you feel it, as in: between the shoulder blades", Type: chat.Word, Max: 200},
					{Name: "feel", Description: "How it feels, as in: dull, tight, sharp, tingling", Type: chat.Word, Max: 200},
				}},
			Run: co.sore,
		},
		{
			Command: chat.Command{Name: "answer", Description: "An answer to a question", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}, {Name: "option", Type: chat.Word, Required: true}}},
			Run: co.answer, Waits: true,
		},
		{
			Command: chat.Command{Name: "another", Description: "Another reason", Hidden: true, Direct: true,
				Options: []chat.Option{{Name: "case", Type: chat.Word, Required: true}}},
			Run: co.another, Waits: true,
		},
	}
}

// sore answers a message about what hurts, or a question in free text.
func (co *Coach) sore(_ context.Context, c *command.Call) (chat.Reply, error) {
	if !c.Free && c.Values["lift"] == "" {
		if lift, err := command.CheckChoice(c.Of.Options[1], c.Values["what"]); err == nil {
			c.Values["what"], c.Values["lift"] = "", lift // "/sore bench"
		}
	}
	text := described(c)
	if text != "" || c.Free && (!c.Group || len(c.Media) > 0) {
		if m := co.inLight(c.Request, text); m != nil {
			return m, nil
		}
	}
	if text == "" && c.Free {
		return wordless(c), nil
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
		return nil, command.NewProblem("There are no words in that.", "Tell me what you feel and where; `/help` lists what else I can do.")
	}
	if m := co.courtesy(text); m != nil {
		return m, nil
	}
	a, open := co.understand(c, text)
	m := co.reply(c.Request, a)
	switch {
	case a.Foreign():
		if open != nil && !m.Urgent { // not understood, and so not answered
			co.recent.put(c.From.ID, c.Where, *open, co.now())
		}
	case a.Kind != knowledge.OutOfScope || a.CannotWait():
	case open != nil && !a.Unread:
		m = co.askAgain(c, a, open)
	case open != nil: // not understood, and so not answered
		co.recent.put(c.From.ID, c.Where, *open, co.now())
	case c.Free && co.reminds() && co.plan(text) != nil:
		return co.plan(text), nil
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
func (co *Coach) askAgain(c *command.Call, a knowledge.Assessment, open *pending) *chat.Message {
	a.Kind, a.Case, a.AskBack, a.Check = knowledge.Symptom, open.known, open.question, nil
	m := co.reply(c.Request, a)
	m.Text = chat.Plain("I don't see which answer that is, so I ask once more. If it is about anything but a sore upper back after bench pressing or push-ups, " +
		"that is outside what I know: please ask a doctor or a physio.")
	return m
}

// wordless answers a picture, a video or a voice message that came without a word. In a group a sticker, say, is
// no question.
func wordless(c *command.Call) chat.Reply {
	if c.Group && len(c.Media) == 0 {
		return nil
	}
	return &chat.Message{Private: true, Open: true, Text: chat.Rich("Tell me in your own words what you feel, and where: I cannot look at pictures and videos, or listen. " +
		"To have a video of your set reviewed, send it to your group with `/formcheck`.")}
}

// described joins what was said with the options chosen beside it into one message.
func described(c *command.Call) string {
	parts := []string{c.Values["what"]}
	if where := c.Values["where"]; where != "" {
		parts = append(parts, "It is in the "+where)
	}
	if feel := c.Values["feel"]; feel != "" {
		parts = append(parts, "It feels "+feel)
	}
	switch knowledge.Lift(c.Values["lift"]) {
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
func (co *Coach) understand(c *command.Call, text string) (knowledge.Assessment, *pending) {
	open, asked := co.recent.take(c.From.ID, c.Where, co.now())
	a, heard := co.hear(text, !c.Free)
	if !c.Free || !asked {
		return a, nil
	}
	if id := optionFor(open.question, text); id != "" {
		if a, err := co.base.Answer(open.known, id); err == nil {
			return a, nil
		}
	}
	if len(a.Causes) > 0 && open.known.AboutOther(a.Exercise) {
		return a, nil
	}
	return co.base.Add(open.known, heard), &open
}

// hear assesses text, and returns it as it was heard. A place or a fault of form alone, as in "traps", is no
// complaint by its words, but is one from somebody who comes with what is sore.
func (co *Coach) hear(text string, sore bool) (knowledge.Assessment, string) {
	a := co.base.Assess(text)
	if a.Kind != knowledge.OutOfScope || a.CannotWait() || len(a.RedFlags) > 0 {
		return a, text
	}
	heard := "sore: " + text
	if as := co.base.Assess(heard); len(as.Causes) > 0 || sore && as.Kind == knowledge.Symptom {
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
		if say.Fold(o.Label) == say.Fold(text) || o.ID == text {
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
		known[i] = say.Fold(known[i])
	}
	for _, w := range words {
		if !slices.Contains(known, say.Fold(strings.Trim(w, ".,!?"))) {
			return false
		}
	}
	return len(words) > 0
}

func (co *Coach) answer(_ context.Context, c *command.Call) (chat.Reply, error) {
	known, err := co.pressedCase(c)
	if err != nil {
		return nil, err
	}
	a, err := co.base.Answer(known, c.Values["option"])
	if err != nil {
		return nil, stale(err)
	}
	m := co.reply(c.Request, a)
	m.Replace = true
	return m, nil
}

func (co *Coach) another(_ context.Context, c *command.Call) (chat.Reply, error) {
	known, err := co.pressedCase(c)
	if err != nil {
		return nil, err
	}
	m := co.reply(c.Request, co.base.Another(known))
	m.Replace = true
	return m, nil
}

// pressedCase returns the case that a button carries. A question that was open is answered with that: what is
// typed next is no answer to it.
func (co *Coach) pressedCase(c *command.Call) (knowledge.Case, error) {
	co.recent.take(c.From.ID, c.Where, co.now())
	known, err := co.base.ParseCase(c.Values["case"])
	if err != nil {
		return known, stale(err)
	}
	return known, nil
}

// stale says that a button can no longer be understood: the content has changed since.
func stale(err error) error {
	return &command.Problem{Say: "That button is from an earlier version of me.", Hint: "Please tell me again what you feel: `/sore …`", Err: err}
}

// reply words an assessment and remembers, for a while and without any of the person's words, that a warning sign
// stands or a question is open.
func (co *Coach) reply(r *chat.Request, a knowledge.Assessment) *chat.Message {
	co.Raise(r, a)
	if q := a.Question(); q != nil && !standing.Raises(a) {
		co.recent.put(r.From.ID, r.Where, pending{known: a.Case, question: q}, co.now())
	}
	m := co.Advise(a)
	m.Owner = r.From.ID
	return m
}
