package knowledge

// The thresholds of every decision. They were set with the table of train -judge and the cross-validated table in view
// (train, evaluate); odds are natural logarithms.
const (
	// A warning sign is raised from these odds on. A missed emergency costs more than one that is asked about for nothing.
	// One that a phrase of the lexicon names needs less.
	barSign      = -0.45
	barEmergency = -1.4
	barNamed     = -2.4

	// The closed question after an emergency is asked from these odds on.
	barCheck = -3.25

	// A crisis is heard by the second reader alone, or with words of the lexicon for it. Below crisisLeast such words are
	// a manner of speaking.
	crisisHeard     = -0.8
	crisisHeardSaid = -2
	crisisLeast     = -4

	// A short message is heard from crisisAgreed on where the reader of kinds of turns gives a crisis this share as well.
	crisisAgreed = -2
	crisisShare  = 0.6

	// The share from which on a message is out of scope: low because little else has the words that speak for it; higher
	// where it complains of the upper back.
	strange     = 0.23
	strangeBack = 0.5

	// For a long message: the odds from which on it is out of scope as a whole, and those, of its gist and its whole
	// together, from which on it asks how something is done.
	strangeWhole = -1
	barHowTo     = -1

	// How much it speaks for asking how something is done that the message is a how-to, and against that it complains.
	howToAsks = 1.5

	// The share of the leading cause below which a cause is not named, and of a topic that is named beside the first.
	leastShare  = 0.04
	leastQuoted = 0.2 // below which no words are shown for a cause that does not lead
	leastTopic  = 0.15

	// The weight of the lexicon from which on words that are rejected speak against a cause, and from which on those that are not speak for it in spite of them.
	evidenceAgainst = 4
	evidenceFor     = 3

	// The share from which on a question is answered by the fact that it is likeliest after.
	leastFact = 0.35

	// How many times as likely as the first cause it may be that nothing points to any.
	mostNothing = 3

	// One asks where the leading cause has less than sureShare of all shares, and the second more than closeShare of the leading one's.
	sureShare  = 0.55
	closeShare = 0.5

	// What an answer must tell at least on average, in bits, to be worth asking for; and what knowing the lift is worth
	// beyond telling causes apart: fixes differ by lift.
	leastInformation = 0.05
	liftBonus        = 0.3
)
