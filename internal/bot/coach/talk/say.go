package talk

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
)

// An advice is an entry of the content with its words ready to be looked for.
type advice struct {
	*knowledge.Advice
	words turn.Phrases
}

// A subject is what a turn is about.
type subject struct {
	words      []string
	drill      string // id; of a drill that the turn names, else of the one that was shown last
	cue        string
	cause      string
	lift       knowledge.Lift
	asked      string   // id of a question
	named      bool     // drill or cue are named by the turn
	drillNamed bool     // a drill is
	done       []string // ids of drills that are done already, were tried or hurt
	idle       bool     // no question is open
	days       int      // the span of time that the turn names
	next       string   // what fills {next}
}

// weight says how well an entry fits a subject: less than 0 where it does not.
func (a *advice) weight(on *subject) int {
	w := 0
	if len(a.words) > 0 {
		n := a.words.In(on.words)
		if n == 0 {
			return -1
		}
		w = 10 + n
	}
	if len(a.About) == 0 {
		return w
	}
	about := -1
	for _, id := range a.About {
		switch {
		case id == "":
		case id == on.drill && on.named, id == on.cue && on.named:
			about = max(about, 9)
		case id == on.asked:
			about = max(about, 6)
		case id == on.drill, id == on.cue:
			about = max(about, 5)
		case id == on.cause:
			about = max(about, 5)
		case id == string(on.lift):
			about = max(about, 3)
		case id == "named" && on.drillNamed:
			about = max(about, 9)
		case id == "nothing" && on.idle:
			about = max(about, 3)
		}
	}
	if about < 0 {
		return -1
	}
	return w + about
}

