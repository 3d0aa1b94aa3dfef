package rig

import (
	"math"

	"spotter/internal/picture/paint"
)

// A lens maps the body's percent to pixels of a picture.
type lens struct {
	scale   float64 // pixels for one percent
	left    float64 // pixel of x = 0
	floor   float64 // pixel of y = 0
	oblique float64 // how far what is one percent nearer is shifted to the left
}

func (l lens) at(v vec) paint.Point {
	return paint.Point{X: l.left + (v.x-v.z*l.oblique)*l.scale, Y: l.floor - v.y*l.scale}
}

// A drawing collects shapes as a lens shows them.
type drawing struct {
	lens
	shapes []paint.Shape
}

func (d *drawing) add(ink paint.Ink, p paint.Path) {
	d.shapes = append(d.shapes, paint.Shape{Path: p, Ink: ink})
}

func (d *drawing) capsule(ink paint.Ink, a vec, ra float64, b vec, rb float64) {
	d.add(ink, paint.Capsule(d.at(a), ra*d.scale, d.at(b), rb*d.scale))
}

func (d *drawing) smooth(ink paint.Ink, points ...vec) {
	on := make([]paint.Point, len(points))
	for i, p := range points {
		on[i] = d.at(p)
	}
	d.add(ink, paint.Smooth(on...))
}

func (d *drawing) polygon(ink paint.Ink, points ...vec) {
	on := make([]paint.Point, len(points))
	for i, p := range points {
		on[i] = d.at(p)
	}
	d.add(ink, paint.Polygon(on...))
}

func (d *drawing) line(ink paint.Ink, width float64, points ...vec) {
	on := make([]paint.Point, len(points))
	for i, p := range points {
		on[i] = d.at(p)
	}
	d.add(ink, paint.Stroke(width*d.scale, on...))
}

func (d *drawing) dot(ink paint.Ink, at vec, r float64) {
	d.add(ink, paint.Circle(d.at(at), r*d.scale))
}

// A look is how a body is drawn.
type look struct {
	hands  string // open, flat or fist
	blades bool   // the shoulder blades show
	held   func() // draws what the hands hold, between trunk and near arm
}

// tones are the inks of a limb by its side.
type tones struct{ skin, cloth, shorts paint.Ink }

var (
	nearTones = tones{paint.Skin, paint.Sleeve, paint.Shorts}
	farTones  = tones{paint.SkinFar, paint.ShirtFar, paint.ShortsFar}
)

// body draws a skeleton, what is far first.
func (d *drawing) body(s *skeleton, k look) {
	if s.view == Side {
		d.sideBody(s, k)
	} else {
		d.frontBody(s, k)
	}
}

func (d *drawing) sideBody(s *skeleton, k look) {
	d.leg(s, 1, farTones)
	d.arm(s, 1, farTones, k)
	d.neckOf(s)
	d.headOf(s)
	d.sideTrunk(s)
	if k.blades && math.Abs(s.pose[twist]) < 30 {
		d.sideBlade(s)
	}
	d.leg(s, 0, nearTones)
	k.drawHeld()
	d.arm(s, 0, nearTones, k)
}

func (k look) drawHeld() {
	if k.held != nil {
		k.held()
	}
}

// leg draws thigh, shin and shoe, the thigh's upper part in shorts.
func (d *drawing) leg(s *skeleton, side int, t tones) {
	hip, knee, ankle, toes := s.socket[side], s.knee[side], s.ankle[side], s.toes[side]
	d.capsule(t.skin, knee, 3.5, ankle, 2.1)
	d.capsule(t.skin, hip, 5.4, knee, 3.6)
	d.capsule(t.shorts, hip, 5.9, hip.to(knee, 0.55), 4.9)
	d.shoe(s, ankle, knee, toes)
}

// shoe draws a foot: from the side with a sole, else as what one sees from before and behind.
func (d *drawing) shoe(s *skeleton, ankle, knee, toes vec) {
	if s.view != Side {
		d.capsule(paint.Shoe, ankle, 2.3, ankle.to(toes, 0.6), 2.6)
		return
	}
	shin := ankle.sub(knee).unit(vec{y: -1})
	along := toes.sub(ankle).unit(vec{x: 1})
	sole := shin.sub(along.times(shin.dot(along))).unit(vec{y: -1})
	heel := ankle.sub(along.times(2.6)).add(sole.times(1.8))
	tip := ankle.add(along.times(footLength - 2.6)).add(sole.times(2.4))
	d.capsule(paint.Shoe, heel, 1.9, tip, 1.3)
	d.capsule(paint.Shoe, ankle, 2.2, ankle.add(along.times(4)).add(sole.times(1.6)), 1.8)
}

