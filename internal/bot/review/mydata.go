package review

import (
	"context"
	"fmt"
	"time"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// A CastVote is somebody's choice on a check, as /mydata show has it.
type CastVote struct {
	Check  string    `json:"check"`
	Opened time.Time `json:"opened"`
	Lift   string    `json:"lift"`
	Cues   []string  `json:"cues"`
}

// Kept returns what is stored about someone's form checks and votes, and sums it up, for /mydata show.
func (rv *Reviews) Kept(ctx context.Context, user chat.UserID) (checks []*formcheck.Check, votes []CastVote, summary []chat.Section, err error) {
	e, err := rv.Desk.Export(ctx, string(user))
	if err != nil {
		return nil, nil, nil, err
	}
	for _, v := range e.Votes {
		cast, err := rv.castVote(ctx, v)
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
func (rv *Reviews) castVote(ctx context.Context, v formcheck.Vote) (CastVote, error) {
	c, err := rv.Desk.Check(ctx, v.Check)
	if err != nil {
		return CastVote{}, err
	}
	cast := CastVote{Check: c.ID, Opened: c.Opened, Lift: liftLabel(c.Lift)}
	for _, id := range v.Cues {
		if cue := rv.cards.ballotCue(c, id); cue != nil {
			cast.Cues = append(cast.Cues, say.LowerFirst(cue.Label))
		}
	}
	if len(cast.Cues) == 0 {
		cast.Cues = []string{"all taken back"}
	}
	return cast, nil
}

// Erase removes someone's form checks and makes their votes anonymous, and says so if there were any checks. What was
// posted of them is changed to say so, as far as that is still possible.
func (rv *Reviews) Erase(ctx context.Context, user chat.UserID) (said string, err error) {
	removed, reviewed, err := rv.Desk.Erase(ctx, string(user))
	for _, id := range reviewed {
		rv.pace.touch(id)
	}
	for _, c := range removed {
		rv.blank(ctx, c)
	}
	switch n := len(removed); n {
	case 0:
		return "", err
	case 1:
		return "Your form check is removed, and your votes are anonymous. ", err
	default:
		return fmt.Sprintf("Your %d form checks are removed, and your votes are anonymous. ", n), err
	}
}

// blank takes away what was posted of a removed check.
func (rv *Reviews) blank(ctx context.Context, c *formcheck.Check) {
	for _, m := range []formcheck.Message{c.Card, c.Post} {
		if m.ID == "" {
			continue
		}
		gone := &chat.Message{Text: chat.Plain("This form check was removed by the one who posted it.")}
		if err := rv.Platforms.Edit(ctx, chat.Place(m.Place), chat.MessageID(m.ID), gone); err != nil && !isGone(err) {
			rv.Log.Warn("removed form check still shows", "check", c.ID, "err", err)
		}
	}
	opener := rv.Platforms.Threads(chat.Place(c.Thread))
	if c.Thread == "" || opener == nil {
		return
	}
	title := "Removed form check"
	if err := opener.TagThread(ctx, chat.Place(c.Thread), title, []string{string(formcheck.Closed)}, true); err != nil && !isGone(err) {
		rv.Log.Warn("thread of a removed form check not closed", "check", c.ID, "err", err)
	}
}
