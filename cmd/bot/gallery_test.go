package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spotter/internal/config"
	"spotter/internal/knowledge"
	"spotter/internal/picture"
)

// The pictures that the README shows are those that the program draws. make pictures draws them again.
func TestPicturesOfTheReadme(t *testing.T) {
	set, err := picture.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range set.All() {
		want, err := set.GIF(p.ID)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("..", "..", "docs", "pictures", p.ID+".gif")
		if *update {
			if err := os.WriteFile(file, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is out of date (%v): make pictures", file, err)
		}
	}
}

// Every drill and every cue has its picture, and each picture shows steps that its drill has.
func TestPicturesAreWhole(t *testing.T) {
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := picture.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, d := range base.Drills() {
		ids[d.ID] = true
	}
	for _, c := range base.Cues() {
		ids[c.ID] = true
	}
	for id := range ids {
		if p, ok := set.Picture(id); !ok || strings.TrimSpace(p.Alt) == "" {
			t.Errorf("%s has no picture, or one without words", id)
		}
	}
	if err := checkPictures(config.Default(), base); err != nil {
		t.Error(err)
	}
}
