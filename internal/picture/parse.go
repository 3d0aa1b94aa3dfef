package picture

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"spotter/internal/knowledge/content/pictures"
	"spotter/internal/knowledge/overlay"
	"spotter/internal/picture/rig"
)

// Folder is where pose files are looked for in an override.
const Folder = "pictures"

// maxFile is the longest pose file, in bytes.
const maxFile = 64 << 10

// A file is a pose file as it was read.
type file struct {
	id, shown string
	text      string
}

// readAll reads the built-in files, and what stands in their place or beside them.
func readAll(override fs.FS) (files []file, faults overlay.Faults) {
	found := map[string]file{}
	read := func(from fs.FS, folder, shown string) {
		entries, err := fs.ReadDir(from, folder)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			faults = append(faults, overlay.Fault{File: shown + folder, What: err.Error()})
		}
		for _, e := range entries {
			id, isPose := strings.CutSuffix(e.Name(), ".toml")
			if !isPose || strings.HasPrefix(id, ".") {
				continue
			}
			text, err := readFile(from, path.Join(folder, e.Name()))
			if err != nil {
				faults = append(faults, overlay.Fault{File: shown + path.Join(folder, e.Name()), What: err.Error()})
				continue
			}
			found[id] = file{id, shown + path.Join(folder, e.Name()), text}
		}
	}
	read(pictures.Files, ".", overlay.BuiltIn+Folder+"/")
	if override != nil {
		read(override, Folder, "")
	}
	for _, f := range found {
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.id, b.id) })
	return files, faults
}

func readFile(from fs.FS, name string) (string, error) {
	text, err := overlay.Read(from, name, maxFile)
	return strings.TrimPrefix(text, "\ufeff"), err // Windows editors write the mark
}

// The form of a pose file.
type (
	pictureFile struct {
		Name, Alt string
		Cue       bool
		Size      [2]int
		First     int
		Beat      []beatFile
		Figure    []figureFile
	}
	beatFile struct {
		Step       int
		Move, Hold float64
		Ring       bool
	}
	figureFile struct {
		View, Anchor, Hands, Mark string
		Box, Frame                [4]float64
		Rigid, Blades, Inset      bool
		Ghost                     int
		Guides                    []string
		Prop                      []propFile
		Pose                      []map[string]any
	}
	propFile struct {
		Kind       string
		At, Size   []float64
		Held, Over bool
	}
)

// parse reads one pose file.
func parse(f file) (*Picture, overlay.Faults) {
	var in pictureFile
	d := toml.NewDecoder(strings.NewReader(f.text)).DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, overlay.Faults{{File: f.shown, What: told(err)}}
	}
	p := &Picture{ID: f.id, file: f.shown, Name: in.Name, Cue: in.Cue, Alt: in.Alt, Width: in.Size[0], Height: in.Size[1], first: in.First}
	var faults overlay.Faults
	fault := func(format string, args ...any) {
		faults = append(faults, overlay.Fault{File: f.shown, What: fmt.Sprintf(format, args...)})
	}
	for _, b := range in.Beat {
		p.beats = append(p.beats, beat{b.Step, b.Move, b.Hold, b.Ring})
	}
	for i, fig := range in.Figure {
		panel, errs := fig.panel(p)
		for _, err := range errs {
			fault("figure %d: %v", i+1, err)
		}
		p.panels = append(p.panels, panel)
	}
	if len(faults) == 0 {
		p.check(fault)
	}
	return p, faults
}

// told returns what the decoder says, with the line where it knows it.
func told(err error) string {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		row, _ := strict.Errors[0].Position()
		return fmt.Sprintf("line %d: there is no %q here", row, strings.Join(strict.Errors[0].Key(), "."))
	}
	if wrong, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := wrong.Position()
		return fmt.Sprintf("line %d: %s", row, strings.TrimPrefix(wrong.Error(), "toml: "))
	}
	return err.Error()
}

// panel makes a figure of what the file says. Each pose starts from the one before.
func (in figureFile) panel(p *Picture) (panel, []error) {
	out := panel{mark: in.Mark, inset: in.Inset, Figure: rig.Figure{
		View: rig.View(in.View), Box: in.Box, Frame: in.Frame, Anchor: in.Anchor, Rigid: in.Rigid,
		Hands: in.Hands, Blades: in.Blades, Ghost: in.Ghost, Clip: in.Inset || in.Mark != "", Guides: in.Guides,
	}}
	if in.Box == [4]float64{} {
		out.Box = [4]float64{0, 0, float64(p.Width), float64(p.Height)}
	}
	var errs []error
	for _, prop := range in.Prop {
		made, err := prop.prop()
		if err != nil {
			errs = append(errs, err)
		}
		out.Props = append(out.Props, made)
	}
	pose := rig.Standing()
	for i, values := range in.Pose {
		arrows, err := takeArrows(values)
		if err == nil {
			err = pose.Set(out.View, values)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("pose %d: %w", i+1, err))
		}
		out.Poses = append(out.Poses, pose)
		out.Arrows = append(out.Arrows, arrows)
	}
	return out, append(errs, out.Faults()...)
}

func (in propFile) prop() (rig.Prop, error) {
	out := rig.Prop{Kind: in.Kind, Held: in.Held, Over: in.Over}
	if len(in.At) > 2 || len(in.Size) > 2 {
		return out, fmt.Errorf("%s: at and size are two numbers", in.Kind)
	}
	copy(out.At[:], in.At)
	copy(out.Size[:], in.Size)
	return out, nil
}

// takeArrows takes the arrows out of what a pose says.
func takeArrows(values map[string]any) ([]rig.Arrow, error) {
	list, ok := values["arrow"]
	if !ok {
		return nil, nil
	}
	delete(values, "arrow")
	text, err := toml.Marshal(map[string]any{"arrow": list})
	if err != nil {
		return nil, fmt.Errorf("arrow: %w", err)
	}
	var in struct{ Arrow []rig.Arrow }
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&in); err != nil {
		return nil, fmt.Errorf("arrow: %s", told(err))
	}
	return in.Arrow, nil
}

// check reports what the picture as a whole lacks.
func (p *Picture) check(fault func(string, ...any)) {
	if p.Name == "" || p.Alt == "" {
		fault("name or alt is missing")
	}
	if p.Width < 16 || p.Height < 16 || p.Width > 640 || p.Height > 640 {
		fault("size %d by %d is not within 16 and 640", p.Width, p.Height)
	}
	if len(p.beats) == 0 || len(p.panels) == 0 || p.first < 0 || p.first >= len(p.beats) {
		fault("a picture needs figures, beats, and a first one of them")
		return
	}
	total := 0.0
	for i, b := range p.beats {
		total += b.move + b.hold
		if !(b.move >= 0 && b.hold >= 0 && b.move+b.hold <= longest) {
			fault("beat %d: move and hold are not within 0 and %d seconds", i+1, longest)
		}
		if b.step < 0 || b.step >= len(digits) {
			fault("beat %d: there is no step %d", i+1, b.step)
		}
	}
	if total > longest {
		fault("%.1f seconds, at most %d", total, longest)
	}
	for i, panel := range p.panels {
		if panel.Ghost < -1 || panel.Ghost >= len(panel.Poses) {
			fault("figure %d: there is no pose %d to show pale", i+1, panel.Ghost)
		}
		if n := len(panel.Poses); n != 1 && n != len(p.beats) {
			fault("figure %d: %d poses, but %d beats", i+1, n, len(p.beats))
		}
	}
}

// longest is how long a film may be, in seconds.
const longest = 8
