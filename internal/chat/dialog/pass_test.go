package dialog

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"spotter/internal/chat"
)

// A witness is a handler that also completes and observes, and notes what it is told.
type witness struct {
	coach
	told []string
}

func (w *witness) Complete(_ context.Context, _ *chat.Request, option, typed string) []chat.Choice {
	return []chat.Choice{{Label: option, Value: typed}}
}
func (w *witness) Reachable(_ context.Context, u chat.User, _ bool) {
	w.told = append(w.told, "reachable "+string(u.ID))
}
func (w *witness) Left(_ context.Context, p chat.Place) { w.told = append(w.told, "left "+string(p)) }
func (w *witness) Moved(_ context.Context, from, to chat.Place) {
	w.told = append(w.told, "moved "+string(from)+" "+string(to))
}
func (w *witness) Deleted(_ context.Context, p chat.Place, id chat.MessageID) {
	w.told = append(w.told, "deleted "+string(p)+" "+string(id))
}

func TestPassesThrough(t *testing.T) {
	w := &witness{}
	for _, h := range []chat.Handler{w, coach{}} {
		var all interface {
			chat.Handler
			chat.Completer
			chat.Observer
		} = New(h, time.Now)
		ctx := t.Context()
		all.Reachable(ctx, chat.User{ID: "x:1"}, true)
		all.Left(ctx, "x:a")
		all.Moved(ctx, "x:a", "x:b")
		all.Deleted(ctx, "x:a", "9")
		got := all.Complete(ctx, &chat.Request{}, "name", "ch")
		if h == w && (len(got) != 1 || got[0] != chat.Choice{Label: "name", Value: "ch"}) {
			t.Errorf("Complete = %v", got)
		}
	}
	want := []string{"reachable x:1", "left x:a", "moved x:a x:b", "deleted x:a 9"}
	if diff := cmp.Diff(w.told, want); diff != "" {
		t.Errorf("told, got - want +:\n%s", diff)
	}
}

// A guarded coach finds what begins with "help" urgent.
type guarded struct{ coach }

func (g guarded) Urgent(_ context.Context, text string) *chat.Message {
	if strings.HasPrefix(text, "help") {
		return say("call for help")
	}
	return nil
}

func TestUrgentAnswersLeaveTheQuestion(t *testing.T) {
	k := newTalk(t, reminder())
	k.d = New(guarded{coach{reminder()}}, func() time.Time { return k.now })
	k.command("remind")
	wants(t, k.write("help"), "you wrote help") // it would be an answer, and heard of after three more questions
	wants(t, k.write("squat"), "you wrote squat")
	k.command("remind")
	k.write("Berlin")
	wants(t, k.write("squat"), "not one of the choices")
	wants(t, k.write("help me"), "you wrote help me") // as one who was asked nothing
	wants(t, k.write("squat"), "you wrote squat")
	k.command("remind")
	for _, answer := range []string{"Berlin", "bench", "-"} {
		k.write(answer)
	}
	wants(t, k.write("help me"), "remind|on", "note:help me") // the last is heard of at once
}
