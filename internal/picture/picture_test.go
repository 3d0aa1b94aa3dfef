package picture

import (
	"bytes"
	"encoding/xml"
	"flag"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

var update = flag.Bool("update", false, "rewrite the golden pictures")

func load(t testing.TB) *Set {
	t.Helper()
	s, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Steps are counted in knowledge's own tests; here each picture has as many as it shows.
func stepsOf(s *Set) (map[string]int, map[string]bool) {
	steps, cues := map[string]int{}, map[string]bool{}
	for _, p := range s.All() {
		if p.Cue {
			cues[p.ID] = true
		} else {
			steps[p.ID] = 6
		}
	}
	return steps, cues
}

func TestPicturesAreSound(t *testing.T) {
	s := load(t)
	if err := s.Check(stepsOf(s)); err != nil {
		t.Error(err)
	}
	if n := len(s.All()); n < 20 {
		t.Errorf("%d pictures, at least 20", n)
	}
}

func TestCheckFinds(t *testing.T) {
	for _, c := range []struct{ name, from, to, want, id string }{
		{"a neck that breaks", "neck = 60", "neck = 150", "thorax to neck", "row"},
		{"hands out of reach", "hand = [15.4, 31.2]", "hand = [80, 24]", "from where it belongs", "row"},
		{"a step too many", "step = 3", "step = 6", "no step 6", "row"},
		{"a head that leaves", "arm = 68", "at = [0, 90]", "head is outside", "chin-tuck-wing-flaps"},
		{"an arrow outside", "by = [-6, 10]", "by = [-6, 40]", "cut off", "row"},
	} {
		t.Run(c.name, func(t *testing.T) {
			built, err := os.ReadFile("../knowledge/content/pictures/" + c.id + ".toml")
			if err != nil {
				t.Fatal(err)
			}
			text := strings.Replace(string(built), c.from, c.to, 1)
			if text == string(built) {
				t.Fatalf("the file has no %q", c.from)
			}
			s, err := Load(fstest.MapFS{"pictures/" + c.id + ".toml": {Data: []byte(text)}})
			if err != nil {
				t.Fatal(err)
			}
			steps, cues := stepsOf(s)
			steps["row"] = 3
			p, _ := s.Picture(c.id)
			data, drawn := p.GIF()
			err = p.faults(data, drawn, steps, cues)
			if !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "pictures/"+c.id+".toml") {
				t.Errorf("got %v, want something with %q", err, c.want)
			}
		})
	}
}

func TestLoadFinds(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"no TOML", "name = ", "line 1"},
		{"an unknown key", "nam = \"x\"", `there is no "nam" here`},
		{"no figures", "name = \"x\"\nalt = \"y\"\nsize = [320, 200]", "needs figures"},
		{"an unknown word of a pose", figureWith(`tail = 4`), `tail: no such word`},
		{"a number out of bounds", figureWith(`knee = 400`), "400 is not within 0 and 165"},
		{"a side that a view has not", figureWith(`left_knee = 40`), "no such word"},
		{"an unknown prop", figureWith("knee = 4") + "\n[[figure.prop]]\nkind = \"sofa\"\n", `no prop "sofa"`},
		{"too long", strings.Replace(figureWith("knee = 4"), "hold = 1", "hold = 9", 1), "not within 0 and 8 seconds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"pictures/own.toml": {Data: []byte(c.text)}})
			if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "pictures/own.toml: ") {
				t.Errorf("got %v, want pictures/own.toml with %q", err, c.want)
			}
		})
	}
}

func figureWith(pose string) string {
	return "name = \"x\"\nalt = \"y\"\nsize = [64, 64]\nbeat = [{ hold = 1 }]\n[[figure]]\nview = \"side\"\nframe = [-50, 0, 50, 110]\n[[figure.pose]]\n" + pose + "\n"
}

