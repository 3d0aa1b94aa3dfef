package review

import (
	"crypto/rand"
	"strings"
	"time"

	"spotter/internal/bot/say"
	"spotter/internal/chat"
	"spotter/internal/expiring"
	"spotter/internal/formcheck"
)

// Bounds of what is remembered of form checks that are not complete yet.
const (
	draftFor   = 30 * time.Minute
	draftsMost = 5_000
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
}

// take adds what was said. An unrecognised load is dropped.
func (d *draft) take(args map[string]string) {
	if !isLoad(args["load"]) {
		delete(args, "load")
	}
	for name, field := range map[string]*string{"lift": &d.lift, "load": &d.load, "angle": &d.angle, "question": &d.question} {
		if v := say.Clean(args[name], maxQuestion); v != "" {
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
	add(d.lift, chat.Field{Name: "lift", Label: "Which lift?", Choices: say.Lifts})
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
type drafts struct{ open *expiring.Map[string, *draft] }

func newDrafts() *drafts { return &drafts{expiring.New[string, *draft](draftFor, draftsMost)} }

func (ds *drafts) put(d *draft, now time.Time) string {
	name := strings.ToLower(rand.Text()[:10])
	ds.putBack(name, d, now)
	return name
}

// putBack undoes a take.
func (ds *drafts) putBack(name string, d *draft, now time.Time) {
	ds.open.Update(strings.ToLower(name), now, func(*draft) (*draft, bool) { return d, true })
}

// take returns a draft and forgets it, or nil if there is none of that author.
func (ds *drafts) take(name string, author chat.UserID, now time.Time) (taken *draft) {
	ds.open.Update(strings.ToLower(name), now, func(d *draft) (*draft, bool) {
		if d == nil || d.author.ID != author {
			return d, d != nil
		}
		taken = d
		return nil, false
	})
	return taken
}

// Bounds of what is remembered by a name.
const (
	namesFor  = 31 * 24 * time.Hour // a check that nobody touches is closed before
	namesMost = 20_000
)

// names remembers short words by a key, in memory alone: how people are called, who would otherwise be
// "someone" on a card where a platform shows no name of its own for a mention.
type names struct {
	of  *expiring.Map[string, string]
	now func() time.Time
}

func newNames(now func() time.Time) *names {
	return &names{expiring.New[string, string](namesFor, namesMost), now}
}

func (n *names) put(key, name string) {
	n.of.Update(key, n.now(), func(string) (string, bool) { return name, true })
}

func (n *names) get(key string) string {
	name, _ := n.of.Get(key, n.now())
	return name
}

// person mentions someone.
func (n *names) person(user, fallback string) chat.Text {
	name := say.Clean(n.get(user), 40)
	if name == "" {
		name = fallback
	}
	return chat.Text{{Text: name, User: chat.UserID(user)}}
}
