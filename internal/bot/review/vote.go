package review

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// maxSentence is how long a reviewer's sentence may be, in characters.
const maxSentence = 200

// vote adds a cue to what someone chose, or takes it back.
func (rv *Reviews) vote(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := rv.door.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	id, cue := check.ID, c.Values["cue"]
	if rv.cards.ballotCue(check, cue) == nil {
		return nil, command.NewProblem("That check has no such cue.", "The buttons below its card are all there are.")
	}
	rv.names.put(string(c.From.ID), c.From.Name)
	check, chosen, err := rv.Desk.Vote(ctx, rv.Now(), id, string(c.From.ID), cue, c.ID)
	if err != nil {
		return nil, problemFor(err)
	}
	rv.pace.touch(id)
	return &chat.Message{Text: chat.Plain(rv.chosenLine(check, chosen)), Private: true}, nil
}

// chosenLine returns what someone chose, in words.
func (rv *Reviews) chosenLine(check *formcheck.Check, chosen []string) string {
	var labels []string
	for _, id := range chosen {
		if cue := rv.cards.ballotCue(check, id); cue != nil {
			labels = append(labels, say.LowerFirst(cue.Label))
		}
	}
	if len(labels) == 0 {
		return "Your vote is taken back."
	}
	left := formcheck.MaxCues - len(labels)
	if left == 0 {
		return "Your vote: " + say.List(labels) + "."
	}
	return fmt.Sprintf("Your vote: %s. You may choose %d more.", say.List(labels), left)
}

// sayOnCheck asks a reviewer for a sentence, and posts it below the card.
func (rv *Reviews) sayOnCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := rv.door.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	id, voter, sentence := check.ID, string(c.From.ID), say.Clean(c.Values["sentence"], maxSentence)
	if sentence == "" {
		return rv.askSentence(ctx, check, voter)
	}
	if _, err := rv.Desk.Say(ctx, rv.Now(), id, voter); errors.Is(err, formcheck.ErrAgain) {
		return nil, command.NewProblem("You added your sentence to this check already.", "One each is all there is room for.")
	} else if err != nil {
		return nil, problemFor(err)
	}
	place := chat.Place(check.Card.Place)
	_, err = rv.Platforms.Send(ctx, place, &chat.Message{
		Text:    chat.Join(chat.Strong(say.Clean(c.From.Name, 40)), chat.Plain(" adds: “"+sentence+"”")),
		ReplyTo: chat.MessageID(check.Card.ID), Quiet: true,
	})
	if err != nil {
		return nil, errors.Join(&command.Problem{Say: "I could not post your sentence.", Hint: "Please try again in a moment.", Err: err}, rv.Desk.Unsay(ctx, id, voter))
	}
	if place == c.Where { // it stands right there
		return nil, nil
	}
	return &chat.Message{Text: chat.Plain("Your sentence stands below the card."), Private: true}, nil
}

func (rv *Reviews) askSentence(ctx context.Context, check *formcheck.Check, voter string) (chat.Reply, error) {
	chosen, err := rv.Desk.Chosen(ctx, check.ID, voter)
	switch {
	case err != nil:
		return nil, err
	case check.State() == formcheck.Closed:
		return nil, problemFor(formcheck.ErrClosed)
	case check.Author == voter:
		return nil, problemFor(formcheck.ErrOwn)
	case len(chosen) == 0:
		return nil, problemFor(formcheck.ErrNoVote)
	}
	return &chat.Form{Title: "One sentence", Action: chat.Action{Command: "check-say", Arg: check.ID},
		Fields: []chat.Field{{Name: "sentence", Label: "What would you tell them?", Hint: "Squeeze the bar, then pull it out of the rack.", Max: maxSentence}}}, nil
}

