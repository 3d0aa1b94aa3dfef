package review

import (
	"context"
	"fmt"

	"spotter/internal/chat"
)

// Inspect tells, for whoever runs the bot, what it lacks in the places that groups chose for their form checks.
func (rv *Reviews) Inspect(ctx context.Context) []chat.Finding {
	groups, err := rv.Desk.Groups(ctx)
	if err != nil {
		return []chat.Finding{{What: "What groups have set up cannot be read.", Do: err.Error()}}
	}
	var found []chat.Finding
	places := 0
	for _, s := range groups {
		if rv.Platforms[chat.Place(s.Home).Platform()] == nil {
			continue // this platform is not switched on
		}
		places++
		posts, notice := rv.setup().needed(&s)
		found = append(found, rv.lacking(ctx, s.Place, posts)...)
		if len(notice) > 0 {
			found = append(found, rv.lacking(ctx, s.Notice, notice)...)
		}
	}
	if len(found) == 0 {
		found = append(found, chat.Finding{What: fmt.Sprintf("%d groups chose a place for form checks; the bot may do all it needs there.", places)})
	}
	return found
}

// lacking returns a finding for each ability that is missing at a place.
func (rv *Reviews) lacking(ctx context.Context, place string, want []chat.Ability) (found []chat.Finding) {
	inspector := rv.Platforms.Inspector(chat.Place(place))
	if inspector == nil {
		return nil
	}
	lacks, err := inspector.Inspect(ctx, chat.Place(place), want...)
	if err != nil {
		return []chat.Finding{{What: "It cannot be found out what the bot may do at " + place + ".", Do: err.Error()}}
	}
	for _, l := range lacks {
		found = append(found, chat.Finding{What: "Missing at " + place + ": " + abilities[l.Ability] + ".", Do: l.Cure})
	}
	return found
}
