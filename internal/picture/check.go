package picture

import (
	"fmt"
	"spotter/internal/knowledge/overlay"
)

// MaxGIF is how large a moving picture may be, in bytes: people see it on the train.
const MaxGIF = 40 << 10

// Check returns what is wrong with the pictures beyond their form: postures that no body can take, things that float, steps
// that their drill has not, files that are too large. It is given how many steps each drill has, and the ids of the cues; it
// draws every picture. The error is overlay.Faults.
func (s *Set) Check(steps map[string]int, cues map[string]bool) error {
	var faults overlay.Faults
	for _, p := range s.All() {
		data, err := s.GIF(p.ID)
		faults = append(faults, p.faults(data, err, steps, cues)...)
	}
	if len(faults) > 0 {
		return faults
	}
	return nil
}

// faults returns what is wrong with one picture that came out as data, or did not.
func (p *Picture) faults(data []byte, err error, steps map[string]int, cues map[string]bool) (faults overlay.Faults) {
	fault := func(format string, args ...any) {
		faults = append(faults, overlay.Fault{File: p.file, What: fmt.Sprintf(format, args...)})
	}
	for i := range p.panels {
		for _, err := range p.panels[i].Strain() {
			fault("figure %d: %v", i+1, err)
		}
	}
	n, drill := steps[p.ID]
	switch {
	case p.Cue && !cues[p.ID]:
		fault("there is no cue %q", p.ID)
	case !p.Cue && !drill:
		fault("there is no drill %q", p.ID)
	}
	for i, b := range p.beats {
		if !p.Cue && b.step > n {
			fault("beat %d: the drill has no step %d", i+1, b.step)
		}
	}
	if err != nil {
		fault("%v", err)
	}
	if len(data) > MaxGIF {
		fault("%d bytes as a GIF, at most %d: show less, or let less of it move", len(data), MaxGIF)
	}
	return faults
}
