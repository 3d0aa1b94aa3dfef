package review

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
)

func TestReadIntake(t *testing.T) {
	c := intakeCommand()
	for _, test := range []struct {
		typed string
		want  map[string]string
	}{
		{"", map[string]string{}},
		{"bench 80x5", map[string]string{"lift": "bench-press", "load": "80x5"}},
		{"bench press 80 kg x 5 45° do my elbows flare?", map[string]string{"lift": "bench-press", "load": "80 kg x 5", "angle": "45°", "question": "do my elbows flare?"}},
		{"102.5kg × 3 Bench", map[string]string{"lift": "bench-press", "load": "102.5kg × 3"}},
		{"push-ups bodyweight x 20 from the side no pain", map[string]string{"lift": "push-up", "load": "bodyweight x 20", "angle": "from the side", "pain": "no"}},
		{"pushups bw it hurts", map[string]string{"lift": "push-up", "load": "bw", "pain": "yes"}},
		{"bench 3x8 https://x.example/a?b=c&d why", map[string]string{"lift": "bench-press", "load": "3x8", "link": "https://x.example/a?b=c&d", "question": "why"}},
		{"bench 60x8 45° do my elbows flare? https://x.example/a ", map[string]string{"lift": "bench-press", "load": "60x8", "angle": "45°", "question": "do my elbows flare?", "link": "https://x.example/a"}},
		{"bench 80x5 javascript:alert(1)", map[string]string{"lift": "bench-press", "load": "80x5", "link": "javascript:alert(1)"}},
		{"set3.mp4 bench 80x5", map[string]string{"video": "set3.mp4", "lift": "bench-press", "load": "80x5"}},
		{"lift:bench load:80x5 is it ok", map[string]string{"lift": "bench", "load": "80x5", "question": "is it ok"}},
		{`bench 80x5 "my question"`, map[string]string{"lift": "bench-press", "load": "80x5", "question": "my question"}},
		{"benchmark of strength", map[string]string{"question": "benchmark of strength"}},
	} {
		if diff := cmp.Diff(test.want, readIntake(c, test.typed)); diff != "" {
			t.Errorf("%q: -want +got\n%s", test.typed, diff)
		}
	}
}

// FuzzReadIntake wants no word of what is typed to get lost: those that were not understood are the
// question.
func FuzzReadIntake(f *testing.F) {
	f.Add("bench 80x5 45° do my elbows flare?")
	f.Add("x:y pain \u202e no pain \"a")
	c := intakeCommand()
	f.Fuzz(func(t *testing.T, typed string) {
		args := readIntake(c, typed)
		for name := range args {
			if !slices.ContainsFunc(c.Options, func(o chat.Option) bool { return o.Name == name }) {
				t.Fatalf("%q: option %q is not declared", typed, name)
			}
		}
		if again := readIntake(c, args["question"]); len(args) == 1 && args["question"] != "" && len(again) > 1 && !strings.Contains(typed, `"`) {
			t.Fatalf("%q: the question %q was not read to its end: %v", typed, args["question"], again)
		}
	})
}

// A load is stored, so nothing else is taken for one.
func TestIsLoad(t *testing.T) {
	for _, load := range []string{"80x5", "80 kg × 5", "102,5kg 3 reps", "bodyweight", "20 reps", "BW + 20 lbs x 8", "3 sets of 5 at 80", "empty bar", "2 plates per side x 5 @ RPE 8", "5x5, 100 kg"} {
		if !isLoad(load) {
			t.Errorf("%q is not taken for a load", load)
		}
	}
	for _, load := range []string{"", "heavy", "crushing chest pain", "my left hand goes numb", "80x5 but it hurts", "8/10 pain"} {
		if isLoad(load) {
			t.Errorf("%q is taken for a load", load)
		}
	}
}

func TestReadHour(t *testing.T) {
	for s, want := range map[string]int{"0": 0, "7": 7, "18:00": 18, "18h": 18, "23": 23, "off": -1, "None": -1} {
		if got, err := readHour(s); err != nil || got != want {
			t.Errorf("readHour(%q) = %d, %v; want %d", s, got, err, want)
		}
	}
	for _, s := range []string{"24", "-1", "18:30", "noon", "", "99999999999"} {
		if got, err := readHour(s); err == nil {
			t.Errorf("readHour(%q) = %d, want an error", s, got)
		}
	}
}

func intakeCommand() *command.Command { return &New(Parts{}).Commands()[0] }
