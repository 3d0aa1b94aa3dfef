package rig

import (
	"spotter/internal/picture/paint"
)

// A Figure is a body in a part of a picture, with what stands around it.
type Figure struct {
	View   View
	Box    [4]float64 // its part of the picture in pixels: left, top, width, height
	Frame  [4]float64 // what of the world it shows: left, bottom, right, top; the middle of it if the box is of another form
	Anchor string     // the point that a pose's "at" is: hip if empty
	Clip   bool       // nothing of it is seen outside of its box
	Rigid  bool       // the arms stay straight
	Hands  string
	Blades bool
	Ghost  int // the pose that is shown pale behind the others; -1 for none
	Props  []Prop
	Guides []string
	Poses  []Pose
	Arrows [][]Arrow // by pose: how it is come to
}

// An Arrow shows how a point of the body moves.
type Arrow struct {
	At   string     // the name of the point, with "right_" or "left_" if only that of a pair is meant
	By   [2]float64 // how far beside the point it is drawn; in a pair the left one is mirrored
	Size float64    // how long it is beside the movement: 1 if 0
	Push [2]float64 // if set, it shows a force at the point at rest: this far, this way
	Line bool       // it is straight, from start to end
}

// A Prop is a thing: floor, wall, ball, bench, mat, bar, barbell, rope, machine, seat, pad, post.
type Prop struct {
	Kind string
	At   [2]float64
	Size [2]float64
	Held bool // it is where the hands are, moved by At
	Over bool // it is drawn before the body
}

// propSizes are the kinds of props and what they measure unless told.
var propSizes = map[string][2]float64{
	"floor": {400, 30}, "wall": {30, 300}, "ball": {4, 4}, "bench": {44, 4}, "mat": {90, 2}, "bar": {90, 2}, "barbell": {10, 10}, "rope": {2, 90},
	"cable": {2, 40}, "seat": {16, 4}, "pad": {26, 4}, "post": {3, 60}, "board": {24, 80}, "rug": {40, 120}, "plates": {12, 4},
}

// namedPoints are the points that arrows can be at.
var namedPoints = []string{"hip", "knee", "ankle", "toes", "hand", "elbow", "shoulder", "blade", "chin", "ear", "head", "nape", "back", "breast", "loin", "belly"}

// paired are those of them that there are two of.
var paired = map[string]bool{"knee": true, "ankle": true, "toes": true, "hand": true, "elbow": true, "shoulder": true, "blade": true}

func (f *Figure) build() build { return build{f.View, f.Anchor, f.Rigid} }

// lens fits the frame into the box.
func (f *Figure) lens() lens {
	w, h := f.Frame[2]-f.Frame[0], f.Frame[3]-f.Frame[1]
	k := min(f.Box[2]/w, f.Box[3]/h)
	l := lens{scale: k, left: f.Box[0] + (f.Box[2]-w*k)/2 - f.Frame[0]*k, floor: f.Box[1] + (f.Box[3]+h*k)/2 + f.Frame[1]*k}
	if f.View == Side {
		l.oblique = 0.09
	}
	return l
}

// between returns the pose a share of the way from pose i to pose j.
func (f *Figure) between(i, j int, share float64) Pose {
	return f.Poses[i].toward(&f.Poses[j], share)
}

// Still draws what never moves: things behind the body, and where the movement began.
func (f *Figure) Still() []paint.Shape {
	d := &drawing{lens: f.lens()}
	for _, p := range f.Props {
		if !p.Held && !p.Over {
			d.prop(p, nil)
		}
	}
	if len(f.Poses) > 1 && f.Ghost >= 0 {
		from := len(d.shapes)
		d.body(f.build().skeletonOf(&f.Poses[f.Ghost]), look{hands: f.Hands})
		for i := range d.shapes[from:] {
			d.shapes[from+i].Ink = paint.Ghost
		}
	}
	return f.clipped(d.shapes)
}

// clipped keeps shapes within the figure's box.
func (f *Figure) clipped(shapes []paint.Shape) []paint.Shape {
	if !f.Clip {
		return shapes
	}
	box := &paint.Box{X: f.Box[0], Y: f.Box[1], Width: f.Box[2], Height: f.Box[3]}
	for i := range shapes {
		shapes[i].Clip = box
	}
	return shapes
}

