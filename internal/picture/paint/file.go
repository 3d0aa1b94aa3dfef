package paint

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/png"
	"slices"
	"time"
)

// A Frame is what is seen for a while: shapes over a still background.
type Frame struct {
	Shapes []Shape
	For    time.Duration // in steps of 10 ms, at least 20 ms: less is shown as 100 ms by browsers
}

// A Film is frames over and over.
type Film struct {
	Width, Height int
	Still         []Shape // below all frames
	Frames        []Frame // at least one
}

// GIF returns the film as an animated GIF that goes on for ever. A frame holds only the pixels that changed, and only where shapes
// changed is it painted anew.
func (f *Film) GIF() ([]byte, error) {
	back := f.background()
	colors := append(slices.Clip(back.palette.colors), color.RGBA{}) // the last one: as before
	out := &gif.GIF{Config: image.Config{ColorModel: colors, Width: f.Width, Height: f.Height}}
	canvas := f.background()
	last := slices.Clone(canvas.image.Pix)
	var shown []Shape
	for i, frame := range f.Frames {
		box := changedBox(shown, frame.Shapes).Intersect(canvas.image.Rect)
		shown = frame.Shapes
		canvas.restore(back, box)
		canvas.fillWithin(frame.Shapes, box)
		var delta *image.Paletted
		if i == 0 {
			delta = image.NewPaletted(canvas.image.Rect, colors)
			copy(delta.Pix, canvas.image.Pix)
		} else if delta = canvas.since(last, box, colors); delta == nil { // nothing moved: the frame before stays
			out.Delay[len(out.Delay)-1] += hundredths(frame.For)
			continue
		}
		out.Image = append(out.Image, delta)
		out.Delay = append(out.Delay, hundredths(frame.For))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		copyBox(last, canvas.image, box)
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, out)
	return b.Bytes(), err
}

// changedBox returns a box around all in which two lists of shapes differ.
func changedBox(before, now []Shape) image.Rectangle {
	for len(before) > 0 && len(now) > 0 && before[0].same(&now[0]) {
		before, now = before[1:], now[1:]
	}
	for len(before) > 0 && len(now) > 0 && before[len(before)-1].same(&now[len(now)-1]) {
		before, now = before[:len(before)-1], now[:len(now)-1]
	}
	var box image.Rectangle
	for i := range max(len(before), len(now)) {
		if len(before) == len(now) && before[i].same(&now[i]) {
			continue
		}
		if i < len(before) {
			box = box.Union(before[i].box())
		}
		if i < len(now) {
			box = box.Union(now[i].box())
		}
	}
	return box
}

// PNG returns one frame as a still picture.
func (f *Film) PNG(frame int) ([]byte, error) {
	canvas := f.background()
	canvas.FillAll(f.Frames[frame].Shapes)
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.DefaultCompression}).Encode(&b, canvas.image)
	return b.Bytes(), err
}

func (f *Film) background() *Canvas {
	c := NewCanvas(f.Width, f.Height)
	c.FillAll(f.Still)
	return c
}

func hundredths(d time.Duration) int {
	return int(max(d, 20*time.Millisecond) / (10 * time.Millisecond))
}

// since returns what of a box differs from the pixels before, the rest of it clear: nil if nothing does.
func (c *Canvas) since(before []byte, within image.Rectangle, colors color.Palette) *image.Paletted {
	box := c.changed(before, within)
	if box.Empty() {
		return nil
	}
	same := uint8(len(colors) - 1)
	delta := image.NewPaletted(box, colors)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		from := c.image.PixOffset(box.Min.X, y)
		now, old := c.image.Pix[from:][:box.Dx()], before[from:][:box.Dx()]
		to := delta.Pix[(y-box.Min.Y)*delta.Stride:][:box.Dx()]
		for x := range to {
			to[x] = now[x]
			if now[x] == old[x] && (x == 0 || to[x-1] != now[x]) { // a run goes on through what did not change
				to[x] = same
			}
		}
	}
	return delta
}

// changed returns the smallest box around the pixels that differ within another one.
func (c *Canvas) changed(before []byte, within image.Rectangle) image.Rectangle {
	var box image.Rectangle
	for y := within.Min.Y; y < within.Max.Y; y++ {
		at := c.image.PixOffset(within.Min.X, y)
		now, old := c.image.Pix[at:][:within.Dx()], before[at:][:within.Dx()]
		if bytes.Equal(now, old) {
			continue
		}
		first, last := 0, len(now)-1
		for now[first] == old[first] {
			first++
		}
		for now[last] == old[last] {
			last--
		}
		box = box.Union(image.Rect(within.Min.X+first, y, within.Min.X+last+1, y+1))
	}
	return box
}

// restore makes a box of the canvas what it is on another one.
func (c *Canvas) restore(from *Canvas, box image.Rectangle) {
	copyBox(c.image.Pix, from.image, box)
}

func copyBox(to []byte, from *image.Paletted, box image.Rectangle) {
	for y := box.Min.Y; y < box.Max.Y; y++ {
		at := from.PixOffset(box.Min.X, y)
		copy(to[at:at+box.Dx()], from.Pix[at:])
	}
}

// Sheet returns the first frames of films side by side, as a PNG.
func Sheet(films []*Film) ([]byte, error) {
	width, height := 0, 0
	for _, f := range films {
		width, height = width+f.Width, max(height, f.Height)
	}
	sheet := NewCanvas(width, height)
	at := 0
	for _, f := range films {
		c := f.background()
		c.FillAll(f.Frames[0].Shapes)
		for y := range f.Height {
			copy(sheet.image.Pix[y*width+at:][:f.Width], c.image.Pix[y*f.Width:])
		}
		at += f.Width
	}
	var b bytes.Buffer
	err := png.Encode(&b, sheet.image)
	return b.Bytes(), err
}
