package knowledge

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"spotter/internal/knowledge/scope"
	"spotter/internal/knowledge/turn"
)

// A Story is one of several complaints that a message tells of: on one of the lifts, or of something that is not coached here.
type Story struct {
	Text       string // the clauses that tell it, as they were written
	Assessment Assessment
	Other      string // what it is about where that is not coached, as in "lower back"; else empty
	Place      bool   // Other is a place and not a lift

	lift Lift // that is named
}

// Stories returns the complaints that a message tells of, the gravest first and what is not coached last; nil where it tells of one
// alone, or of none that is coached.
func (b *Base) Stories(text string) []Story {
	upper, lower := apart(text)
	said := b.scope.Read(upper)
	stories := tellings(said)
	b.scope.Done(said)
	if lower && !slices.ContainsFunc(stories, func(s Story) bool { return s.lift == PushUp }) { // hips that sag are felt in both
		stories = append(stories, Story{Text: LowerBack, Other: LowerBack, Place: true})
	}
	if len(stories) < 2 {
		return nil
	}
	coached, known := 0, 0
	for i := range stories {
		s := &stories[i]
		if s.Assessment = b.Assess(s.Text); s.Other == "" && s.Assessment.Kind != Symptom {
			s.Assessment = b.AssessReport(Report{Text: s.Text, Sore: true})
		}
		if s.Other == "" && s.Assessment.Kind == Symptom {
			coached++
			known += min(1, len(s.Assessment.Causes)+len(s.Assessment.RedFlags))
		}
	}
	stories = slices.DeleteFunc(stories, func(s Story) bool { return s.Other == "" && s.Assessment.Kind != Symptom })
	if coached == 0 || len(stories) < 2 || coached == len(stories) && known == 0 { // the same ache on both lifts is one
		return nil
	}
	slices.SortStableFunc(stories, func(x, y Story) int { return cmp.Compare(y.gravity(), x.gravity()) })
	return stories
}

// gravity orders stories.
func (s Story) gravity() int {
	switch {
	case s.Assessment.CannotWait():
		return 4
	case len(s.Assessment.RedFlags) > 0:
		return 3
	case s.Other != "":
		return 0
	case len(s.Assessment.Causes) > 0:
		return 2
	}
	return 1
}

// A subject is what a clause is about; the zero subject is none that is known.
type subject struct {
	lift  Lift
	other string
	place bool
}

// tellings gathers the clauses of each subject that are of a complaint.
func tellings(said *scope.Analysis) (stories []Story) {
	clauses := said.Clauses()
	about := subjects(said, clauses)
	var told []subject
	for _, s := range about {
		if s == (subject{}) || slices.Contains(told, s) {
			continue
		}
		told = append(told, s)
		if text, tells := tellingOf(said, clauses, about, s); tells {
			stories = append(stories, Story{Text: text, Other: s.other, Place: s.place, lift: s.lift})
		}
	}
	return stories
}

// tellingOf returns the clauses about a subject, and whether a sentence that names it complains of it.
func tellingOf(said *scope.Analysis, clauses []scope.Clause, about []subject, s subject) (text string, tells bool) {
	var runs []string
	for i := 0; i < len(clauses); i++ {
		if about[i] != s {
			continue
		}
		first := i
		for i+1 < len(clauses) && about[i+1] == s {
			i++
		}
		names := false
		for _, c := range clauses[first : i+1] {
			names = names && !c.Begins || named(said, clauses, c) == s
			tells = tells || names && (c.Hurts || c.Evidence && s.other == "")
		}
		runs = append(runs, said.Quote(clauses[first].First, clauses[i].Last))
	}
	return strings.Join(runs, ". "), tells
}

