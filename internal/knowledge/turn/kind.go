package turn

import (
	"errors"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"

	"spotter/internal/knowledge/classify/ngram"
	"spotter/internal/knowledge/flat"
)

// A Kind is what a turn of a conversation is.
type Kind string

// The kinds of turns.
const (
	NewComplaint   Kind = "new-complaint"   // something hurts, told for the first time
	Answer         Kind = "answer"          // answers a question, the open one or none
	AddDetail      Kind = "add-detail"      // adds to what was told
	Correction     Kind = "correction"      // takes back what was told, or rejects what was said
	DontKnow       Kind = "dont-know"       // cannot answer
	DontUnderstand Kind = "dont-understand" // does not understand a word, a question or an instruction
	AskWhy         Kind = "why"             // why this reason, why this drill, what is it, how do you know
	Prognosis      Kind = "prognosis"       // how long, will it come back, and what if not
	TrainThrough   Kind = "train-through"   // may I train, when again
	AskDose        Kind = "dose"            // how many, how often, how heavy
	How            Kind = "how"             // how is it done
	Alternative    Kind = "alternative"     // no equipment, easier, harder, other
	AlreadyDo      Kind = "already-do"      // does what was advised already
	NoChange       Kind = "no-change"       // did it, nothing happened
	GotWorse       Kind = "worse"           // got worse, or the drill hurts
	GotBetter      Kind = "better"          // works, eases, gone
	AskRelief      Kind = "relief"          // what to do against the pain
	DailyLife      Kind = "daily-life"      // sleep, desk, phone, driving
	Prevention     Kind = "prevention"      // warm-up, keep it away
	OtherLift      Kind = "other-lift"      // another lift, or the lower back
	Normal         Kind = "normal"          // is that normal, good or bad
	NewSign        Kind = "new-sign"        // a warning sign turns up later
	Retract        Kind = "retract"         // takes a sign back
	AskDoctor      Kind = "doctor"          // whether, whom and when to see
	AskSource      Kind = "source"          // where from, who are you, what do you keep
	Reminders      Kind = "reminders"       // about reminders
	Courtesy       Kind = "courtesy"        // hello, thanks, ok, banter
	Frustration    Kind = "frustration"     // annoyed with the coach
	Crisis         Kind = "crisis"          // wants to die or to harm themselves
	OffTopic       Kind = "out-of-scope"    // anything else
)

// kinds are all kinds, in the order of the outputs of what is learned. A new one goes to the end.
var kinds = []Kind{
	NewComplaint, Answer, AddDetail, Correction, DontKnow, DontUnderstand, AskWhy, Prognosis, TrainThrough, AskDose, How, Alternative, AlreadyDo,
	NoChange, GotWorse, GotBetter, AskRelief, DailyLife, Prevention, OtherLift, Normal, NewSign, Retract, AskDoctor, AskSource, Reminders, Courtesy,
	Frustration, Crisis, OffTopic,
}

// names returns the kinds as the outputs of a classifier.
func names() []string {
	var out []string
	for _, k := range kinds {
		out = append(out, string(k))
	}
	return out
}

// Kinds returns all kinds.
func Kinds() []Kind { return slices.Clone(kinds) }

// A Context is what a turn follows.
type Context string

// The contexts.
const (
	AtStart       Context = "start"     // nothing
	AfterQuestion Context = "question"  // a question that is open
	AfterReason   Context = "reason"    // a reason with its fix
	AfterDrill    Context = "drill"     // a drill or a cue
	AfterReply    Context = "reply"     // any other answer
	AfterReminder Context = "reminder"  // a reminder, or talk of one
	InAlarm       Context = "alarm"     // a warning sign that stands
	InEmergency   Context = "emergency" // an emergency that stands
)

var contexts = []Context{AtStart, AfterQuestion, AfterReason, AfterDrill, AfterReply, AfterReminder, InAlarm, InEmergency}

// Contexts returns all contexts.
func Contexts() []Context { return slices.Clone(contexts) }

// marks returns the marks of a context.
func (c Context) marks() []uint32 {
	switch c {
	case AtStart:
		return []uint32{31}
	case AfterQuestion:
		return []uint32{32}
	case InAlarm, InEmergency:
		return []uint32{33}
	case AfterReminder:
		return []uint32{34, 30}
	}
	return []uint32{30}
}

// A Guess is a kind and how much speaks for it: a share of one.
type Guess struct {
	Kind  Kind
	Share float64
}

// Share returns how much speaks for a kind among guesses.
func Share(guesses []Guess, k Kind) float64 {
	for _, g := range guesses {
		if g.Kind == k {
			return g.Share
		}
	}
	return 0
}

// KindReader tells the kind of a turn by what was learned. It is safe for concurrent use.
type KindReader struct {
	learned *ngram.Classifier
	pool    sync.Pool
}

// NewKindReader reads what LearnKinds wrote.
func NewKindReader(learned string) (*KindReader, error) {
	c, err := ngram.Parse(learned)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(c.Names(), names()) {
		return nil, errors.New("other outputs than the kinds of turns")
	}
	x := newKindReader()
	x.learned = c
	return x, nil
}