// arm draws upper arm with sleeve, forearm and hand.
func (d *drawing) arm(s *skeleton, side int, t tones, k look) {
	shoulder, elbow, hand := s.shoulder[side], s.elbow[side], s.hand[side]
	d.capsule(t.skin, shoulder, 3.1, elbow, 2.5)
	d.capsule(t.skin, elbow, 2.5, hand, 1.7)
	d.capsule(t.cloth, shoulder, 3.7, shoulder.to(elbow, 0.5), 3.3)
	d.handOf(s, side, t, k)
}

func (d *drawing) handOf(s *skeleton, side int, t tones, k look) {
	elbow, wrist := s.elbow[side], s.hand[side]
	along := wrist.sub(elbow).unit(vec{y: -1})
	if bent := s.limb(arms, side)[end] * s.sign(side) * math.Pi / 180; bent != 0 {
		along = along.times(math.Cos(bent)).add(left(along).times(math.Sin(bent)))
	}
	switch k.hands {
	case "fist":
		d.capsule(t.skin, wrist, 2.1, wrist.add(along.times(0.8)), 2.2)
	case "flat":
		d.capsule(t.skin, wrist, 1.7, wrist.add(vec{x: 6, y: -0.4}), 1.2)
	default:
		d.capsule(t.skin, wrist, 1.7, wrist.add(along.times(3.4)), 2.0)
		d.capsule(t.skin, wrist.add(along.times(3.2)), 1.9, wrist.add(along.times(6.6)), 1.2)
		thumb := left(along).times(s.sign(side))
		if s.view == Side {
			thumb = thumb.times(0)
		}
		d.capsule(t.skin, wrist.add(along.times(1)), 1.1, wrist.add(along.times(3.6)).add(thumb.times(2.7)), 0.9)
	}
}

// sideTrunk draws shorts and shirt as one curve along the spine, thick before and behind it.
func (d *drawing) sideTrunk(s *skeleton) {
	p := s.pose
	base, low, rib := up(p[pelvis]), up(p[lumbar]), s.trunk
	open := math.Abs(math.Sin(p[twist] * math.Pi / 180))
	wide := func(deep float64) float64 { return deep + (8.6-deep)*open }
	stations := []struct {
		at            vec
		along         vec
		front, behind float64
	}{
		{s.hip.sub(base.times(5)), base, 3.4, 4.4},
		{s.hip.sub(base.times(1)), base, 5.4, 6.4},
		{s.waist, base.add(low).unit(base), 5.4, 4.7},
		{s.chest, low.add(rib).unit(low), 6.1, 4.9},
		{s.chest.add(rib.times(7.5)), rib, wide(7.2), wide(6.2)},
		{s.chest.add(rib.times(12)), rib, wide(5.8), wide(5.4)},
		{s.c7.add(rib.times(0.3)), rib.add(up(p[neck]).times(0.5)).unit(rib), 2.6, 3},
	}
	outline := func(from, to, hidden int) []vec { // of the hidden end only what lies beneath the other cloth
		var front, behind []vec
		for i, st := range stations[from : to+1] {
			out, k := ahead(st.along), 1.0
			if from+i == hidden {
				k = 0.7
			}
			front = append(front, st.at.add(out.times(st.front*k)))
			behind = append([]vec{st.at.sub(out.times(st.behind * k))}, behind...)
		}
		return append(front, behind...)
	}
	d.smooth(paint.Shirt, outline(1, 6, 1)...)
	d.smooth(paint.Shorts, outline(0, 2, 2)...)
}

// bladeCentre returns where the near shoulder blade is.
func (s *skeleton) bladeCentre(side int) vec {
	p := s.pose
	if s.view == Side {
		return s.c7.sub(s.trunk.times(7.5 - p[elevate])).add(ahead(s.trunk).times(p[protract]*0.9 - 4.6))
	}
	sign := s.sign(side)
	return s.c7.add(s.across.times(sign * (5.6 + p[protract]*0.7))).sub(s.trunk.times(7.6 - p[elevate]))
}

