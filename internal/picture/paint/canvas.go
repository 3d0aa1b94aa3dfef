package paint

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// A Canvas is what shapes are painted on: pixels of palette entries. It is for one goroutine.
type Canvas struct {
	image   *image.Paletted
	palette *palette
	raster  vector.Rasterizer
	cover   image.Alpha // how much of each pixel the shape in hand covers
}

// NewCanvas returns an empty sheet of paper of that many pixels.
func NewCanvas(width, height int) *Canvas {
	p := thePalette()
	return &Canvas{image: image.NewPaletted(image.Rect(0, 0, width, height), p.colors), palette: p}
}

// FillAll paints shapes, the first below the others. What lies outside the canvas is cut off.
func (c *Canvas) FillAll(shapes []Shape) { c.fillWithin(shapes, c.image.Rect) }

func (c *Canvas) fillWithin(shapes []Shape, within image.Rectangle) {
	for i := range shapes {
		if box := shapes[i].box().Intersect(within); !box.Empty() {
			c.rasterise(shapes[i].Path, box)
			c.lay(shapes[i].Ink, box)
		}
	}
}

// box returns the pixels that a shape may touch.
func (s *Shape) box() image.Rectangle {
	least, most := s.Path.Bounds()
	box := image.Rect(floor(least.X), floor(least.Y), ceil(most.X), ceil(most.Y))
	if b := s.Clip; b != nil {
		box = box.Intersect(image.Rect(floor(b.X), floor(b.Y), ceil(b.X+b.Width), ceil(b.Y+b.Height)))
	}
	return box
}

// same reports whether two shapes look the same.
func (s *Shape) same(t *Shape) bool { return s.alike(t) && s.Path.Same(&t.Path) }

// farAway bounds what is turned into pixels: a wild number in a file must not become an endless loop.
const farAway = 1 << 14

func floor(v float64) int { return int(math.Floor(max(-farAway, min(farAway, v)))) }
func ceil(v float64) int  { return int(math.Ceil(max(-farAway, min(farAway, v)))) }

// rasterise leaves in c.cover how much of each pixel of box p covers.
func (c *Canvas) rasterise(p Path, box image.Rectangle) {
	c.raster.Reset(box.Dx(), box.Dy())
	at := func(q Point) (float32, float32) {
		return float32(max(-farAway, min(farAway, q.X-float64(box.Min.X)))), float32(max(-farAway, min(farAway, q.Y-float64(box.Min.Y))))
	}
	points := p.points
	for i, s := range p.steps {
		x, y := at(points[0])
		switch s {
		case moveTo:
			if i > 0 {
				c.raster.ClosePath()
			}
			c.raster.MoveTo(x, y)
			points = points[1:]
		case lineTo:
			c.raster.LineTo(x, y)
			points = points[1:]
		case curveTo:
			bx, by := at(points[1])
			ex, ey := at(points[2])
			c.raster.CubeTo(x, y, bx, by, ex, ey)
			points = points[3:]
		}
	}
	c.raster.ClosePath()
	n := box.Dx() * box.Dy()
	if cap(c.cover.Pix) < n {
		c.cover.Pix = make([]uint8, n)
	}
	c.cover = image.Alpha{Pix: c.cover.Pix[:n], Stride: box.Dx(), Rect: image.Rect(0, 0, box.Dx(), box.Dy())}
	c.raster.DrawOp = 1 // draw.Src: the cover before is of another shape
	c.raster.Draw(&c.cover, c.cover.Rect, image.Opaque, image.Point{})
}

// Covers below firstShare are none, and above lastShare all of a pixel.
const (
	firstShare = 255/(2*(levels-1)) + 1
	lastShare  = 255 - firstShare
)

// lay paints an ink as far as c.cover says.
func (c *Canvas) lay(ink Ink, box image.Rectangle) {
	for y := range box.Dy() {
		row := c.image.Pix[c.image.PixOffset(box.Min.X, box.Min.Y+y):][:box.Dx()]
		cover := c.cover.Pix[y*c.cover.Stride:][:len(row)]
		for x, a := range cover {
			switch {
			case a < firstShare:
			case a > lastShare:
				row[x] = uint8(ink)
			default:
				row[x] = c.palette.blend[(int(a)*(levels-1)+127)/255-1][row[x]][ink]
			}
		}
	}
}