// FlattenKinds goes over a reader of kinds.
func FlattenKinds(c *flat.Coder, of **KindReader) {
	if c.Reading() {
		*of = newKindReader()
	}
	ngram.Flatten(c, &(*of).learned)
}

func newKindReader() *KindReader {
	x := &KindReader{}
	x.pool.New = func() any { return &ngram.Grams{} }
	return x
}

// Guesses returns all kinds, likeliest first.
func (x *KindReader) Guesses(text string, c Context) []Guess {
	g := x.pool.Get().(*ngram.Grams)
	defer x.pool.Put(g)
	note(g, text, c)
	scores := make([]float64, x.learned.Outputs())
	x.learned.Score(g, scores)
	out, sum := make([]Guess, len(scores)), 0.0
	for i, s := range scores {
		share := math.Exp(s - slices.Max(scores))
		out[i] = Guess{kinds[i], share}
		sum += share
	}
	for i := range out {
		out[i].Share /= max(sum, 1e-9)
	}
	slices.SortStableFunc(out, func(a, b Guess) int {
		switch {
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return out
}

// Marks of features that are no context.
const (
	opening uint32 = iota + 10
	closing
	sized
	shaped
	likened
	together
)

// most is how many bytes of a turn are read for its kind.
const most = 2000

// note notes the features of a turn: its words, the first and the last of them, how long it is, whether it asks, and
// what it follows.
func note(g *ngram.Grams, text string, c Context) {
	g.Reset()
	words, asks := Split(text)
	for _, w := range words {
		g.Word([]byte(w))
	}
	marks := c.marks()
	for _, m := range marks {
		g.Mark(m, nil)
		g.Mark(m, []byte(size(len(words))))
		if len(words) <= 6 {
			for _, w := range words {
				g.Mark(m, []byte(w))
			}
		}
		if len(words) > 0 {
			g.Mark(m+100, []byte(words[0]))
		}
		if asks {
			g.Mark(m, []byte("?"))
		}
	}
	before, seen := "^", map[string]bool{}
	for _, w := range words {
		like := w
		for _, c := range classOf().of(w) {
			like = c + "*"
			g.Mark(likened, []byte(like))
			for _, m := range marks {
				g.Mark(m+200, []byte(like))
			}
			seen[c] = true
		}
		g.Mark(likened, []byte(before+" "+like))
		before = like
	}
	g.Mark(likened, []byte(before+" $"))
	for _, a := range slices.Sorted(maps.Keys(seen)) {
		for _, b := range slices.Sorted(maps.Keys(seen)) {
			if a < b && len(words) < 25 {
				g.Mark(together, []byte(a+" "+b))
			}
		}
		if asks {
			g.Mark(together, []byte(a+" ?"))
		}
	}
	g.Mark(sized, []byte(size(len(words))))
	if asks {
		g.Mark(shaped, []byte("?"))
	}
	if len(words) > 0 {
		g.Mark(opening, []byte(words[0]))
		g.Mark(closing, []byte(words[len(words)-1]))
		g.Mark(opening, []byte(strings.Join(words[:min(2, len(words))], " ")))
		g.Mark(opening, []byte(strings.Join(words[:min(3, len(words))], " ")))
	}
}

func size(words int) string {
	for i, to := range []int{1, 2, 4, 7, 12, 20, 40} {
		if words <= to {
			return string(rune('a' + i))
		}
	}
	return "z"
}

// Split returns the words of a turn in lower case without apostrophes, numbers as "#", and whether a question mark
// stands in it. It reads the first bytes of a long one.
func Split(text string) (words []string, asks bool) {
	if len(text) > most {
		text = text[:most]
	}
	var b strings.Builder
	digits := false
	flush := func() {
		switch {
		case digits:
			words = append(words, "#")
		case b.Len() > 0:
			words = append(words, b.String())
		}
		b.Reset()
		digits = false
	}
	for _, r := range strings.ToLower(text) {
		switch {
		case r == '?':
			asks = true
			flush()
		case r == '\'' || r == '’':
		case unicode.IsDigit(r):
			if b.Len() > 0 {
				flush()
			}
			digits = true
		case unicode.IsLetter(r):
			if digits {
				flush()
			}
			b.WriteRune(r)
		default:
			flush()
		}
	}
	flush()
	return words, asks
}

// An Example is a turn whose kind is known.
type Example struct {
	Kind    Kind
	Also    []Kind // that are as right
	Context Context
	Text    string
}

// LearnKinds learns the kinds of turns; the same examples give the same text, which NewKindReader reads.
func LearnKinds(examples []Example) string {
	var g ngram.Grams
	var lessons []ngram.Example
	for _, e := range examples {
		note(&g, e.Text, e.Context)
		want := make([]float32, len(kinds))
		for i, k := range kinds {
			switch {
			case k == e.Kind:
				want[i] = 1
			case slices.Contains(e.Also, k):
				want[i] = -1
			}
		}
		lessons = append(lessons, ngram.Example{Buckets: slices.Clone(g.Buckets()), Want: want, Weight: 1})
	}
	return ngram.LearnAmong(lessons, names()).String()
}
