package lexicon

import (
	"slices"

	"spotter/internal/knowledge/content"
)

// Roles are what a group is for. They are told at loading, so that no names are compared while a
// message is read, and all those of a message stand in one number, which says what need not be looked for.
type Roles uint32

// The roles. Those Of a file are of all its groups; the others are what a group stands for in it.
const (
	OfCause Roles = 1 << iota // the file that the group stands in, as the three below
	OfFlag
	OfTopic
	OfLift
	NamesBench
	NamesPush
	Complains // something hurts
	OfHurting // what it stands for, as those below
	OfHeavySign
	OfPainless
	OfSupposing
	OfClaimed
	OfCausal
	OfUpperBack
	OfSelf
	OfStrange
	OfQuestion
	OfLastQuestion
	OfDanger
	OfStroke
	OfDoctor
	OfDrill
	Owning // takes words for itself
)

// What groups of kind-words.toml stand for beside the kinds.
const (
	hurting    = "hurting"             // something hurts, and not just as a cause
	painless   = "painless"            // says that nothing does
	asksFirst  = "question"            // begins a question
	self       = "self"                // the writer
	supposing  = "supposing"           // asks in theory
	claimed    = "claim"               // asks whether what people say is true
	causal     = "causal"              // asks what leads to what
	asksLast   = "question at the end" // asks without a word that begins a question
	upperBack  = "upper back"          // says that it is the upper back that hurts
	danger     = "crisis"              // the writer may be in danger from themselves
	strokelike = "stroke"              // a sign of a stroke
)

// stances are what groups of kind-words.toml stand for beside the kinds.
var stances = []string{
	hurting, painless, asksFirst, self, supposing, claimed, causal, asksLast, upperBack, danger, strokelike,
}

// What groups of lift-words.toml stand for beside the lifts.
const (
	Elsewhere = "elsewhere"       // its words name no lift
	Furniture = "furniture"       // what is used in a lift says nothing here
	Unclear   = "unclear"         // the writer does not know which one it is
	NotBench  = "not bench-press" // named, and not meant
	NotPushUp = "not push-up"
)

// liftWords are all that groups of lift-words.toml stand for.
var liftWords = []string{string(content.BenchPress), string(content.PushUp), Elsewhere, Furniture, Unclear, NotBench, NotPushUp}

// aSign is the weight from which on the words of a warning sign speak of a complaint by themselves.
const aSign = 4

// strangeFrom is the weight from which on words speak of something that is not taught here.
const strangeFrom = 3

// rolesOf returns the roles of a group.
func (x *Lexicon) rolesOf(g *Group, of Subjects) (r Roles) {
	for _, is := range [...]struct {
		role  Roles
		plays bool
	}{
		{OfCause, g.Sort == "cause"}, {OfFlag, g.Sort == "flag"}, {OfTopic, g.Sort == "topic"}, {OfLift, g.Sort == "lift"},
		{NamesBench, g.Sort == "lift" && g.For == string(content.BenchPress)},
		{NamesPush, g.Sort == "lift" && g.For == string(content.PushUp)},
		{Complains, g.Sort == "kind" && g.For == string(Symptom)},
		{OfHurting, g.For == hurting},
		{OfHeavySign, g.Sort == "flag" && g.Weight >= aSign && !x.Sign(g.For).Rating},
		{OfPainless, g.For == painless},
		{OfSupposing, g.For == supposing},
		{OfClaimed, g.For == claimed},
		{OfCausal, g.For == causal},
		{OfUpperBack, g.For == upperBack},
		{OfSelf, g.For == self},
		{OfStrange, g.For == string(OutOfScope) && g.Weight >= strangeFrom},
		{OfQuestion, g.For == asksFirst},
		{OfLastQuestion, g.For == asksLast},
		{OfDanger, g.For == danger},
		{OfStroke, g.For == strokelike},
		{OfDoctor, slices.Contains(of.SignTopics, g.For)},
		{Owning, x.Sign(g.For).Owns != ""},
		{OfDrill, g.Sort == "topic" && slices.Contains(of.Drills, g.For)},
	} {
		if is.plays {
			r |= is.role
		}
	}
	return r
}
