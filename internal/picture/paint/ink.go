package paint

import (
	"fmt"
	"image/color"
	"sync"
)

// An Ink is one of the colours that things are drawn in.
type Ink uint8

// The inks. Far limbs are a tone darker than near ones, so that the body has depth.
const (
	Paper     Ink = iota
	Ghost         // where the movement began
	Scene         // walls, floors, benches
	SceneDark     // their edges, frames of machines
	Steel         // bars and plates
	Skin          //
	SkinFar       //
	Shirt         //
	Sleeve        // the near arm's, so that it shows before the trunk
	ShirtFar      //
	Shorts        //
	ShortsFar     //
	Shoe          //
	Hair          //
	Blade         // shoulder blades
	Arrow         // where it moves
	Guide         // the lines that a coach would draw
	Soft          // balls, pads
	Wrong         //
	Right         //
	White         //
	inkCount
)

var inks = [inkCount]color.RGBA{
	Paper:     rgb(0xfbfcfe),
	Ghost:     rgb(0xd3dae6),
	Scene:     rgb(0xdde2ea),
	SceneDark: rgb(0xa3adbd),
	Steel:     rgb(0x4a5464),
	Skin:      rgb(0xd79b74),
	SkinFar:   rgb(0xa9714f),
	Shirt:     rgb(0x3f6fb0),
	Sleeve:    rgb(0x6a97d2),
	ShirtFar:  rgb(0x2c5186),
	Shorts:    rgb(0x39435a),
	ShortsFar: rgb(0x272f42),
	Shoe:      rgb(0x5b6578),
	Hair:      rgb(0x3a2a24),
	Blade:     rgb(0xffb454),
	Arrow:     rgb(0xe0440e),
	Guide:     rgb(0x0b7a75),
	Soft:      rgb(0xefb23f),
	Wrong:     rgb(0xc92a2a),
	Right:     rgb(0x2b8a3e),
	White:     rgb(0xffffff),
}

// Hex returns the colour as CSS writes it.
func (i Ink) Hex() string {
	c := inks[i]
	return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
}

func rgb(v uint32) color.RGBA { return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255} }

// A palette is the inks, the blends of two at the edges of shapes, and what shows nothing.
//
// Shapes are painted in entries of the palette: their edges take the entry nearest to the blend. So no picture needs to
// be reduced to few colours afterwards, and a shape that did not move is the same bytes in every frame.
type palette struct {
	colors color.Palette
	blend  [levels - 2][maxColors][inkCount]uint8 // by the share of the ink, the entry below it, and the ink
}

// levels is how many shares of a pixel a shape's edge can cover: none, a third, two thirds, all.
const levels = 4

// maxColors is how many colours a palette holds. The entry after the last one leaves the frame before as it is.
const maxColors = 127

// onEach are the inks that every other is drawn on: their blends have entries of their own.
var onEach = []Ink{Paper, Ghost, Scene, Shirt, Skin}

var thePalette = sync.OnceValue(newPalette)

func newPalette() *palette {
	p := &palette{}
	for _, c := range inks {
		p.colors = append(p.colors, c)
	}
	for _, below := range onEach {
		for above := range inkCount {
			p.mix(below, above)
		}
	}
	p.fillBlends()
	return p
}

// mix adds the blends of two inks, as far as there is room: each share of the one above.
func (p *palette) mix(below, above Ink) {
	for share := 1; share < levels-1; share++ {
		if c := between(inks[below], inks[above], share); len(p.colors) < maxColors && p.distance(p.nearest(c), c) > 200 {
			p.colors = append(p.colors, c)
		}
	}
}

func (p *palette) fillBlends() {
	for share := 1; share < levels-1; share++ {
		for below := range p.colors {
			for above := range inkCount {
				c := between(p.colors[below].(color.RGBA), inks[above], share)
				p.blend[share-1][below][above] = uint8(p.nearest(c))
			}
		}
	}
}

// between returns the colour of a pixel of which an ink covers share of levels-1.
func between(below, above color.RGBA, share int) color.RGBA {
	part := func(a, b uint8) uint8 {
		return uint8((int(a)*(levels-1-share) + int(b)*share + (levels-1)/2) / (levels - 1))
	}
	return color.RGBA{part(below.R, above.R), part(below.G, above.G), part(below.B, above.B), 255}
}

func (p *palette) nearest(c color.RGBA) int {
	best, least := 0, 1<<30
	for i := range p.colors {
		if d := p.distance(i, c); d < least {
			best, least = i, d
		}
	}
	return best
}

func (p *palette) distance(i int, c color.RGBA) int {
	q := p.colors[i].(color.RGBA)
	r, g, b := int(q.R)-int(c.R), int(q.G)-int(c.G), int(q.B)-int(c.B)
	return 2*r*r + 4*g*g + 3*b*b
}
