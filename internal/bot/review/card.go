package review

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
)

// cards words checks for those who look at them.
type cards struct {
	base    *knowledge.Base
	desk    *formcheck.Desk
	names   *names
	reminds bool // there are reminders to offer
}

// card shows a check: what it is about, the tally, who reviewed it, the verdict, and the ballot as long
// as it is open.
func (cs *cards) card(ctx context.Context, c *formcheck.Check) (*chat.Message, error) {
	m := &chat.Message{Text: cs.headline(c), Footer: chat.Plain(say.NotMedicine)}
	last, err := cs.lastTime(ctx, c)
	if err != nil {
		return nil, err
	}
	reviewers, err := cs.reviewers(ctx, c)
	if err != nil {
		return nil, err
	}
	m.Text = chat.Join(m.Text, last, chat.Plain("\n"+stateLine(c)))
	if bars := cs.bars(c); len(bars) > 0 {
		m.Sections = append(m.Sections, chat.Section{Title: "Votes", Body: chat.Join(bars, chat.Plain("\n"), reviewers)})
	}
	if c.Decided() {
		m.Sections = append(m.Sections, cs.verdict(c)...)
	}
	if c.State() != formcheck.Closed {
		m.Controls = cs.ballot(c, c.ID)
	}
	if row := cs.cardButtons(c); len(row) > 0 {
		m.Controls = append(m.Controls, row)
	}
	return m, nil
}

// stateLine returns where a check stands, and what to do.
func stateLine(c *formcheck.Check) string {
	switch {
	case c.Why == formcheck.Idle:
		return "Closed after 30 days without activity."
	case c.Why == formcheck.NoVideo:
		return "Closed: the post is gone."
	case c.State() == formcheck.Closed:
		return "Closed."
	case c.Voters == 0:
		return fmt.Sprintf("Nobody has reviewed this yet. What would help most? Vote for up to %d cues.", formcheck.MaxCues)
	}
	return fmt.Sprintf("What would help most? Vote for up to %d cues; press one again to take it back.", formcheck.MaxCues)
}

