package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
	"spotter/internal/knowledge"
)

// maxSentence is how long a reviewer's sentence may be, in characters.
const maxSentence = 200

// vote adds a cue to what someone chose, or takes it back.
func (b *Bot) vote(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := b.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	id, cue := check.ID, c.Values["cue"]
	if b.ballotCue(check, cue) == nil {
		return nil, command.NewProblem("That check has no such cue.", "The buttons below its card are all there are.")
	}
	b.checks.names.put(string(c.From.ID), c.From.Name)
	check, chosen, err := b.Checks.Vote(ctx, b.Now(), id, string(c.From.ID), cue, c.ID)
	if err != nil {
		return nil, errOf(err)
	}
	b.checks.pace.touch(id)
	return &chat.Message{Text: chat.Plain(b.chosenLine(check, chosen)), Private: true}, nil
}

func (b *Bot) ballotCue(check *formcheck.Check, id string) *knowledge.BallotCue {
	for _, cue := range b.Base.Ballot(knowledge.Lift(check.Lift)) {
		if cue.ID == id {
			return cue
		}
	}
	return nil
}

// chosenLine says what someone chose.
func (b *Bot) chosenLine(check *formcheck.Check, chosen []string) string {
	var labels []string
	for _, id := range chosen {
		if cue := b.ballotCue(check, id); cue != nil {
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
func (b *Bot) sayOnCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := b.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	id, voter, sentence := check.ID, string(c.From.ID), say.Clean(c.Values["sentence"], maxSentence)
	if sentence == "" {
		return b.askSentence(ctx, check, voter)
	}
	if _, err := b.Checks.Say(ctx, b.Now(), id, voter); errors.Is(err, formcheck.ErrAgain) {
		return nil, command.NewProblem("You added your sentence to this check already.", "One each is all there is room for.")
	} else if err != nil {
		return nil, errOf(err)
	}
	place := chat.Place(check.Card.Place)
	_, err = b.Platforms.Send(ctx, place, &chat.Message{
		Text:    chat.Join(chat.Strong(say.Clean(c.From.Name, 40)), chat.Plain(" adds: “"+sentence+"”")),
		ReplyTo: chat.MessageID(check.Card.ID), Quiet: true,
	})
	if err != nil {
		return nil, errors.Join(&command.Problem{Say: "I could not post your sentence.", Hint: "Please try again in a moment.", Err: err}, b.Checks.Unsay(ctx, id, voter))
	}
	if place == c.Where { // it stands right there
		return nil, nil
	}
	return &chat.Message{Text: chat.Plain("Your sentence stands below the card."), Private: true}, nil
}

func (b *Bot) askSentence(ctx context.Context, check *formcheck.Check, voter string) (chat.Reply, error) {
	chosen, err := b.Checks.Chosen(ctx, check.ID, voter)
	switch {
	case err != nil:
		return nil, err
	case check.State() == formcheck.Closed:
		return nil, errOf(formcheck.ErrClosed)
	case check.Author == voter:
		return nil, errOf(formcheck.ErrOwn)
	case len(chosen) == 0:
		return nil, errOf(formcheck.ErrNoVote)
	}
	return &chat.Form{Title: "One sentence", Action: chat.Action{Command: "check-say", Arg: check.ID},
		Fields: []chat.Field{{Name: "sentence", Label: "What would you tell them?", Hint: "Squeeze the bar, then pull it out of the rack.", Max: maxSentence}}}, nil
}

// closeCheck closes a check for its author or a manager, shows the card one last time, and asks the
// author, once, whether it helped.
func (b *Bot) closeCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := b.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	ref, err := b.sealed(ctx, "check-helped", check.ID, c.From.ID)
	if err != nil {
		return nil, err
	}
	manages := c.Group && c.From.Manager && string(c.Home) == check.Home
	check, err = b.Checks.Close(ctx, b.Now(), check.ID, string(c.From.ID), manages)
	if errors.Is(err, formcheck.ErrOther) {
		return nil, command.NewProblem("Only the one who posted it can close a form check.", "Those who manage the group can as well.")
	}
	if err != nil {
		return nil, errOf(err)
	}
	within, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	b.checks.pace.flush(within, check.ID)
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

func (b *Bot) helped(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := b.checkFor(ctx, c)
	if err != nil {
		return nil, err
	}
	yes := c.Values["answer"] == "yes"
	err = b.Checks.Helped(ctx, check.ID, string(c.From.ID), yes)
	m := &chat.Message{Private: true, Replace: true, Owner: c.From.ID}
	switch {
	case errors.Is(err, formcheck.ErrOther):
		return nil, command.NewProblem("That is for the one who posted the check to say.", "")
	case errors.Is(err, formcheck.ErrAgain):
		m.Text = chat.Plain("You told me already, thank you.")
	case err != nil:
		return nil, errOf(err)
	case yes:
		m.Text = chat.Plain("Good to hear. Post your next set when the cue has settled; I'll link this one.")
	default:
		m.Text = chat.Plain("Thank you for telling me. A video from 45° with your whole body in it gives the reviewers more to go by.")
	}
	return m, nil
}

// nextCheck shows the check that the caller should review next, with its ballot.
func (b *Bot) nextCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	if c.Home == "" {
		return nil, command.NewProblem("I can't tell which group's checks you mean.", "Use `/formcheck next` in the group.")
	}
	may := func(check *formcheck.Check) (bool, error) { return b.mayShow(ctx, c, check) }
	check, err := b.Checks.Next(ctx, string(c.Home), string(c.From.ID), may)
	if err != nil {
		return nil, err
	}
	if check == nil {
		return &chat.Message{Text: chat.Plain("There is no form check left for you to review. Thank you for looking."), Private: true, Open: true}, nil
	}
	return b.toReview(ctx, check, c.From.ID)
}

// showCheck shows a check that a button named, to be reviewed.
func (b *Bot) showCheck(ctx context.Context, c *command.Call) (chat.Reply, error) {
	check, err := b.checkFor(ctx, c)
	if err == nil && check.State() == formcheck.Closed {
		err = errOf(formcheck.ErrClosed)
	}
	if err != nil {
		return nil, err
	}
	return b.toReview(ctx, check, c.From.ID)
}

// toReview shows a check to somebody who is to review it.
func (b *Bot) toReview(ctx context.Context, check *formcheck.Check, reviewer chat.UserID) (chat.Reply, error) {
	ref, err := b.sealed(ctx, "vote", check.ID, reviewer)
	if err != nil {
		return nil, err
	}
	m := &chat.Message{Private: true, Owner: reviewer}
	wait := "Waiting since "
	if check.Voters > 0 {
		wait = "Reviewed by others, open since "
	}
	m.Text = chat.Join(b.headline(check), chat.Plain("\n"+wait), chat.At(check.Opened, check.Opened.Format("2 January, 15:04 UTC")), chat.Plain(". What would help most?"))
	m.Controls = b.ballot(check, ref)
	if row := openButton(check); len(row) > 0 {
		m.Controls = append(m.Controls, row)
	}
	return m, nil
}
