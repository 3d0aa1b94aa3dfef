package flat

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type kind string

type thing struct {
	Name   kind
	Whole  int32
	Large  uint64
	Is     bool
	Much   float64
	Words  []string
	Codes  []uint32
	Scales []float32
	Inner  []thing
	Shared []*thing
	ByName map[string]float64
}

func flatten(c *Coder, t *thing) {
	Text(c, &t.Name)
	Int(c, &t.Whole)
	Int(c, &t.Large)
	Bool(c, &t.Is)
	Float(c, &t.Much)
	Texts(c, &t.Words)
	Ints(c, &t.Codes)
	Floats(c, &t.Scales)
	List(c, &t.Inner, flatten)
	Pointers(c, &t.Shared, flatten)
	Map(c, &t.ByName, Float)
}

var things = []thing{
	{},
	{Name: "blade", Whole: -1, Large: math.MaxUint64, Is: true, Much: -2.5, Words: []string{"", "a", "schulter ü"}, Codes: []uint32{0, 1 << 31}, Scales: []float32{0.5}},
	{Words: []string{}, Codes: []uint32{}, Inner: []thing{}, Shared: []*thing{}, ByName: map[string]float64{}},
	{Words: make([]string, 2000), Inner: []thing{{Name: "x"}, {Inner: []thing{{Whole: 127}, {Whole: 128}}}}, Shared: []*thing{{Is: true}, {}}, ByName: map[string]float64{"b": 1, "a": 2}},
}

// What was written is read, none as none and empty as empty.
func TestReadIsWritten(t *testing.T) {
	for i, want := range things {
		data := Write(func(c *Coder) { flatten(c, &want) })
		var got thing
		if err := Read(data, func(c *Coder) { flatten(c, &got) }); err != nil {
			t.Errorf("thing %d: %v", i, err)
		}
		if diff := cmp.Diff(got, want); diff != "" {
			t.Errorf("thing %d: %s", i, diff)
		}
	}
}

// What is cut off or goes on is refused, whatever it is, and without taking memory for what is not there.
func FuzzRead(f *testing.F) {
	for _, want := range things {
		f.Add(Write(func(c *Coder) { flatten(c, &want) }))
	}
	f.Fuzz(func(t *testing.T, data string) {
		var got thing
		if Read(data, func(c *Coder) { flatten(c, &got) }) != nil {
			return
		}
		for _, other := range []string{data + "x", data[:max(0, len(data)-1)]} {
			if err := Read(other, func(c *Coder) { flatten(c, &thing{}) }); err == nil && other != data {
				t.Errorf("%q is read, and so is %q", data, other)
			}
		}
	})
}