// closeCheck closes a check for its author or a manager, shows the card one last time, and asks the
// author, once, whether it helped.
func (rv *Reviews) closeCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := rv.door.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	ref, err := rv.door.sealed(ctx, "check-helped", check.ID, c.From.ID)
	if err != nil {
		return nil, err
	}
	manages := c.Group && c.From.Manager && string(c.Home) == check.Home
	check, err = rv.Desk.Close(ctx, rv.Now(), check.ID, string(c.From.ID), manages)
	if errors.Is(err, formcheck.ErrOther) {
		return nil, command.NewProblem("Only the one who posted it can close a form check.", "Those who manage the group can as well.")
	}
	if err != nil {
		return nil, problemFor(err)
	}
	within, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	rv.pace.flush(within, check.ID)
	m := &chat.Message{Text: chat.Plain("Closed."), Private: true, Owner: c.From.ID}
	if check.Why == formcheck.ByAuthor {
		askHelped(m, check, ref)
	}
	return m, nil
}

// askHelped adds the question whether a review helped, if there was any and it was not asked before. Its buttons
// name the check by ref.
func askHelped(m *chat.Message, check *formcheck.Check, ref string) {
	if check.Voters == 0 || check.Helped != "" {
		return
	}
	button := func(label, answer string) chat.Button {
		return chat.Button{Label: label, Action: chat.Action{Command: "check-helped", Arg: ref + " " + answer}}
	}
	m.Text = chat.Join(m.Text, chat.Plain(" Did it help?"))
	m.Controls = append(m.Controls, chat.Buttons{button("It helped", "yes"), button("Not really", "no")})
}

func (rv *Reviews) helped(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := rv.door.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	yes := c.Values["answer"] == "yes"
	err = rv.Desk.Helped(ctx, check.ID, string(c.From.ID), yes)
	m := &chat.Message{Private: true, Replace: true, Owner: c.From.ID}
	switch {
	case errors.Is(err, formcheck.ErrOther):
		return nil, command.NewProblem("That is for the one who posted the check to say.", "")
	case errors.Is(err, formcheck.ErrAgain):
		m.Text = chat.Plain("You told me already, thank you.")
	case err != nil:
		return nil, problemFor(err)
	case yes:
		m.Text = chat.Plain("Good to hear. Post your next set when the cue has settled; I'll link this one.")
	default:
		m.Text = chat.Plain("Thank you for telling me. A video from 45° with your whole body in it gives the reviewers more to go by.")
	}
	return m, nil
}

// nextCheck shows the check that the caller should review next, with its ballot.
func (rv *Reviews) nextCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if c.Home == "" {
		return nil, command.NewProblem("I can't tell which group's checks you mean.", "Use `/formcheck next` in the group.")
	}
	may := func(check *formcheck.Check) (bool, error) { return rv.door.mayShow(ctx, c, check) }
	check, err := rv.Desk.Next(ctx, string(c.Home), string(c.From.ID), may)
	if err != nil {
		return nil, err
	}
	if check == nil {
		return &chat.Message{Text: chat.Plain("There is no form check left for you to review. Thank you for looking."), Private: true, Open: true}, nil
	}
	return rv.toReview(ctx, check, c.From.ID)
}

// showCheck shows a check that a button named, to be reviewed.
func (rv *Reviews) showCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := rv.door.checkFor(ctx, c)
	if err == nil && check.State() == formcheck.Closed {
		err = problemFor(formcheck.ErrClosed)
	}
	if err != nil {
		return nil, err
	}
	return rv.toReview(ctx, check, c.From.ID)
}

// toReview shows a check to somebody who is to review it.
func (rv *Reviews) toReview(ctx context.Context, check *formcheck.Check, reviewer chat.UserID) (chat.Reply, error) {
	ref, err := rv.door.sealed(ctx, "vote", check.ID, reviewer)
	if err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true, Owner: reviewer}
	wait := "Waiting since "
	if check.Voters > 0 {
		wait = "Reviewed by others, open since "
	}
	m.Text = chat.Join(rv.cards.headline(check), chat.Plain("\n"+wait), chat.At(check.Opened, check.Opened.Format("2 January, 15:04 UTC")), chat.Plain(". What would help most?"))
	m.Controls = rv.cards.ballot(check, ref)
	if row := openButton(check); len(row) > 0 {
		m.Controls = append(m.Controls, row)
	}
	return m, nil
}
