package bot

import (
	"context"
	"fmt"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// checksOf lists what is stored about someone's form checks and votes, for /mydata show.
func (b *Bot) checksOf(ctx context.Context, user chat.UserID) ([]chat.Section, error) {
	if b.Checks == nil {
		return nil, nil
	}
	e, err := b.Checks.Export(ctx, string(user))
	if err != nil {
		return nil, err
	}
	checks := chat.Section{Title: "Form checks", Body: chat.Plain("None.")}
	for i, c := range e.Checks {
		line := fmt.Sprintf("%s, %s, %s, %s", c.Opened.Format("2006-01-02"), liftLabel(c.Lift), c.Load, c.State())
		if c.Helped != "" {
			line += ", it helped: " + c.Helped
		}
		t := chat.Join(chat.Plain(line+", "), videoLink(c.Video))
		if i == 0 {
			checks.Body = t
		} else {
			checks.Body = chat.Join(checks.Body, chat.Plain("\n"), t)
		}
	}
	votes := chat.Section{Title: "Votes on the form checks of others", Body: chat.Plain("None.")}
	for i, v := range e.Votes {
		line, err := b.voteLine(ctx, v)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			votes.Body = chat.Plain(line)
		} else {
			votes.Body = chat.Join(votes.Body, chat.Plain("\n"+line))
		}
	}
	return []chat.Section{checks, votes}, nil
}

// voteLine says what someone chose on a check.
func (b *Bot) voteLine(ctx context.Context, v formcheck.Vote) (string, error) {
	c, err := b.Checks.Check(ctx, v.Check)
	if err != nil {
		return "", err
	}
	var labels []string
	for _, id := range v.Cues {
		if cue := b.ballotCue(c, id); cue != nil {
			labels = append(labels, lowerFirst(cue.Label))
		}
	}
	if len(labels) == 0 {
		labels = []string{"all taken back"}
	}
	return fmt.Sprintf("%s, %s: %s", c.Opened.Format("2006-01-02"), liftLabel(c.Lift), list(labels)), nil
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
