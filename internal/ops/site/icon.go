package main

import (
	"bytes"
	"fmt"

	"spotter/internal/picture/paint"
)

// addIcons draws the icon: two shoulder blades, drawn together and down.
func (s site) addIcons() error {
	for _, size := range []int{192, 512} {
		data, err := icon(size).PNG(0)
		if err != nil {
			return fmt.Errorf("draw the icon: %w", err)
		}
		s[fmt.Sprintf("icon-%d.png", size)] = data
	}
	s["icon.svg"] = bytes.TrimSpace(icon(192).SVG("Spotter"))
	return nil
}

func icon(size int) *paint.Film {
	at := func(x, y float64) paint.Point { return paint.Point{X: x * float64(size), Y: y * float64(size)} }
	blade := func(side float64) paint.Shape {
		x := func(from float64) float64 { return 0.5 + side*from }
		return paint.Shape{Ink: paint.Blade, Path: paint.Polygon(at(x(0.05), 0.34), at(x(0.28), 0.30), at(x(0.10), 0.66))}
	}
	return &paint.Film{Width: size, Height: size, Still: []paint.Shape{
		{Ink: paint.Shirt, Path: paint.Circle(at(0.5, 0.5), 0.46*float64(size))},
		{Ink: paint.White, Path: paint.Stroke(0.025*float64(size), at(0.5, 0.16), at(0.5, 0.84))},
		blade(1), blade(-1),
	}, Frames: []paint.Frame{{}}}
}
