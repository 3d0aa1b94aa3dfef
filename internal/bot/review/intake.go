package review

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
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

// Commands returns the commands about form checks and their setting up.
func (rv *Reviews) Commands() []command.Command {
	const group = "Form checks"
	st := rv.setup()
	intake := []chat.Option{
		{Name: "video", Description: "The video of your set", Type: chat.File},
		{Name: "link", Description: "Or a link to it", Type: chat.Word, Max: maxLink},
		{Name: "lift", Description: "Which lift", Type: chat.Word, Choices: say.Lifts},
		{Name: "load", Description: "Load × reps, as in 80 kg × 5", Type: chat.Word, Max: maxLoad},
		{Name: "angle", Description: "Where the camera stood, as in 45°", Type: chat.Word, Max: maxAngle},
		{Name: "pain", Description: "Does it hurt?", Type: chat.Word, Choices: painChoices},
		{Name: "question", Description: "The one thing you want to know", Type: chat.String, Max: maxQuestion},
	}
	// What was typed into a form is not refused but asked for again.
	more := []chat.Option{{Name: "draft", Type: chat.Word, Required: true}, {Name: "lift"}, {Name: "load", Max: maxLoad},
		{Name: "angle", Max: maxAngle}, {Name: "pain"}, {Name: "question", Max: maxQuestion}}
	check := chat.Option{Name: "check", Type: chat.Word, Required: true}
	return append([]command.Command{
		{Command: chat.Command{Name: "formcheck", Description: "Ask the group to review a video of your set", Group: group, OnMessage: "Ask for form check",
			Example: "/formcheck bench 80x5 45° do my elbows flare?", Options: intake}, Run: rv.formcheck, Read: readIntake},
		{Command: chat.Command{Name: "formcheck post", Description: "Ask the group to review a video of your set", Group: group,
			Example: "/formcheck post bench 80x5", Options: intake}, Run: rv.formcheck, Read: readIntake},
		{Command: chat.Command{Name: "formcheck next", Description: "The check that has waited longest for your eye", Group: group,
			Example: "/formcheck next"}, Run: rv.nextCheck},
		{Command: chat.Command{Name: "formcheck mine", Description: "Your own form checks, and where they stand", Group: group, Direct: true,
			Example: "/formcheck mine"}, Run: rv.mine},
		{Command: chat.Command{Name: "formcheck-more", Hidden: true, Direct: true, Options: more}, Run: rv.formcheckMore},
		{Command: chat.Command{Name: "formcheck-sign", Hidden: true, Direct: true,
			Options: []chat.Option{more[0], {Name: "sign", Type: chat.Word, Required: true}}}, Run: rv.formcheckSign},
		{Command: chat.Command{Name: "vote", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "cue", Type: chat.Word, Required: true}}}, Run: rv.vote},
		{Command: chat.Command{Name: "check-show", Hidden: true, Direct: true, Options: []chat.Option{check}}, Run: rv.showCheck},
		{Command: chat.Command{Name: "check-say", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "sentence", Type: chat.String, Max: maxSentence}}}, Run: rv.sayOnCheck},
		{Command: chat.Command{Name: "check-close", Hidden: true, Direct: true, Options: []chat.Option{check}}, Run: rv.closeCheck},
		{Command: chat.Command{Name: "check-helped", Hidden: true, Direct: true,
			Options: []chat.Option{check, {Name: "answer", Type: chat.Word, Required: true}}}, Run: rv.helped},
	}, st.commands()...)
}

// formcheck takes in a video with what was said of it, and asks for what is missing.
func (rv *Reviews) formcheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if c.Home == "" {
		return nil, command.NewProblem("Nobody else could review it in a private chat.", "Ask for your form check in a group that I am in.")
	}
	d := &draft{author: c.From, home: c.Home, where: c.Where}
	rv.names.put(string(c.From.ID), c.From.Name)
	if err := d.takeVideo(c); err != nil {
		return nil, err
	}
	d.take(c.Values)
	return rv.proceed(ctx, c, d, c.Values["pain"])
}

