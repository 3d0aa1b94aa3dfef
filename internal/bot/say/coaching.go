package say

import (
	"fmt"
	"strings"

	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// NotMedicine closes every piece of advice.
const NotMedicine = "This is coaching, not medicine."

// Because quotes the words that spoke for something, at most three of them: ", because you said “…” and “…”".
func Because(lead string, words []string) chat.Text {
	const most = 3
	var quoted []string
	for _, w := range words[:min(len(words), most)] {
		quoted = append(quoted, "“"+Brief(w)+"”")
	}
	if len(quoted) == 0 {
		return nil
	}
	return chat.Text{{Text: lead + "because you said " + List(quoted), Style: chat.Italic}}
}

// Dose words a dose, and says where the number is ours.
func Dose(d knowledge.Dose) chat.Text {
	text := UpperFirst(strings.TrimSuffix(d.Text, ".")) + "."
	if d.House {
		text += " (My own default: the source gives no number.)"
	}
	return chat.Plain(text)
}

// LiftName names a lift in the middle of a sentence; an unknown one is the bench press.
func LiftName(l knowledge.Lift) string {
	if l == knowledge.PushUp {
		return "push-up"
	}
	return "bench press"
}

// LiftNames returns a sentence of the names of lifts.
func LiftNames(lifts []knowledge.Lift) string {
	var names []string
	for _, l := range lifts {
		names = append(names, "the "+LiftName(l))
	}
	return UpperFirst(List(names)) + "."
}

// Lifts are the lifts to choose from.
var Lifts = []chat.Choice{{Label: "Bench press", Value: string(knowledge.BenchPress)}, {Label: "Push-up", Value: string(knowledge.PushUp)}}

// DrillPicture names the moving picture of a drill, with its numbered steps for those who cannot see it.
func DrillPicture(d *knowledge.Drill) []chat.Image {
	return []chat.Image{{Name: d.ID, Alt: d.Name + ". " + Steps(d, " "), Said: true}}
}

// CuePicture names the moving picture of a cue: wrong beside right.
func CuePicture(c *knowledge.Cue) []chat.Image {
	return []chat.Image{{Name: c.ID, Alt: c.Name + ", wrong and right. " + c.Say, Said: true}}
}

// Steps returns the numbered steps of a drill.
func Steps(d *knowledge.Drill, between string) string {
	var lines []string
	for i, s := range d.Steps {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, s))
	}
	return strings.Join(lines, between)
}
