package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
)

// Longest answers of an intake, in characters.
const (
	maxLoad     = 40
	maxAngle    = 40
	maxQuestion = 200
	maxLink     = 500
)

// checks is what the commands about form checks share beside the desk.
type checks struct {
	drafts *drafts
	names  *names
	pace   *pace
	tags   *names // the state that each check's thread was tagged with last
}

func (b *Bot) newChecks() *checks {
	return &checks{drafts: newDrafts(), names: newNames(), pace: newPace(time.Second, b.showCard), tags: newNames()}
}

func (b *Bot) formcheckCommands() []command {
	if b.Checks == nil {
		return nil
	}
	const group = "Form checks"
	intake := []chat.Option{
		{Name: "video", Description: "The video of your set", Type: chat.File},
		{Name: "link", Description: "Or a link to it", Type: chat.Word, Max: maxLink},
		{Name: "lift", Description: "Which lift", Type: chat.Word, Choices: lifts},
		{Name: "load", Description: "Load × reps, as in 80 kg × 5", Type: chat.Word, Max: maxLoad},
		{Name: "angle", Description: "Where the camera stood, as in 45°", Type: chat.Word, Max: maxAngle},
		{Name: "pain", Description: "Does it hurt?", Type: chat.Word, Choices: painChoices},
		{Name: "question", Description: "The one thing you want to know", Type: chat.String, Max: maxQuestion},
	}
	// What was typed into a form is not refused but asked for again.
	more := []chat.Option{{Name: "draft", Type: chat.Word, Required: true}, {Name: "lift"}, {Name: "load", Max: maxLoad},
		{Name: "angle", Max: maxAngle}, {Name: "pain"}, {Name: "question", Max: maxQuestion}}
	check := chat.Option{Name: "check", Type: chat.Word, Required: true}
	return append([]command{
		{Command: chat.Command{Name: "formcheck", Description: "Ask the group to review a video of your set", Group: group, OnMessage: "Ask for form check",
			Example: "/formcheck bench 80x5 45° do my elbows flare?", Options: intake}, run: b.formcheck, read: readIntake},
		{Command: chat.Command{Name: "formcheck post", Description: "Ask the group to review a video of your set", Group: group,
			Example: "/formcheck post bench 80x5", Options: intake}, run: b.formcheck, read: readIntake},
		{Command: chat.Command{Name: "formcheck next", Description: "The check that has waited longest for your eye", Group: group,
			Example: "/formcheck next"}, run: b.nextCheck},
		{Command: chat.Command{Name: "formcheck-more", Hidden: true, Direct: true, Options: more}, run: b.formcheckMore},
		{Command: chat.Command{Name: "formcheck-sign", Hidden: true, Direct: true,
			Options: []chat.Option{more[0], {Name: "sign", Type: chat.Word, Required: true}}}, run: b.formcheckSign},
		{Command: chat.Command{Name: "vote", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "cue", Type: chat.Word, Required: true}}}, run: b.vote},
		{Command: chat.Command{Name: "check-show", Hidden: true, Direct: true, Options: []chat.Option{check}}, run: b.showCheck},
		{Command: chat.Command{Name: "check-say", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "sentence", Type: chat.String, Max: maxSentence}}}, run: b.sayOnCheck},
		{Command: chat.Command{Name: "check-close", Hidden: true, Direct: true, Options: []chat.Option{check}}, run: b.closeCheck},
		{Command: chat.Command{Name: "check-helped", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "answer", Type: chat.Word, Required: true}}}, run: b.helped},
	}, b.setupCommands()...)
}

// formcheck takes in a video with what was said of it, and asks for what is missing.
func (b *Bot) formcheck(ctx context.Context, c *call) (chat.Reply, error) {
	if c.Home == "" {
		return nil, problem("Nobody else could review it in a private chat.", "Ask for your form check in a group that I am in.")
	}
	d := &draft{author: c.From, home: c.Home, where: c.Where}
	b.checks.names.put(string(c.From.ID), c.From.Name)
	if err := d.takeVideo(c); err != nil {
		return nil, err
	}
	d.take(c.args)
	return b.proceed(ctx, c, d, c.args["pain"])
}

// formcheckMore takes what the form asked for.
func (b *Bot) formcheckMore(ctx context.Context, c *call) (chat.Reply, error) {
	d, err := b.takeDraft(ctx, c)
	if err != nil {
		return nil, err
	}
	pain := readPain(c.args["pain"])
	c.args["lift"] = readLift(c.args["lift"])
	d.take(c.args)
	reply, err := b.proceed(ctx, c, d, pain)
	var failed *unpostedError
	if errors.As(err, &failed) {
		b.Log.Warn("form check not posted", "err", err)
		return d.again(b.checks.drafts.put(d, b.Now()), failed.problem.Say+" "+failed.problem.Hint), nil
	}
	if form, again := reply.(*chat.Form); again {
		form.Note = "I could not make out all of that, so I ask once more."
	}
	return reply, err
}

// takeDraft takes a draft up again that its author's form or button names, if the author is still in its group.
func (b *Bot) takeDraft(ctx context.Context, c *call) (*draft, error) {
	d := b.checks.drafts.take(c.args["draft"], c.From.ID, b.Now())
	if d == nil {
		return nil, problem("I no longer have that form check: I keep one half an hour until it is complete.", "Please start again with `/formcheck`.")
	}
	if err := b.stillIn(ctx, c, d); err != nil {
		b.checks.drafts.putBack(c.args["draft"], d)
		return nil, err
	}
	return d, nil
}

