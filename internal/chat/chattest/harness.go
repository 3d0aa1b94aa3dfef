package chattest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
)

// A Harness is an adapter with a stand-in of its platform around it, as RunAdapter needs them. What
// people do may return before the adapter has seen it: the suite waits for what follows. It must
// not get lost, though, if it is done before Serve has connected. What cannot be done at all is a
// fatal error of the test that the Harness was made for.
type Harness interface {
	// Adapter returns the adapter under test. The suite calls its Serve once. It is made with the
	// commands of Commands.
	Adapter() chat.Adapter
	// Can tells what there is on this platform.
	Can() Abilities
	// Nowhere is a place of this platform at which nobody can be reached any more.
	Nowhere() chat.Place
	// Type gives a command, as people do there: typed, or with its options filled in.
	Type(who Person, c Typed)
	// Write sends text that is no command. Only called if Can().Words.
	Write(who Person, text string)
	// Press uses the control of a message that who sees: a button, or an option of a select.
	Press(who Person, on Shown, label string)
	// Fill answers the form that is open for who, waiting for it first: all at once, or one question
	// after another. An empty value skips the field.
	Fill(who Person, answers []Answer)
	// Sees returns what the bot's messages show to who now, oldest first: in the group, or privately.
	// What only who can see in the group is there too. It is called again and again.
	Sees(who Person) []Shown
}

// Abilities say which checks make sense.
type Abilities struct {
	Groups    bool // several people in one place; without it there is only Person{}
	Words     bool // free text in a private chat reaches the bot
	Ephemeral bool // what is Private in a group shows there, to one person; else in their private chat or by a way there
	Edits     bool // an edited message changes in place; else the new version is shown after it
	Styles    bool // Shown.Marked is told
	Downloads bool // files can be downloaded, and are Shown.File; else what is in them is printed
}

// A Person is one of two people, 0 or 1, in the group of both or in a private chat with the bot.
type Person struct {
	N     int
	Group bool
}

// Typed is a command with values for its options, in the order of their declaration.
type Typed struct {
	Command string // "count" or "keep on"
	Args    []Answer
}

// An Answer is a value by the name of an option or a form's field.
type Answer struct{ Name, Value string }

// String returns the command as it is typed: "/count 3 some words".
func (c Typed) String() string {
	words := []string{"/" + c.Command}
	for _, a := range c.Args {
		words = append(words, a.Value)
	}
	return strings.Join(words, " ")
}

// Shown is a message as people see it.
type Shown struct {
	Text   string         // all words, with markup and escapes resolved as the platform does
	Labels []string       // of its buttons and options
	Marked []string       // the words that are in a style, a link or a mention
	File   *chat.Document // what can be downloaded with it, if anything can
	Ref    any            // the harness's own
}

// Commands returns the declarations of what the suite types. The handler behind them is its own.
func Commands() []chat.Command {
	words := chat.Option{Name: "words", Description: "what to say", Type: chat.String}
	must := words
	must.Required = true
	return []chat.Command{
		{Name: "show", Description: "shows what the check wants shown", Direct: true},
		{Name: "say", Description: "says the words", Direct: true, Options: []chat.Option{must}},
		{Name: "count", Description: "takes a number and words", Direct: true, Options: []chat.Option{
			{Name: "number", Description: "a number", Type: chat.Integer, Required: true}, words}},
		{Name: "keep", Description: "has subcommands", Direct: true, Sub: []chat.Command{
			{Name: "on", Description: "takes words", Options: []chat.Option{words}},
			{Name: "off", Description: "takes nothing"}}},
	}
}

// A stage is one check's harness, with the adapter served to a handler that the check controls.
type stage struct {
	Harness
	t      *testing.T
	cancel context.CancelFunc
	served chan error

	mu       sync.Mutex
	reply    func(r *chat.Request) chat.Reply
	requests []*chat.Request
}

// newStage serves the adapter until the check ends, and then wants Serve to return nil.
func newStage(t *testing.T, start func(testing.TB) Harness) *stage {
	s := &stage{Harness: start(t), t: t, served: make(chan error, 1)}
	s.replies(func(r *chat.Request) chat.Reply { return &chat.Message{Text: chat.Plain("heard " + asTyped(r))} })
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel = cancel
	go func() { s.served <- s.Adapter().Serve(ctx, s) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-s.served:
			if err != nil {
				t.Errorf("Serve = %v after its context was done, want nil", err)
			}
		case <-time.After(patience):
			t.Error("Serve did not return after its context was done")
		}
	})
	return s
}

// Handle notes the request and gives the reply that the check wants.
func (s *stage) Handle(_ context.Context, r *chat.Request) chat.Reply {
	s.mu.Lock()
	s.requests = append(s.requests, r)
	reply := s.reply
	s.mu.Unlock()
	return reply(r)
}

func (s *stage) replies(f func(r *chat.Request) chat.Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = f
}

func (s *stage) heard() []*chat.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*chat.Request(nil), s.requests...)
}

// patience is how long the suite waits for something that should happen at once, on a machine that may be
// busy with much else. Its own test changes it.
var patience = 30 * time.Second

// wait waits until done reports true.
func (s *stage) wait(what string, done func() bool) {
	s.t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(patience)
	for !done() {
		select {
		case <-tick.C:
		case <-limit:
			s.t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// hear waits for the nth request, counted from 1.
func (s *stage) hear(n int) *chat.Request {
	s.t.Helper()
	s.wait("a request to arrive", func() bool { return len(s.heard()) >= n })
	return s.heard()[n-1]
}

// see waits until who sees a message with these words and returns the newest.
func (s *stage) see(who Person, words string) Shown {
	s.t.Helper()
	var shown Shown
	s.wait("person "+string(rune('0'+who.N))+" to see "+abbreviate(words), func() bool {
		var ok bool
		shown, ok = s.find(who, words)
		return ok
	})
	return shown
}

func (s *stage) find(who Person, words string) (Shown, bool) {
	all := s.Sees(who)
	for i := len(all) - 1; i >= 0; i-- {
		if strings.Contains(squeeze(all[i].Text), squeeze(words)) {
			return all[i], true
		}
	}
	return Shown{}, false
}

// squeeze leaves out white space: lines are broken and messages cut where a platform must.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func abbreviate(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// asTyped returns a request as it would be typed, without the slash, whichever way it came.
func asTyped(r *chat.Request) string {
	words := []string{r.Command, r.Rest}
	for _, name := range []string{"number", "words"} {
		words = append(words, r.Args[name])
	}
	return strings.Join(strings.Fields(strings.Join(append(words, r.Text), " ")), " ")
}
