// Package why words how a message was understood, for a coach who edits the lexicon: what each stage saw, what it was worth,
// and which threshold decided. It concludes nothing by itself: all that it has is in a knowledge.Explanation.
package why

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"spotter/internal/knowledge"
)

// width is how many columns a line has at most, unless one word is longer.
const width = 80

// Write writes an explanation in lines of at most 80 columns.
func Write(w io.Writer, x *knowledge.Explanation) error {
	p := &page{}
	p.language(x)
	if x.Language == "" || len(x.Sentences) > 0 {
		p.sentences(x)
		p.signs(x)
		p.likelihoods(x)
		p.decision(x)
	}
	p.conclusion(x)
	_, err := io.WriteString(w, p.String())
	return err
}

// A page is what was written so far.
type page struct{ strings.Builder }

func (p *page) title(format string, args ...any) {
	if p.Len() > 0 {
		p.WriteByte('\n')
	}
	p.lines(0, 3, fmt.Sprintf(format, args...))
}

// lines writes a text from column first on, and what does not fit in further lines from column next on.
func (p *page) lines(first, next int, text string) {
	at, empty := first, true
	p.WriteString(strings.Repeat(" ", first))
	for word := range strings.FieldsSeq(text) {
		n := utf8.RuneCountInString(word)
		switch {
		case empty:
		case at+1+n > width:
			p.WriteString("\n" + strings.Repeat(" ", next))
			at = next
		default:
			p.WriteByte(' ')
			at++
		}
		p.WriteString(word)
		at, empty = at+n, false
	}
	p.WriteByte('\n')
}

// row writes a text, and something at the end of its last line or of one of its own.
func (p *page) row(indent int, text, end string) {
	var q page
	q.lines(indent, indent+2, text)
	body := strings.TrimSuffix(q.String(), "\n")
	last := body[strings.LastIndexByte(body, '\n')+1:]
	room := width - utf8.RuneCountInString(last) - utf8.RuneCountInString(end)
	if room < 2 {
		body, room = body+"\n", max(0, width-utf8.RuneCountInString(end))
	}
	p.WriteString(body + strings.Repeat(" ", room) + end + "\n")
}

// language tells what was read in another language than English.
func (p *page) language(x *knowledge.Explanation) {
	if x.Language == "" {
		return
	}
	p.title("Written in “%s”, or partly so", x.Language)
	for _, f := range x.Told {
		p.lines(3, 5, "warning sign: "+found(f))
	}
	if len(x.Told) == 0 {
		p.lines(3, 3, "no warning sign in it")
	}
}

// sentences tells what was seen in each sentence.
func (p *page) sentences(x *knowledge.Explanation) {
	if len(x.Sentences) == 0 {
		p.title("There are no words in it.")
	}
	for i, s := range x.Sentences {
		p.title("%d. “%s”", i+1, s.Text)
		p.lines(3, 3, stance(s))
		slight := []string{}
		for i, h := range s.Hits {
			if slices.Contains(s.Hits[:i], h) {
				continue
			}
			if h.Weight == 0 {
				slight = append(slight, "“"+h.Quote+"” "+h.For+" "+h.Where)
				continue
			}
			text := fmt.Sprintf("%s %s “%s”", weight(h.Weight), h.For, h.Quote)
			if h.Unmeant != "" {
				text += ": does not count, " + h.Unmeant
			}
			p.row(3, text, h.Where)
		}
		for _, m := range s.Meant {
			p.lines(3, 5, fmt.Sprintf("“%s” is %s", m.Quote, m.How))
			for _, by := range m.By {
				p.row(5, "by “"+by.Quote+"”: "+by.For, by.Where)
			}
		}
		for i, c := range s.Cues {
			if !slices.Contains(s.Cues[:i], c) {
				slight = append(slight, "“"+c.Quote+"” "+c.For+" "+c.Where)
			}
		}
		if len(slight) > 0 {
			p.lines(3, 5, "besides: "+strings.Join(slight, "; "))
		}
	}
}

// stance says what a sentence is.
func stance(s knowledge.Sentence) string {
	text := "tells"
	switch {
	case s.Complains && s.Asks:
		text = "complains and asks"
	case s.Complains:
		text = "complains"
	case s.Asks:
		text = "asks"
	}
	if s.Long {
		text += ", of long ago"
	}
	return fmt.Sprintf("%s; asks how %s, out of scope %s", text, percent(s.HowTo), percent(s.OutOfScope))
}

func weight(w float64) string { return fmt.Sprintf("%+.3g", w) }

func percent(share float64) string { return fmt.Sprintf("%.0f %%", 100*share) }

// signs tells what both readers say of warning signs, and of a crisis.
func (p *page) signs(x *knowledge.Explanation) {
	p.title("Warning signs, each where it is likeliest (logarithms of the odds)")
	if len(x.Signs) > 0 {
		p.lines(3, 3, "first: the lexicon with what was learned; second: n-grams; both: the judge of the two")
		fmt.Fprintf(p, "   %-20s %7s %7s %7s %9s\n", "", "first", "second", "both", "needs")
	}
	needs := map[string]knowledge.Ruling{}
	for _, r := range x.Rulings {
		if r.About == "sign" {
			needs[r.What] = r
		}
	}
	for _, s := range x.Signs {
		need, found := needs[s.ID], "no"
		if need.Holds {
			found = "YES"
		}
		fmt.Fprintf(p, "   %-20s %+7.1f %+7.1f %+7.2f %+9.2f   %s\n", s.ID, s.First, s.Second, s.Odds, need.Bar, found)
		p.lines(5, 5, evidence(s))
	}
	if len(x.Signs) == 0 {
		p.lines(3, 3, "nothing speaks for any")
	}
	if !math.IsInf(x.Crisis, 0) {
		fmt.Fprintf(p, "   %-20s %7s %+7.1f\n", "a crisis", "", x.Crisis)
	}
}

