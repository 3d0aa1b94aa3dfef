package telegram_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat"
	"spotter/internal/chat/telegram"
	"spotter/internal/chat/telegram/telegramtest"
)

// A coach repeats what it is told, and calls for help where a chest hurts.
type coach struct{}

const callForHelp = "Call for help now."

func (coach) Handle(ctx context.Context, r *chat.Request) chat.Reply {
	if m := (coach{}).Urgent(ctx, r.Rest+r.Text); m != nil {
		return m
	}
	return echo(ctx, r)
}

func (coach) Urgent(_ context.Context, text string) *chat.Message {
	if strings.Contains(text, "chest") {
		return &chat.Message{Text: chat.Plain(callForHelp), Private: true, Urgent: true}
	}
	return nil
}

// limited gives the bot Telegram's limits, and a server that enforces them.
func limited(s *telegramtest.Server) func(*telegram.Config) {
	s.Limit(telegramtest.TelegramLimits)
	return func(c *telegram.Config) { c.Limits = telegram.Limits{} }
}

// when waits until a chat is shown words, and returns how long after began that was.
func when(s *telegramtest.Server, c *telegramtest.Chat, words string, began time.Time) time.Duration {
	var at time.Time
	s.Until(words, func() bool {
		for _, m := range c.Shown() {
			if strings.Contains(m.Words(), words) {
				at = m.At
				return true
			}
		}
		return false
	})
	return at.Sub(began)
}

// soon fails unless the chat is shown words within a while.
func soon(t *testing.T, s *telegramtest.Server, c *telegramtest.Chat, words string, began time.Time, most time.Duration) {
	t.Helper()
	if took := when(s, c, words, began); took > slowed*most {
		t.Errorf("%q was shown after %v, want at most %v", words, took, most)
	}
}

func refusals(s *telegramtest.Server) (n int) {
	for _, c := range s.Calls("sendMessage") {
		if c.Code == http.StatusTooManyRequests {
			n++
		}
	}
	return n
}

// flood has somebody write n messages at once.
func flood(n int, say func(string)) {
	for i := range n {
		say(fmt.Sprintf("words %d", i))
	}
}

// In a group whose minute is used up, an emergency is answered at once, there and in private.
func TestEmergencyInABusyGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, coach{}, limited(s))
	g, anna, ben := s.Group("Lifters"), s.Person("Anna"), s.Person("Ben")
	anna.Say("hello")
	anna.Chat().Await(1)
	for i := range 45 {
		g.Say(s.Person(fmt.Sprint("Lifter", i)), "/sore@spotter_bot traps")
	}
	s.Until("a part of the minute to be used up", func() bool { return len(g.Shown()) >= 5 })
	for _, p := range []*telegramtest.User{anna, ben} { // Ben has no private chat
		began := time.Now()
		g.Say(p, "/sore@spotter_bot my chest hurts")
		soon(t, s, g, callForHelp, began, 2*time.Second)
	}
	s.Until("both answers", func() bool { return strings.Count(strings.Join(texts(g), "\n"), callForHelp) == 2 })
	soon(t, s, anna.Chat(), callForHelp, time.Now(), 2*time.Second)
	if n := refusals(s); n > 0 {
		t.Errorf("%d messages were refused: too many in a minute", n)
	}
}

// A flood of one person is read to its end, answered as far as there is room, and delays nobody.
func TestFloodOfOne(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, coach{}, limited(s))
	anna, ben, g := s.Person("Anna"), s.Person("Ben"), s.Group("Lifters")
	began := time.Now()
	flood(4999, func(w string) { anna.Say(w) })
	anna.Say("my chest hurts")
	flood(1000, func(w string) { anna.Say(w) })
	ben.Say("/help")
	g.Say(ben, "/sore@spotter_bot there too")
	asked := time.Now()
	soon(t, s, ben.Chat(), "help", asked, time.Second)
	soon(t, s, g, "there too", asked, time.Second)
	soon(t, s, anna.Chat(), callForHelp, began, 3*time.Second)
	soon(t, s, anna.Chat(), "too much at once", began, 4*time.Second)
	if all := texts(anna.Chat()); len(all) > 9 {
		t.Errorf("the flood was answered with %q, want one a second", all)
	}
}

// Of what there is no room for, nothing is answered but emergencies, and that is said once; what there was room for is
// answered in order, whatever comes meanwhile.
func TestWhatIsDropped(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	released := make(chan struct{})
	release := sync.OnceFunc(func() { close(released) })
	start(t, s, &memory{}, guarded{coach{}, func(r *chat.Request) {
		if r.Text == "words 0" {
			<-released
		}
	}})
	t.Cleanup(release)
	anna := s.Person("Anna")
	flood(100, func(w string) { anna.Say(w) })
	anna.Say("my chest hurts")
	anna.Say("my chest hurts a lot")
	s.Until("two answers and what is said of the others", func() bool { return len(anna.Chat().Shown()) == 3 })
	if got := strings.Join(texts(anna.Chat()), "\n"); strings.Count(got, callForHelp) != 2 || !strings.Contains(got, "too much at once") {
		t.Errorf("shown %q", got)
	}
	release()
	s.Until("the answers", func() bool { return len(anna.Chat().Shown()) == 23 })
	for i, got := range texts(anna.Chat())[3:] {
		if want := fmt.Sprintf("words %d", i); got != want {
			t.Errorf("answer %d is %q, want %q", i, got, want)
		}
	}
	s.Until("all to be confirmed", func() bool { return s.Unconfirmed() == 0 })
	anna.Say("there is room again")
	soon(t, s, anna.Chat(), "there is room again", time.Now(), time.Second)
	if n := len(anna.Chat().Shown()); n != 24 {
		t.Errorf("shown %d, want no more than there was room for", n)
	}
}

