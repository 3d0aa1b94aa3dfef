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