// At draws the body a share of the way from pose i to pose j, with what it holds, lines and the arrows of pose j.
func (f *Figure) At(i, j int, share float64) []paint.Shape {
	d := &drawing{lens: f.lens()}
	p := f.between(i, j, share)
	s := f.build().skeletonOf(&p)
	held := func() {
		for _, prop := range f.Props {
			if prop.Held && !prop.Over {
				d.prop(prop, s)
			}
		}
	}
	d.body(s, look{hands: f.Hands, blades: f.Blades, held: held})
	for _, prop := range f.Props {
		if prop.Over {
			d.prop(prop, s)
		}
	}
	for _, g := range f.Guides {
		d.guide(g, s)
	}
	if j < len(f.Arrows) {
		for _, a := range f.Arrows[j] {
			d.arrow(f, a, i, j)
		}
	}
	return f.clipped(d.shapes)
}

// arrow draws the way that a point takes from pose i to pose j.
func (d *drawing) arrow(f *Figure, a Arrow, i, j int) {
	name, sides := sidesOf(f.View, a.At)
	if !paired[name] || f.View == Side && len(sides) == 2 {
		sides = sides[:1]
	}
	for _, side := range sides {
		by := vec{x: a.By[0], y: a.By[1]}
		if side == 1 && len(sides) == 2 {
			by.x = -by.x
		}
		d.arrowOf(f.wayOf(a, name, side, i, j), by, a.Size)
	}
}

// wayPoints is how many points of the way of a movement an arrow goes through.
const wayPoints = 9

// wayOf returns the way that an arrow goes along.
func (f *Figure) wayOf(a Arrow, name string, side, i, j int) []vec {
	way := f.way(name, side, i, j)
	first, last := way[0], way[len(way)-1]
	push := vec{x: a.Push[0], y: a.Push[1]}
	if side == 1 && f.View != Side {
		push.x = -push.x
	}
	switch {
	case push.length() > 0:
		first, last = last, last.add(push)
	case !a.Line:
		return way
	}
	for k := range way {
		way[k] = first.to(last, float64(k)/(wayPoints-1))
	}
	return way
}

// way returns the places of a point on the way from pose i to pose j.
func (f *Figure) way(name string, side, i, j int) []vec {
	var way []vec
	for k := range wayPoints {
		p := f.between(i, j, float64(k)/(wayPoints-1))
		way = append(way, f.build().skeletonOf(&p).point(name, side))
	}
	return way
}

// The widths of an arrow in percent of body height.
const (
	arrowShaft  = 1.7
	arrowHead   = 3.0
	arrowLength = 4.6
	arrowLeast  = 8.5 // a movement smaller than that is shown larger
)

// arrowOf draws an arrow along a way, beside it, as long as it times size.
func (d *drawing) arrowOf(way []vec, by vec, size float64) {
	if size == 0 {
		size = 1
	}
	k := 1.0
	if d.scale < 2.6 {
		k = 2.6 / d.scale
	}
	if l := way[0].to(way[len(way)-1], size).sub(way[0]).length(); l < arrowLeast*k && l > 0 {
		size *= arrowLeast * k / l
	}
	middle := way[len(way)/2]
	for i, p := range way {
		p.z = 0
		m := middle
		m.z = 0
		way[i] = m.add(p.sub(m).times(size)).add(by)
	}
	tip := way[len(way)-1]
	last := len(way) - 1
	for last > 1 && tip.sub(way[last-1]).length() < arrowLength*k {
		last--
	}
	way = way[:last]
	neck := way[len(way)-1]
	along := tip.sub(neck).unit(vec{x: 1})
	base := tip.sub(along.times(arrowLength * k))
	d.line(paint.Arrow, arrowShaft*k, append(way, base)...)
	d.polygon(paint.Arrow, tip, base.add(left(along).times(arrowHead*k)), base.sub(left(along).times(arrowHead*k)))
}

// guide draws the lines of that name.
func (d *drawing) guide(name string, s *skeleton) {
	switch name {
	case "ear-over-shoulder":
		from := vec{x: s.shoulder[0].x - s.shoulder[0].z*d.oblique, y: s.shoulder[0].y}
		to := vec{x: from.x, y: from.y + 27}
		d.add(paint.Guide, paint.Dashes(0.9*d.scale, 2.4*d.scale, 2.2*d.scale, d.at(from), d.at(to)))
		d.dot(paint.Guide, from, 1.5)
		d.dot(paint.White, s.point("ear", 0), 2.0)
		d.dot(paint.Guide, s.point("ear", 0), 1.4)
	case "ear-gap":
		for side, sign := range []float64{1, -1} {
			ear := s.point("ear", 0).add(s.face.times(8.5 * sign))
			low := s.shoulder[side].add(s.trunk.times(3.9))
			low = vec{x: ear.x, y: low.y}
			d.line(paint.Guide, 0.8, ear.add(vec{x: -2}), ear.add(vec{x: 2}))
			d.line(paint.Guide, 0.8, low.add(vec{x: -2}), low.add(vec{x: 2}))
			d.line(paint.Guide, 0.8, ear, low)
		}
	case "head-to-heels", "heels-to-nape":
		a, b := s.ankle[0], s.point("ear", 0)
		if name == "heels-to-nape" {
			b = s.c7.sub(s.facing.times(2)).add(s.trunk.times(18))
		}
		a.z, b.z = 0, 0
		a.x -= s.ankle[0].z * d.oblique
		along := b.sub(a).unit(vec{x: 1})
		d.add(paint.Guide, paint.Dashes(1.1*d.scale, 3*d.scale, 2.4*d.scale, d.at(a.sub(along.times(4))), d.at(b.add(along.times(10)))))
	}
}

