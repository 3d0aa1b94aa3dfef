package rig

import "math"

// Lengths of a grown body in percent of its height (Drillis and Contini 1966, rounded; the head a little larger, so
// that its movement shows).
const (
	ankleHeight = 4.0
	shank       = 24.5
	thigh       = 24.5
	sacrum      = 6.0
	loin        = 9.0
	ribs        = 15.0
	neckLength  = 8.0
	upperArm    = 17.0
	forearm     = 15.0
	footLength  = 10.0
	shoulderOut = 10.0
	hipOut      = 4.6
)

// A View is where one looks from.
type View string

// The views. From above is as from the front or from behind, with the head up in the picture.
const (
	Side  View = "side"
	Front View = "front"
	Back  View = "back"
)

// What an arm is aimed by, beside the place of its hand.
const (
	aimHead  = 2 // the hand is at the back of the head
	aimElbow = 3 // the elbow is at a place
)

// A skeleton is where everything is.
type skeleton struct {
	view                      View
	hip, waist, chest, c7     vec // of the spine, from below
	skull                     vec // on top of the neck
	trunk, facing             vec // which way the ribs point, and where the breast bone faces
	across                    vec // from the middle to the near (right) shoulder
	crown, face               vec // which way the head points, and where it looks in a profile
	shoulder, elbow, hand     [2]vec
	socket, knee, ankle, toes [2]vec
	reach                     [2]float64 // how far each hand is from where it should be
	pose                      *Pose
}

// A build is what does not change from pose to pose.
type build struct {
	view   View
	anchor string // the point that "at" is: hip, knee, ankle or toes
	rigid  bool   // the arms stay straight, and stretch a little where a number is not exact
}

