package review

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// Kinds of places for checks, as /setup formcheck has them.
const (
	inChannel = "channel" // a thread in it for each check, where the platform has threads
	inForum   = "forum"   // a post in it for each check
	inTopic   = "topic"   // a chain of replies
)

// post opens a check and posts it, and returns what to tell the poster. Hurts puts it down as one about
// technique only.
func (rv *Reviews) post(ctx context.Context, d *draft, hurts bool) (*chat.Message, error) {
	now := rv.Now()
	c, err := rv.Desk.Open(ctx, now, formcheck.Intake{
		Author: string(d.author.ID), Home: string(d.home), Lift: d.lift, Load: d.load, Video: d.video,
	})
	var twice *formcheck.DuplicateError
	if errors.As(err, &twice) {
		return alreadyUp(twice.Check), nil
	}
	if err != nil {
		return nil, problemFor(err)
	}
	placed, err := rv.place(ctx, c, d, hurts)
	lost := errors.Is(err, chat.ErrMedia) && len(d.upload) > 0
	if lost {
		rv.Log.Warn("video not posted again", "err", err)
		d.upload = nil
		placed, err = rv.place(ctx, c, d, hurts)
	}
	if c = placed; err != nil {
		return nil, errors.Join(err, rv.Desk.Remove(ctx, c.ID))
	}
	d.posted = chat.Place(c.Card.Place)
	up := rv.isUp(ctx, c, d.where)
	if lost {
		d.posted = "" // the poster must read this
		up.Text = chat.Join(up.Text, chat.Strong(" I could not post your video there: please add it in a message below the card."))
	}
	return up, nil
}

// place posts what introduces a check, in a thread where there are any, and its card. On an error it
// returns the check as it was.
func (rv *Reviews) place(ctx context.Context, c *formcheck.Check, d *draft, hurts bool) (*formcheck.Check, error) {
	to, kind := d.where, inTopic
	set, err := rv.Desk.Settings(ctx, c.Home)
	if err != nil {
		return c, err
	}
	if set != nil {
		to, kind = chat.Place(set.Place), set.Kind
		// Once any place could be set up, another group's too. What cannot be found out shows when it is sent.
		if within, err := rv.Platforms.Within(ctx, d.home, to); err == nil && !within {
			return c, unposted(fmt.Errorf("%s is no place of %s", to, c.Home))
		}
	}
	said := saidOf(d, hurts)
	post := formcheck.Message{}
	thread := ""
	if opener := rv.Platforms.Threads(to); opener != nil && kind != inTopic {
		intro := &chat.Message{Text: chat.Join(rv.cards.headline(c), said), Media: d.upload}
		place, id, err := opener.OpenThread(ctx, to, rv.cards.threadTitle(c), threadTags(c), intro)
		if err != nil {
			return c, unposted(err)
		}
		rv.tags.put(c.ID, string(c.State()))
		post, thread, to = rv.ref(c, place, id), string(place), place
	} else if len(said) > 0 || len(d.upload) > 0 {
		intro := &chat.Message{Text: chat.Join(chat.Plain("Form check by "), rv.names.person(c.Author, "the poster"), said), ReplyTo: answering(c.Video, to), Media: d.upload}
		id, err := rv.Platforms.Send(ctx, to, intro)
		if err != nil {
			return c, unposted(err)
		}
		post = rv.ref(c, to, id)
	}
	placed, err := rv.placeCard(ctx, c, post, to, thread)
	if err != nil && thread != "" {
		err = errors.Join(err, rv.Platforms.Threads(to).RemoveThread(context.WithoutCancel(ctx), chat.Place(thread)))
	}
	return placed, err
}

// placeCard sends a check's card and notes where everything is.
func (rv *Reviews) placeCard(ctx context.Context, c *formcheck.Check, post formcheck.Message, to chat.Place, thread string) (*formcheck.Check, error) {
	shown := *c
	shown.Post = post
	card, err := rv.cards.card(ctx, &shown)
	if err != nil {
		return c, err
	}
	card.Key = fmt.Sprintf("check-%s-%d", c.ID, c.Version)
	card.Quiet = post.ID != "" // one notification is enough
	if card.ReplyTo = answering(post, to); card.ReplyTo == "" {
		card.ReplyTo = answering(c.Video, to)
	}
	id, err := rv.Platforms.Send(ctx, to, card)
	if err != nil {
		return c, unposted(err)
	}
	placed, err := rv.Desk.Placed(ctx, c.ID, post, rv.ref(c, to, id), thread)
	if err != nil {
		return c, err
	}
	return placed, rv.Desk.Shown(ctx, c.ID, placed.Version)
}

// An unpostedError tells that a check could not be posted, and why.
type unpostedError struct{ problem *command.Problem }

func (e *unpostedError) Error() string { return e.problem.Error() }
func (e *unpostedError) Unwrap() error { return e.problem }