// formcheckMore takes what the form asked for.
func (rv *Reviews) formcheckMore(ctx context.Context, c *command.Call) (chat.Reply, error) {
	d, err := rv.takeDraft(ctx, c)
	if err != nil {
		return nil, err
	}
	pain := readPain(c.Values["pain"])
	c.Values["lift"] = readLift(c.Values["lift"])
	d.take(c.Values)
	reply, err := rv.proceed(ctx, c, d, pain)
	var failed *unpostedError
	if errors.As(err, &failed) {
		rv.Log.Warn("form check not posted", "err", err)
		return d.again(rv.drafts.put(d, rv.Now()), failed.problem.Say+" "+failed.problem.Hint), nil
	}
	if form, again := reply.(*chat.Form); again {
		form.Note = "I could not make out all of that, so I ask once more."
	}
	return reply, err
}

// takeDraft takes a draft up again that its author's form or button names, if the author is still in its group.
func (rv *Reviews) takeDraft(ctx context.Context, c *command.Call) (*draft, error) {
	d := rv.drafts.take(c.Values["draft"], c.From.ID, rv.Now())
	if d == nil {
		return nil, command.NewProblem("I no longer have that form check: I keep one half an hour until it is complete.", "Please start again with `/formcheck`.")
	}
	if err := rv.door.stillIn(ctx, c, d); err != nil {
		rv.drafts.putBack(c.Values["draft"], d, rv.Now())
		return nil, err
	}
	return d, nil
}

// proceed asks for what is missing, then for warning signs where it hurts, and posts the check. What was
// written to the reviewers may tell of one: an emergency ends the intake, any other is taken as pain.
func (rv *Reviews) proceed(ctx context.Context, c *command.Call, d *draft, pain string) (chat.Reply, error) {
	told := rv.told(d)
	if told.CannotWait() {
		return unpostedFor(d, rv.Coach.Advise(told)), nil
	}
	if fields := d.missing(pain); len(fields) > 0 {
		arg := rv.drafts.put(d, rv.Now())
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
		return rv.askEmergency(rv.drafts.put(d, rv.Now()), d, "You said it hurts."), nil
	case len(told.RedFlags) > 0:
		return rv.askEmergency(rv.drafts.put(d, rv.Now()), d, "What you wrote may be a warning sign."), nil
	}
	m, err := rv.post(ctx, d, false)
	if err != nil {
		return nil, err
	}
	if d.posted == c.Where { // the card stands right there
		return nil, nil
	}
	return m, nil
}

// told assesses what was written to the reviewers, each field by itself, and returns the graver.
func (rv *Reviews) told(d *draft) knowledge.Assessment {
	question, angle := rv.Base.Assess(d.question), rv.Base.Assess(d.angle)
	if !question.CannotWait() && (angle.CannotWait() || len(question.RedFlags) == 0) {
		return angle
	}
	return question
}

var errNoVideo = command.NewProblem("I need the video that you want reviewed.", "Send `/formcheck` together with it: attach it, answer it, or add an http(s) link.")

// takeVideo finds the video: a video that came along, a link, or the message that was pointed at.
func (d *draft) takeVideo(c *command.Call) error {
	still := ""
	for _, m := range c.Media {
		if m.Kind == "picture" || m.Kind == "file" {
			still = m.Kind
			continue
		}
		switch {
		case m.TooBig:
			return command.NewProblem("That video is larger than what I may post again here.", "Post it in a message of your own, and choose “Ask for form check” in that message's menu.")
		case m.Passing:
			d.video, d.upload = formcheck.Message{ID: "upload-" + strings.ToLower(rand.Text()[:10])}, []chat.Media{m}
		default:
			d.video = videoOf(c.Where, m)
		}
		return nil
	}
	link := c.Values["link"]
	switch {
	case link != "":
		if !isWebLink(link) {
			return command.NewProblem("“"+say.Brief(link)+"” is not a link that I can pass on.", "Links begin with http:// or https://, and lead to a public site.")
		}
		d.video = formcheck.Message{Link: link}
	case still != "":
		return command.NewProblem("That is a "+still+", and a movement can only be judged from a video.", "Send `/formcheck` together with a video.")
	case c.Message != "":
		return command.NewProblem("There is no video in that message, and no link to one.", "Choose the message that has it, or send `/formcheck` together with it.")
	default:
		return errNoVideo
	}
	return nil
}

// videoOf refers to a video by its message, or where it has none by its own address.
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

// problemFor returns the *command.Problem for what the desk refuses, and any other error as it is.
func problemFor(err error) error {
	var busy *formcheck.BusyError
	say := func(what, hint string) error { return &command.Problem{Say: what, Hint: hint} }
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
func liftLabel(lift string) string { return say.LiftName(knowledge.Lift(lift)) }
