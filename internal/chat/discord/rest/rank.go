package rest

import "context"

// A Rank says who goes first where requests wait for Discord's limits.
type Rank int

// The ranks. A context without one is Unasked.
const (
	Unasked Rank = iota // reminders and what else nobody waits for
	Live                // somebody waits for it
	Urgent              // an emergency
)

type rankKey struct{}

// Ranked returns ctx for requests of a rank.
func Ranked(ctx context.Context, r Rank) context.Context { return context.WithValue(ctx, rankKey{}, r) }

func rankOf(ctx context.Context) Rank {
	r, _ := ctx.Value(rankKey{}).(Rank)
	return r
}
