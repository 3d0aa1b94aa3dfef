package talk

import (
	"slices"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// A named is what a drill or a cue is called in a talk.
type named struct {
	id   string
	cue  bool
	like turn.Phrases
}

// nicknames are what people call drills and cues beside their names.
var nicknames = map[string]string{
	"thoracic-mobilization": "thoracic*, stretch thing, stretch over the bench, bench stretch, elbows on the bench, elbows on bench, mobilization, mobilisation, your stretch, mobility drill, that stretch, the stretch",
	"chin-tuck":             "chin tuck*, chin thing, chin stuff, tuck, tucks, neck thing, neck exercise*, neck drill, double chin, chin exercise*, chin drill*, chin",
	"chin-tuck-wing-flaps":  "wing flap*, flap, flaps, wing thing*, wings",
	"chin-tuck-ear-covers":  "ear cover*, ear thing, ear one, covers, ears one",
	"chin-tuck-rope-climbs": "rope climb*, rope one, rope thing, rope, climbs",
	"scapular-push-up":      "scap push*, scap pushup*, scapular push*, scapula push*, scap press*, scapular pushup*, shoulder blade push*, scaps",
	"y-t-w-raises":          "y t w, ytw*, raises, ytws, y t ws, letters, ys, the raise*",
	"cat-cow":               "cat cow*, catcow*, cat camel, cat",
	"t-spine-rotation":      "rotation*, rotate, t spine rotation*, thread the needle, open book*",
	"row":                   "row, rows, rowing, rowed, barbell row*, cable row*",
	"lat-pulldown":          "pulldown*, pull down*, lat pull*",
	"pull-up":               "pull up*, pullup*, chin up*, chinup*",
	"leg-drive":             "leg drive, legdrive",
	"elbows-down":           "elbows, elbow cue, tuck em, elbows in, flare, elbow",
	"chest-up":              "chest up, chest high",
	"take-your-time":        "set up, setup, unrack*, re rack, rerack, slower set",
	"retract-and-depress":   "retract*, depress*, back and down, blades back",
	"keep-protracted":       "protract*, push the floor",
	"straight-line":         "plank, plank line, straight line, hips",
	"neutral-neck":          "neutral neck, neutral",
}

func names(base *knowledge.Base) (all []named) {
	for _, d := range base.Drills() {
		all = append(all, named{d.ID, false, turn.ParsePhrases(strings.Join(append(slices.Clone(d.Aliases), d.Name, nicknames[d.ID]), ","))})
	}
	for _, q := range base.Cues() {
		all = append(all, named{q.ID, true, turn.ParsePhrases(q.Name + "," + nicknames[q.ID])})
	}
	return all
}

// namedIn returns the drills and the cues that a turn names, the longest name first.
func (c *Coach) namedIn(words []string) (drills, cues []string) {
	type hit struct {
		id  string
		cue bool
		n   int
	}
	var hits []hit
	for _, x := range c.named {
		if n := x.like.In(words); n > 0 {
			hits = append(hits, hit{x.id, x.cue, n})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return b.n - a.n })
	for _, h := range hits {
		if h.cue {
			cues = append(cues, h.id)
		} else {
			drills = append(drills, h.id)
		}
	}
	return drills, cues
}

// liftIn returns the lift that a turn names, or "".
func liftIn(words []string) knowledge.Lift {
	bench, push := benchWords.In(words), pushWords.In(words)
	switch {
	case bench > 0 && push == 0:
		return knowledge.BenchPress
	case push > 0 && bench == 0:
		return knowledge.PushUp
	}
	return ""
}

var (
	benchWords = turn.ParsePhrases("bench, benching, benched, bench press*, benchpress*, barbell press, incline, flat press, db press, chest press")
	pushWords  = turn.ParsePhrases("push up*, pushup*, press up*, pressup*")
)
