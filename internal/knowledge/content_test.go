package knowledge

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var writeGolden = flag.Bool("update", false, "write the golden files anew")

// sheets returns each entry as plain text, as a coach would proofread it, under "kind id", and the
// order of the files.
func sheets(b *Base) (byName map[string]string, order []string) {
	byName = map[string]string{}
	add := func(name string, entry any) {
		var text strings.Builder
		write(&text, "", reflect.ValueOf(entry))
		byName[name] = text.String()
		order = append(order, name)
	}
	for _, s := range b.Sources() {
		add("source "+s.ID, *s)
	}
	for _, c := range b.Causes() {
		add("cause "+c.ID, *c)
	}
	for _, d := range b.Drills() {
		add("drill "+d.ID, *d)
	}
	for _, c := range b.Cues() {
		add("cue "+c.ID, *c)
	}
	for _, f := range b.Flags() {
		add("flag "+f.ID, *f)
	}
	for _, t := range b.Topics() {
		add("topic "+t.ID, *t)
	}
	add("routine", *b.Routine())
	for _, l := range []Lift{BenchPress, PushUp} {
		for _, c := range b.Ballot(l) {
			add("ballot "+c.ID, *c)
		}
	}
	for _, q := range b.Inquiries() {
		add("question "+q.ID, *q)
	}
	return byName, order
}

// write prints the fields of a struct, one a line, those that are empty left out.
func write(w *strings.Builder, indent string, v reflect.Value) {
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch {
		case f.IsZero():
		case f.Kind() == reflect.Struct:
			fmt.Fprintf(w, "%s%s:\n", indent, name)
			write(w, indent+"  ", f)
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.Struct:
			for j := range f.Len() {
				fmt.Fprintf(w, "%s%s %d:\n", indent, name, j+1)
				write(w, indent+"  ", f.Index(j))
			}
		case name == "Steps":
			for j := range f.Len() {
				fmt.Fprintf(w, "%s%d. %v\n", indent, j+1, f.Index(j))
			}
		case name == "Aliases":
			fmt.Fprintf(w, "%s%s: %s\n", indent, name, strings.Join(f.Interface().([]string), ", "))
		default:
			fmt.Fprintf(w, "%s%s: %v\n", indent, name, f)
		}
	}
}

func TestContentGolden(t *testing.T) {
	byName, order := sheets(base(t))
	var got strings.Builder
	for _, name := range order {
		fmt.Fprintf(&got, "== %s\n%s\n", name, byName[name])
	}
	golden := filepath.Join("testdata", "content.golden")
	if *writeGolden {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got.String(), string(want)); diff != "" {
		t.Errorf("the content changed; look at it, then run with -update. got -, want +\n%s", diff)
	}
}

// On the bench the blades go back and down, in the push-up slightly apart: no advice for one lift may
// say what holds for the other.
func TestLiftsAreKeptApart(t *testing.T) {
	b := base(t)
	// A clause that names the other lift ("on the bench only: in push-ups …") is a warning, not advice.
	wrong := map[Lift]*regexp.Regexp{
		BenchPress: regexp.MustCompile(`(?i)protract|blades (slightly )?apart|push the floor`),
		PushUp:     regexp.MustCompile(`(?i)retract|back and down|pinch the|squeeze the`),
	}
	other := map[Lift]string{BenchPress: "push-up", PushUp: "bench"}
	check := func(l Lift, what, text string) {
		for sentence := range strings.SplitSeq(text, ". ") {
			if wrong[l].MatchString(sentence) && !strings.Contains(sentence, other[l]) {
				t.Errorf("%s says on the %s: %q", what, l, sentence)
			}
		}
	}
	for _, l := range []Lift{BenchPress, PushUp} {
		for _, c := range b.Causes() {
			if !slices.Contains(c.Lifts, l) {
				continue
			}
			on := c.On(l)
			check(l, c.ID, on.Fix)
			for _, id := range on.Cues {
				if !slices.Contains(b.Cue(id).Lifts, l) {
					t.Errorf("%s gives the cue %s on the %s", c.ID, id, l)
				}
			}
		}
		for _, c := range b.CuesFor(l) {
			check(l, c.ID, c.Say+" "+c.Why)
		}
		for _, c := range b.Ballot(l) {
			check(l, c.ID, c.Label+". "+c.Fix)
		}
	}
	if got := b.Cause("shrugged-setup").On(PushUp).Fix; !strings.Contains(got, "apart") {
		t.Errorf("got the fix %q for a shrug in a push-up, want the blades apart", got)
	}
}