// guarded is a coach to whom something happens first.
type guarded struct {
	coach
	first func(*chat.Request)
}

func (g guarded) Handle(ctx context.Context, r *chat.Request) chat.Reply {
	g.first(r)
	return g.coach.Handle(ctx, r)
}

// Ten who flood a group leave room for others in it, and do not delay other chats.
func TestFloodOfTenInAGroup(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, coach{}, limited(s))
	g, ben, cleo := s.Group("Lifters"), s.Person("Ben"), s.Person("Cleo")
	var ten []*telegramtest.User
	for i := range 10 {
		ten = append(ten, s.Person(fmt.Sprint("Spammer", i)))
	}
	flood(60, func(w string) {
		for _, p := range ten {
			g.Say(p, "/sore@spotter_bot "+w)
		}
	})
	s.Until("the flood to be under way", func() bool { return len(g.Shown()) >= 4 })
	began := time.Now()
	cleo.Say("/help")
	soon(t, s, cleo.Chat(), "help", began, time.Second)
	began = time.Now()
	g.Say(cleo, "/sore@spotter_bot there too")
	soon(t, s, g, "there too", began, 1200*time.Millisecond)
	began = time.Now()
	g.Say(ben, "/sore@spotter_bot my chest hurts")
	soon(t, s, g, callForHelp, began, 2*time.Second)
	if n := refusals(s); n > 0 {
		t.Errorf("%d messages were refused", n)
	}
}

// While Telegram refuses a group, an emergency in it is answered in private at once.
func TestEmergencyWhileAGroupIsRefused(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	s.Limit(telegramtest.Limits{Group: 2, Pause: 30 * time.Second})
	start(t, s, &memory{}, coach{}, func(c *telegram.Config) { c.Limits = telegram.Limits{} })
	for _, title := range []string{"Lifters", "Pressers"} {
		g, anna, ben := s.Group(title), s.Person("Anna"), s.Person("Ben")
		anna.Say("hello")
		anna.Chat().Await(1)
		for i := range 3 {
			g.Say(ben, fmt.Sprintf("/sore@spotter_bot %d", i))
		}
		before := refusals(s)
		s.Until("a refusal", func() bool { return refusals(s) > before })
		began := time.Now()
		g.Say(anna, "/sore@spotter_bot my chest hurts")
		soon(t, s, anna.Chat(), callForHelp, began, time.Second)
		cleo := s.Person("Cleo") // and a second group that is refused stops no other chat
		began = time.Now()
		cleo.Say("/help")
		soon(t, s, cleo.Chat(), "help", began, time.Second)
	}
}

// An emergency does not wait for a handler that hangs, or for the list of a group's administrators.
func TestEmergencyIsReadAtOnce(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		hangs  string // the handler, at what has these words
		before int
	}{"at those before": {"slow", 3}, "at all": {"", 3}, "nowhere, and it is the first": {"never", 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := telegramtest.New(t)
			release := make(chan struct{})
			s.Faults(func(method string, _ int) telegramtest.Fault {
				if method == "getChatAdministrators" {
					return telegramtest.Fault{Slow: 5 * time.Second}
				}
				return telegramtest.Fault{}
			})
			start(t, s, &memory{}, guarded{coach{}, func(r *chat.Request) {
				if strings.Contains(r.Rest, row.hangs) {
					<-release
				}
			}})
			t.Cleanup(func() { close(release) }) // before the bot is stopped
			g := s.Group("Lifters")
			anna := s.Person("Anna")
			for range row.before {
				g.Say(anna, "/sore@spotter_bot slow")
			}
			began := time.Now()
			g.Say(anna, "/sore@spotter_bot my chest hurts")
			soon(t, s, g, callForHelp, began, 2*time.Second)
		})
	}
}

// A flood of presses is answered as far as there is room, and delays nobody.
func TestFloodOfPresses(t *testing.T) {
	t.Parallel()
	s := telegramtest.New(t)
	start(t, s, &memory{}, counter, limited(s))
	anna, ben := s.Person("Anna"), s.Person("Ben")
	anna.Say("/sore")
	card := anna.Chat().Await(1)
	for range 500 {
		anna.Press(card, "More")
	}
	began := time.Now()
	ben.Say("/sore")
	ben.Chat().Await(1)
	if took := time.Since(began); took > slowed*time.Second {
		t.Errorf("Ben was answered after %v", took)
	}
}

// What waits when the bot ends is answered after it starts again, an emergency among it too.
func TestRestartInAFlood(t *testing.T) {
	t.Parallel()
	s, m := telegramtest.New(t), &memory{}
	first := start(t, s, m, coach{}, limited(s))
	anna, ben := s.Person("Anna"), s.Person("Ben")
	flood(300, func(w string) { anna.Say(w) })
	anna.Chat().Await(4)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	ben.Say("hello")
	anna.Say("my chest hurts")
	start(t, s, m, coach{}, limited(s))
	began := time.Now()
	soon(t, s, ben.Chat(), "hello", began, 2*time.Second)
	soon(t, s, anna.Chat(), callForHelp, began, 3*time.Second)
	var last int
	s.Until("the next answer", func() bool { return len(anna.Chat().Shown()) >= 12 })
	for _, got := range texts(anna.Chat()) {
		var n int
		if _, err := fmt.Sscanf(got, "words %d", &n); err != nil {
			continue
		}
		if n < last || n > 20 {
			t.Errorf("answered %d after %d", n, last)
		}
		last = n
	}
}
