package bot

import (
	"crypto/rand"
	"strings"
	"sync"
	"time"

	"spotter/internal/chat"
	"spotter/internal/formcheck"
)

// Bounds of what is remembered of form checks that are not complete yet.
const (
	draftFor   = 30 * time.Minute
	draftsMost = 5_000 // past it the memory starts afresh
)

// A draft is a form check that is not complete yet. It lives in memory alone, and whether it hurts is
// not even there: that travels in the buttons.
type draft struct {
	author   chat.User
	home     chat.Place
	where    chat.Place // where it was asked for
	video    formcheck.Message
	upload   []chat.Media // the video itself, where the platform does not keep it
	lift     string
	load     string
	angle    string
	question string
	asked    bool       // for what is missing: what may be left out is not asked for twice
	posted   chat.Place // where its card went
	until    time.Time
}

// take adds what was said. A load that is none counts as not said.
func (d *draft) take(args map[string]string) {
	if !isLoad(args["load"]) {
		delete(args, "load")
	}
	for name, field := range map[string]*string{"lift": &d.lift, "load": &d.load, "angle": &d.angle, "question": &d.question} {
		if v := clean(args[name], maxQuestion); v != "" {
			*field = v
		}
	}
}

// missing returns a field for everything that was not said, or none if nothing that must be said is
// missing.
func (d *draft) missing(pain string) []chat.Field {
	if d.lift != "" && d.load != "" && pain != "" {
		return nil
	}
	var fields []chat.Field
	add := func(have string, f chat.Field) {
		if have == "" && !(f.Optional && d.asked) {
			fields = append(fields, f)
		}
	}
	add(d.lift, chat.Field{Name: "lift", Label: "Which lift?", Choices: lifts})
	add(d.load, chat.Field{Name: "load", Label: "Load × reps", Hint: "80 kg × 5", Max: maxLoad})
	add(d.angle, chat.Field{Name: "angle", Label: "Where did the camera stand?",
		Hint: "Best: 45° from the side, whole body in frame, walk-up cut", Optional: true, Max: maxAngle})
	add(d.question, chat.Field{Name: "question", Label: "One question for the reviewers", Hint: "Do my elbows flare?", Optional: true, Max: maxQuestion})
	add(pain, chat.Field{Name: "pain", Label: "Any pain?", Choices: painChoices})
	d.asked = true
	return fields
}

// again returns the form once more with what was filled in, and why: what somebody typed is not lost because posting it
// failed. Pain is asked for again: it is kept nowhere.
func (d *draft) again(arg, note string) *chat.Form {
	d.asked = false
	blank := draft{}
	form := &chat.Form{Title: "Your form check", Note: note, Action: chat.Action{Command: "formcheck-more", Arg: arg}, Fields: blank.missing("")}
	for i, f := range form.Fields {
		form.Fields[i].Default = map[string]string{"lift": d.lift, "load": d.load, "angle": d.angle, "question": d.question}[f.Name]
	}
	return form
}

// drafts holds drafts by a name that nobody can guess.
type drafts struct {
	mu   sync.Mutex
	open map[string]*draft
}

func newDrafts() *drafts { return &drafts{open: map[string]*draft{}} }

func (ds *drafts) put(d *draft, now time.Time) string {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if len(ds.open) >= draftsMost {
		clear(ds.open)
	}
	name := strings.ToLower(rand.Text()[:10])
	d.until = now.Add(draftFor)
	ds.open[name] = d
	return name
}

// putBack undoes a take.
func (ds *drafts) putBack(name string, d *draft) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.open[strings.ToLower(name)] = d
}

// take returns a draft and forgets it, or nil if there is none of that author.
func (ds *drafts) take(name string, author chat.UserID, now time.Time) *draft {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	d := ds.open[strings.ToLower(name)]
	if d == nil || d.author.ID != author {
		return nil
	}
	delete(ds.open, strings.ToLower(name))
	if !now.Before(d.until) {
		return nil
	}
	return d
}

// names remembers short words by a key, in memory alone: how people are called, who would otherwise be
// "someone" on a card where a platform shows no name of its own for a mention.
type names struct {
	mu sync.Mutex
	of map[string]string
}

const namesMost = 20_000 // past it the memory starts afresh

func newNames() *names { return &names{of: map[string]string{}} }

func (n *names) put(key, name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.of) >= namesMost {
		clear(n.of)
	}
	n.of[key] = name
}

func (n *names) get(key string) string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.of[key]
}

// person mentions someone.
func (n *names) person(user, fallback string) chat.Text {
	name := clean(n.get(user), 40)
	if name == "" {
		name = fallback
	}
	return chat.Text{{Text: name, User: chat.UserID(user)}}
}

// choices makes choices of labels and values in turn.
func choices(pairs ...string) []chat.Choice {
	var all []chat.Choice
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, chat.Choice{Label: pairs[i], Value: pairs[i+1]})
	}
	return all
}