func (d *drawing) sideBlade(s *skeleton) {
	at, u, n := s.bladeCentre(0), s.trunk, ahead(s.trunk)
	d.smooth(paint.Blade, at.add(u.times(4.4)).add(n.times(1.6)), at.add(u.times(2)).add(n.times(2)),
		at.sub(u.times(4.6)).sub(n.times(0.6)), at.sub(u.times(4.4)).sub(n.times(1.8)), at.add(u.times(4.2)).sub(n.times(1)))
}

// neckOf draws the neck between the trunk and the skull.
func (d *drawing) neckOf(s *skeleton) {
	base := s.c7.sub(s.trunk.times(2.5)).add(s.face.times(0))
	if s.view == Side {
		base = base.add(ahead(s.trunk).times(1))
		d.capsule(paint.Skin, base, 4, s.skull.sub(s.face.times(0.6)), 3.5)
		return
	}
	d.capsule(paint.Skin, base, 3.7, s.skull, 3.2)
}

// A spot is a point of the head in percent of body height: in a profile that looks right, and as seen from before.
type spot struct{ px, py, fx, fy float64 }

var faceSpots = []spot{
	{0.3, 8, 0, 8.2}, {4.5, 6.8, 3.2, 7.4}, {6.5, 3.9, 4.9, 5.4}, {6.8, 1.9, 5.4, 2.6}, {6.4, 0.9, 5.5, 1.2}, {7.6, -0.6, 5.45, -0.4},
	{8.7, -1.7, 5.3, -1.4}, {7.2, -2.4, 5.1, -2.2}, {7.5, -3.2, 5.0, -2.8}, {6.9, -3.8, 4.8, -3.4}, {7.2, -4.4, 4.4, -4.2}, {6.5, -5.1, 3.8, -5.1},
	{6.9, -6.2, 2.8, -6.2}, {5.4, -7.3, 0, -7.2}, {1.2, -5, -2.8, -6.2}, {-0.8, -3.4, -4.4, -4.2}, {-4, -4.2, -5.2, -2},
	{-6.4, -1, -5.5, 1.2}, {-7, 3, -4.9, 5.4}, {-4.4, 6.8, -3.2, 7.4},
}

var hairSpots = []spot{
	{5.6, 6, 5.6, 3.4}, {3.4, 8, 4.6, 7.2}, {-0.4, 8.9, 0, 9}, {-4.9, 7.4, -4.6, 7.2}, {-7.5, 3.2, -5.6, 3.4}, {-7.1, -0.8, -5.5, 2},
	{-5, -3.8, -4.8, 3.6}, {-3.2, -3.4, -3.4, 5}, {-2.4, -0.4, 0, 5.6}, {1.4, 1.6, 3.4, 5}, {3.4, 4.4, 4.8, 3.6},
}

// headOf draws head, hair, ear and eyes: turned towards the viewer by the share of a quarter that the pose tells.
func (d *drawing) headOf(s *skeleton) {
	share := s.pose[turn] / 90
	switch s.view {
	case Front:
		share = 1
	case Back:
		d.headBehind(s)
		return
	}
	ear := s.skull.add(s.crown.times(2))
	on := func(x, y float64) vec { return ear.add(s.crown.times(y)).add(s.face.times(x)) }
	mix := func(p spot) vec {
		return on((p.px+0.8)*(1-share)+p.fx*share, p.py*(1-share)+p.fy*share)
	}
	if s.view == Front {
		d.dot(paint.Skin, on(5.5, 0), 1.3)
		d.dot(paint.Skin, on(-5.5, 0), 1.3)
	}
	d.smooth(paint.Skin, spread(faceSpots, mix)...)
	d.smooth(paint.Hair, spread(hairSpots, mix)...)
	d.dot(paint.Hair, mix(spot{4.9, 0.7, -2.1, 0.7}), 0.75)
	d.dot(paint.Hair, mix(spot{6, 0.7, 2.1, 0.7}), 0.75*share)
	if s.view == Side {
		d.dot(paint.SkinFar, mix(spot{-0.4, -0.4, -5.3, -0.4}), 1.3*(1-share*0.5))
	}
	if share > 0 {
		d.line(paint.SkinFar, 0.7*share, on(0, -0.6), on(0.7, -2), on(-0.2, -2.2))
		d.line(paint.SkinFar, 0.7*share, on(-1.5, -4.3), on(0, -4.6), on(1.5, -4.3))
	}
}

