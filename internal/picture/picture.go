// Package picture draws the moving pictures of drills and cues from pose files, as GIF, PNG and SVG.
//
// A pose file (internal/knowledge/content/pictures) holds the numbers of a few postures and how long the way from one to
// the next takes; package rig makes bodies of them, package paint pixels. This package reads the files, checks them,
// puts the frames in time and keeps what was drawn. It knows no platform and no coaching: what a drill's steps say in
// words is given to Check, which only compares their number.
package picture

import (
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"spotter/internal/picture/paint"
	"spotter/internal/picture/rig"
)

// A Set is the pictures that there are. It is safe for concurrent use.
type Set struct {
	read     func() // what is built in, once it is needed
	pictures []*Picture
	byID     map[string]*Picture

	mu    sync.Mutex
	drawn map[string]*drawing
}

// A drawing is a GIF that was or is being drawn.
type drawing struct {
	once sync.Once
	data []byte
	err  error
}

// A Picture is what one pose file says.
type Picture struct {
	ID     string // the drill's or cue's
	Name   string
	Cue    bool   // shows a cue, wrong beside right
	Alt    string // what it shows; a drill's steps say the rest
	Width  int    // pixels
	Height int
	file   string // as faults show it
	beats  []beat
	first  int // the pose that the film begins with
	panels []panel
}

// A beat is how long the move to a pose and the hold there take, in seconds.
type beat struct {
	step       int // the drill's numbered step that it belongs to, from 1; 0 for none
	move, hold float64
	ring       bool // a ring empties over the hold
}

// A panel is a figure in a picture, with its mark if it is one of a pair.
type panel struct {
	rig.Figure
	mark  string // right, wrong or nothing
	inset bool   // has an edge of its own
}

// Load reads the pictures that are built in. A file pictures/ID.toml in override takes the place of the one built in, and
// adds a picture where there is none; override may be nil. The error is overlay.Faults.
func Load(override fs.FS) (*Set, error) {
	s := &Set{byID: map[string]*Picture{}, drawn: map[string]*drawing{}, read: func() {}}
	if override != nil {
		if err := s.readAll(override); err != nil {
			return nil, err
		}
		return s, nil
	}
	s.read = sync.OnceFunc(func() {
		if err := s.readAll(nil); err != nil {
			panic(err) // the files are built in, and a test reads them
		}
	})
	return s, nil
}

func (s *Set) readAll(override fs.FS) error {
	files, faults := readAll(override)
	for _, f := range files {
		p, wrong := parse(f)
		faults = append(faults, wrong...)
		if len(wrong) == 0 {
			s.pictures = append(s.pictures, p)
			s.byID[p.ID] = p
		}
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// All returns the pictures in the order of their ids.
func (s *Set) All() []*Picture {
	s.read()
	return slices.Clone(s.pictures)
}

// Picture returns the picture of a drill or cue.
func (s *Set) Picture(id string) (*Picture, bool) {
	s.read()
	p, ok := s.byID[id]
	return p, ok
}

// GIF returns the moving picture of a drill or cue, or nil if there is none. It is drawn at the first need and kept. The bytes
// are shared: they may not be changed.
func (s *Set) GIF(id string) ([]byte, error) {
	p, ok := s.Picture(id)
	if !ok {
		return nil, nil
	}
	s.mu.Lock()
	d := s.drawn[id]
	if d == nil {
		d = &drawing{}
		s.drawn[id] = d
	}
	s.mu.Unlock()
	d.once.Do(func() { d.data, d.err = p.GIF() })
	return d.data, d.err
}

// GIF draws the picture as an animated GIF.
func (p *Picture) GIF() ([]byte, error) { return p.film().GIF() }

// PNG draws the first frame alone, which shows the whole movement.
func (p *Picture) PNG() ([]byte, error) { return p.film().PNG(0) }

// SVG draws the picture as an animated SVG that stands still for people who want it so.
func (p *Picture) SVG() []byte { return p.film().SVG(fmt.Sprintf("%s. %s", p.Name, p.Alt)) }

// Still draws the first frame alone as an SVG, for people who want less motion where they cannot be asked by the picture itself.
func (p *Picture) Still() []byte {
	f := p.film()
	f.Still, f.Frames = append(f.Still, f.Frames[0].Shapes...), []paint.Frame{{}}
	return f.SVG(fmt.Sprintf("%s. %s", p.Name, p.Alt))
}

// Poses draws what is seen at each pose, side by side: for those who correct a pose file.
func (p *Picture) Poses() ([]byte, error) {
	var sheets []*paint.Film
	for i := range p.beats {
		sheets = append(sheets, &paint.Film{Width: p.Width, Height: p.Height, Still: p.still(), Frames: []paint.Frame{{Shapes: p.shapes(p.before(i), i, 1)}}})
	}
	return paint.Sheet(sheets)
}
