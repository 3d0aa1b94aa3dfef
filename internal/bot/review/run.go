package review

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// Times of the work that nobody asked for at that moment.
const (
	lookEvery = time.Minute      // for what is due, at the latest
	unsentFor = time.Minute      // a check without a card after that lost it to a crash
	tryAgain  = 15 * time.Second // after an edit that failed for an unknown reason
)

// Run keeps the cards of form checks up to date, and closes checks and sends digests when they are
// due, until ctx is done. It waits for what it began.
func (rv *Reviews) Run(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { rv.pace.run(ctx) })
	for {
		rv.touchStale(ctx)
		wait := lookEvery
		if rv.doDue(ctx) {
			wait = rv.untilDue(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// untilDue returns how long to wait until something is due, at most lookEvery.
func (rv *Reviews) untilDue(ctx context.Context) time.Duration {
	next, err := rv.Desk.NextDue(ctx)
	if err != nil && ctx.Err() == nil {
		rv.Log.Error("due form checks unknown", "err", err)
	}
	if err != nil || next.IsZero() {
		return lookEvery
	}
	return min(max(next.Sub(rv.Now()), time.Second), lookEvery)
}

// touchStale takes up the cards that an earlier run, or another process, did not get to.
func (rv *Reviews) touchStale(ctx context.Context) {
	ids, err := rv.Desk.Stale(ctx)
	if err != nil && ctx.Err() == nil {
		rv.Log.Error("stale cards unknown", "err", err)
	}
	for _, id := range ids {
		rv.pace.touch(id)
	}
}

// showCard edits a check's card to its newest state. It returns when to try again, or 0.
func (rv *Reviews) showCard(ctx context.Context, id string) time.Duration {
	c, err := rv.Desk.Check(ctx, id)
	switch {
	case errors.Is(err, formcheck.ErrGone):
		c = &formcheck.Check{ID: id}
		err = nil
	case err == nil && c.Card.ID == "" && rv.Now().Sub(c.Opened) < unsentFor:
		return 0 // it is being sent
	case err == nil && c.Card.ID == "":
		err = rv.recoverCard(ctx, c)
	case err == nil:
		err = rv.editCard(ctx, c)
	}
	if err == nil {
		err = rv.Desk.Shown(ctx, id, c.Version)
	}
	if err == nil || ctx.Err() != nil {
		return 0
	}
	var send *chat.SendError
	switch {
	case errors.As(err, &send) && send.Final:
		// The next change is shown, or not, when it comes: until then the place refuses this one.
		rv.Log.Warn("card refused", "check", id, "err", err)
		if err := rv.Desk.Shown(ctx, id, c.Version); err != nil && ctx.Err() == nil {
			rv.Log.Error("refused card not noted", "check", id, "err", err)
		}
		return 0
	case send != nil && send.After > 0:
		return send.After
	}
	rv.Log.Warn("card not shown", "check", id, "err", err)
	return tryAgain
}

// recoverCard sends the card of a check that has none although it is not new: a crash came between.
func (rv *Reviews) recoverCard(ctx context.Context, c *formcheck.Check) error {
	if c.State() == formcheck.Closed {
		return nil
	}
	to := chat.Place(c.Home)
	if set, err := rv.Desk.Settings(ctx, c.Home); err != nil {
		return err
	} else if set != nil {
		to = chat.Place(set.Place)
	}
	if c.Video.Place != "" {
		to = chat.Place(c.Video.Place)
	}
	placed, err := rv.placeCard(ctx, c, formcheck.Message{}, to, "")
	return rv.adoptPlaced(c, placed, err)
}

// editCard edits a check's card, and tags its thread if the state changed. A card that can no longer be
// edited is sent anew while the check is open.
func (rv *Reviews) editCard(ctx context.Context, c *formcheck.Check) error {
	m, err := rv.cards.card(ctx, c)
	if err != nil {
		return err
	}
	at := chat.Place(c.Card.Place)
	err = rv.Platforms.Edit(ctx, at, chat.MessageID(c.Card.ID), m)
	if isGone(err) {
		if c.State() == formcheck.Closed {
			return nil
		}
		placed, err := rv.placeCard(ctx, c, c.Post, at, c.Thread)
		return rv.adoptPlaced(c, placed, err)
	}
	if err != nil {
		return err
	}
	rv.tagThread(ctx, c)
	return nil
}

// adoptPlaced copies what a check is after its card was sent into c. If its place is gone, it logs that and returns
// nil.
func (rv *Reviews) adoptPlaced(c, placed *formcheck.Check, err error) error {
	if isGone(err) {
		rv.Log.Warn("place of a form check is gone", "check", c.ID, "err", err)
		return nil
	}
	if err == nil {
		*c = *placed
	}
	return err
}

func isGone(err error) bool {
	var send *chat.SendError
	return errors.As(err, &send) && send.Gone
}

// tagThread shows a check's state by its thread's tags, once for each state: threads may be changed
// only rarely. The thread of a closed check stays open, so that the verdict's buttons can be pressed.
func (rv *Reviews) tagThread(ctx context.Context, c *formcheck.Check) {
	opener := rv.Platforms.Threads(chat.Place(c.Thread))
	state := string(c.State())
	if c.Thread == "" || opener == nil || rv.tags.get(c.ID) == state {
		return
	}
	err := opener.TagThread(ctx, chat.Place(c.Thread), rv.cards.threadTitle(c), threadTags(c), false)
	if err != nil {
		rv.Log.Warn("thread not tagged", "check", c.ID, "err", err)
		return
	}
	rv.tags.put(c.ID, state)
}

// doDue does what is due now and tells of it. It reports whether all of it could be done.
func (rv *Reviews) doDue(ctx context.Context) (ok bool) {
	ok = true
	for more := true; more && ctx.Err() == nil; {
		var events []formcheck.Event
		var err error
		if events, more, err = rv.Desk.Due(ctx, rv.Now()); err != nil && ctx.Err() == nil {
			rv.Log.Error("due form checks not done", "err", err)
			ok = false
		}
		for _, e := range events {
			if e.Closed != nil {
				rv.tellClosed(ctx, e.Closed)
			}
			if e.Digest != nil {
				rv.sendDigest(ctx, e.Digest)
			}
		}
	}
	return ok
}

// tellClosed tells the poster of a check that it was closed for lack of activity.
func (rv *Reviews) tellClosed(ctx context.Context, c *formcheck.Check) {
	m := &chat.Message{
		Text: chat.Join(rv.names.person(c.Author, "Hello"), chat.Plain(", I closed your form check of the "+liftLabel(c.Lift)+
			", since nothing happened on it for 30 days. Post a new one whenever you like.")),
		Owner: chat.UserID(c.Author), ReplyTo: chat.MessageID(c.Card.ID), Key: "idle-" + c.ID,
	}
	askHelped(m, c, c.ID)
	if c.Card.ID != "" {
		if _, err := rv.Platforms.Send(ctx, chat.Place(c.Card.Place), m); err != nil && ctx.Err() == nil {
			rv.Log.Warn("poster not told that a check was closed", "check", c.ID, "err", err)
		}
	}
	rv.pace.touch(c.ID)
}

// sendDigest lists the checks that wait too long. Unless it was sent, or never can be, it comes again.
func (rv *Reviews) sendDigest(ctx context.Context, d *formcheck.Digest) {
	_, err := rv.Platforms.Send(ctx, chat.Place(d.Settings.Notice), digest(d))
	if err != nil && !isGone(err) {
		if ctx.Err() == nil {
			rv.Log.Warn("digest not sent", "err", err)
		}
		return
	}
	if err != nil {
		rv.Log.Warn("place of the digest is gone", "err", err)
	}
	if err := rv.Desk.DigestSent(ctx, rv.Now(), d.Settings.Home); err != nil && ctx.Err() == nil {
		rv.Log.Error("digest not settled", "err", err)
	}
}

func digest(d *formcheck.Digest) *chat.Message {
	m := &chat.Message{Key: "digest-" + d.Checks[0].ID + d.Settings.Next.UTC().Format("-060102")}
	if d.Settings.Role != "" {
		m.Text = chat.Text{{Text: "Reviewers", Role: d.Settings.Role}, {Text: ": "}}
	}
	lead := fmt.Sprintf("%d form checks have waited for more than a day:", len(d.Checks))
	switch {
	case d.More:
		lead = fmt.Sprintf("More than %d form checks have waited for more than a day. The oldest:", len(d.Checks))
	case len(d.Checks) == 1:
		lead = "One form check has waited for more than a day:"
	}
	m.Text = chat.Join(m.Text, chat.Plain(lead))
	for _, c := range d.Checks {
		m.Text = chat.Join(m.Text, chat.Plain("\n• "), linked(c), chat.Plain(", since "), chat.At(c.Opened, c.Opened.Format("2 January, 15:04 UTC")))
	}
	m.Controls = []chat.Control{chat.Buttons{{Label: "Review the next one", Action: chat.Action{Command: "formcheck", Arg: "next"}}}}
	return m
}

// Left notes that the bot was removed from a place: a thread may be gone, or a whole group.
func (rv *Reviews) Left(ctx context.Context, place chat.Place) {
	err := errors.Join(rv.deleted(ctx, place, ""), rv.Desk.Left(ctx, rv.Now(), string(place)))
	if err != nil {
		rv.Log.Error("leaving a group not noted", "err", err)
	}
}

// Moved notes that a group has another name.
func (rv *Reviews) Moved(ctx context.Context, from, to chat.Place) {
	if err := rv.Desk.Moved(ctx, string(from), string(to)); err != nil {
		rv.Log.Error("moved group not noted", "err", err)
	}
}

// Deleted closes a check whose video is gone.
func (rv *Reviews) Deleted(ctx context.Context, place chat.Place, id chat.MessageID) {
	if err := rv.deleted(ctx, place, id); err != nil {
		rv.Log.Error("deleted message not noted", "err", err)
	}
}

func (rv *Reviews) deleted(ctx context.Context, place chat.Place, id chat.MessageID) error {
	c, err := rv.Desk.Deleted(ctx, rv.Now(), formcheck.Message{Place: string(place), ID: string(id)})
	if c != nil {
		rv.pace.touch(c.ID)
	}
	return err
}