// lastTime links the author's previous check of the lift, with its top cue.
func (cs *cards) lastTime(ctx context.Context, c *formcheck.Check) (chat.Text, error) {
	if c.Previous == "" {
		return nil, nil
	}
	previous, err := cs.desk.Check(ctx, c.Previous)
	if errors.Is(err, formcheck.ErrGone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	words := "no votes"
	if cues := cs.leading(previous); len(cues) > 0 {
		var labels []string
		for _, cue := range cues {
			labels = append(labels, say.LowerFirst(cue.Label))
		}
		words = say.List(labels)
	}
	link := ""
	for _, l := range []string{previous.Card.Link, previous.Video.Link} {
		if link == "" && isWebLink(l) {
			link = l
		}
	}
	return chat.Join(chat.Plain("\nLast time: "), chat.Text{{Text: words, Link: link}}), nil
}

// leading returns the cues with the most votes in the ballot's order.
func (cs *cards) leading(c *formcheck.Check) []*knowledge.BallotCue {
	var cues []*knowledge.BallotCue
	top := c.Leading()
	for _, cue := range cs.base.Ballot(knowledge.Lift(c.Lift)) {
		if slices.Contains(top, cue.ID) {
			cues = append(cues, cue)
		}
	}
	return cues
}

// bars returns the tally as a chart: a bar for each cue that has votes, the longest first.
func (cs *cards) bars(c *formcheck.Check) chat.Text {
	var cues []*knowledge.BallotCue
	for _, cue := range cs.base.Ballot(knowledge.Lift(c.Lift)) {
		if c.Tally[cue.ID] > 0 {
			cues = append(cues, cue)
		}
	}
	slices.SortStableFunc(cues, func(x, y *knowledge.BallotCue) int { return c.Tally[y.ID] - c.Tally[x.ID] })
	var t chat.Text
	for i, cue := range cues {
		if i > 0 {
			t = append(t, chat.Span{Text: "\n"})
		}
		n := c.Tally[cue.ID]
		t = append(t, chat.Span{Text: bar(n, c.Voters) + fmt.Sprintf(" %2d", n), Style: chat.Code}, chat.Span{Text: " " + cue.Label})
	}
	return t
}

// bar draws n of all as ten blocks, of which at least one is full.
func bar(n, all int) string {
	const width = 10
	full := max(1, min(width, (n*width+all/2)/max(all, 1)))
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// reviewers returns who reviewed a check, and not who voted what.
func (cs *cards) reviewers(ctx context.Context, c *formcheck.Check) (chat.Text, error) {
	const named = 5
	voters, err := cs.desk.Voters(ctx, c.ID, named)
	if err != nil {
		return nil, err
	}
	t := chat.Plain(fmt.Sprintf("%d reviewers: ", c.Voters))
	if c.Voters == 1 {
		t = chat.Plain("1 reviewer: ")
	}
	for i, v := range voters {
		if i > 0 {
			t = append(t, chat.Span{Text: ", "})
		}
		t = append(t, cs.names.person(v, "someone")...)
	}
	switch others := c.Voters - len(voters); {
	case len(voters) == 0:
		t = chat.Plain(strings.TrimSuffix(t.String(), ": "))
	case others > 0:
		t = append(t, chat.Span{Text: fmt.Sprintf(" and %d more", others)})
	}
	return append(t, chat.Span{Text: "."}), nil
}

// maxTied is how many tied cues are explained; of more, only the names are given.
const maxTied = 3

// verdict returns the top cue with its reason, fix and drill, or all cues that are tied.
func (cs *cards) verdict(c *formcheck.Check) []chat.Section {
	cues := cs.leading(c)
	title := "Top cue: "
	if len(cues) > 1 {
		title = "Tied: "
	}
	if len(cues) > maxTied {
		var labels []string
		for _, cue := range cues {
			labels = append(labels, say.LowerFirst(cue.Label))
		}
		return []chat.Section{{Title: fmt.Sprintf("%d cues are tied", len(cues)), Body: chat.Plain(say.UpperFirst(say.List(labels)) + ". More votes will tell.")}}
	}
	var all []chat.Section
	for _, cue := range cues {
		all = append(all, chat.Section{Title: title + cue.Label, Body: cs.remedy(cue)})
	}
	return all
}

// remedy returns a cue's reason, fix and drill.
func (cs *cards) remedy(cue *knowledge.BallotCue) chat.Text {
	if cue.Good {
		return chat.Plain("The reviewers see nothing to change. Keep it as it is.")
	}
	why, fix := cue.Why, cue.Fix
	if cause := cs.base.Cause(cue.Cause); cause != nil {
		why, fix = cause.Why, cause.On(cue.Lift).Fix
	}
	t := chat.Join(chat.Strong("Why: "), chat.Plain(why), chat.Plain("\n"), chat.Strong("Fix: "), chat.Plain(fix))
	if d := cs.drillOf(cue); d != nil {
		t = chat.Join(t, chat.Plain("\n"), chat.Strong("Drill: "), chat.Plain(d.Name+". "), say.Dose(d.Dose))
	}
	return t
}

// drillOf returns the drill that a cue brings, or nil.
func (cs *cards) drillOf(cue *knowledge.BallotCue) *knowledge.Drill {
	if cause := cs.base.Cause(cue.Cause); cause != nil {
		if drills := cause.On(cue.Lift).Drills; len(drills) > 0 {
			return cs.base.Drill(drills[0])
		}
	}
	return cs.base.Drill(cue.Drill)
}

// ballot offers a vote for each of the lift's cues. Its buttons name the check by ref: where the check stands,
// that is its number.
func (cs *cards) ballot(c *formcheck.Check, ref string) []chat.Control {
	var buttons []chat.Button
	for _, cue := range cs.base.Ballot(knowledge.Lift(c.Lift)) {
		buttons = append(buttons, chat.Button{Label: cue.Label, Action: chat.Action{Command: "vote", Arg: ref + " " + cue.ID}})
	}
	return say.Rows(buttons, chat.MaxRows-1) // the last row is for the rest
}

// cardButtons returns the last row of a card.
func (cs *cards) cardButtons(c *formcheck.Check) chat.Buttons {
	var row chat.Buttons
	if c.State() != formcheck.Closed {
		row = append(row,
			chat.Button{Label: "Comment", Action: chat.Action{Command: "check-say", Arg: c.ID}},
			chat.Button{Label: "Close", Action: chat.Action{Command: "check-close", Arg: c.ID}})
	}
	return append(row, cs.verdictButtons(c)...)
}

// verdictButtons lead on from a verdict: to its drills, at most two, and to reminders of them.
func (cs *cards) verdictButtons(c *formcheck.Check) chat.Buttons {
	if !c.Decided() {
		return nil
	}
	var row chat.Buttons
	for _, cue := range cs.leading(c) {
		d := cs.drillOf(cue)
		if d == nil || len(row) == 2 || slices.ContainsFunc(row, func(x chat.Button) bool { return x.Action.Arg == d.ID }) {
			continue
		}
		row = append(row, chat.Button{Label: d.Name, Action: chat.Action{Command: "drill", Arg: d.ID}})
	}
	if len(row) == 1 { // short labels are not cut off on a phone
		row[0].Label = "Show drill"
	}
	if cue := cs.cueOf(c); cue != nil && len(row) < 2 { // with the two of an open card and the reminder there are five
		row = append(row, chat.Button{Label: "See it", Action: chat.Action{Command: "about", Arg: cue.ID}})
	}
	if len(row) > 0 && cs.reminds {
		row = append(row, chat.Button{Label: "Remind me", Action: chat.Action{Command: "remind", Arg: "on"}})
	}
	return row
}

// cueOf returns the cue that shows the top cue of a check right and wrong, or nil if none does, or several are tied.
func (cs *cards) cueOf(c *formcheck.Check) *knowledge.Cue {
	cues := cs.leading(c)
	if len(cues) != 1 {
		return nil
	}
	if own := cs.base.Cue(cues[0].Cue); own != nil {
		return own
	}
	cause := cs.base.Cause(cues[0].Cause)
	if cause == nil {
		return nil
	}
	if ids := cause.On(cues[0].Lift).Cues; len(ids) > 0 {
		return cs.base.Cue(ids[0])
	}
	return nil
}

// headline names a check: its lift and load, its author, and the video.
func (cs *cards) headline(c *formcheck.Check) chat.Text {
	return chat.Join(
		chat.Strong("Form check: "+liftLabel(c.Lift)+", "+say.Clean(c.Load, maxLoad)),
		chat.Plain("\nby "), cs.names.person(c.Author, "the poster"), chat.Plain(" · "), video(c))
}

// video links to a check's video, or to the post that has it.
func video(c *formcheck.Check) chat.Text {
	switch {
	case !strings.HasPrefix(c.Video.ID, "upload-"):
		return videoLink(c.Video)
	case isWebLink(c.Post.Link):
		return chat.Text{{Text: "the video", Link: c.Post.Link}}
	}
	return chat.Plain("the video")
}

// threadTitle names a check's thread.
func (cs *cards) threadTitle(c *formcheck.Check) string {
	title := say.UpperFirst(liftLabel(c.Lift)) + ", " + say.Clean(c.Load, maxLoad)
	if name := say.Clean(cs.names.get(c.Author), 40); name != "" {
		title += ", " + name
	}
	return title
}

// ballotCue returns a cue of a check's ballot, or nil.
func (cs *cards) ballotCue(check *formcheck.Check, id string) *knowledge.BallotCue {
	for _, cue := range cs.base.Ballot(knowledge.Lift(check.Lift)) {
		if cue.ID == id {
			return cue
		}
	}
	return nil
}
