package rig

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Faults returns what of a figure cannot be drawn: names that are none, places that are nowhere.
func (f *Figure) Faults() []error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if f.View != Side && f.View != Front && f.View != Back {
		fault("view %q is none of side, front, back", f.View)
	}
	if f.Anchor != "" && !slices.Contains([]string{"hip", "knee", "ankle", "toes"}, f.Anchor) {
		fault("anchor %q is none of hip, knee, ankle, toes", f.Anchor)
	}
	if !slices.Contains([]string{"", "open", "flat", "fist"}, f.Hands) {
		fault("hands %q are none of open, flat, fist", f.Hands)
	}
	if len(f.Poses) == 0 || len(f.Poses) > 12 {
		fault("%d poses, 1 to 12", len(f.Poses))
	}
	for _, v := range append(f.Box[:], f.Frame[:]...) {
		if math.IsNaN(v) || math.Abs(v) > 1000 {
			fault("box and frame: %g is too far out", v)
		}
	}
	if f.Frame[2]-f.Frame[0] < 5 || f.Frame[3]-f.Frame[1] < 5 || f.Box[2] < 5 || f.Box[3] < 5 {
		fault("frame is left, bottom, right, top, and box is left, top, width, height")
	}
	for _, g := range f.Guides {
		if !slices.Contains(guides, g) {
			fault("there is no guide %q, only %s", g, strings.Join(guides, ", "))
		}
	}
	return append(append(faults, f.propFaults()...), f.arrowFaults()...)
}

func (f *Figure) propFaults() (faults []error) {
	for _, p := range f.Props {
		if _, ok := propSizes[p.Kind]; !ok {
			faults = append(faults, fmt.Errorf("there is no prop %q", p.Kind))
		}
		for _, v := range append(p.At[:], p.Size[:]...) {
			if math.IsNaN(v) || math.Abs(v) > 1000 {
				faults = append(faults, fmt.Errorf("prop %s: %g is too far out", p.Kind, v))
			}
		}
	}
	return faults
}

func (f *Figure) arrowFaults() (faults []error) {
	for i, arrows := range f.Arrows {
		for _, a := range arrows {
			if name, _ := sidesOf(f.View, a.At); !slices.Contains(namedPoints, name) {
				faults = append(faults, fmt.Errorf("pose %d: there is no point %q, only %s", i+1, a.At, strings.Join(namedPoints, ", ")))
			}
			for _, v := range append(append(a.By[:], a.Push[:]...), a.Size) {
				if math.IsNaN(v) || math.Abs(v) > 200 {
					faults = append(faults, fmt.Errorf("pose %d: the arrow's %g is too far out", i+1, v))
				}
			}
		}
	}
	return faults
}

// checkedShares are the places on a way that Strain looks at.
var checkedShares = []float64{0, 0.25, 0.5, 0.75, 1}

// Strain returns what no body could do, or what floats: joints beyond what people reach, hands, feet and elbows that are
// not where the file puts them, arrows outside of what is shown, and heads that leave it.
func (f *Figure) Strain() []error {
	var faults []error
	shown := f.headShown(f.build().skeletonOf(&f.Poses[0]))
	for j := range f.Poses {
		i := (j + len(f.Poses) - 1) % len(f.Poses)
		for _, share := range checkedShares {
			p := f.between(i, j, share)
			s := f.build().skeletonOf(&p)
			if err := s.strain(f, shown); err != nil {
				faults = append(faults, fmt.Errorf("on the way to pose %d: %w", j+1, err))
				break
			}
		}
		if err := f.arrowsInside(i, j); err != nil {
			faults = append(faults, fmt.Errorf("pose %d: %w", j+1, err))
		}
	}
	return faults
}

// A limit is how far a joint goes (Kapandji, The Physiology of the Joints, rounded up for the spline's few joints).
type limit struct {
	name        string
	least, most float64
}

var (
	elbowLimit = limit{"elbow", -1, 158}
	kneeLimit  = limit{"knee", -1, 165}
	waistLimit = limit{"pelvis to lumbar", -40, 40}
	chestLimit = limit{"lumbar to thorax", -55, 55}
	neckLimit  = limit{"thorax to neck", -60, 75}
	headLimit  = limit{"neck to head", -65, 55}
)

func (l limit) check(v float64) error {
	if v < l.least || v > l.most {
		return fmt.Errorf("%s: %.0f degrees, people reach %.0f to %.0f", l.name, v, l.least, l.most)
	}
	return nil
}

