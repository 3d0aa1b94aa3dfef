package knowledge

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Case is what is known of a person's complaint so far, small enough to travel inside a button:
// no words of theirs, only what was concluded and what was asked.
type Case struct {
	lift   Lift
	leads  []lead // best first, at most maxLeads
	flags  []*Flag
	asked  []string // codes of questions, at most maxAsked; the last is open if pending
	closed bool     // no question is open
}

// AboutOther reports whether the case is about one lift, without a warning sign, and l is another.
func (c Case) AboutOther(l Lift) bool {
	return len(c.flags) == 0 && c.lift != Unknown && c.lift != "" && l != Unknown && l != c.lift
}

// A lead is a cause and how much speaks for it: 0 where it was set aside, and else on a scale of
// natural logarithms on which causes that are not listed stand at 0.
type lead struct {
	code  string
	score float64
}

// The limits of a Case, and the bytes that it has then: one for the lift, three for each lead, up to
// four for the flags, two for each question, three dots, and a dash.
const (
	maxLeads = 5
	maxAsked = 3
	maxCase  = 1 + 3*maxLeads + 4 + 2*maxAsked + 3 + 1
)

var caseLifts = map[Lift]byte{BenchPress: 'b', PushUp: 'p', Unknown: 'u'}

// digits write numbers up to 35.
const digits = "0123456789abcdefghijklmnopqrstuvwxyz"

// step is how finely scores are kept: two steps to the natural logarithm's unit.
const step = 0.5

// String writes the case: "b.sq9ws4.000.wh" is the bench press, over-squeezing before weak
// stabilizers, no warning sign, and the question "wh" that waits for its answer. A dash at the end
// says that none does.
func (c Case) String() string {
	var b strings.Builder
	b.WriteByte(caseLifts[c.lift])
	if b.Len() > 0 && caseLifts[c.lift] == 0 {
		b.Reset()
		b.WriteByte(caseLifts[Unknown])
	}
	b.WriteByte('.')
	for _, l := range c.leads {
		b.WriteString(l.code)
		b.WriteByte(digits[quantize(l.score)])
	}
	b.WriteByte('.')
	bits := 0
	for _, f := range c.flags {
		bits |= 1 << f.Bit
	}
	if bits >= 1<<15 {
		b.WriteByte(digits[bits>>15])
	}
	b.WriteString(string([]byte{digits[bits>>10&31], digits[bits>>5&31], digits[bits&31]}))
	b.WriteByte('.')
	b.WriteString(strings.Join(c.asked, ""))
	if c.closed {
		b.WriteByte('-')
	}
	return b.String()
}

// quantize turns a score into a digit: 0 only for a cause that was set aside.
func quantize(score float64) int {
	if score <= 0 {
		return 0
	}
	return max(1, min(len(digits)-1, int(math.Round(score/step))))
}

// tells reports whether a case has a warning sign.
func (c Case) tells(flag string) bool {
	return slices.ContainsFunc(c.flags, func(f *Flag) bool { return f.ID == flag })
}

// ParseCase reads what String wrote. What it names must be known to the base: a button may be older
// than the content. Its errors do not repeat s, which anybody may have typed.
func (b *Base) ParseCase(s string) (Case, error) {
	bad := func(what string) (Case, error) { return Case{}, fmt.Errorf("case of %d bytes: %s", len(s), what) }
	parts := strings.Split(s, ".")
	if len(s) > maxCase || len(parts) != 4 || len(parts[0]) != 1 {
		return bad("want lift, causes, flags and questions with dots between them")
	}
	c := Case{}
	for l, letter := range caseLifts {
		if letter == parts[0][0] {
			c.lift = l
		}
	}
	if c.lift == "" {
		return bad("unknown lift")
	}
	if err := b.parseLeads(&c, parts[1]); err != nil {
		return bad(err.Error())
	}
	if err := b.parseFlags(&c, parts[2]); err != nil {
		return bad(err.Error())
	}
	if err := b.parseAsked(&c, parts[3]); err != nil {
		return bad(err.Error())
	}
	return c, nil
}

func (b *Base) parseLeads(c *Case, s string) error {
	if len(s)%3 != 0 || len(s) > 3*maxLeads {
		return fmt.Errorf("want at most %d causes of three letters", maxLeads)
	}
	for ; s != ""; s = s[3:] {
		n := strings.IndexByte(digits, s[2])
		if b.causeByCode(s[:2]) == nil || n < 0 {
			return errors.New("names a cause that is not there")
		}
		c.leads = append(c.leads, lead{s[:2], float64(n) * step})
	}
	return nil
}

func (b *Base) parseFlags(c *Case, s string) error {
	bits := 0
	for i := range s {
		n := strings.IndexByte(digits[:32], s[i])
		if n < 0 {
			return errors.New("malformed warning-sign bits")
		}
		bits = bits<<5 | n
	}
	flags := slices.SortedFunc(slices.Values(b.Flags()), func(x, y *Flag) int { return cmp.Compare(x.Bit, y.Bit) })
	for _, f := range flags {
		if bits&(1<<f.Bit) != 0 {
			c.flags = append(c.flags, f)
			bits &^= 1 << f.Bit
		}
	}
	if len(s) < 3 || len(s) > 4 || bits != 0 {
		return fmt.Errorf("want three or four digits for %d warning signs", len(flags))
	}
	return nil
}

func (b *Base) parseAsked(c *Case, s string) error {
	s, c.closed = strings.CutSuffix(s, "-")
	if len(s)%2 != 0 || len(s) > 2*maxAsked {
		return fmt.Errorf("want at most %d questions of two letters", maxAsked)
	}
	for ; s != ""; s = s[2:] {
		if b.inquiryByCode(s[:2]) == nil {
			return errors.New("names a question that is not there")
		}
		c.asked = append(c.asked, s[:2])
	}
	return nil
}

func (b *Base) causeByCode(code string) *Cause {
	for _, c := range b.Causes() {
		if c.Code == code {
			return c
		}
	}
	return nil
}

func (b *Base) inquiryByCode(code string) *Inquiry {
	for _, q := range b.Inquiries() {
		if q.Code == code {
			return q
		}
	}
	return nil
}