// unposted says that a check could not be posted, and the cause where the platform names it.
func unposted(err error) error {
	p := &command.Problem{Say: "I could not post your form check where this group wants it.",
		Hint: "Someone who manages the group can see what I lack with `/setup check`.", Err: err}
	var s *chat.SendError
	if errors.As(err, &s) && s.Why != "" {
		p.Say += " " + s.Why
		if !s.Final {
			p.Hint = "Please try again in a few minutes."
		}
	}
	return &unpostedError{p}
}

// ref refers to a message that was sent.
func (rv *Reviews) ref(c *formcheck.Check, place chat.Place, id chat.MessageID) formcheck.Message {
	return formcheck.Message{Place: string(place), ID: string(id), Link: rv.Platforms.Link(chat.Place(c.Home), place, id)}
}

// answering returns what a message at a place can answer: m, if it is there.
func answering(m formcheck.Message, at chat.Place) chat.MessageID {
	if m.Place == string(at) {
		return chat.MessageID(m.ID)
	}
	return ""
}

// saidOf returns what was said of the video, a line each. It is posted once and not stored.
func saidOf(d *draft, hurts bool) chat.Text {
	var t chat.Text
	if d.angle != "" {
		t = chat.Join(t, chat.Plain("\nCamera: "+say.Clean(d.angle, maxAngle)))
	}
	if d.question != "" {
		t = chat.Join(t, chat.Plain("\nThe question: “"+say.Clean(d.question, maxQuestion)+"”"))
	}
	if hurts {
		t = chat.Join(t, chat.Plain("\n"), chat.Text{{Text: "Technique only, no diagnosis.", Style: chat.Italic}})
	}
	return t
}

// videoLink links to the video, with the name of a site that is not the platform's own, so that nobody
// follows a link unaware.
func videoLink(v formcheck.Message) chat.Text {
	switch {
	case isWebLink(v.Link) && v.ID != "":
		return chat.Text{{Text: "the video", Link: v.Link}}
	case isWebLink(v.Link):
		u, err := url.Parse(v.Link)
		if err != nil {
			return chat.Plain("the video")
		}
		return chat.Text{{Text: "the video (" + shownHost(u.Hostname()) + ")", Link: v.Link}}
	case strings.Contains(v.ID, "."): // a path
		return chat.Plain("the video " + say.Clean(v.ID, 60))
	}
	return chat.Plain("the video above")
}

// threadTags returns the tags that a forum may have for a check: its lift and its state.
func threadTags(c *formcheck.Check) []string {
	return []string{liftLabel(c.Lift), string(c.State())}
}

// isUp tells the poster, who asked at a place, that the check is posted, and of one that waits in turn.
func (rv *Reviews) isUp(ctx context.Context, c *formcheck.Check, asked chat.Place) *chat.Message {
	m := &chat.Message{Private: true, Open: true, Owner: chat.UserID(c.Author),
		Text: chat.Plain("Your form check is up. The reviewers vote on its card, and you can close it there.")}
	row := openButton(c)
	if ref, err := rv.waitsLonger(ctx, c, asked); err != nil {
		rv.Log.Warn("waiting check not found", "err", err)
	} else if ref != "" {
		m.Text = chat.Join(m.Text, chat.Plain(" Someone else's has waited longer: have a look while you wait?"))
		row = append(row, chat.Button{Label: "Review one", Action: chat.Action{Command: "check-show", Arg: ref}})
	}
	if len(row) > 0 {
		m.Controls = []chat.Control{row}
	}
	return m
}

// waitsLonger names, for the poster of c, a check that has waited longer and that the poster can read, or
// returns "".
func (rv *Reviews) waitsLonger(ctx context.Context, c *formcheck.Check, asked chat.Place) (string, error) {
	waiting, _, err := rv.Desk.Unanswered(ctx, c.Home, c.Opened.Add(-1), 1)
	if err != nil || len(waiting) == 0 || waiting[0].Author == c.Author {
		return "", err
	}
	poster := chat.UserID(c.Author)
	if at := placeOf(waiting[0]); !rv.Platforms.Together(asked, at) {
		if in, err := rv.door.member(ctx, at, poster); err != nil || !in {
			return "", err
		}
	}
	return rv.door.sealed(ctx, "check-show", waiting[0].ID, poster)
}

func alreadyUp(c *formcheck.Check) *chat.Message {
	m := &chat.Message{Private: true, Open: true, Text: chat.Plain("That video has an open form check already.")}
	if row := openButton(c); len(row) > 0 {
		m.Controls = []chat.Control{row}
	}
	return m
}

// openButton leads to a check's card, where there are links.
func openButton(c *formcheck.Check) chat.Buttons {
	if c.Card.Link == "" {
		return nil
	}
	return chat.Buttons{{Label: "Open the check", URL: c.Card.Link}}
}
