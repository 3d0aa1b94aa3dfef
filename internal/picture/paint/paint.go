// Package paint turns flat shapes into pixels and files: paths filled with one of a few inks, on a
// canvas of palette entries, written as GIF, PNG or SVG.
//
// It knows pixels, inks and formats, and nothing of bodies. Curves are rasterised by
// golang.org/x/image/vector, files are written by the standard encoders.
package paint

import (
	"math"
	"slices"
)

// A Point is a place on the canvas in pixels, y downwards.
type Point struct{ X, Y float64 }

// A Shape is a closed path filled with one ink.
type Shape struct {
	Path Path
	Ink  Ink
	Clip *Box // what lies outside is not painted; nil for all of the canvas
}

// A Box is a rectangle in pixels.
type Box struct{ X, Y, Width, Height float64 }

// A Path is one or more closed outlines. Its zero value is empty. The steps of the path of a thing that moves are
// the same in every frame, so that an SVG can carry one over into the next.
type Path struct {
	steps  []step
	points []Point
}

type step byte

const (
	moveTo  step = 'M' // one point
	lineTo  step = 'L' // one point
	curveTo step = 'C' // three points: two controls and the end
)

// MoveTo begins an outline. The one before is closed.
func (p *Path) MoveTo(to Point) { p.add(moveTo, to) }

// LineTo goes straight to a point.
func (p *Path) LineTo(to Point) { p.add(lineTo, to) }

// CurveTo goes to a point in a cubic curve.
func (p *Path) CurveTo(a, b, to Point) { p.add(curveTo, a, b, to) }

func (p *Path) add(s step, points ...Point) {
	p.steps = append(p.steps, s)
	p.points = append(p.points, points...)
}

// grow makes room for as many steps and points.
func (p *Path) grow(steps, points int) {
	p.steps, p.points = slices.Grow(p.steps, steps), slices.Grow(p.points, points)
}

// Append adds the outlines of another path.
func (p *Path) Append(q Path) {
	p.steps = append(p.steps, q.steps...)
	p.points = append(p.points, q.points...)
}

// Moved returns the path somewhere else.
func (p Path) Moved(by Point) Path {
	points := make([]Point, len(p.points))
	for i, q := range p.points {
		points[i] = q.plus(by, 1)
	}
	return Path{p.steps, points}
}

// Bounds returns the corners of the smallest box around all points of p, controls included: least, most.
func (p *Path) Bounds() (Point, Point) {
	least, most := Point{math.Inf(1), math.Inf(1)}, Point{math.Inf(-1), math.Inf(-1)}
	for _, q := range p.points {
		least = Point{min(least.X, q.X), min(least.Y, q.Y)}
		most = Point{max(most.X, q.X), max(most.Y, q.Y)}
	}
	return least, most
}

// Same reports whether two paths have the same steps and points.
func (p *Path) Same(q *Path) bool {
	return p.alike(q) && slices.Equal(p.points, q.points)
}

// alike reports whether two paths have the same steps, so that one can turn into the other.
func (p *Path) alike(q *Path) bool { return slices.Equal(p.steps, q.steps) }

// Polygon returns the outline with these corners.
func Polygon(corners ...Point) Path {
	var p Path
	for i, c := range corners {
		if i == 0 {
			p.MoveTo(c)
		} else {
			p.LineTo(c)
		}
	}
	return p
}

// Smooth returns the closed curve through points without corners (Catmull and Rom's).
func Smooth(points ...Point) Path {
	var p Path
	n := len(points)
	if n == 0 {
		return p
	}
	p.grow(n+1, 3*n+1)
	p.MoveTo(points[0])
	for i := range points {
		before, from, to, after := points[(i+n-1)%n], points[i], points[(i+1)%n], points[(i+2)%n]
		p.CurveTo(from.plus(to.minus(before), 1.0/6), to.plus(after.minus(from), -1.0/6), to)
	}
	return p
}

