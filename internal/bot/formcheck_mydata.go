package bot

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// A castVote is what someone chose on a check, as /mydata show says it.
type castVote struct {
	Check  string    `json:"check"`
	Opened time.Time `json:"opened"`
	Lift   string    `json:"lift"`
	Cues   []string  `json:"cues"`
}

// checksOf returns what is stored about someone's form checks and votes, and sums it up, for /mydata show.
func (b *Bot) checksOf(ctx context.Context, user chat.UserID) (checks []*formcheck.Check, votes []castVote, summary []chat.Section, err error) {
	if b.Checks == nil {
		return nil, nil, nil, nil
	}
	e, err := b.Checks.Export(ctx, string(user))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, v := range e.Votes {
		cast, err := b.castVote(ctx, v)
		if err != nil {
			return nil, nil, nil, err
		}
		votes = append(votes, cast)
	}
	own, others := "None.", "None."
	if n := len(e.Checks); n > 0 {
		last := e.Checks[n-1]
		own = fmt.Sprintf("%d. The latest: %s, %s, %s, of %s.", n, liftLabel(last.Lift), last.Load, last.State(), last.Opened.Format("2 January 2006"))
	}
	if n := len(votes); n > 0 {
		last := votes[n-1]
		others = fmt.Sprintf("%d. The latest: %s, %s.", n, last.Lift, say.List(last.Cues))
	}
	return e.Checks, votes, []chat.Section{
		{Title: "Form checks", Body: chat.Plain(own)},
		{Title: "Votes on the form checks of others", Body: chat.Plain(others)},
	}, nil
}

// castVote words what someone chose on a check.
func (b *Bot) castVote(ctx context.Context, v formcheck.Vote) (castVote, error) {
	c, err := b.Checks.Check(ctx, v.Check)
	if err != nil {
		return castVote{}, err
	}
	cast := castVote{Check: c.ID, Opened: c.Opened, Lift: liftLabel(c.Lift)}
	for _, id := range v.Cues {
		if cue := b.ballotCue(c, id); cue != nil {
			cast.Cues = append(cast.Cues, say.LowerFirst(cue.Label))
		}
	}
	if len(cast.Cues) == 0 {
		cast.Cues = []string{"all taken back"}
	}
	return cast, nil
}

// eraseChecks removes someone's form checks and makes their votes anonymous, for /mydata delete. What
// was posted of the checks is changed to say so, as far as that is still possible.
func (b *Bot) eraseChecks(ctx context.Context, user chat.UserID) (checks int, err error) {
	if b.Checks == nil {
		return 0, nil
	}
	removed, reviewed, err := b.Checks.Erase(ctx, string(user))
	for _, id := range reviewed {
		b.checks.pace.touch(id)
	}
	for _, c := range removed {
		b.blank(ctx, c)
	}
	return len(removed), err
}

// blank takes away what was posted of a removed check.
func (b *Bot) blank(ctx context.Context, c *formcheck.Check) {
	for _, m := range []formcheck.Message{c.Card, c.Post} {
		if m.ID == "" {
			continue
		}
		gone := &chat.Message{Text: chat.Plain("This form check was removed by the one who posted it.")}
		if err := b.Platforms.Edit(ctx, chat.Place(m.Place), chat.MessageID(m.ID), gone); err != nil && !isGone(err) {
			b.Log.Warn("removed form check still shows", "check", c.ID, "err", err)
		}
	}
	opener := b.Platforms.Threads(chat.Place(c.Thread))
	if c.Thread == "" || opener == nil {
		return
	}
	title := "Removed form check"
	if err := opener.TagThread(ctx, chat.Place(c.Thread), title, []string{string(formcheck.Closed)}, true); err != nil && !isGone(err) {
		b.Log.Warn("thread of a removed form check not closed", "check", c.ID, "err", err)
	}
}
