package review

import (
	"context"
	"fmt"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// mostMine is how many of somebody's form checks are listed.
const mostMine = 10

// mine lists the caller's own form checks, the newest first, to the caller alone.
func (rv *Reviews) mine(ctx context.Context, c *command.Call) (chat.Reply, error) {
	checks, err := rv.Desk.Opened(ctx, string(c.From.ID))
	if err != nil {
		return nil, err
	}
	if len(checks) == 0 {
		return &chat.Message{Text: chat.Join(chat.Plain("You have no form checks yet. Post a video of a set in a group with "),
			chat.Text{{Text: "/formcheck", Style: chat.Code}}, chat.Plain(".")), Private: true}, nil
	}
	lead := "Your form checks, the newest first:"
	if n := len(checks); n > mostMine {
		lead = fmt.Sprintf("The newest %d of your %d form checks:", mostMine, n)
	}
	m := &chat.Message{Text: chat.Plain(lead), Private: true}
	for i := len(checks) - 1; i >= max(0, len(checks)-mostMine); i-- {
		m.Text = chat.Join(m.Text, chat.Plain("\n• "), rv.cards.mineLine(checks[i]))
	}
	return m, nil
}

// mineLine tells a check's author where it stands: what it is of, linked where there are links, since when, and what
// the reviewers said.
func (cs *cards) mineLine(c *formcheck.Check) chat.Text {
	return chat.Join(linked(c), chat.Plain(", "), chat.At(c.Opened, c.Opened.Format("2 January, 15:04 UTC")), chat.Plain(": "+cs.standing(c)))
}

// standing returns where a check stands, with its top cues.
func (cs *cards) standing(c *formcheck.Check) string {
	state := "nobody has reviewed it yet"
	switch {
	case c.State() == formcheck.Closed:
		state = strings.TrimSuffix(say.LowerFirst(stateLine(c)), ".")
	case c.Voters == 1:
		state = "1 reviewer"
	case c.Voters > 1:
		state = fmt.Sprintf("%d reviewers", c.Voters)
	}
	var labels []string
	for _, cue := range cs.leading(c) {
		labels = append(labels, say.LowerFirst(cue.Label))
	}
	if len(labels) > 0 {
		state += "; top cue: " + say.List(labels)
	}
	return state
}

// linked names a check by its lift and load, with a link to its card or its video where there is one.
func linked(c *formcheck.Check) chat.Text {
	what := chat.Span{Text: say.UpperFirst(liftLabel(c.Lift)) + ", " + say.Clean(c.Load, maxLoad)}
	for _, link := range []string{c.Card.Link, c.Video.Link} {
		if what.Link == "" && isWebLink(link) {
			what.Link = link
		}
	}
	return chat.Text{what}
}
