package knowledge

// roles are what a group is for. They are told at loading, so that no names are compared while a
// message is read, and all those of a message stand in one number, which says what need not be looked for.
type roles uint32

const (
	ofCause roles = 1 << iota // the file that the group stands in, as the three below
	ofFlag
	ofTopic
	ofLift
	namesBench
	namesPush
	complains // something hurts
	ofHurting // what it stands for, as those below
	ofHeavySign
	ofPainless
	ofSupposing
	ofClaimed
	ofCausal
	ofUpperBack
	ofSelf
	ofStrange
	ofQuestion
	ofLastQuestion
	ofDanger
	ofStroke
	ofDoctor
	ofDrill
	taking // takes words for itself
)

// rolesOf gives the roles of a group whose outcome is known.
func rolesOf(g group) (r roles) {
	for _, is := range [...]struct {
		role  roles
		plays bool
	}{
		{ofCause, g.sort == "cause"}, {ofFlag, g.sort == "flag"}, {ofTopic, g.sort == "topic"}, {ofLift, g.sort == "lift"},
		{namesBench, g.sort == "lift" && g.For == string(BenchPress)},
		{namesPush, g.sort == "lift" && g.For == string(PushUp)},
		{complains, g.sort == "kind" && g.For == string(Symptom)},
		{ofHurting, g.For == hurting},
		{ofHeavySign, g.sort == "flag" && g.Weight >= aSign && g.For != "intense-pain"},
		{ofPainless, g.For == painless},
		{ofSupposing, g.For == supposing},
		{ofClaimed, g.For == claimed},
		{ofCausal, g.For == causal},
		{ofUpperBack, g.For == upperBack},
		{ofSelf, g.For == self},
		{ofStrange, g.For == string(OutOfScope) && g.Weight >= strangeFrom},
		{ofQuestion, g.For == asksFirst},
		{ofLastQuestion, g.For == asksLast},
		{ofDanger, g.For == danger},
		{ofStroke, g.For == strokelike},
		{ofDoctor, g.For == doctor},
		{taking, takesWords(g.For)},
		{ofDrill, g.sort == "topic" && g.outcome < heads[topicHead].at+drillTopics},
	} {
		if is.plays {
			r |= is.role
		}
	}
	return r
}
