// Package heat draws how reminders went as a calendar of weeks: a column a week, a row a day, in each cell the morning beside
// the evening. It knows marks by their looks and nothing of plans.
package heat

import (
	"spotter/internal/picture/paint"
)

// A Mark is what became of one slot. Each has a form of its own, so that colours need not be told apart.
type Mark uint8

// The marks.
const (
	Empty   Mark = iota // nothing was to come: a pale square
	Open                // no answer: an outline
	Done                // a green square
	Skipped             // a dot
	Paused              // two bars
	Missed              // by the bot: a slash
)

// A Week is seven days from Monday, morning and evening.
type Week [7][2]Mark

// Sizes in pixels.
const (
	slot  = 12 // a square of a slot
	gap   = 2  // between the slots of a day
	cell  = 2*slot + gap + 5
	line  = slot + 5
	frame = 10
)

// PNG draws weeks, the oldest first. It has paper of its own, so that it reads on light and on dark.
func PNG(weeks []Week) ([]byte, error) {
	f := paint.Film{Width: 2*frame + len(weeks)*cell - 5, Height: 2*frame + 7*line - 5, Frames: []paint.Frame{{}}}
	for w, week := range weeks {
		for day, marks := range week {
			for k, m := range marks {
				x, y := float64(frame+w*cell+k*(slot+gap)), float64(frame+day*line)
				f.Still = append(f.Still, square(x, y, m)...)
			}
		}
	}
	return f.PNG(0)
}

func square(x, y float64, m Mark) []paint.Shape {
	full := rectangle(x, y, slot, slot)
	on := func(p paint.Path, i paint.Ink) paint.Shape { return paint.Shape{Path: p, Ink: i} }
	switch m {
	case Done:
		return []paint.Shape{on(full, paint.Right)}
	case Open:
		return []paint.Shape{on(full, paint.SceneDark), on(rectangle(x+2, y+2, slot-4, slot-4), paint.Paper)}
	case Skipped:
		return []paint.Shape{on(full, paint.Scene), on(paint.Circle(paint.Point{X: x + slot/2, Y: y + slot/2}, 3), paint.Guide)}
	case Paused:
		return []paint.Shape{on(full, paint.Scene), on(rectangle(x+3, y+3, 2, slot-6), paint.Steel), on(rectangle(x+7, y+3, 2, slot-6), paint.Steel)}
	case Missed:
		return []paint.Shape{on(full, paint.Scene), on(paint.Stroke(2.4, paint.Point{X: x + 2.5, Y: y + slot - 2.5}, paint.Point{X: x + slot - 2.5, Y: y + 2.5}), paint.Arrow)}
	}
	return []paint.Shape{on(full, paint.Scene)}
}

func rectangle(x, y, w, h float64) paint.Path {
	return paint.Polygon(paint.Point{X: x, Y: y}, paint.Point{X: x + w, Y: y}, paint.Point{X: x + w, Y: y + h}, paint.Point{X: x, Y: y + h})
}