// The golden pictures are the first frames at a quarter of their size: what is seen while a picture loads.
func TestGolden(t *testing.T) {
	for _, p := range load(t).All() {
		data, err := p.PNG()
		if err != nil {
			t.Fatal(err)
		}
		got := quarter(t, data)
		file := filepath.Join("testdata", "golden", p.ID+".png")
		if *update {
			write(t, file, got)
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(bytes.NewReader(want))
		if err != nil {
			t.Fatal(err)
		}
		if n := different(got, decoded); n > 0.004 {
			t.Errorf("%s: %.1f %% of the pixels differ: look at it, then go test -update", p.ID, 100*n)
		}
	}
}

func quarter(t *testing.T, data []byte) *image.Gray {
	t.Helper()
	from, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	b := from.Bounds()
	to := image.NewGray(image.Rect(0, 0, b.Dx()/4, b.Dy()/4))
	for y := range b.Dy() / 4 {
		for x := range b.Dx() / 4 {
			sum := 0
			for k := range 16 {
				sum += int(color.GrayModel.Convert(from.At(4*x+k%4, 4*y+k/4)).(color.Gray).Y)
			}
			to.SetGray(x, y, color.Gray{Y: uint8(sum / 16)})
		}
	}
	return to
}

func write(t *testing.T, file string, m image.Image) {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// different returns the share of pixels that are clearly not alike.
func different(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 1
	}
	n, all := 0, a.Bounds().Dx()*a.Bounds().Dy()
	for i := range all {
		x, y := i%a.Bounds().Dx(), i/a.Bounds().Dx()
		p, q := color.GrayModel.Convert(a.At(x, y)).(color.Gray).Y, color.GrayModel.Convert(b.At(x, y)).(color.Gray).Y
		if max(p, q)-min(p, q) > 24 {
			n++
		}
	}
	return float64(n) / float64(all)
}

// A decoded GIF has the size, the length and the first frame that its file tells, and all of it moves.
func TestGIF(t *testing.T) {
	s := load(t)
	for _, p := range s.All() {
		data, err := s.GIF(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("%s: %v", p.ID, err)
		}
		total := 0
		for i, d := range g.Delay {
			total += d
			if d < 2 {
				t.Errorf("%s: frame %d is shown for %d hundredths, browsers slow down below 2", p.ID, i, d)
			}
		}
		if g.Config.Width != p.Width || g.Config.Height != p.Height || total > 800 || g.LoopCount != 0 {
			t.Errorf("%s: %d by %d, %d hundredths, %d loops", p.ID, g.Config.Width, g.Config.Height, total, g.LoopCount)
		}
		if len(g.Image) < 6 {
			t.Errorf("%s: %d frames do not move", p.ID, len(g.Image))
		}
		still, err := p.PNG()
		if err != nil {
			t.Fatal(err)
		}
		first, err := png.Decode(bytes.NewReader(still))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(first.(*image.Paletted).Pix, g.Image[0].Pix[:p.Width]) && !p.hasRing() {
			t.Errorf("%s: the GIF begins with another frame than the still picture", p.ID)
		}
	}
}

func (p *Picture) hasRing() bool { return p.beats[p.first].ring }

// An arrow points the way that its point moves.
func TestArrowsFollowTheMovement(t *testing.T) {
	for _, p := range load(t).All() {
		for k := range p.panels {
			if err := p.panels[k].Follows(); err != nil {
				t.Errorf("%s, figure %d: %v", p.ID, k+1, err)
			}
		}
	}
}

func FuzzLoad(f *testing.F) {
	for _, p := range load(f).All() {
		text, err := os.ReadFile("../knowledge/content/pictures/" + p.ID + ".toml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(figureWith("knee = 4"))
	f.Fuzz(func(t *testing.T, text string) {
		s, err := Load(fstest.MapFS{"pictures/own.toml": {Data: []byte(text)}})
		if err != nil {
			return
		}
		p, ok := s.Picture("own")
		if !ok {
			t.Fatal("a file without faults gives no picture")
		}
		data, err := p.GIF()
		if err != nil {
			t.Fatal(err)
		}
		p.faults(data, nil, nil, nil)
		if g, err := gif.DecodeAll(bytes.NewReader(data)); err != nil || g.Config.Width != p.Width {
			t.Fatalf("the GIF cannot be read: %v", err)
		}
		if svg := p.SVG(); bytes.Contains(svg, []byte("NaN")) {
			t.Fatal("the SVG has a number that is none")
		}
	})
}

// BenchmarkGIF draws a picture, and writes the same pixels by image/gif alone.
func BenchmarkGIF(b *testing.B) {
	s := load(b)
	for _, id := range []string{"chin-tuck", "pull-up", "y-t-w-raises"} {
		p, _ := s.Picture(id)
		b.Run(id, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.GIF(); err != nil {
					b.Fatal(err)
				}
			}
		})
		data, err := p.GIF()
		if err != nil {
			b.Fatal(err)
		}
		g, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(id+"/image-gif", func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				if err := gif.EncodeAll(&out, g); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		s, err := Load(nil)
		if err != nil {
			b.Fatal(err)
		}
		s.All()
	}
}

// The frames of a GIF, laid over each other, are the frames of the film painted whole.
func TestFramesAddUp(t *testing.T) {
	s := load(t)
	for _, id := range []string{"scapular-push-up", "y-t-w-raises", "straight-line"} {
		p, _ := s.Picture(id)
		data, err := s.GIF(id)
		if err != nil {
			t.Fatal(err)
		}
		g, err := gif.DecodeAll(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		film, shown := p.film(), image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
		var before []byte
		next := 0
		for i := range film.Frames {
			still, err := film.PNG(i)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(still, before) {
				draw.Draw(shown, g.Image[next].Bounds(), g.Image[next], g.Image[next].Bounds().Min, draw.Over)
				before, next = still, next+1
			}
			want, err := png.Decode(bytes.NewReader(still))
			if err != nil {
				t.Fatal(err)
			}
			for k := range p.Width * p.Height {
				x, y := k%p.Width, k/p.Width
				if got, want := shown.RGBAAt(x, y), color.RGBAModel.Convert(want.At(x, y)); got != want {
					t.Fatalf("%s, frame %d: pixel %d, %d is %v, want %v", id, i, x, y, got, want)
				}
			}
		}
		if next != len(g.Image) {
			t.Errorf("%s: %d frames, %d of them seen", id, len(g.Image), next)
		}
	}
}

// An SVG is well formed, says what it shows, and stands still where people want it so.
func TestSVG(t *testing.T) {
	for _, p := range load(t).All() {
		text := p.SVG()
		d := xml.NewDecoder(bytes.NewReader(text))
		for {
			_, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", p.ID, err)
			}
		}
		for _, want := range []string{"prefers-reduced-motion", "<title>" + p.Name, `repeatCount="indefinite"`} {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s lacks %q", p.ID, want)
			}
		}
	}
}