// Circle returns the circle around a point.
func Circle(at Point, r float64) Path { return Ellipse(at, r, r, 0) }

// Ellipse returns the ellipse around a point with these half axes, the first turned by an angle in radians.
func Ellipse(at Point, rx, ry, turned float64) Path {
	const k = 0.5522847498 // of a quarter of a circle as a cubic
	c, s := math.Cos(turned), math.Sin(turned)
	on := func(x, y float64) Point {
		return Point{at.X + x*rx*c - y*ry*s, at.Y + x*rx*s + y*ry*c}
	}
	var p Path
	p.grow(5, 13)
	p.MoveTo(on(1, 0))
	p.CurveTo(on(1, k), on(k, 1), on(0, 1))
	p.CurveTo(on(-k, 1), on(-1, k), on(-1, 0))
	p.CurveTo(on(-1, -k), on(-k, -1), on(0, -1))
	p.CurveTo(on(k, -1), on(1, -k), on(1, 0))
	return p
}

// Capsule returns the outline of two circles and what lies between them.
func Capsule(a Point, ra float64, b Point, rb float64) Path {
	d := b.minus(a)
	along := math.Atan2(d.Y, d.X)
	taper := math.Acos(max(-1, min(1, (ra-rb)/max(1e-9, math.Hypot(d.X, d.Y)))))
	var p Path
	p.grow(6, 14)
	p.MoveTo(a.polar(ra, along+taper))
	p.arc(a, ra, along+taper, along+2*math.Pi-taper)
	p.LineTo(b.polar(rb, along-taper))
	p.arc(b, rb, along-taper, along+taper)
	return p
}

// arc goes around a point in two cubics.
func (p *Path) arc(at Point, r, from, to float64) {
	half := (to - from) / 2
	k := 4.0 / 3 * math.Tan(half/4) * r
	for range 2 {
		start, end := at.polar(r, from), at.polar(r, from+half)
		p.CurveTo(
			Point{start.X - k*math.Sin(from), start.Y + k*math.Cos(from)},
			Point{end.X + k*math.Sin(from+half), end.Y - k*math.Cos(from+half)}, end)
		from += half
	}
}

// Stroke returns the outline of a line of that width through points, with round ends.
func Stroke(width float64, points ...Point) Path {
	var p Path
	for i := 1; i < len(points); i++ {
		p.Append(Capsule(points[i-1], width/2, points[i], width/2))
	}
	return p
}

// Dashes returns a broken line of that width from a to b.
func Dashes(width, dash, gap float64, a, b Point) Path {
	var p Path
	d := b.minus(a)
	length := math.Hypot(d.X, d.Y)
	for at := 0.0; at < length; at += dash + gap {
		end := min(at+dash, length)
		p.Append(Capsule(a.plus(d, at/length), width/2, a.plus(d, end/length), width/2))
	}
	return p
}

// Ring returns the part of a ring between two angles in radians, clockwise from the top, as one outline.
func Ring(at Point, inner, outer, from, to float64) Path {
	from, to = from-math.Pi/2, to-math.Pi/2
	var p Path
	p.MoveTo(at.polar(outer, from))
	middle := (from + to) / 2
	p.arc(at, outer, from, middle)
	p.arc(at, outer, middle, to)
	p.LineTo(at.polar(inner, to))
	p.arc(at, inner, to, middle)
	p.arc(at, inner, middle, from)
	return p
}

func (a Point) plus(d Point, times float64) Point { return Point{a.X + d.X*times, a.Y + d.Y*times} }
func (a Point) minus(b Point) Point               { return Point{a.X - b.X, a.Y - b.Y} }

func (a Point) polar(r, angle float64) Point {
	return Point{a.X + r*math.Cos(angle), a.Y + r*math.Sin(angle)}
}

// First returns where the path begins.
func (p *Path) First() Point {
	if len(p.points) == 0 {
		return Point{}
	}
	return p.points[0]
}