// evidence says what a sign was read from.
func evidence(s knowledge.Sign) string {
	text := "no words of the lexicon"
	if s.Said > 0 || s.Denied > 0 {
		text = fmt.Sprintf("words worth %.3g that count, %.3g that do not", s.Said, s.Denied)
	}
	if s.Emergency {
		text = "an emergency; " + text
	}
	if s.Past {
		text += "; of long ago"
	}
	if s.Recovered {
		text += "; something is over"
	}
	return text + "; in “" + brief(s.In) + "”"
}

// brief returns the beginning of a text.
func brief(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}

// likelihoods tells what else was weighed.
func (p *page) likelihoods(x *knowledge.Explanation) {
	p.table("Kind", x.Kinds, 0)
	if len(x.Whole) > 0 {
		p.odds("As a whole, by the third reader (logarithms of the odds)", x.Whole, len(x.Whole))
	}
	p.table("Reasons", x.Causes, 0.01)
	p.table("Topics", x.Topics, 0.02)
	if len(x.Asks) > 0 {
		p.odds("What they want to know, by the third reader (logarithms of the odds)", x.Asks, 3)
	}
}

// table lists what is as likely as least.
func (p *page) table(title string, all []knowledge.Likelihood, least float64) {
	if len(all) == 0 {
		return
	}
	fmt.Fprintf(p, "\n%-28s %9s %14s\n", title, "lexicon", "with learned")
	for i, l := range all {
		if l.Learned >= least || i < 2 {
			fmt.Fprintf(p, "   %-25s %9s %14s\n", l.ID, percent(l.Lexicon), percent(l.Learned))
		}
	}
}

// odds lists the likeliest, side by side.
func (p *page) odds(title string, all []knowledge.Likelihood, most int) {
	p.title("%s", title)
	var parts []string
	for _, l := range all[:min(most, len(all))] {
		parts = append(parts, strings.ReplaceAll(l.ID, " ", "\u00a0")+"\u00a0"+fmt.Sprintf("%+.1f", l.Learned))
	}
	p.lines(3, 3, strings.Join(parts, ", "))
}

// decision tells what was compared with what.
func (p *page) decision(x *knowledge.Explanation) {
	p.title("The decision (thresholds.go)")
	var bits []string
	for _, r := range x.Rulings {
		switch {
		case r.Threshold == "leastInformation":
			bits = append(bits, fmt.Sprintf("%s\u00a0%.2f", r.What, r.Score))
		case r.Threshold == "":
			p.lines(3, 5, r.About+": "+r.What)
		case shown(r) && !math.IsInf(r.Score, 0):
			is := "below"
			if r.Holds {
				is = "reaches"
			}
			p.row(3, fmt.Sprintf("%s: %s, %.2f %s %.2f", r.About, r.What, r.Score, is, r.Bar), r.Threshold)
		}
	}
	if len(bits) > 0 {
		p.row(3, "question back: bits that an answer tells: "+strings.Join(bits, ", "), "leastInformation")
	}
}

// conclusion tells what came of it.
func (p *page) conclusion(x *knowledge.Explanation) {
	p.title("So it is")
	for _, line := range conclusion(&x.Assessment) {
		p.lines(3, 5, line)
	}
}

// shown reports whether a ruling is told: of the many that compare each sign, reason or topic, those that hold.
func shown(r knowledge.Ruling) bool {
	return r.Holds || r.About != "sign" && r.About != "reason" && r.About != "topic"
}

// conclusion says what a message was understood as, a line each.
func conclusion(a *knowledge.Assessment) []string {
	lines := []string{fmt.Sprintf("%s, lift %s, care %s", a.Kind, a.Exercise, a.Triage)}
	if a.Asks != "" {
		lines[0] += ", wants to know: " + a.Asks
	}
	for _, f := range a.RedFlags {
		lines = append(lines, "warning sign: "+found(f))
	}
	for _, says := range []struct {
		is   bool
		what string
	}{{a.Crisis, "a crisis"}, {a.Stroke, "signs of a stroke"}, {a.Unread, "letters that are not read"}, {a.Foreign(), "answered in its own language"}} {
		if says.is {
			lines = append(lines, says.what)
		}
	}
	for i, f := range a.Causes {
		if i < 3 {
			lines = append(lines, fmt.Sprintf("reason: %s, %s", found(f), percent(f.Score)))
		}
	}
	if len(a.Topics) > 0 {
		lines = append(lines, "topics: "+strings.Join(a.Topics, ", "))
	}
	if q := a.Question(); q != nil {
		lines = append(lines, "asks back: "+q.Question)
	}
	return lines
}

func found(f knowledge.Finding) string {
	if len(f.Because) == 0 {
		return f.ID
	}
	return f.ID + " because of “" + strings.Join(f.Because, "”, “") + "”"
}