// guides are the names of the lines.
var guides = []string{"ear-over-shoulder", "ear-gap", "head-to-heels", "heels-to-nape"}

// prop draws a thing.
func (d *drawing) prop(p Prop, s *skeleton) {
	size := propSizes[p.Kind]
	for i, v := range p.Size {
		if v != 0 {
			size[i] = v
		}
	}
	at := vec{x: p.At[0], y: p.At[1]}
	if p.Held && s != nil {
		at = at.add(d.grip(s))
	}
	d.thing(p.Kind, at, size[0], size[1])
}

// grip returns the middle between the hands, as they are shown.
func (d *drawing) grip(s *skeleton) vec {
	at := s.hand[0].to(s.hand[1], 0.5)
	if s.view == Side {
		at = s.hand[0]
		at.x -= at.z * d.oblique
	}
	at.z = 0
	return at
}

// box draws a rectangle from its left lower corner.
func (d *drawing) box(ink paint.Ink, at vec, w, h float64) {
	d.polygon(ink, at, at.add(vec{x: w}), at.add(vec{x: w, y: h}), at.add(vec{y: h}))
}

// thing draws a prop: at is its left end of the top (floor, bench, mat), its foot (wall, post), or its middle.
func (d *drawing) thing(kind string, at vec, w, h float64) {
	switch kind {
	case "floor":
		d.box(paint.Scene, at.add(vec{x: -w / 2, y: -h}), w, h)
	case "wall":
		d.box(paint.Scene, at.add(vec{x: -w, y: -h / 2}), w, h)
	case "ball":
		d.dot(paint.Soft, at, w)
	case "bench", "seat":
		for _, x := range []float64{0.14, 0.8} {
			d.box(paint.SceneDark, at.add(vec{x: w * x, y: -at.y}), 2.4, at.y-h)
		}
		d.line(paint.Steel, h, at.add(vec{x: h / 2, y: -h / 2}), at.add(vec{x: w - h/2, y: -h / 2}))
	case "mat":
		d.line(paint.SceneDark, h, at.add(vec{x: h / 2, y: -h / 2}), at.add(vec{x: w - h/2, y: -h / 2}))
	case "bar":
		d.line(paint.Steel, h, at.add(vec{x: -w / 2}), at.add(vec{x: w / 2}))
	case "plates":
		for _, sign := range []float64{1, -1} {
			d.line(paint.Steel, h, at.add(vec{x: sign * 38, y: -w / 2}), at.add(vec{x: sign * 38, y: w / 2}))
			d.line(paint.Steel, h, at.add(vec{x: sign * 43, y: -w / 2.6}), at.add(vec{x: sign * 43, y: w / 2.6}))
		}
	case "barbell":
		d.dot(paint.Steel, at, w)
		d.dot(paint.SceneDark, at, w*0.72)
		d.dot(paint.Steel, at, 1.6)
	case "rope":
		d.add(paint.SceneDark, paint.Dashes(w*d.scale, 3*d.scale, 3.4*d.scale, d.at(at.add(vec{y: -h / 2})), d.at(at.add(vec{y: h / 2}))))
	case "cable":
		d.line(paint.SceneDark, w/2, at, at.add(vec{y: h}))
	case "pad", "board":
		d.add(paint.SceneDark, paint.Capsule(d.at(at.add(vec{x: -w/2 + h/2})), h/2*d.scale, d.at(at.add(vec{x: w/2 - h/2})), h/2*d.scale))
	case "rug":
		d.add(paint.Scene, paint.Capsule(d.at(at.add(vec{y: -h/2 + w/2})), w/2*d.scale, d.at(at.add(vec{y: h/2 - w/2})), w/2*d.scale))
	case "post":
		d.box(paint.SceneDark, at.add(vec{x: -w / 2}), w, h)
	}
}