func spread(spots []spot, mix func(spot) vec) []vec {
	all := make([]vec, len(spots))
	for i, p := range spots {
		all[i] = mix(p)
	}
	return all
}

// headBehind draws the head as seen from behind: hair down to the nape.
func (d *drawing) headBehind(s *skeleton) {
	ear := s.skull.add(s.crown.times(2))
	on := func(x, y float64) vec { return ear.add(s.crown.times(y)).add(s.face.times(x)) }
	d.dot(paint.Skin, on(5.6, 0), 1.4)
	d.dot(paint.Skin, on(-5.6, 0), 1.4)
	d.smooth(paint.Skin, spread(faceSpots, func(p spot) vec { return on(p.fx, p.fy) })...)
	d.smooth(paint.Hair, on(0, 9), on(4.6, 7.3), on(5.9, 3), on(5.4, -1), on(3.4, -3.6), on(0, -4.2), on(-3.4, -3.6), on(-5.4, -1), on(-5.9, 3), on(-4.6, 7.3))
}

func (d *drawing) frontBody(s *skeleton, k look) {
	behind := s.view == Back
	t := nearTones
	if behind {
		k.drawHeld()
	}
	for side := range 2 {
		d.leg(s, side, t)
		if d.armBehind(s, side) {
			d.arm(s, side, farTones, k)
		}
	}
	if !behind {
		d.neckOf(s)
		d.frontTrunk(s)
		d.headOf(s)
	} else {
		d.frontTrunk(s)
		d.neckOf(s)
		d.headOf(s)
	}
	if k.blades {
		d.backBlade(s, 0)
		d.backBlade(s, 1)
	}
	if !behind {
		k.drawHeld()
	}
	for side := range 2 {
		if !d.armBehind(s, side) {
			d.arm(s, side, t, k)
		}
	}
}

// armBehind reports whether an arm is beyond the trunk.
func (d *drawing) armBehind(s *skeleton, side int) bool { return s.limb(arms, side)[aimZ] < -1 }

// frontTrunk draws shirt and shorts from before or behind, the slope of the neck up to where the shoulders are.
func (d *drawing) frontTrunk(s *skeleton) {
	var right, other []vec
	for side, sign := range []float64{1, -1} {
		out := s.across.times(sign)
		on := func(from vec, x, y float64) vec { return from.add(out.times(x)).add(s.trunk.times(y)) }
		shoulder := s.shoulder[side]
		neckSide := on(s.c7, 3.0, 1.6)
		points := []vec{
			neckSide, neckSide.to(on(shoulder, -0.5, 3.4), 0.55).sub(s.trunk.times(0.5)), on(shoulder, 0.2, 3.5), on(shoulder, 1.6, 0.5),
			on(s.c7, 9.6, -9), on(s.c7, 9.0, -14), on(s.waist, 7.2, 2.5), on(s.hip, 8, 2.5), on(s.hip, 8.6, -1.5),
		}
		if side == 0 {
			right = points
		} else {
			other = points
		}
	}
	for i := len(other) - 1; i >= 0; i-- {
		right = append(right, other[i])
	}
	out, u := s.across, s.trunk
	on := func(x, y float64) vec { return s.hip.add(out.times(x)).add(u.times(y)) }
	d.smooth(paint.Shirt, right...)
	d.smooth(paint.Shorts, on(8.2, 3), on(9.4, -2), on(9.8, -7), on(4, -7), on(0, -6), on(-4, -7), on(-9.8, -7), on(-9.4, -2), on(-8.2, 3), on(0, 2))
}

// backBlade draws a shoulder blade as a rounded triangle that turns outward as the arm goes up.
func (d *drawing) backBlade(s *skeleton, side int) {
	sign := s.sign(side)
	at := s.bladeCentre(side)
	raised := degreesBetween(s.trunk.times(-1), s.elbow[side].sub(s.shoulder[side])) * sign
	turned := max(0, raised-40) / 3 * sign * math.Pi / 180
	if raised < 0 {
		turned = 0
	}
	sin, cos := math.Sincos(turned)
	on := func(x, y float64) vec {
		x *= sign
		return at.add(s.across.times(x*cos - y*sin)).add(s.trunk.times(x*sin + y*cos))
	}
	d.smooth(paint.Blade, on(-2, 3.6), on(0.6, 3.9), on(3.4, 3.6), on(2.4, 0.6), on(-0.2, -5), on(-1.6, -5), on(-2.4, 0))
}
