package picture

import (
	"math"

	"spotter/internal/picture/paint"
)

// The badge and the ring stand in the left upper corner, in pixels.
var badgeAt = paint.Point{X: 19, Y: 19}

const badgeRadius = 11

// digits are the strokes of 1 to 6 in a box of 8 by 12 pixels.
var digits = [][][]paint.Point{
	1: {{{X: 2, Y: 2.5}, {X: 4.6, Y: 0}, {X: 4.6, Y: 12}}},
	2: {{{X: 0.6, Y: 3}, {X: 1.4, Y: 1}, {X: 4, Y: 0}, {X: 6.6, Y: 1}, {X: 7.2, Y: 3.4}, {X: 6, Y: 6}, {X: 0.6, Y: 12}, {X: 7.6, Y: 12}}},
	3: {{{X: 0.8, Y: 1.4}, {X: 4, Y: 0}, {X: 6.8, Y: 1.4}, {X: 6.8, Y: 4.4}, {X: 4, Y: 5.8}, {X: 7.2, Y: 7.4}, {X: 7, Y: 10.4}, {X: 4, Y: 12}, {X: 0.6, Y: 10.6}}},
	4: {{{X: 5.6, Y: 12}, {X: 5.6, Y: 0}, {X: 0.4, Y: 8.4}, {X: 7.8, Y: 8.4}}},
	5: {{{X: 6.8, Y: 0}, {X: 1.6, Y: 0}, {X: 1, Y: 5.4}, {X: 4.4, Y: 4.8}, {X: 7.2, Y: 6.6}, {X: 7, Y: 10}, {X: 4.2, Y: 12}, {X: 0.8, Y: 10.8}}},
	6: {{{X: 6.4, Y: 0.6}, {X: 3.4, Y: 0.8}, {X: 1, Y: 4.6}, {X: 1, Y: 9.2}, {X: 3.6, Y: 12}, {X: 6.6, Y: 10.6}, {X: 6.8, Y: 7.4}, {X: 4, Y: 5.8}, {X: 1.2, Y: 7.6}}},
}

// badge draws the number of a step, nothing for 0.
func badge(step int) []paint.Shape {
	if step <= 0 || step >= len(digits) {
		return nil
	}
	all := []paint.Shape{{Path: paint.Circle(badgeAt, badgeRadius), Ink: paint.Guide}}
	for _, stroke := range digits[step] {
		line := make([]paint.Point, len(stroke))
		for i, p := range stroke {
			line[i] = paint.Point{X: badgeAt.X - 4 + p.X, Y: badgeAt.Y - 6 + p.Y}
		}
		all = append(all, paint.Shape{Path: paint.Stroke(2.2, line...), Ink: paint.White})
	}
	return all
}

// ring draws what is left of a hold around the badge.
func (p *Picture) ring(left float64) []paint.Shape {
	return []paint.Shape{
		{Path: paint.Ring(badgeAt, badgeRadius+1.5, badgeRadius+5, 0, 1.999*math.Pi), Ink: paint.Scene},
		{Path: paint.Ring(badgeAt, badgeRadius+1.5, badgeRadius+5, 0, 1.999*math.Pi*left), Ink: paint.Arrow},
	}
}

// markShapes draws a check or a cross into the left upper corner of a panel: also their forms differ, not the colours alone.
func (p *panel) markShapes() []paint.Shape {
	at := paint.Point{X: p.Box[0] + 20, Y: p.Box[1] + 20}
	on := func(x, y float64) paint.Point { return paint.Point{X: at.X + x, Y: at.Y + y} }
	switch p.mark {
	case "right":
		return []paint.Shape{
			{Path: paint.Circle(at, 14), Ink: paint.Right},
			{Path: paint.Stroke(3.4, on(-6.5, 0.5), on(-2, 5.5), on(7, -5.5)), Ink: paint.White},
		}
	case "wrong":
		cross := paint.Stroke(3.4, on(-5, -5), on(5, 5))
		cross.Append(paint.Stroke(3.4, on(5, -5), on(-5, 5)))
		return []paint.Shape{{Path: paint.Circle(at, 14), Ink: paint.Wrong}, {Path: cross, Ink: paint.White}}
	}
	return nil
}

// frameShapes draws the paper of an inset, or the line between two panels.
func (p *panel) frameShapes() []paint.Shape {
	x, y, w, h := p.Box[0], p.Box[1], p.Box[2], p.Box[3]
	rect := func(x, y, w, h float64) paint.Path {
		return paint.Polygon(paint.Point{X: x, Y: y}, paint.Point{X: x + w, Y: y}, paint.Point{X: x + w, Y: y + h}, paint.Point{X: x, Y: y + h})
	}
	if p.inset {
		return []paint.Shape{{Path: rect(x-1.5, y-1.5, w+3, h+3), Ink: paint.SceneDark}, {Path: rect(x, y, w, h), Ink: paint.White}}
	}
	return nil
}