// proceed asks for what is missing, then for warning signs where it hurts, and posts the check. What was
// written to the reviewers may tell of one: an emergency ends the intake, any other is taken as pain.
func (b *Bot) proceed(ctx context.Context, c *call, d *draft, pain string) (chat.Reply, error) {
	told := b.Base.Assess(d.angle + ". " + d.question)
	if told.CannotWait() {
		return unpostedFor(d, b.Advise(told)), nil
	}
	if fields := d.missing(pain); len(fields) > 0 {
		arg := b.checks.drafts.put(d, b.Now())
		if pain != "" {
			arg += " pain:" + pain
		}
		return &chat.Form{
			Title:  "Your form check",
			Action: chat.Action{Command: "formcheck-more", Arg: arg},
			Fields: fields,
		}, nil
	}
	switch {
	case pain == "yes":
		return b.askEmergency(b.checks.drafts.put(d, b.Now()), d, "You said it hurts."), nil
	case len(told.RedFlags) > 0:
		return b.askEmergency(b.checks.drafts.put(d, b.Now()), d, "What you wrote may be a warning sign."), nil
	}
	m, err := b.post(ctx, d, false)
	if err != nil {
		return nil, err
	}
	if d.posted == c.Where { // the card stands right there
		return nil, nil
	}
	return m, nil
}

var errNoVideo = problem("I need the video that you want reviewed.", "Send `/formcheck` together with it: attach it, answer it, or add an http(s) link.")

// takeVideo finds the video: a film that came along, a link, or the message that was pointed at.
func (d *draft) takeVideo(c *call) error {
	still := ""
	for _, m := range c.Media {
		if m.Kind == "picture" || m.Kind == "file" {
			still = m.Kind
			continue
		}
		switch {
		case m.TooBig:
			return problem("That video is larger than what I may post again here.", "Post it in a message of your own, and choose “Ask for form check” in that message's menu.")
		case m.Passing:
			d.video, d.upload = formcheck.Message{ID: "upload-" + strings.ToLower(rand.Text()[:10])}, []chat.Media{m}
		default:
			d.video = videoOf(c.Where, m)
		}
		return nil
	}
	link := c.args["link"]
	switch {
	case link != "":
		if !isWebLink(link) {
			return problem("“"+brief(link)+"” is not a link that I can pass on.", "Links begin with http:// or https://.")
		}
		d.video = formcheck.Message{Link: link}
	case still != "":
		return problem("That is a "+still+", and a movement can only be judged from a video.", "Send `/formcheck` together with a video.")
	case c.Message != "":
		return problem("There is no video in that message, and no link to one.", "Choose the message that has it, or send `/formcheck` together with it.")
	default:
		return errNoVideo
	}
	return nil
}

// videoOf refers to a film by its message, or where it has none by its own address.
func videoOf(where chat.Place, m chat.Media) formcheck.Message {
	v := formcheck.Message{Place: string(where), ID: string(m.From), Link: m.Link}
	if v.Link == "" && isWebLink(m.Ref) {
		v.Link = m.Ref
	}
	if v.ID == "" && v.Link == "" {
		v.ID = m.Ref
	}
	return v
}

func isWebLink(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && len(s) <= maxLink
}

// errOf turns what the desk refuses into words.
func errOf(err error) error {
	var busy *formcheck.BusyError
	say := func(what, hint string) error { return &Problem{Say: what, Hint: hint} }
	switch {
	case err == nil:
		return nil
	case errors.Is(err, formcheck.ErrGone):
		return say("That form check no longer exists.", "`/formcheck next` shows one that does.")
	case errors.Is(err, formcheck.ErrClosed):
		return say("That form check is closed.", "`/formcheck next` shows one that is open.")
	case errors.Is(err, formcheck.ErrOwn):
		return say("This one is yours, so the others vote.", "`/formcheck next` shows somebody else's.")
	case errors.Is(err, formcheck.ErrCues):
		return say(fmt.Sprintf("You chose %d cues already, and that is all that one can work on.", formcheck.MaxCues), "Press one of yours again to take it back.")
	case errors.Is(err, formcheck.ErrNoVote):
		return say("Vote for a cue first.", "Then you can add your sentence.")
	case errors.Is(err, formcheck.ErrMany):
		return say(fmt.Sprintf("You have %d open form checks here, and that is the most at a time.", formcheck.MaxOpen), "Close one of them, then ask again.")
	case errors.As(err, &busy):
		return say("This group has had many form checks within the hour.", "Please ask again in a while, at "+busy.Until.UTC().Format("15:04")+" UTC at the earliest.")
	}
	return err
}

// liftLabel names a lift of a check in the middle of a sentence.
func liftLabel(lift string) string { return liftName(knowledge.Lift(lift)) }

// clean makes what a person wrote one line that can neither format nor pretend to be someone else's.
func clean(s string, most int) string {
	words := strings.Fields(strings.Map(plainRune, strings.ToValidUTF8(s, "�")))
	r := []rune(strings.Join(words, " "))
	if len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return string(r)
}
