package picture

import (
	"math"
	"time"

	"spotter/internal/picture/paint"
)

// Moves are drawn as so many frames: enough to be smooth, few enough to be small.
const (
	framesASecond = 7
	leastFrames   = 5
	mostFrames    = 6
	ringFrames    = 8 // over a hold
)

// film puts the frames in time. It begins with the hold of the first pose.
func (p *Picture) film() *paint.Film {
	f := &paint.Film{Width: p.Width, Height: p.Height, Still: p.still()}
	for k := range p.beats {
		i := (p.first + k) % len(p.beats)
		if k > 0 {
			p.move(f, i)
		}
		p.hold(f, i)
	}
	if len(p.beats) > 1 {
		p.move(f, p.first)
	}
	return f
}

// move adds the frames on the way to a pose, without the pose itself.
func (p *Picture) move(f *paint.Film, i int) {
	b := p.beats[i]
	n := max(leastFrames, min(mostFrames, int(math.Round(b.move*framesASecond))))
	if b.move == 0 {
		return
	}
	for k := 1; k < n; k++ {
		f.Frames = append(f.Frames, paint.Frame{
			Shapes: p.shapes(p.before(i), i, ease(float64(k)/float64(n))),
			For:    seconds(b.move / float64(n)),
		})
	}
}

// hold adds what is seen at a pose: with a ring that empties, if it has one.
func (p *Picture) hold(f *paint.Film, i int) {
	b := p.beats[i]
	n := 1
	if b.ring {
		n = ringFrames
	}
	own := 0.0 // the last step of the move ends in the pose
	if b.move > 0 {
		own = b.move / float64(max(leastFrames, min(mostFrames, int(math.Round(b.move*framesASecond)))))
	}
	shapes := p.shapes(p.before(i), i, 1)
	for k := range n {
		frame := paint.Frame{Shapes: shapes, For: seconds((b.hold + own) / float64(n))}
		if b.ring {
			frame.Shapes = append(append([]paint.Shape(nil), shapes...), p.ring(1-float64(k)/float64(n))...)
		}
		f.Frames = append(f.Frames, frame)
	}
}

// ease starts and ends a move slowly.
func ease(t float64) float64 { return t * t * (3 - 2*t) }

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// before returns the pose that one is come to from.
func (p *Picture) before(i int) int { return (i + len(p.beats) - 1) % len(p.beats) }

// still draws what never changes.
func (p *Picture) still() []paint.Shape {
	var all []paint.Shape
	for _, panel := range p.panels {
		all = append(all, panel.frameShapes()...)
		all = append(all, panel.Still()...)
	}
	return all
}

// shapes draws all figures a share of the way from pose i to pose j, and the number of the step.
func (p *Picture) shapes(i, j int, share float64) []paint.Shape {
	var all []paint.Shape
	for _, panel := range p.panels {
		from, to := i, j
		if len(panel.Poses) == 1 {
			from, to = 0, 0
		}
		all = append(all, panel.At(from, to, share)...)
		all = append(all, panel.markShapes()...)
	}
	return append(all, badge(p.beats[j].step)...)
}
