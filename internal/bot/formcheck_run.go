package bot

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

// RunChecks keeps the cards of form checks up to date, and closes checks and sends digests when they are
// due, until ctx is done. It waits for what it began.
func (b *Bot) RunChecks(ctx context.Context) {
	if b.Checks == nil {
		return
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { b.checks.pace.run(ctx) })
	for {
		b.touchStale(ctx)
		wait := lookEvery
		if b.doDue(ctx) {
			wait = b.untilDue(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

// untilDue returns how long to wait until something is due, at most lookEvery.
func (b *Bot) untilDue(ctx context.Context) time.Duration {
	next, err := b.Checks.NextDue(ctx)
	if err != nil && ctx.Err() == nil {
		b.Log.Error("due form checks unknown", "err", err)
	}
	if err != nil || next.IsZero() {
		return lookEvery
	}
	return min(max(next.Sub(b.Now()), time.Second), lookEvery)
}

// touchStale takes up the cards that an earlier run, or another process, did not get to.
func (b *Bot) touchStale(ctx context.Context) {
	ids, err := b.Checks.Stale(ctx)
	if err != nil && ctx.Err() == nil {
		b.Log.Error("stale cards unknown", "err", err)
	}
	for _, id := range ids {
		b.checks.pace.touch(id)
	}
}

// showCard edits a check's card to its newest state. It returns when to try again, or 0.
func (b *Bot) showCard(ctx context.Context, id string) time.Duration {
	c, err := b.Checks.Check(ctx, id)
	switch {
	case errors.Is(err, formcheck.ErrGone):
		c = &formcheck.Check{ID: id}
		err = nil
	case err == nil && c.Card.ID == "" && b.Now().Sub(c.Opened) < unsentFor:
		return 0 // it is being sent
	case err == nil && c.Card.ID == "":
		err = b.recoverCard(ctx, c)
	case err == nil:
		err = b.editCard(ctx, c)
	}
	if err == nil {
		err = b.Checks.Shown(ctx, id, c.Version)
	}
	if err == nil || ctx.Err() != nil {
		return 0
	}
	var send *chat.SendError
	switch {
	case errors.As(err, &send) && send.Final:
		// The next change is shown, or not, when it comes: until then the place refuses this one.
		b.Log.Warn("card refused", "check", id, "err", err)
		if err := b.Checks.Shown(ctx, id, c.Version); err != nil && ctx.Err() == nil {
			b.Log.Error("refused card not noted", "check", id, "err", err)
		}
		return 0
	case send != nil && send.After > 0:
		return send.After
	}
	b.Log.Warn("card not shown", "check", id, "err", err)
	return tryAgain
}

// recoverCard sends the card of a check that has none although it is not new: a crash came between.
func (b *Bot) recoverCard(ctx context.Context, c *formcheck.Check) error {
	if c.State() == formcheck.Closed {
		return nil
	}
	to := chat.Place(c.Home)
	if set, err := b.Checks.Settings(ctx, c.Home); err != nil {
		return err
	} else if set != nil {
		to = chat.Place(set.Place)
	}
	if c.Video.Place != "" {
		to = chat.Place(c.Video.Place)
	}
	placed, err := b.placeCard(ctx, c, formcheck.Message{}, to, "")
	return b.unlessGone(c, placed, err)
}

// editCard edits a check's card, and tags its thread if the state changed. A card that can no longer be
// edited is sent anew while the check is open.
func (b *Bot) editCard(ctx context.Context, c *formcheck.Check) error {
	m, err := b.card(ctx, c)
	if err != nil {
		return err
	}
	at := chat.Place(c.Card.Place)
	err = b.Platforms.Edit(ctx, at, chat.MessageID(c.Card.ID), m)
	if isGone(err) {
		if c.State() == formcheck.Closed {
			return nil
		}
		placed, err := b.placeCard(ctx, c, c.Post, at, c.Thread)
		return b.unlessGone(c, placed, err)
	}
	if err != nil {
		return err
	}
	b.tagThread(ctx, c)
	return nil
}

// unlessGone takes over what a check is after its card was sent; where nothing can be sent any more, it
// lets the matter rest.
func (b *Bot) unlessGone(c, placed *formcheck.Check, err error) error {
	if isGone(err) {
		b.Log.Warn("place of a form check is gone", "check", c.ID, "err", err)
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
func (b *Bot) tagThread(ctx context.Context, c *formcheck.Check) {
	opener := b.Platforms.Threads(chat.Place(c.Thread))
	state := string(c.State())
	if c.Thread == "" || opener == nil || b.checks.tags.get(c.ID) == state {
		return
	}
	err := opener.TagThread(ctx, chat.Place(c.Thread), b.threadTitle(c), threadTags(c), false)
	if err != nil {
		b.Log.Warn("thread not tagged", "check", c.ID, "err", err)
		return
	}
	b.checks.tags.put(c.ID, state)
}

// doDue does what is due now and tells of it. It reports whether all of it could be done.
func (b *Bot) doDue(ctx context.Context) (ok bool) {
	ok = true
	for more := true; more && ctx.Err() == nil; {
		var events []formcheck.Event
		var err error
		if events, more, err = b.Checks.Due(ctx, b.Now()); err != nil && ctx.Err() == nil {
			b.Log.Error("due form checks not done", "err", err)
			ok = false
		}
		for _, e := range events {
			if e.Closed != nil {
				b.tellClosed(ctx, e.Closed)
			}
			if e.Digest != nil {
				b.sendDigest(ctx, e.Digest)
			}
		}
	}
	return ok
}

// tellClosed tells the poster of a check that it was closed for lack of activity.
func (b *Bot) tellClosed(ctx context.Context, c *formcheck.Check) {
	m := &chat.Message{
		Text: chat.Join(b.checks.names.person(c.Author, "Hello"), chat.Plain(", I closed your form check of the "+liftLabel(c.Lift)+
			", since nothing happened on it for 30 days. Post a new one whenever you like.")),
		Owner: chat.UserID(c.Author), ReplyTo: chat.MessageID(c.Card.ID), Key: "idle-" + c.ID,
	}
	askHelped(m, c, c.ID)
	if c.Card.ID != "" {
		if _, err := b.Platforms.Send(ctx, chat.Place(c.Card.Place), m); err != nil && ctx.Err() == nil {
			b.Log.Warn("poster not told that a check was closed", "check", c.ID, "err", err)
		}
	}
	b.checks.pace.touch(c.ID)
}

// sendDigest lists the checks that wait too long. Unless it was sent, or never can be, it comes again.
func (b *Bot) sendDigest(ctx context.Context, d *formcheck.Digest) {
	_, err := b.Platforms.Send(ctx, chat.Place(d.Settings.Notice), b.digest(d))
	if err != nil && !isGone(err) {
		if ctx.Err() == nil {
			b.Log.Warn("digest not sent", "err", err)
		}
		return
	}
	if err != nil {
		b.Log.Warn("place of the digest is gone", "err", err)
	}
	if err := b.Checks.DigestSent(ctx, b.Now(), d.Settings.Home); err != nil && ctx.Err() == nil {
		b.Log.Error("digest not settled", "err", err)
	}
}

func (b *Bot) digest(d *formcheck.Digest) *chat.Message {
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
		what := chat.Span{Text: upperFirst(liftLabel(c.Lift)) + ", " + clean(c.Load, maxLoad)}
		for _, link := range []string{c.Card.Link, c.Video.Link} {
			if what.Link == "" && isWebLink(link) {
				what.Link = link
			}
		}
		m.Text = chat.Join(m.Text, chat.Plain("\n• "), chat.Text{what}, chat.Plain(", since "), chat.At(c.Opened, c.Opened.Format("2 January, 15:04 UTC")))
	}
	m.Controls = []chat.Control{chat.Buttons{{Label: "Review the next one", Action: chat.Action{Command: "formcheck", Arg: "next"}}}}
	return m
}

// checksLeft, checksMoved and checksDeleted pass on to the desk what a platform says of itself.
func (b *Bot) checksLeft(ctx context.Context, place chat.Place) error {
	if b.Checks == nil {
		return nil
	}
	// A thread may be gone, or a whole group.
	return errors.Join(b.checksDeleted(ctx, place, ""), b.Checks.Left(ctx, b.Now(), string(place)))
}

func (b *Bot) checksMoved(ctx context.Context, from, to chat.Place) error {
	if b.Checks == nil {
		return nil
	}
	return b.Checks.Moved(ctx, string(from), string(to))
}

func (b *Bot) checksDeleted(ctx context.Context, place chat.Place, id chat.MessageID) error {
	if b.Checks == nil {
		return nil
	}
	c, err := b.Checks.Deleted(ctx, b.Now(), formcheck.Message{Place: string(place), ID: string(id)})
	if c != nil {
		b.checks.pace.touch(c.ID)
	}
	return err
}
