package classify

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"spotter/internal/knowledge/content"
	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/knowledge/scope"
	"strings"
	"testing"
)

// Sums of many rows, eight weights at once, are those of the weights one by one.
func TestModelAdd(t *testing.T) {
	const most = 1000
	random := rand.New(rand.NewPCG(1, 2))
	const always, topics = 37, 33
	const outcomes = always + topics
	rows := make([]byte, most*outcomes)
	for i := range rows {
		rows[i] = EncodeWeight(random.Float64() * 2) // mostly for it, so that sums grow
	}
	var names []string
	for i := range outcomes {
		task := Kinds
		if i >= always {
			task = Topics
		}
		names = append(names, fmt.Sprintf("%s/%d", taskNames[task], i))
	}
	maker := modelMaker{model: newModel(names)}
	var fs []Feature
	for i := range most {
		f := Feature(i + 1)
		fs = append(fs, f)
		if f%7 > 0 { // some have no weight
			maker.put(f, string(rows[i*outcomes:(i+1)*outcomes]))
		}
	}
	m := maker.done()
	m.columns = m.columnsOf([]Task{Kinds: {Outcomes: idsOf(names[:always])}, Topics: {Outcomes: idsOf(names[always:])}})
	for _, n := range []int{0, 1, 2, maxSummed, maxSummed + 1, most} {
		got := make([]float64, outcomes)
		summed := m.rowsOf(slices.Concat(fs[:n], fs[:n/2]), &room{}) // what is listed again counts once
		m.addAlways(got[:always], summed, &room{})
		m.addTopics(got[always:], summed, &room{})
		for o := range got {
			want := 0.0
			for _, f := range fs[:n] {
				want += float64(m.weight(f, o, always))
			}
			want *= Dilution(len(summed))
			if math.Abs(got[o]-want) > 1e-3 {
				t.Fatalf("%d features, outcome %d: got %v, want %v", n, o, got[o], want)
			}
		}
	}
}

func idsOf(names []string) (ids []string) {
	for _, name := range names {
		_, id, _ := strings.Cut(name, "/")
		ids = append(ids, id)
	}
	return ids
}

func TestParseModelFaults(t *testing.T) {
	l := overlay.New(os.DirFS(".."), nil)
	b := content.Read(l)
	x := lexicon.Read(l, lexicon.SubjectsOf(b))
	c := newClassifier(x, b, &model{})
	head, row := c.Header(), strings.Repeat("P", c.outcomes-1)
	for text, want := range map[string]string{
		head + "word\tbench\t" + row + "Q\n":                              "",
		head + "word\tbench\t" + row + "Q\nword bench\n":                  "line 3: want a kind, a name and ",
		head + "word\tbench\t" + row + "\n":                               "line 2: want a kind, a name and ",
		head + "word\tbench\t" + row + "\x80\n":                           "line 2: weights with other characters than those of ASCII",
		head + "no-such-kind\tbench\t" + row + "Q\nsize\t0\t" + row + "Q": "",
		"word\tbench\t" + row + "Q\n":                                     "line 1: want outcomes, a tab and the names of outcomes",
	} {
		if _, err := parseModel(x, text); (err == nil) != (want == "") || err != nil && !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// One bare word, which is believed less than it speaks, takes nothing from what another passage says.
func TestBareWordBesidePhrase(t *testing.T) {
	phrase := Testimony{Grave: true, said: 4, phrase: true, Second: 2}
	bare := Testimony{Grave: true, said: 4, Second: -3}
	r := SignScore{Odds: math.Inf(-1)}
	for _, said := range []struct {
		Testimony
		odds float64
	}{{phrase, 2}, {bare, 3}} {
		r.hear(&said.Testimony, said.odds, scope.Passage{})
	}
	if r.Odds != 2 {
		t.Errorf("got %v, want 2", r.Odds)
	}
}

// weight returns how much a feature speaks for an outcome, counted over all tasks, of which those from topics on are topics.
func (m *model) weight(f Feature, outcome, topics int) float32 {
	at, row := m.find(f)
	switch column := int(m.columns[outcome]); {
	case at < 0 || column < 0:
		return 0
	case outcome >= topics:
		return m.topics.of(m.topicRow(row), column)
	default:
		return m.always.of(row, column)
	}
}

// of gives one weight of a row.
func (w *weights) of(row int32, outcome int) float32 {
	return decodeWeight(int(w.rows[int(row)*w.stride+outcome]), 1)
}
