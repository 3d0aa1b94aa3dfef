package heat

import (
	"bytes"
	"image"
	"image/png"
	"testing"
)

func weeks() []Week {
	all := make([]Week, 12)
	for w := range all {
		for d := range 7 {
			for k := range 2 {
				all[w][d][k] = Mark((w*5 + d*3 + k) % 6)
			}
		}
	}
	return all
}

// Every mark looks different from every other, also without colour.
func TestMarksDiffer(t *testing.T) {
	seen := map[string]Mark{}
	for m := Empty; m <= Missed; m++ {
		data, err := PNG([]Week{{{m}}})
		if err != nil {
			t.Fatal(err)
		}
		pixels := decode(t, data)
		var form []byte
		for y := range slot {
			for x := range slot {
				r, g, b, _ := pixels.At(frame+x, frame+y).RGBA()
				form = append(form, byte((r+g+b)>>8/3>>6))
			}
		}
		if other, ok := seen[string(form)]; ok {
			t.Errorf("mark %d looks like mark %d", m, other)
		}
		seen[string(form)] = m
	}
}

func decode(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestSize(t *testing.T) {
	data, err := PNG(weeks())
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > 6<<10 {
		t.Errorf("%d bytes, at most 6 kB", len(data))
	}
	if b := decode(t, data).Bounds(); b.Dx() < 300 || b.Dx() > 500 {
		t.Errorf("%v wide: it should fill a phone's message", b.Dx())
	}
}

func BenchmarkPNG(b *testing.B) {
	w := weeks()
	for b.Loop() {
		if _, err := PNG(w); err != nil {
			b.Fatal(err)
		}
	}
}
