//go:build !js

package bot

import (
	"spotter/internal/bot/remind"
	"spotter/internal/bot/review"
)

// The rooms that a page does without.
type (
	reminderRoom = remind.Reminders
	checkRoom    = review.Reviews
)

func (b *Bot) newRemind() *reminderRoom {
	return remind.New(remind.Parts{Base: b.Base, Book: b.Book, Log: b.Log, Now: b.Now, Platforms: b.Platforms, Raise: b.coach.RaiseSign, Show: b.Show})
}

func (b *Bot) newReview() *checkRoom {
	return review.New(review.Parts{Base: b.Base, Desk: b.Checks, Log: b.Log, Now: b.Now, Platforms: b.Platforms,
		Coach: b.coach, Zones: remind.Zones{Now: b.Now}, Reminds: b.Book != nil, Answers: b.tally.of})
}
