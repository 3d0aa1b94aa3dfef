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

// GIF returns the film as an animated GIF that goes on for ever. A frame holds only the pixels that changed.
func (f *Film) GIF() ([]byte, error) {
	back := f.background()
	colors := append(slices.Clip(back.palette.colors), color.RGBA{}) // the last one: as before
	out := &gif.GIF{Config: image.Config{ColorModel: colors, Width: f.Width, Height: f.Height}}
	canvas := NewCanvas(f.Width, f.Height)
	var last []byte
	for _, frame := range f.Frames {
		copy(canvas.image.Pix, back.image.Pix)
		canvas.FillAll(frame.Shapes)
		delta := canvas.since(last, colors)
		if delta == nil { // nothing moved: the frame before stays
			out.Delay[len(out.Delay)-1] += hundredths(frame.For)
			continue
		}
		out.Image = append(out.Image, delta)
		out.Delay = append(out.Delay, hundredths(frame.For))
		out.Disposal = append(out.Disposal, gif.DisposalNone)
		last = append(last[:0], canvas.image.Pix...)
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, out)
	return b.Bytes(), err
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

// since returns what of the canvas differs from the pixels before, the rest of its box clear: nil if nothing does.
func (c *Canvas) since(before []byte, colors color.Palette) *image.Paletted {
	if before == nil {
		whole := image.NewPaletted(c.image.Rect, colors)
		copy(whole.Pix, c.image.Pix)
		return whole
	}
	box := c.changed(before)
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
			if now[x] == old[x] && (x == 0 || to[x-1] != now[x]) {
				to[x] = same
			}
		}
	}
	return delta
}

// changed returns the smallest box around the pixels that differ.
func (c *Canvas) changed(before []byte) image.Rectangle {
	var box image.Rectangle
	w := c.image.Rect.Dx()
	for y := range c.image.Rect.Dy() {
		now, old := c.image.Pix[y*w:][:w], before[y*w:][:w]
		if bytes.Equal(now, old) {
			continue
		}
		first, last := 0, w-1
		for now[first] == old[first] {
			first++
		}
		for now[last] == old[last] {
			last--
		}
		box = box.Union(image.Rect(first, y, last+1, y+1))
	}
	return box
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
