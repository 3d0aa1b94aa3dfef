package review

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// Who may do what with a form check is decided here alone.
//
// Its number is no secret: a press can be forged, and numbers can be tried. It counts where the check stands,
// and nowhere else: there the platform has let the presser in. A button that is shown elsewhere, in private
// say, names the check by its number and a seal: they are good for one person and one thing to do. Whoever
// comes with one must still be let in where the check stands, which the platform is asked.
//
// What is refused without a seal is refused in the same words, and without a question to anybody, whether there
// is such a check or not.

// doorWithin is how long a platform may take to say who is where: people wait for it, and a press can be
// answered in words for 3 seconds.
const doorWithin = 2 * time.Second

var (
	errNoCheck = command.NewProblem("That form check no longer exists, or cannot be reached from here.", "`/formcheck next`, in the group, shows one that waits.")
	errOutside = command.NewProblem("As far as I am told, you are not in that form check's group, or may not read its channel.", "Once you can, press again.")
)

// unsureWho returns the *command.Problem that a platform did not say who is where. Nobody is let in on that.
func unsureWho(err error) error {
	return &command.Problem{Say: "I could not find out whether you may see that form check.",
		Hint: "Please try again in a moment, or press on its card in the group.", Err: err}
}

// A door lets people in to form checks.
type door struct {
	desk      *formcheck.Desk
	log       *slog.Logger
	platforms chat.Platforms
}

// checkFor returns the check that a call names, if the caller may do to it what the call does.
func (dr *door) checkFor(ctx context.Context, c *command.Call) (*formcheck.Check, error) {
	id, seal, _ := strings.Cut(c.Values["check"], ".")
	shown, err := dr.desk.Sealed(ctx, seal, c.Of.Name, id, string(c.From.ID))
	if err != nil {
		return nil, err
	}
	check, err := dr.named(ctx, c, id, shown)
	switch {
	case errors.Is(err, formcheck.ErrGone):
		return nil, errNoCheck
	case err != nil:
		return nil, err
	}
	return check, dr.admit(ctx, c, check)
}

// named returns the check that was shown to the caller, or that stands where the call was made. Its error is
// formcheck.ErrGone, wrapped, if there is none.
func (dr *door) named(ctx context.Context, c *command.Call, id string, shown bool) (*formcheck.Check, error) {
	switch {
	case shown:
		return dr.desk.Check(ctx, id)
	case c.Home == "":
		return nil, formcheck.ErrGone
	}
	check, err := dr.desk.CheckOf(ctx, string(c.Home), id)
	if err == nil && !dr.beside(c, check) {
		err = formcheck.ErrGone
	}
	return check, err
}

// beside reports whether a call was made where a check stands. As long as it is not noted where its card went, which
// people may be quicker to press, that is anywhere in the group.
func (dr *door) beside(c *command.Call, check *formcheck.Check) bool {
	at := placeOf(check)
	return string(c.Home) == check.Home && (string(at) == check.Home || dr.platforms.Together(c.Where, at))
}

// placeOf returns where a check is reviewed, which may be known no closer than by its group.
func placeOf(check *formcheck.Check) chat.Place {
	return chat.Place(cmp.Or(check.Card.Place, check.Home))
}

// admit returns a *Problem unless the caller is let in where a check stands. If the platform does not say so of
// somebody who presses right there, that it brought the press is enough.
func (dr *door) admit(ctx context.Context, c *command.Call, check *formcheck.Check) error {
	here := dr.beside(c, check)
	if here && c.Inside {
		return nil
	}
	in, err := dr.member(ctx, placeOf(check), c.From.ID)
	switch {
	case err != nil && here:
		dr.log.Info("presser not looked for in the group", "err", err)
	case err != nil:
		return unsureWho(err)
	case !in:
		return errOutside
	}
	return nil
}

// member asks a platform whether somebody can read a place.
func (dr *door) member(ctx context.Context, place chat.Place, u chat.UserID) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, doorWithin)
	defer cancel()
	return dr.platforms.Member(ctx, place, u)
}

// mayShow reports whether a check can be shown to the caller.
func (dr *door) mayShow(ctx context.Context, c *command.Call, check *formcheck.Check) (bool, error) {
	err := dr.admit(ctx, c, check)
	if errors.Is(err, errOutside) {
		return false, nil
	}
	return err == nil, err
}

// sealed names a check in a button for one person: for one thing to do to it.
func (dr *door) sealed(ctx context.Context, command, id string, user chat.UserID) (string, error) {
	seal, err := dr.desk.Seal(ctx, command, id, string(user))
	return id + "." + seal, err
}

// stillIn returns a *command.Problem if the author of a draft was let out of the group since: a draft can be completed
// in private. Where the platform never says who is in the group, that the author asked there is enough.
func (dr *door) stillIn(ctx context.Context, c *command.Call, d *draft) error {
	if c.Home == d.home {
		return nil
	}
	in, err := dr.member(ctx, d.where, d.author.ID)
	switch {
	case errors.Is(err, chat.ErrUntold):
		return nil
	case err != nil:
		return &command.Problem{Say: "I could not find out whether you are still in that group, so nothing is posted yet.", Hint: "Please press again in a moment.", Err: err}
	case !in:
		return command.NewProblem("As far as I am told, you are not in that group any more, so I cannot post there.", "Ask for your form check in a group that we are both in.")
	}
	return nil
}
