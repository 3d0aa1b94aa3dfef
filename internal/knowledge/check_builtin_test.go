package knowledge

import (
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const newCause = `
[[cause]]
id = "grip-too-wide"
name = "Grip too wide"
code = "gw"
lifts = ["bench-press"]
because = "a grip that is too wide"
why = "w"
fix = "f"
drills = ["row"]
confirm = "c"
sources = ["bench-article"]
`

const newFlag = `
[[flag]]
id = "fever"
bit = 17
name = "Fever"
triage = "emergency"
reason = "r"
act = "a"
sources = ["public-health"]
`

// What old buttons carry and what is urgent stays.
var lowered = []spoil{
	{"a new cause without words", "causes.toml", "", newCause, []string{`built-in lexicon/cause-words.toml: no words lead to [[cause]] "grip-too-wide": give it an [[evidence]] here`}},
	{"a new sign in the place of another", "flags.toml", "", strings.Replace(newFlag, "bit = 17", "bit = §3", 1), []string{`the bit 3 is that of "over-a-week": take one that is free, up to 19`}},
	{"a new sign without words", "flags.toml", "", newFlag, []string{`built-in lexicon/flag-words.toml: no words lead to [[flag]] "fever": give it an [[evidence]] here`}},
	{"a sign in another place", "flags.toml", "bit = 0\n", "bit = §18\n", []string{`the bit of "sharp-pain" is 0 and stays so, since old buttons carry it`}},
	{"a sign in no place", "flags.toml", "bit = 0\n", "bit = §99\n", []string{"the bit is 99, from 0 to 19"}},
	{"an emergency is lowered", "flags.toml", "triage = \"emergency\"", "triage = §\"see-a-professional\"",
		[]string{`"chest-pain" is an emergency: its words may change, but not that`}},
	{"no care at all", "flags.toml", `triage = "emergency"`, `triage = §"self-care"`, []string{`there is no triage "self-care"`}},
	{"a code of old buttons", "causes.toml", `code = "ws"`, `code = §"xx"`, []string{`the code of "weak-stabilizers" is "ws" and stays so, since old buttons carry it`}},
	{"a code of a question", "questions.toml", `code = "li"`, `code = §"xx"`, []string{`the code of "lift" is "li" and stays so, since old buttons carry it`}},
	{"the id of a topic", "drills.toml", `id = "row"`, "id = §\"muscles\"\nname = \"M\"\npurpose = \"p\"\nsteps = [\"s\"]\ndose = { text = \"d\" }\nsources = [\"bench-article\"]\n[[drill]]\nid = \"row\"", []string{`the id "muscles" is that of a topic as well`}},
	{"a long text", "topics.toml", `text = """`, `text = §"""` + strings.Repeat("é", 2000), []string{"a text of 2578 characters, at most 2000"}},
	{"a character for machines", "flags.toml", `act = "`, `act = §"\u0000`, []string{"there is a character in it that nobody can see"}},
	{"an unknown cause in a table", "questions.toml", "[[question]]\nid", "§[[question]]\nid = \"z\"\ncode = \"zz\"\nask = \"z\"\n[[question.option]]\nid = \"z\"\nlabel = \"z\"\n[question.option.causes]\ngrip = 3\n[[question.option]]\nid = \"else\"\nlabel = \"z\"\n[[question]]\nid", []string{`there is no cause "grip"`}},
	{"no closed question", "questions.toml", "id = \"check-inside\"\ncode = \"ck\"\ncheck = true", "id = \"check-inside\"\ncode = \"ck\"",
		[]string{"questions.toml: no [[question]] with check = true has an option for chest-pain, short-of-breath, bladder-bowel, leg-weakness"}},
}

// A copy of everything is no fault, also as Windows writes it.
func TestOverrideWithACopy(t *testing.T) {
	for _, eol := range []string{"\n", "\r\n"} {
		copied := fstest.MapFS{}
		for _, pattern := range []string{"content/*.toml", "lexicon/*.*"} {
			names, err := fs.Glob(embedded, pattern)
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				text := builtIn(t, path.Base(name))
				if path.Ext(name) != ".bin" {
					text = "\ufeff" + strings.ReplaceAll(text, "\n", eol)
				}
				copied["mine/"+path.Base(name)] = &fstest.MapFile{Data: []byte(text)}
			}
		}
		if got := faultsOf(t, copied); len(got) > 0 {
			t.Errorf("%q: got %q, want no faults", eol, got)
		}
	}
}

