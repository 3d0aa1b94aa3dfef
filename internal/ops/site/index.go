package main

import (
	"bytes"
	"fmt"
	"html/template"
	"regexp"

	"spotter/internal/bot/say"
	"spotter/internal/knowledge"
	"spotter/internal/picture"
)

var pages = template.Must(template.ParseFS(assets, "assets/*.html"))

// A drill as the front page shows it. A step of the routine has an id, a name and a dose.
type drill struct {
	drawing
	ID, Name, Purpose, Dose, Note string
	Steps                         []string
}

type cue struct {
	drawing
	ID, Name, Say, Why, Wrong, Right string
}

type lift struct {
	ID, Name string
	Cues     []cue
}

// A drawing is the picture of a drill or cue.
type drawing struct {
	Alt           string
	Width, Height int
}

// index lays out the front page: the coach's place, and all that the content has to read.
func index(base *knowledge.Base, pictures *picture.Set) ([]byte, error) {
	var drills, steps []drill
	for _, d := range base.Drills() {
		p, err := drawn(pictures, d.ID)
		if err != nil {
			return nil, err
		}
		drills = append(drills, drill{p, d.ID, d.Name, d.Purpose, say.Dose(d.Dose).String(), d.Note, d.Steps})
	}
	routine := base.Routine()
	for _, s := range routine.Steps {
		steps = append(steps, drill{ID: s.Drill, Name: base.Drill(s.Drill).Name, Dose: say.Dose(s.Dose).String()})
	}
	var lifts []lift
	for _, choice := range say.Lifts {
		l := lift{ID: choice.Value, Name: choice.Label}
		for _, c := range base.CuesFor(knowledge.Lift(choice.Value)) {
			p, err := drawn(pictures, c.ID)
			if err != nil {
				return nil, err
			}
			wrong, right := pair(p.Alt)
			if wrong == "" {
				wrong, right = fault(base, l.ID, c.ID), c.Say
			}
			l.Cues = append(l.Cues, cue{p, c.ID, c.Name, c.Say, c.Why, wrong, right})
		}
		lifts = append(lifts, l)
	}
	return page("index", map[string]any{
		"Title":       "Spotter: sore upper back after bench or push-ups?",
		"Description": "Say what hurts after bench pressing or push-ups: the likely reason, the fix and one drill. Your words never leave the tab. Coaching, not medicine.",
		"Policy":      policy, "Drills": drills, "Lifts": lifts, "Sources": base.Sources(),
		"Routine": map[string]any{"Name": routine.Name, "Intro": routine.Intro, "Rounds": routine.Rounds, "Steps": steps},
	})
}

func page(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("lay out %s: %w", name, err)
	}
	return b.Bytes(), nil
}

func drawn(pictures *picture.Set, id string) (drawing, error) {
	p, ok := pictures.Picture(id)
	if !ok {
		return drawing{}, fmt.Errorf("there is no picture of %q", id)
	}
	return drawing{p.Alt, p.Width, p.Height}, nil
}

var wrongAndRight = regexp.MustCompile(`(?s)Wrong: (.+?) Right: (.+)$`)

// pair returns what is wrong and what is right in the picture of a cue, or nothing of one that shows no fault.
func pair(alt string) (wrong, right string) {
	if found := wrongAndRight.FindStringSubmatch(alt); found != nil {
		return say.UpperFirst(found[1]), say.UpperFirst(found[2])
	}
	return "", ""
}

// fault returns what reviewers call the fault that a cue cures on a lift, or "".
func fault(base *knowledge.Base, lift, cue string) string {
	for _, b := range base.Ballot(knowledge.Lift(lift)) {
		cures := b.Cue
		if c := base.Cause(b.Cause); cures == "" && c != nil {
			if cues := c.On(b.Lift).Cues; len(cues) > 0 {
				cures = cues[0]
			}
		}
		if cures == cue && !b.Good {
			return b.Label + "."
		}
	}
	return ""
}