// slack is how far a hand, foot or elbow may be from its place, and stretched how far a straight arm may be longer or shorter,
// in percent of body height: less is not seen.
const (
	slack     = 0.4
	stretched = 1.6
)

func (s *skeleton) strain(f *Figure, shown bool) error {
	p := s.pose
	if s.view == Side {
		for _, c := range []struct {
			limit
			at float64
		}{
			{waistLimit, p[lumbar] - p[pelvis]}, {chestLimit, p[thorax] - p[lumbar]},
			{neckLimit, p[neck] - p[thorax]}, {headLimit, p[head] - p[neck]},
		} {
			if err := c.check(c.at); err != nil {
				return err
			}
		}
	}
	for side := range 2 {
		if err := s.limbStrain(f, side); err != nil {
			return err
		}
	}
	if shown && !f.headShown(s) {
		return fmt.Errorf("the head is outside of the frame")
	}
	return nil
}

func (s *skeleton) limbStrain(f *Figure, side int) error {
	most := slack
	if f.Rigid || s.limb(arms, side)[aimed] == aimElbow {
		most = stretched
	}
	if s.reach[side] > most {
		return fmt.Errorf("a hand or an elbow is %.1f from where it belongs: the hand comes to %.1f, %.1f, the shoulder is at %.1f, %.1f",
			s.reach[side], s.hand[side].x, s.hand[side].y, s.shoulder[side].x, s.shoulder[side].y)
	}
	if l := s.limb(legs, side); l[aimed] == 1 {
		if d := s.ankle[side].sub(s.aimOf(l, s.socket[side])).length(); d > slack {
			return fmt.Errorf("a foot is %.1f from where it belongs", d)
		}
	}
	if err := elbowLimit.check(bentAt(s.shoulder[side], s.elbow[side], s.hand[side])); err != nil {
		return err
	}
	return kneeLimit.check(bentAt(s.socket[side], s.knee[side], s.ankle[side]))
}

// bentAt returns how far a joint is from straight, in degrees.
func bentAt(a, joint, b vec) float64 {
	u, v := joint.sub(a).unit(vec{y: -1}), b.sub(joint).unit(vec{y: -1})
	return math.Acos(max(-1, min(1, u.dot(v)))) * 180 / math.Pi
}

func (f *Figure) headShown(s *skeleton) bool {
	on := f.lens().at(s.point("head", 0))
	return f.shows(on.X, on.Y)
}

func (f *Figure) shows(x, y float64) bool {
	return x >= f.Box[0] && x <= f.Box[0]+f.Box[2] && y >= f.Box[1] && y <= f.Box[1]+f.Box[3]
}

// arrowsInside reports an arrow of which a part is cut off.
func (f *Figure) arrowsInside(i, j int) error {
	if j >= len(f.Arrows) {
		return nil
	}
	for _, a := range f.Arrows[j] {
		d := &drawing{lens: f.lens()}
		d.arrow(f, a, i, j)
		for _, s := range d.shapes {
			least, most := s.Path.Bounds()
			if !f.shows(least.X, least.Y) || !f.shows(most.X, most.Y) {
				return fmt.Errorf("the arrow at %s is cut off", a.At)
			}
		}
	}
	return nil
}

// Follows reports an arrow that does not point the way its point moves, or moves where nothing does. One that shows a force
// at rest is left out.
func (f *Figure) Follows() error {
	for j, arrows := range f.Arrows {
		i := (j + len(f.Poses) - 1) % len(f.Poses)
		for _, a := range arrows {
			if a.Push != [2]float64{} {
				continue
			}
			name, sides := sidesOf(f.View, a.At)
			way := f.way(name, sides[0], i, j)
			moved := way[len(way)-1].sub(way[0])
			if moved.z = 0; moved.length() < 1 {
				return fmt.Errorf("pose %d: %s moves by %.1f and has an arrow", j+1, a.At, moved.length())
			}
			d := &drawing{lens: lens{scale: 1}}
			d.arrow(f, a, i, j)
			tip := d.shapes[1].Path.First()
			tail := f.wayOf(a, name, sides[0], i, j)[0]
			if (tip.X-tail.x-a.By[0])*moved.x-(tip.Y+tail.y+a.By[1])*moved.y <= 0 {
				return fmt.Errorf("pose %d: the arrow at %s points against the movement", j+1, a.At)
			}
		}
	}
	return nil
}
