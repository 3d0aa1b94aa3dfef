package talk

import (
	"slices"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// telling are the kinds of turns in which a warning sign may be told.
var telling = []turn.Kind{
	turn.NewSign, turn.NewComplaint, turn.Crisis, turn.AddDetail, turn.Answer, turn.GotWorse, turn.NoChange, turn.Retract,
}

// grave are words that are taken at their word, whatever a turn looks like.
var grave = turn.ParsePhrases("numb*, tingl*, pins, chest, breath*, breathe, faint*, dizzy, kill*, die, dying, dead, suicid*, end it, end my, live, life, alive, hurt myself, harm*, weak*, legs, pee*, bladder, " +
	"bowel, fell, fall, crash*, dropped, hit, swollen, swelling, blue, urine, face, speech, slur*, vision, stab*, sharp, pop, popped, tear, tore, fever, unbearable, sleep from, wakes, woke, locked, lock, locks, pills, overdose, worth, wake up")

// spans are words of time, without which nothing has lasted for longer than a week.
var spans = turn.ParsePhrases("week*, month*, year*, since, fortnight*, ages, long, forever, chronic*, always, summer, winter, spring, autumn, january, february, march, april, may, june, july, august, september, october, november, december")

// Calm returns an assessment without the warning signs that only seem to be in a few words: "got only a kettlebell" and "is
// this private" are plainly something else, and have no grave word. "Still the same" alone says nothing of a week.
func (c *Coach) Calm(text string, a knowledge.Assessment, follows turn.Context) knowledge.Assessment {
	if len(a.RedFlags) == 0 && !a.CannotWait() && a.Check == nil || a.Foreign() || len(text) > 200 {
		return a
	}
	words := wordsOf(text)
	if len(a.RedFlags) == 1 && a.RedFlags[0].ID == overAWeek && spans.In(words) == 0 && daysIn(text) < aWeek && follows != turn.AtStart {
		return without(a)
	}
	const few, sure = 8, 0.05
	most := sure
	if asks := len(Questions(text)) > 0; asks && len(a.RedFlags) == 1 && a.RedFlags[0].ID == overAWeek {
		most = 0.3 // a question in theory
	}
	if len(words) > few || grave.In(words) > 0 {
		return a
	}
	alone := a.Crisis && len(a.RedFlags) == 0 // a wish to die is told in no other kind of turn
	share := 0.0
	for _, g := range c.base.Guesses(text, follows) {
		if g.Kind == turn.NewSign || g.Kind == turn.Crisis || !alone && slices.Contains(telling, g.Kind) {
			share += g.Share
		}
	}
	if share >= most {
		return a
	}
	return without(a)
}

// without returns an assessment without any warning sign.
func without(a knowledge.Assessment) knowledge.Assessment {
	a.RedFlags, a.Triage, a.Crisis, a.Stroke, a.Check = []knowledge.Finding{}, knowledge.SelfCare, false, false, nil
	return a
}
