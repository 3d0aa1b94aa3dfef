package command

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

func TestArguments(t *testing.T) {
	c := &Command{Command: chat.Command{Options: []chat.Option{
		{Name: "zone", Type: chat.Word},
		{Name: "lift", Type: chat.Word, Choices: []chat.Choice{{Label: "Bench press", Value: "bench-press"}, {Label: "Push-up", Value: "push-up"}}},
		{Name: "count", Type: chat.Integer},
		{Name: "what", Type: chat.String, Max: 20},
	}}}
	for _, test := range []struct {
		rest string
		want map[string]string
		say  string
	}{
		{rest: "", want: map[string]string{}},
		{rest: "berlin bench 3 it hurts", want: map[string]string{"zone": "berlin", "lift": "bench-press", "count": "3", "what": "it hurts"}},
		{rest: `"new york" pushups`, want: map[string]string{"zone": "new york", "lift": "push-up"}},
		{rest: "what:sore lift: Push-Ups berlin", want: map[string]string{"zone": "berlin", "lift": "push-up", "what": "sore"}},
		{rest: `zone:"new york" lift:"Push-up" 3 it hurts`, want: map[string]string{"zone": "new york", "lift": "push-up", "count": "3", "what": "it hurts"}},
		{rest: `zone:“new york” what: "it hurts: a lot"`, want: map[string]string{"zone": "new york", "what": "it hurts: a lot"}},
		{rest: `"zone: x" bench`, want: map[string]string{"zone": "zone: x", "lift": "bench-press"}},
		{rest: "zone=paris count=x", say: "“count” should be a whole number, not “x”."},
		{rest: "berlin squat", say: "“squat” is none of the choices for lift."},
		{rest: "berlin bench 3 " + "a very long sentence indeed", say: "That is 27 characters for “what”, and I read up to 20."},
	} {
		got, err := c.arguments(test.rest, nil)
		if p, _ := err.(*Problem); p != nil && p.Say != test.say || err == nil && test.say != "" {
			t.Errorf("arguments(%q): %v, want %q", test.rest, err, test.say)
		} else if diff := cmp.Diff(test.want, got); diff != "" && err == nil {
			t.Errorf("arguments(%q): -want +got\n%s", test.rest, diff)
		}
	}
}

func FuzzArguments(f *testing.F) {
	f.Add(`berlin lift:bench "a b" c`)
	c := &Command{Command: chat.Command{Options: []chat.Option{{Name: "lift", Type: chat.Word}, {Name: "what"}}}}
	f.Fuzz(func(t *testing.T, rest string) {
		args, err := c.arguments(rest, nil)
		if _, isProblem := err.(*Problem); err != nil && !isProblem {
			t.Fatalf("arguments(%q): %v, want a *Problem", rest, err)
		}
		for name := range args {
			if c.option(name) == nil {
				t.Fatalf("arguments(%q) has %q, which is not declared", rest, name)
			}
		}
	})
}