// A sign that is raised to an emergency is one in every way.
func TestRaisedSign(t *testing.T) {
	const is = "id = \"tingling\"\nbit = 5\nname = \"Tingling\"\ntriage = "
	text := strings.Replace(builtIn(t, "flags.toml"), is+`"see-a-professional"`, is+`"emergency"`, 1)
	b, err := Load(fstest.MapFS{"flags.toml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	a := b.Assess("My fingers go numb and my hand is tingling with pins and needles after bench")
	var got []string
	for _, f := range a.RedFlags {
		got = append(got, f.ID)
	}
	if want := []string{"tingling", "numbness"}; !slices.Equal(got, want) || a.Triage != Emergency {
		t.Errorf("got %v, %s, want %v, emergency", got, a.Triage, want)
	}
}

// Where a cause applies is what its lifts say.
func TestLiftsOfACause(t *testing.T) {
	const only, both = "code = \"ts\"\nlifts = [\"bench-press\"]", "code = \"ts\"\nlifts = [\"bench-press\", \"push-up\"]"
	text := strings.Replace(builtIn(t, "causes.toml"), only, both, 1)
	b, err := Load(fstest.MapFS{"causes.toml": {Data: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	const said = "my shoulders are too tight for push-ups and my upper back gets sore"
	share := func(b *Base) float64 {
		for _, f := range b.Assess(said).Causes {
			if f.ID == "tight-shoulders" {
				return f.Score
			}
		}
		return 0
	}
	if before, after := share(base(t)), share(b); after <= before {
		t.Errorf("the share of a cause went from %v to %v when it became one of push-ups", before, after)
	}
}

// A cause and a sign that an override adds are found by its own words alone, and travel in buttons.
func TestNewEntries(t *testing.T) {
	b, err := Load(fstest.MapFS{
		"causes.toml":      {Data: []byte(newCause)},
		"flags.toml":       {Data: []byte(newFlag)},
		"cause-words.toml": {Data: []byte("[classes]\ngrips = \"grip, hand spacing, hand placement\"\n[[evidence]]\nfor = \"grip-too-wide\"\nweight = 5\nreason = \"the grip\"\nphrases = \"<grips> & wide|wider\"\n")},
		"flag-words.toml":  {Data: []byte("[[evidence]]\nfor = \"fever\"\nweight = 5\nreason = \"heat\"\nphrases = \"fever|feverish|shivering\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	a := b.Assess("upper back sore after bench, my hand placement is really wide and somehow it got wider over the months")
	if len(a.Causes) == 0 || a.Causes[0].ID != "grip-too-wide" || len(a.Causes[0].Because) == 0 {
		t.Errorf("got %+v, want the new cause first, with its words", a.Causes)
	}
	a = b.Assess("my upper back is sore after bench and since yesterday i am feverish")
	if a.Triage != Emergency || a.RedFlags[0].ID != "fever" {
		t.Errorf("got %s, %+v, want the new sign, an emergency", a.Triage, a.RedFlags)
	}
	c, err := b.ParseCase(a.Case.String())
	if err != nil || !c.tells("fever") {
		t.Errorf("the case %q: got %v, %v, want the new sign in it", a.Case, c, err)
	}
	if a := b.Assess("upper back sore after bench, no fever, not feverish"); a.Triage != SelfCare {
		t.Errorf("the denied sign: got %+v", a.RedFlags)
	}
	if _, err := base(t).ParseCase(a.Case.String()); err == nil {
		t.Error("a base without the new sign took its button")
	}
}
