package knowledge

import (
	"slices"
	"strings"
	"testing"
)

// TestReports: what was chosen is known, and is not asked.
func TestReports(t *testing.T) {
	b := base(t)
	for _, test := range []struct {
		report Report
		cause  string // the first; "-": none
		flag   string
	}{
		{report: Report{Where: "between the shoulder blades", Lift: PushUp}, cause: "scapular-winging"},
		{report: Report{Where: "between the shoulder blades", Lift: BenchPress}, cause: "over-squeezing"},
		{report: Report{Where: "bra line", Lift: BenchPress}, cause: "stiff-thoracic-spine"},
		{report: Report{Text: "shoulders end up at my ears", Where: "traps", Lift: BenchPress}, cause: "shrugged-setup"},
		{report: Report{Lift: PushUp}, cause: "-"},
		{report: Report{Feel: "tight", Lift: BenchPress}, cause: "-"},
		{report: Report{Where: "upper back", Feel: "burning", Lift: PushUp}, cause: "-"},
		{report: Report{Where: "left side, everywhere", Lift: BenchPress}, cause: "-"},
		{report: Report{Feel: "sharp", Lift: BenchPress}, flag: "sharp-pain"},
		{report: Report{Feel: "pins and needles"}, flag: "tingling"},
		{report: Report{Where: "chest", Feel: "crushing", Lift: PushUp}, flag: "chest-pain"},
		{report: Report{Text: "no tingling, nothing like that", Where: "neck", Feel: "tingling", Lift: BenchPress}, flag: "tingling"},
	} {
		a := b.AssessReport(test.report)
		if a.Kind != Symptom || test.report.Lift != "" && a.Exercise != test.report.Lift {
			t.Errorf("%+v: %s on %s", test.report, a.Kind, a.Exercise)
		}
		if asked := a.AskBack; asked != nil && (asked.ID == "where" && test.report.Where != "" || asked.ID == "lift" && test.report.Lift != "") {
			t.Errorf("%+v: asks %q, which was said", test.report, asked.Question)
		}
		if got := first(a.Causes); test.cause != "" && got != strings.TrimPrefix(test.cause, "-") {
			t.Errorf("%+v: cause %q, want %q", test.report, got, test.cause)
		}
		if got := first(a.RedFlags); got != test.flag {
			t.Errorf("%+v: sign %q, want %q", test.report, got, test.flag)
		}
		for _, f := range slices.Concat(a.Causes, a.RedFlags) {
			for _, quote := range f.Because {
				if r := test.report; quote == "" || !strings.Contains(r.Text, quote) && !strings.Contains(r.Where, quote) && !strings.Contains(r.Feel, quote) {
					t.Errorf("%+v: quotes %q, which nobody wrote", r, quote)
				}
			}
		}
	}
}

// TestReportsOfOtherThings: a knee is outside what is coached, whatever lift was chosen, and so is a text that is not said to be sore.
func TestReportsOfOtherThings(t *testing.T) {
	b := base(t)
	if a := b.AssessReport(Report{Where: "knee", Lift: BenchPress}); a.Kind != OutOfScope {
		t.Errorf("a knee is %s", a.Kind)
	}
	if plain, sore := b.Assess("traps"), b.AssessReport(Report{Text: "traps", Sore: true}); plain.Kind == OutOfScope && sore.Kind != Symptom {
		t.Errorf("sore traps are %s", sore.Kind)
	}
}

func first(fs []Finding) string {
	if len(fs) == 0 {
		return ""
	}
	return fs[0].ID
}