// say returns the wording that fits a turn of a kind best and does not say again what was said just before; "" where
// there is none.
func (c *Coach) say(s *State, kind turn.Kind, on *subject) string {
	type candidate struct{ at, weight int }
	var found []candidate
	for i := range c.advice {
		if a := &c.advice[i]; a.For == kind {
			if w := a.weight(on); w >= 0 {
				found = append(found, candidate{i, w})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return b.weight - a.weight })
	fill := c.filler(on)
	for _, f := range found {
		times := s.times(f.at)
		wordings := c.advice[f.at].Say
		for k := range wordings {
			text, ok := fill(wordings[(times+k)%len(wordings)])
			if ok && !s.repeats(text) {
				s.give(f.at, times+k+1)
				return text
			}
		}
	}
	return ""
}

func (s *State) times(at int) int {
	for _, g := range s.given {
		if g.advice == at {
			return g.times
		}
	}
	return 0
}

func (s *State) give(at, times int) {
	s.given = slices.DeleteFunc(slices.Clone(s.given), func(g given) bool { return g.advice == at })
	if len(s.given) >= 2*maxList {
		s.given = s.given[1:]
	}
	s.given = append(s.given, given{at, times})
}

// filler returns what fills the places of a wording; it reports false where there is nothing for one.
func (c *Coach) filler(on *subject) func(string) (string, bool) {
	return func(text string) (string, bool) {
		var out strings.Builder
		for {
			before, after, open := strings.Cut(text, "{")
			out.WriteString(before)
			name, rest, closed := strings.Cut(after, "}")
			if !open || !closed {
				return tidy(out.String()), true
			}
			value := c.value(name, on)
			if value == "" {
				return "", false
			}
			out.WriteString(value)
			text = rest
		}
	}
}

// tidy drops a full stop that follows a sentence's end.
func tidy(text string) string {
	return strings.NewReplacer("..", ".", "?.", "?", "  ", " ").Replace(strings.TrimSpace(text))
}

func (c *Coach) value(name string, on *subject) string {
	drill := c.base.Drill(on.drill)
	lower := strings.ToLower(name[:1]) + name[1:]
	text := ""
	switch lower {
	case "drill":
		if drill != nil {
			text = lowerFirst(drill.Name)
		}
	case "dose":
		text = doseOf(drill)
	case "steps":
		if drill != nil {
			text = strings.Join(drill.Steps, " ")
		}
	case "purpose":
		if drill != nil {
			text = drill.Purpose
		}
	case "another", "stepsOther", "doseOther", "purposeOther":
		text = c.other(lower, on)
	case "reason":
		if cause := c.base.Cause(on.cause); cause != nil {
			text = cause.Because
		}
	case "why":
		if cause := c.base.Cause(on.cause); cause != nil {
			text = cause.Why
		} else if cue := c.base.Cue(on.cue); cue != nil {
			text = cue.Why
		}
	case "fix":
		if cause := c.base.Cause(on.cause); cause != nil {
			text = cause.On(on.lift).Fix
		} else if cue := c.base.Cue(on.cue); cue != nil {
			text = cue.Say
		}
	case "cue":
		text = c.cueOf(on)
	case "lift":
		text = liftName(on.lift)
	case "next":
		text = on.next
	}
	if name != lower {
		text = upperFirst(text)
	}
	return text
}

func doseOf(d *knowledge.Drill) string {
	if d == nil {
		return ""
	}
	text := strings.TrimSuffix(d.Dose.Text, ".")
	if d.Dose.House {
		text += " (my own default, the article gives no number)"
	}
	return text
}

func (c *Coach) cueOf(on *subject) string {
	if cue := c.base.Cue(on.cue); cue != nil {
		return cue.Say
	}
	if cause := c.base.Cause(on.cause); cause != nil {
		for _, id := range cause.On(on.lift).Cues {
			if cue := c.base.Cue(id); cue != nil {
				return cue.Say
			}
		}
	}
	return ""
}

// other tells of another drill for the same reason, or for the like purpose.
func (c *Coach) other(what string, on *subject) string {
	d := c.base.Drill(c.otherDrill(on))
	if d == nil {
		return ""
	}
	switch what {
	case "another":
		return lowerFirst(d.Name)
	case "stepsOther":
		return strings.Join(d.Steps, " ")
	case "purposeOther":
		return lowerFirst(d.Purpose)
	}
	return doseOf(d)
}

// alike are drills that serve one purpose.
var alike = [][]string{
	{"row", "lat-pulldown", "pull-up"}, {"scapular-push-up", "y-t-w-raises"}, {"cat-cow", "t-spine-rotation", "thoracic-mobilization"},
	{"chin-tuck", "chin-tuck-wing-flaps", "chin-tuck-ear-covers", "chin-tuck-rope-climbs"},
}

func (c *Coach) otherDrill(on *subject) string {
	if cause := c.base.Cause(on.cause); cause != nil {
		for _, id := range cause.On(on.lift).Drills {
			if id != on.drill && !slices.Contains(on.done, id) {
				return id
			}
		}
	}
	for _, group := range alike {
		if i := slices.Index(group, on.drill); i >= 0 {
			for k := 1; k < len(group); k++ {
				if id := group[(i+k)%len(group)]; !slices.Contains(on.done, id) {
					return id
				}
			}
		}
	}
	return ""
}

func liftName(l knowledge.Lift) string {
	switch l {
	case knowledge.BenchPress:
		return "the bench press"
	case knowledge.PushUp:
		return "push-ups"
	}
	return ""
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); n == 0 || unicode.IsUpper(next) || next == '-' {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}

// A sentence is one of a reply, as a number, with how many words it has.
type sentence struct {
	sum   uint64
	words int
	asks  bool
}

// sentences cuts a reply as a reader would.
func sentences(text string) (all []sentence) {
	h, n := fnv.New64a(), 0
	end := func(asks bool) {
		if n > 0 {
			all = append(all, sentence{h.Sum64(), n, asks})
		}
		h.Reset()
		n = 0
	}
	word := false
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if !word {
				n++
				h.Write([]byte{' '})
			}
			word = true
			var buf [utf8.UTFMax]byte
			h.Write(buf[:utf8.EncodeRune(buf[:], unicode.ToLower(r))])
		default:
			word = false
			last := i+utf8.RuneLen(r) >= len(text) || text[i+utf8.RuneLen(r)] == ' ' || text[i+utf8.RuneLen(r)] == '\n'
			if r == '\n' || strings.ContainsRune(".!?:;", r) && last {
				end(r == '?')
			}
		}
	}
	end(false)
	return all
}

// repeats reports whether a reply says for the most part what the one before said, or asks again what that asked.
func (s *State) repeats(text string) bool {
	total, same := 0, 0
	for _, x := range sentences(text) {
		total += x.words
		for _, b := range s.before {
			if b.sum == x.sum {
				if x.asks && x.words >= 4 {
					return true
				}
				same += x.words
				break
			}
		}
	}
	return total > 0 && 2*same >= total
}

// WasSaid reports whether a whole reply is that before.
func (s *State) WasSaid(reply string) bool {
	return slices.Equal(clipped(reply), s.before)
}

// clipped returns the sentences of a reply that are remembered.
func clipped(reply string) []sentence {
	all := sentences(reply)
	return all[:min(len(all), 4*maxList)]
}

// Said notes what the whole reply to a turn was, so that the next does not say it again.
func (s *State) Said(reply string) {
	s.before = clipped(reply)
}