// subjects returns what each clause is about: what it names, else the only thing that its sentence names, else the same as the clause
// before it; at the beginning, as the first that names something.
func subjects(said *scope.Analysis, clauses []scope.Clause) []subject {
	about := make([]subject, len(clauses))
	for i, c := range clauses {
		about[i] = named(said, clauses, c)
	}
	before := subject{}
	if at := slices.IndexFunc(about, func(s subject) bool { return s != (subject{}) }); at >= 0 {
		before = about[at]
	}
	for first := 0; first < len(clauses); {
		end := first + 1
		for end < len(clauses) && !clauses[end].Begins {
			end++
		}
		of := slices.DeleteFunc(slices.Clone(about[first:end]), func(s subject) bool { return s == (subject{}) })
		if of = slices.Compact(of); len(of) == 1 {
			before = of[0]
		}
		for i := first; i < end; i++ {
			if about[i] == (subject{}) {
				about[i] = before
			}
			before = about[i]
		}
		first = end
	}
	return about
}

// named returns what a clause names: a lift that is coached, or what it complains of that is not. Who does push-ups and complains of the lower
// back tells of their hips.
func named(said *scope.Analysis, clauses []scope.Clause, c scope.Clause) subject {
	if c.Hurts {
		words, _ := turn.Split(said.Quote(c.First, c.Last))
		lift := otherIn(words, false)
		pushes := slices.ContainsFunc(clauses, func(c scope.Clause) bool { return c.Lift == PushUp })
		place := otherIn(words, true)
		if place == LowerBack && (c.Lift == PushUp || c.Lift == Unknown && pushes && lift == "") {
			place = ""
		}
		switch {
		case place != "" && (place == LowerBack || !c.Evidence):
			return subject{other: place, place: true}
		case lift != "" && !c.Evidence && c.Lift == Unknown:
			return subject{other: lift}
		}
	}
	if c.Lift != Unknown && liftNames.MatchString(said.Quote(c.First, c.Last)) {
		return subject{lift: c.Lift}
	}
	return subject{}
}

// liftNames are the names by which the lifts are told apart; a "couch" may stand for a bench, and names none.
var liftNames = regexp.MustCompile(`(?i)\b(?:bench|push|press)`)

// otherIn returns which place or lift that is not coached words complain of.
func otherIn(words []string, place bool) string {
	for _, o := range others {
		if o.place == place && o.words.In(words) > 0 {
			return o.name
		}
	}
	return ""
}

// LowerBack is what a Story is about that complains of it.
const LowerBack = "lower back"

// others are places and lifts that are not coached, and that people complain of beside what is.
var others = []struct {
	name  string
	place bool
	words turn.Phrases
}{
	{LowerBack, true, turn.ParsePhrases("lower back, low back, lumbar")},
	{"knees", true, turn.ParsePhrases("knee, knees")},
	{"wrists", true, turn.ParsePhrases("wrist, wrists")},
	{"elbows", true, turn.ParsePhrases("elbow, elbows")},
	{"hips", true, turn.ParsePhrases("hip, hips, groin, hip flexor*")},
	{"legs", true, turn.ParsePhrases("hamstring*, calf, calves, quad, quads, ankle, ankles, shin, shins")},
	{"deadlift", false, hurtBy("deadlift*, deads, rdls")},
	{"squat", false, hurtBy("squat*")},
	{"overhead press", false, hurtBy("overhead press*, ohp, military press*, shoulder press*")},
	{"dips", false, hurtBy("dip, dips")},
}

// hurtBy returns lifts as they are named by who is hurt by them: "from deadlifts", not "I laid off deadlifts".
func hurtBy(lifts string) (all turn.Phrases) {
	for lift := range strings.SplitSeq(lifts, ",") {
		for _, by := range []string{"from", "after", "when", "during", "on", "doing", "with"} {
			all = append(all, turn.ParsePhrases(by+" "+lift)...)
		}
	}
	return all
}

// apart returns a text that complains of the upper and the lower back in one breath as one of the upper back alone, and reports whether it did.
func apart(text string) (upper string, lower bool) {
	for _, both := range []string{
		"upper and lower back", "lower and upper back", "upper back and lower back", "lower back and upper back", "upper back and my lower back",
		"lower back and my upper back", "upper & lower back", "upper back as well as lower back",
	} {
		if at := strings.Index(strings.ToLower(text), both); at >= 0 && len(strings.ToLower(text)) == len(text) {
			return text[:at] + "upper back" + text[at+len(both):], true
		}
	}
	return text, false
}
