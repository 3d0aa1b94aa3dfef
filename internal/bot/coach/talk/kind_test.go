package talk

import (
	"testing"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/content"
)

func TestOptionFor(t *testing.T) {
	options := []knowledge.Option{{ID: "top", Label: "Top of the shoulders, up to the neck"}, {ID: "between", Label: "Between the shoulder blades"},
		{ID: "neck", Label: "The neck itself"}, {ID: "else", Label: "Somewhere else"}}
	for text, want := range map[string]string{
		"between": "between", "Between the blades": "between", "top": "top", "neck itself": "neck", "somewhere else": "else",
		"neck": "neck", "the": "", "shoulders": "", "elbow": "", "": "", "!": "",
		"2": "between", "2.": "between", "9": "", "the second one": "between", "last": "else", "I think it is the neck itself": "neck", "not sure, but my hand is numb": "",
	} {
		if got := (&Coach{base: &knowledge.Base{Library: &content.Library{}}}).optionFor(&knowledge.Question{Options: options}, text); got != want {
			t.Errorf("optionFor(%q) = %q, want %q", text, got, want)
		}
	}
}