// Numbers that the sources do not give are house defaults; those they give are not.
func TestDoses(t *testing.T) {
	house := map[string]bool{
		"thoracic-mobilization": false, "chin-tuck": false, "chin-tuck-wing-flaps": false, "chin-tuck-ear-covers": false, "chin-tuck-rope-climbs": false,
		"scapular-push-up": true, "y-t-w-raises": true, "cat-cow": true, "t-spine-rotation": true, "row": true, "lat-pulldown": true, "pull-up": true,
	}
	for _, d := range base(t).Drills() {
		want, listed := house[d.ID]
		if !listed || d.Dose.House != want {
			t.Errorf("%s: got house %v, want %v (listed: %v)", d.ID, d.Dose.House, want, listed)
		}
	}
}

// Every id of the label guide that messages are judged by stands for something.
func TestLabels(t *testing.T) {
	b := base(t)
	ids := func(s string) []string { return strings.Fields(s) }
	for _, id := range ids("over-squeezing weak-stabilizers tight-shoulders stiff-thoracic-spine shrugged-setup rushed-setup forward-head-posture scapular-winging sagging-hips neck-misalignment") {
		if b.Cause(id) == nil {
			t.Errorf("no cause %q", id)
		}
	}
	levels := map[Triage]string{
		SeeAProfessional: "sharp-pain sudden-pain intense-pain over-a-week numbness tingling radiating-weakness joint-clicking joint-locking",
		Emergency:        "chest-pain short-of-breath bladder-bowel leg-weakness trauma",
	}
	for level, list := range levels {
		for _, id := range ids(list) {
			if f := b.Flag(id); f == nil || f.Triage != level {
				t.Errorf("no %s flag %q", level, id)
			}
		}
	}
	for _, id := range ids("thoracic-mobilization chin-tuck chin-tuck-wing-flaps chin-tuck-ear-covers chin-tuck-rope-climbs scapular-push-up y-t-w-raises cat-cow t-spine-rotation row lat-pulldown pull-up") {
		if b.Drill(id) == nil {
			t.Errorf("no drill %q", id)
		}
	}
	for _, id := range ids("retract-and-depress chest-up leg-drive take-your-time elbows-down straight-line keep-protracted neutral-neck") {
		if b.Cue(id) == nil {
			t.Errorf("no cue %q", id)
		}
	}
	for _, id := range ids("muscles when-to-see-a-doctor posture-routine") {
		if b.Topic(id) == nil {
			t.Errorf("no topic %q", id)
		}
	}
}

// Nothing that people read names an illness as theirs, and an emergency says at once whom to call.
func TestTone(t *testing.T) {
	b := base(t)
	byName, order := sheets(b)
	diagnosis := regexp.MustCompile(`(?i)you (probably |likely |may )?(have|suffer)|your (injury|condition|diagnosis)|syndrome|impinge`)
	innocent := strings.NewReplacer("you have to", "", "have someone", "")
	for _, name := range order {
		if m := diagnosis.FindString(innocent.Replace(byName[name])); m != "" {
			t.Errorf("the %s says %q", name, m)
		}
	}
	for _, f := range b.Flags() {
		if calls := strings.Contains(f.Act, "local emergency number"); f.Triage == Emergency && !calls {
			t.Errorf("the emergency %s does not say whom to call: %q", f.ID, f.Act)
		}
	}
}

// Each question tells at least two causes apart, or a lift, or warning signs; no cause is out of reach
// of all questions.
func TestQuestionsSeparate(t *testing.T) {
	b := base(t)
	reached := map[string]bool{}
	for _, q := range b.Inquiries() {
		distinct := map[string]bool{}
		for _, a := range q.Answers {
			best, weight := a.Flag+string(a.Lift), 0.0
			for id, w := range a.Causes {
				if w > weight {
					best, weight = id, w
				}
				if w >= 3 {
					reached[id] = true
				}
			}
			distinct[best+fmt.Sprint(weight)] = true
		}
		if len(distinct) < 3 { // of which "else" is one
			t.Errorf("the answers to %q all tell the same", q.Ask)
		}
	}
	for _, c := range b.Causes() {
		if !reached[c.ID] {
			t.Errorf("no answer points to %s", c.ID)
		}
	}
}
