// Package rig is a body that can be posed: numbers that a coach can read become joints, and joints become
// flat shapes of package paint.
//
// Lengths are in percent of body height, y upwards from the floor. Angles are in degrees, and absolute, so that one can
// be changed without the others: those of spine and head are counted from straight up, those of arms and legs from
// straight down, forward (in views from front and back: outward) is plus. The side view looks from the body's right:
// forward is to the right of the picture. Where a hand or a foot must be at a place, inverse kinematics finds the
// elbow or the knee.
package rig

import "math"

// A vec is a point or a direction: x to the right of the picture, y up, z towards who looks.
type vec struct{ x, y, z float64 }

func (a vec) add(b vec) vec           { return vec{a.x + b.x, a.y + b.y, a.z + b.z} }
func (a vec) sub(b vec) vec           { return vec{a.x - b.x, a.y - b.y, a.z - b.z} }
func (a vec) times(k float64) vec     { return vec{a.x * k, a.y * k, a.z * k} }
func (a vec) to(b vec, k float64) vec { return a.add(b.sub(a).times(k)) }
func (a vec) dot(b vec) float64       { return a.x*b.x + a.y*b.y + a.z*b.z }
func (a vec) length() float64         { return math.Sqrt(a.dot(a)) }

// unit returns a at length 1, or or if a has none.
func (a vec) unit(or vec) vec {
	if l := a.length(); l > 1e-9 {
		return a.times(1 / l)
	}
	return or
}

// up returns the direction at an angle from straight up, down that from straight down.
func up(degrees float64) vec {
	s, c := math.Sincos(degrees * math.Pi / 180)
	return vec{x: s, y: c}
}

func down(degrees float64) vec { return up(180 - degrees) }

// ahead returns where a body faces in the side view whose axis points along a.
func ahead(a vec) vec { return vec{x: a.y, y: -a.x} }

// left returns a turned a quarter counterclockwise.
func left(a vec) vec { return vec{x: -a.y, y: a.x} }

// degreesBetween returns the angle from a to b in the plane of the picture, counterclockwise plus, within ±180.
func degreesBetween(a, b vec) float64 {
	return math.Atan2(a.x*b.y-a.y*b.x, a.x*b.x+a.y*b.y) * 180 / math.Pi
}

// bend returns the joint between two bones that reach from a to b, bent towards pole. Where b is out of
// reach, the end that it can have is returned beside it.
func bend(a, b vec, first, second float64, pole vec) (joint, end vec) {
	d := b.sub(a)
	along := d.unit(vec{y: -1})
	reach := max(math.Abs(first-second)+1e-3, min(first+second-1e-3, d.length()))
	far := (first*first - second*second + reach*reach) / (2 * reach)
	high := math.Sqrt(max(0, first*first-far*far))
	out := pole.sub(along.times(pole.dot(along))).unit(left(along))
	return a.add(along.times(far)).add(out.times(high)), a.add(along.times(reach))
}