// skeletonOf returns where the joints of a pose are. With rigid arms the body is leant so far that they reach their places: about
// the ankles, or on hands and knees about the hips. Elbows at a place sway it about the knees.
func (b build) skeletonOf(p *Pose) *skeleton {
	if !b.rigid {
		return b.joints(p)
	}
	low, high := -leanMost, leanMost
	for range 22 {
		middle := (low + high) / 2
		if b.leant(p, middle).over() > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return b.leant(p, (low+high)/2)
}

// leanMost is how far a body is leant at most to reach with rigid arms, in degrees.
const leanMost = 24.0

// leant returns the skeleton of a pose that is leant forward by some degrees.
func (b build) leant(p *Pose, degrees float64) *skeleton {
	q := *p
	if p[arms+aimed] == aimElbow {
		for side := range 2 {
			q[legs+side*limbLen+swing] -= degrees
			q[legs+side*limbLen+flex] -= degrees
		}
		return b.joints(&q)
	}
	for _, i := range []int{pelvis, lumbar, thorax, neck, head} {
		q[i] += degrees
	}
	if b.anchor != "knee" {
		q[legs+swing] -= degrees
		q[legs+limbLen+swing] -= degrees
	}
	return b.joints(&q)
}

// over returns how much farther the planted hands are from the shoulders than the arms are long.
func (s *skeleton) over() float64 {
	most := math.Inf(-1)
	for side := range 2 {
		l := s.limb(arms, side)
		far := s.aimedHand(l, side).sub(s.shoulder[side]).length()
		switch l[aimed] {
		case 1:
			most = max(most, far-upperArm-forearm)
		case aimElbow:
			most = max(most, far-upperArm)
		}
	}
	return most
}

// joints returns where the joints of a pose are, as its numbers tell.
func (b build) joints(p *Pose) *skeleton {
	s := &skeleton{view: b.view, pose: p}
	if b.view == Side {
		s.spineFromSide()
	} else {
		s.spineFromFront()
	}
	s.legsFrom(b)
	if by := (vec{x: p[atX], y: p[atY]}).sub(s.point(b.anchor, 0)); b.anchor != "" {
		s.shift(by)
	} else {
		s.shift(vec{x: p[atX], y: p[atY]})
	}
	s.aimLegs(b)
	s.armsFrom(b)
	return s
}

func (s *skeleton) spineFromSide() {
	p := s.pose
	s.waist = s.hip.add(up(p[pelvis]).times(sacrum))
	s.chest = s.waist.add(up(p[lumbar]).times(loin))
	s.trunk = up(p[thorax])
	s.c7 = s.chest.add(s.trunk.times(ribs))
	s.skull = s.c7.add(up(p[neck]).times(neckLength))
	s.crown = up(p[head])
	s.face = ahead(s.crown)
	sin, cos := math.Sincos(p[twist] * math.Pi / 180)
	front, near := ahead(s.trunk), vec{z: 1}
	s.facing = front.times(cos).add(near.times(sin))
	s.across = near.times(cos).sub(front.times(sin))
	middle := s.c7.sub(s.trunk.times(3.4 - p[elevate])).add(s.facing.times(0.6 + p[protract]))
	s.shoulder = [2]vec{middle.add(s.across.times(shoulderOut)), middle.sub(s.across.times(shoulderOut))}
	s.socket = [2]vec{s.hip.add(vec{z: hipOut}), s.hip.sub(vec{z: hipOut})}
}

func (s *skeleton) spineFromFront() {
	p := s.pose
	s.trunk = up(p[thorax])
	s.waist = s.hip.add(s.trunk.times(sacrum))
	s.chest = s.waist.add(s.trunk.times(loin))
	s.c7 = s.chest.add(s.trunk.times(ribs))
	s.skull = s.c7.add(up(p[neck]).times(neckLength))
	s.crown = up(p[head])
	s.face, s.facing, s.across = ahead(s.crown), vec{z: 1}, ahead(s.trunk)
	if s.view == Back {
		s.facing.z = -1
	}
	for side, sign := range []float64{1, -1} {
		out := s.across.times(sign)
		s.shoulder[side] = s.c7.add(out.times(shoulderOut + p[protract]*0.5)).sub(s.trunk.times(3.4 - p[elevate]))
		s.socket[side] = s.hip.add(out.times(hipOut))
	}
}

// legsFrom finds knees and feet by their angles.
func (s *skeleton) legsFrom(b build) {
	for side := range 2 {
		l := s.limb(legs, side)
		sign := s.sign(side)
		upper := down(sign * l[swing])
		lower := down(sign * (l[swing] - l[flex]))
		s.knee[side] = s.socket[side].add(upper.times(thigh))
		s.ankle[side] = s.knee[side].add(lower.times(shank))
		s.toes[side] = s.ankle[side].add(s.footFrom(lower, l[end]))
	}
}

// footFrom returns the way from ankle to toes: at 90 degrees the foot stands across the shin.
func (s *skeleton) footFrom(shin vec, degrees float64) vec {
	if s.view != Side {
		return shin.unit(vec{y: -1}).times(ankleHeight)
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	flat := vec{x: shin.x, y: shin.y}.unit(vec{y: -1})
	return flat.times(cos).add(left(flat).times(sin)).times(footLength * 0.8)
}

// aimLegs puts the feet where they belong.
func (s *skeleton) aimLegs(b build) {
	for side := range 2 {
		l := s.limb(legs, side)
		if l[aimed] == 0 {
			continue
		}
		pole := s.facing
		if s.view == Side {
			pole = ahead(up(s.pose[pelvis]))
		}
		if l[poled] == 1 {
			pole = vec{l[poleX], l[poleY], l[poleZ]}
		}
		s.knee[side], s.ankle[side] = bend(s.socket[side], s.aimOf(l, s.socket[side]), thigh, shank, pole)
		s.toes[side] = s.ankle[side].add(s.footFrom(s.ankle[side].sub(s.knee[side]), l[end]))
	}
}

// aimOf returns where a limb's end belongs: from the side, in the plane of its root.
func (s *skeleton) aimOf(l []float64, root vec) vec {
	if s.view == Side {
		return vec{l[aimX], l[aimY], root.z + l[aimZ]}
	}
	return vec{l[aimX], l[aimY], l[aimZ]}
}

func (s *skeleton) armsFrom(b build) {
	for side := range 2 {
		l := s.limb(arms, side)
		from := s.shoulder[side]
		switch l[aimed] {
		case 0:
			sign := s.sign(side)
			s.elbow[side] = from.add(down(sign * l[swing]).times(upperArm))
			s.hand[side] = s.elbow[side].add(down(sign * (l[swing] + l[flex])).times(forearm))
			continue
		case aimHead:
			target := s.skull.add(s.crown.times(2)).sub(s.face.times(4)).add(s.across.times(2 * s.sign(side)))
			s.elbow[side], s.hand[side] = bend(from, target, upperArm, forearm, s.across.times(s.sign(side)).sub(s.facing.times(0.2)))
			continue
		}
		target := s.aimedHand(l, side)
		if l[aimed] == aimElbow {
			s.elbow[side] = target
			s.reach[side] = math.Abs(target.sub(from).length() - upperArm)
			along := target.sub(from).unit(vec{y: -1})
			sin, cos := math.Sincos(l[flex] * math.Pi / 180)
			s.hand[side] = target.add(along.times(cos).add(left(along).times(sin * s.sign(side))).times(forearm))
			continue
		}
		if b.rigid {
			s.elbow[side], s.hand[side] = from.to(target, upperArm/(upperArm+forearm)), target
			s.reach[side] = math.Abs(target.sub(from).length() - upperArm - forearm)
			continue
		}
		s.elbow[side], s.hand[side] = bend(from, target, upperArm, forearm, s.elbowPole(l, side))
		s.reach[side] = s.hand[side].sub(target).length()
	}
}

// aimedHand returns where a hand belongs: from the side in the plane of its shoulder, as far out as without a twist.
func (s *skeleton) aimedHand(l []float64, side int) vec {
	target := vec{l[aimX], l[aimY], l[aimZ]}
	if s.view == Side {
		target.z += shoulderOut * (1 - 2*float64(side))
	}
	return target
}

// elbowPole returns which way an elbow points: told, or backward and down from the side, outward and down otherwise.
func (s *skeleton) elbowPole(l []float64, side int) vec {
	switch {
	case l[poled] == 1:
		return vec{l[poleX], l[poleY], l[poleZ]}
	case s.view == Side:
		return s.facing.times(-1).sub(s.trunk.times(0.6))
	}
	return s.across.times(s.sign(side)).sub(s.trunk)
}

// sign is -1 for the left of a pair in the picture. From the side both limbs go the same way.
func (s *skeleton) sign(side int) float64 {
	if side == 1 && s.view != Side {
		return -1
	}
	return 1
}

func (s *skeleton) limb(of, side int) []float64 { return s.pose[of+side*limbLen:][:limbLen] }

func (s *skeleton) shift(by vec) {
	for _, v := range []*vec{&s.hip, &s.waist, &s.chest, &s.c7, &s.skull} {
		*v = v.add(by)
	}
	for _, pair := range []*[2]vec{&s.shoulder, &s.socket, &s.knee, &s.ankle, &s.toes} {
		pair[0], pair[1] = pair[0].add(by), pair[1].add(by)
	}
}

// point returns the place of a named point of the body, of the near or right side where there are two.
func (s *skeleton) point(name string, side int) vec {
	switch name {
	case "knee":
		return s.knee[side]
	case "ankle":
		return s.ankle[side]
	case "toes":
		return s.toes[side]
	case "hand":
		return s.hand[side]
	case "elbow":
		return s.elbow[side]
	case "shoulder":
		return s.shoulder[side]
	case "blade":
		return s.bladeCentre(side)
	case "chin":
		return s.onHead(6.4, -5.6)
	case "ear":
		return s.onHead(-0.4, -0.4)
	case "head":
		return s.onHead(0, 8)
	case "nape":
		return s.onHead(-6, -2)
	case "back":
		return s.c7.sub(s.trunk.times(7)).sub(s.facing.times(6))
	case "breast":
		return s.c7.sub(s.trunk.times(7)).add(s.facing.times(7))
	case "loin":
		return s.waist.to(s.chest, 0.3).sub(ahead(up(s.pose[lumbar])).times(5))
	case "belly":
		return s.waist.to(s.chest, 0.3).add(ahead(up(s.pose[lumbar])).times(6))
	}
	return s.hip
}

// onHead returns a point of the head by its place in a profile that looks right, the ear at 0, 0.
func (s *skeleton) onHead(x, y float64) vec {
	ear := s.skull.add(s.crown.times(2))
	if s.view != Side {
		return ear.add(s.crown.times(y))
	}
	return ear.add(s.crown.times(y)).add(s.face.times(x + 0.8))
}
