package paint

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// SVG returns the film as an SVG with a title for those who cannot see it. Paths turn into one another by themselves; people who
// asked their system for less motion see the first frame.
func (f *Film) SVG(title string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img"><title>%s</title>`,
		f.Width, f.Height, f.Width, f.Height, html.EscapeString(title))
	b.WriteString(`<style>.still{display:none}@media (prefers-reduced-motion:reduce){.still{display:inline}.moving{display:none}}</style>`)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="%s"/>`, f.Width, f.Height, Paper.Hex())
	clips := f.clips()
	for i, c := range clips {
		fmt.Fprintf(&b, `<clipPath id="c%d"><rect x="%g" y="%g" width="%g" height="%g"/></clipPath>`, i, c.X, c.Y, c.Width, c.Height)
	}
	for _, s := range f.Still {
		fmt.Fprintf(&b, `<path%s/>`, s.attributes(clips))
	}
	b.WriteString(`<g class="still">`)
	for _, s := range f.Frames[0].Shapes {
		fmt.Fprintf(&b, `<path%s/>`, s.attributes(clips))
	}
	b.WriteString(`</g><g class="moving">`)
	for _, l := range f.layers() {
		l.write(&b, f, clips)
	}
	b.WriteString("</g></svg>\n")
	return []byte(b.String())
}

// clips returns the boxes that shapes are clipped to, each once.
func (f *Film) clips() []Box {
	var all []Box
	note := func(shapes []Shape) {
		for _, s := range shapes {
			if s.Clip != nil && !slices.Contains(all, *s.Clip) {
				all = append(all, *s.Clip)
			}
		}
	}
	note(f.Still)
	for _, frame := range f.Frames {
		note(frame.Shapes)
	}
	return all
}

func (s *Shape) attributes(clips []Box) string {
	clip := ""
	if s.Clip != nil {
		clip = fmt.Sprintf(` clip-path="url(#c%d)"`, slices.Index(clips, *s.Clip))
	}
	return fmt.Sprintf(`%s fill="%s" d="%s"`, clip, s.Ink.Hex(), s.Path.svg())
}

// A layer is one shape as it is in every frame: nil where it is not seen.
type layer struct {
	paths []*Path
	some  *Shape // one of them
}

// layers finds which shapes of the frames are the same thing: of the same ink and steps, in the same order.
func (f *Film) layers() []*layer {
	var all []*layer
	for i, frame := range f.Frames {
		from := 0
		for k := range frame.Shapes {
			s := &frame.Shapes[k]
			at := from
			for at < len(all) && !all[at].some.alike(s) {
				at++
			}
			if at == len(all) {
				at = from
				all = append(all[:at], append([]*layer{{paths: make([]*Path, len(f.Frames)), some: s}}, all[at:]...)...)
			}
			all[at].paths[i] = &s.Path
			from = at + 1
		}
	}
	return all
}

// alike reports whether two shapes can be the same thing at two times.
func (s *Shape) alike(t *Shape) bool {
	return s.Ink == t.Ink && (s.Clip == nil) == (t.Clip == nil) && (s.Clip == nil || *s.Clip == *t.Clip) && s.Path.alike(&t.Path)
}

// still reports whether the layer is the same in all frames.
func (l *layer) still() bool {
	for _, p := range l.paths {
		if p == nil || !p.Same(&l.some.Path) {
			return false
		}
	}
	return true
}

// always reports whether the layer is seen in all frames.
func (l *layer) always() bool { return !slices.Contains(l.paths, nil) }

func (l *layer) write(b *strings.Builder, f *Film, clips []Box) {
	fmt.Fprintf(b, `<path%s`, l.some.attributes(clips))
	if l.still() {
		b.WriteString("/>")
		return
	}
	b.WriteString(">")
	if !l.always() {
		l.writeSeen(b, f)
	}
	l.writeMove(b, f)
	b.WriteString("</path>")
}

// total returns how long the film is.
func (f *Film) total() (d time.Duration) {
	for _, frame := range f.Frames {
		d += frame.For
	}
	return d
}

// writeSeen says when the layer is seen.
func (l *layer) writeSeen(b *strings.Builder, f *Film) {
	var values, times []string
	var at time.Duration
	for i, p := range l.paths {
		v := "visible"
		if p == nil {
			v = "hidden"
		}
		if len(values) == 0 || values[len(values)-1] != v {
			values, times = append(values, v), append(times, share(at, f.total()))
		}
		at += f.Frames[i].For
	}
	fmt.Fprintf(b, `<animate attributeName="visibility" calcMode="discrete" dur="%.2fs" repeatCount="indefinite" values="%s" keyTimes="%s"/>`,
		f.total().Seconds(), strings.Join(values, ";"), strings.Join(times, ";"))
}

// stepTime is how long the way from a frame to the next takes at most.
const stepTime = 120 * time.Millisecond

// writeMove says which form the layer has when.
func (l *layer) writeMove(b *strings.Builder, f *Film) {
	var values, times []string
	key := func(p *Path, at time.Duration) {
		if v := p.svg(); len(values) < 2 || values[len(values)-1] != v || values[len(values)-2] != v {
			values, times = append(values, v), append(times, share(at, f.total()))
		} else {
			times[len(times)-1] = share(at, f.total())
		}
	}
	var at time.Duration
	last := &l.some.Path
	for i, p := range l.paths {
		if p == nil {
			p = last
		}
		last = p
		key(p, at)
		if f.Frames[i].For > stepTime {
			key(p, at+f.Frames[i].For-stepTime)
		}
		at += f.Frames[i].For
	}
	first := l.paths[0]
	if first == nil {
		first = last
	}
	values, times = append(values, first.svg()), append(times, "1")
	if slices.IndexFunc(values, func(v string) bool { return v != values[0] }) < 0 {
		return
	}
	fmt.Fprintf(b, `<animate attributeName="d" dur="%.2fs" repeatCount="indefinite" values="%s" keyTimes="%s"/>`,
		f.total().Seconds(), strings.Join(values, ";"), strings.Join(times, ";"))
}

func share(at, of time.Duration) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", float64(at)/float64(of)), "0"), ".")
}

// svg writes the path as SVG does, in tenths of a pixel.
func (p *Path) svg() string {
	b := make([]byte, 0, 12*len(p.points))
	points := p.points
	for i, s := range p.steps {
		if s == moveTo && i > 0 {
			b = append(b, 'Z')
		}
		b = append(b, byte(s))
		n := 1
		if s == curveTo {
			n = 3
		}
		for k, q := range points[:n] {
			if k > 0 {
				b = append(b, ' ')
			}
			b = tenths(b, q.X)
			b = append(b, ' ')
			b = tenths(b, q.Y)
		}
		points = points[n:]
	}
	return string(append(b, 'Z'))
}

func tenths(b []byte, v float64) []byte {
	return strconv.AppendFloat(b, math.Round(v*10)/10, 'f', -1, 64)
}
