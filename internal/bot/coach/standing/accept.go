package standing

import (
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// accepted are the first words to somebody who takes a sign back.
var accepted = map[turn.Reason]string{
	turn.Past:     "Good, then that is behind you, and I take the alarm back.",
	turn.Passing:  "Good, once and then gone is another matter, so I take that back.",
	turn.Joke:     "Phew, I'm glad that it isn't so.",
	turn.Theirs:   "Good that it isn't you; whoever has it should do what I said.",
	turn.Misheard: "Then I got you wrong, sorry; I take the alarm back.",
	turn.Innocent: "That explains it, and I'm glad that it is over.",
	turn.Cleared:  "Glad to hear that it was examined and is all right; keep to what they told you.",
}

// Accept says gladly that a sign no longer holds, and when it would again.
func (a Alarm) Accept(base *knowledge.Base, why turn.Reason) string {
	again := " Should {thing} come back, or come with pressing, let a doctor or physio look."
	switch {
	case a.Crisis:
		again = " If you are ever in a place where it is meant that way, please tell somebody: 988, 116 123 and findahelpline.com answer at any hour."
	case a.Stroke:
		again = " If a face ever droops, or speech or one side of the body fails, every minute counts: 112, 911 or 999."
	case a.Care() == knowledge.Emergency:
		again = " Should {thing} ever come again, it counts at once: 112, 911 or 999."
	}
	return accepted[why] + a.sign(base).fill(again)
}
