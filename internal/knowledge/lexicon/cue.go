package lexicon

// A Cue is what words of scope-words.toml do to the words around it.
type Cue uint64

const (
	CueDenies Cue = 1 << iota
	CueDeniesList
	CueDeniesNot // looks like a denial and is none
	CueTurns
	CueRestarts
	CueStarts
	CueOr
	CuePast
	CueGone
	CueOver
	CuePresent
	CueTheory
	CueAsked
	CueOwn
	CueIf
	CueOther
	CueMine
	CueFine
	CueInnocent
	CueUrgent
	CueReturns
	CueNoneOf
	CueListAhead
	CuePainless
	CueLost
	CueLike
	CueAnswer
	CueDoing
	CueAmid
	CueSign
	CueAgain
	CueAside
	CueThat
	CueSpent
	CueWent
	CueThing
	CueBody
	CueBegun
	CueEased
	CueSince
	CueHad
	CueGeneral
)

// cues are all that groups of scope-words.toml stand for.
var cues = map[string]Cue{
	"not":      CueDenies,
	"no":       CueDeniesList,
	"not not":  CueDeniesNot,
	"turn":     CueTurns,
	"restart":  CueRestarts,
	"start":    CueStarts,
	"or":       CueOr,
	"past":     CuePast,
	"gone":     CueGone,
	"over":     CueOver,
	"present":  CuePresent,
	"theory":   CueTheory,
	"asked":    CueAsked,
	"own":      CueOwn,
	"if":       CueIf,
	"other":    CueOther,
	"mine":     CueMine,
	"fine":     CueFine,
	"innocent": CueInnocent,
	"returns":  CueReturns,
	"urgent":   CueUrgent,
	"none of":  CueNoneOf,
	"list":     CueListAhead,
	"painless": CuePainless,
	"lost":     CueLost,
	"like":     CueLike,
	"answer":   CueAnswer,
	"doing":    CueDoing,
	"amid":     CueAmid,
	"sign":     CueSign,
	"again":    CueAgain,
	"aside":    CueAside,
	"that":     CueThat,
	"spent":    CueSpent,
	"went":     CueWent,
	"thing":    CueThing,
	"body":     CueBody,
	"begun":    CueBegun,
	"eased":    CueEased,
	"since":    CueSince,
	"had":      CueHad,
	"general":  CueGeneral,
}

// does says what a cue does, for who reads how a message was understood.
var does = map[Cue]string{
	CueDenies: "denies", CueDeniesList: "denies a list", CueDeniesNot: "is no denial", CueTurns: "turns", CueRestarts: "restarts after a comma",
	CueStarts: "starts anew", CueOr: "goes on with a list", CuePast: "long past", CueGone: "over", CueOver: "all before is over", CueEased: "over, but for a blow",
	CuePresent: "now", CueTheory: "asks in theory", CueAsked: "asks", CueGeneral: "asks in general", CueIf: "supposes", CueOwn: "their own", CueOther: "somebody else",
	CueMine: "the writer", CueFine: "is fine", CueInnocent: "in another sense", CueReturns: "comes and goes", CueUrgent: "is urgent", CueNoneOf: "denies what is before",
	CueListAhead: "denies a list behind a colon", CuePainless: "hurts nobody", CueLost: "is lost, not over", CueLike: "likens", CueAnswer: "answers no",
	CueDoing: "does it for long", CueBegun: "began", CueAmid: "goes with it", CueSign: "a sign", CueAgain: "comes again", CueAside: "by the way", CueThat: "goes on denying",
	CueSpent: "tired", CueWent: "came over it", CueThing: "a thing makes the noise", CueBody: "of the body", CueSince: "since", CueHad: "has it",
}

// String says what the cue does, in a few words.
func (c Cue) String() string { return does[c] }
