package coach_test

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// A talk is one person's conversation, whose replies are looked at.
type talk struct {
	t      testing.TB
	bot    *bot.Bot
	before string // the reply before
	said   string // the turn before
}

// tell says a turn, and reports what no reply may do: be empty, be one that no platform shows, say what the reply to
// another turn said, refuse, or lower an emergency that was not taken back.
func (c *talk) tell(line string) {
	stood := c.bot.Stands("test:ann", "test:ann")
	r := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Text: line}
	m, ok := c.bot.Handle(context.Background(), r).(*chat.Message)
	if !ok {
		if strings.TrimSpace(line) != "" {
			c.t.Errorf("%.80q: no message", line)
		}
		return
	}
	if err := m.Validate(); err != nil {
		c.t.Errorf("%.80q: %v", line, err)
	}
	reply := chattest.Dump(m)
	text := m.Text.String()
	switch {
	case strings.Contains(text, "Something went wrong"):
		c.t.Errorf("%.80q: an apology", line)
	case strings.Contains(text, "outside what I know"), strings.Contains(text, "I don't see which answer"):
		c.t.Errorf("%.80q is refused: %s", line, text)
	case reply == c.before && line != c.said && !m.Urgent && !same(line):
		c.t.Errorf("%.80q is answered as %.80q was: %s", line, c.said, text)
	}
	now := c.bot.Stands("test:ann", "test:ann")
	if stood == knowledge.Emergency && now != knowledge.Emergency && c.bot.Turned("test:ann", "test:ann") != turn.Retract {
		c.t.Errorf("%.80q lowers an emergency to %s: %s", line, now, text)
	}
	c.before, c.said = reply, line
}

// same reports whether a line says nothing that is read, or in a language in which there is one answer.
func same(line string) bool {
	a := bottest.Base(&testing.T{}).Assess(line)
	return a.Foreign() || a.Unread || !strings.ContainsFunc(line, func(r rune) bool { return r >= '0' && r <= '9' || r >= 'A' && r <= 'z' })
}

// lines returns the turns of the examples.
func lines(t testing.TB) (all []string) {
	names, err := filepath.Glob("../../knowledge/turn/testdata/turns-*.tsv")
	if err != nil || len(names) == 0 {
		t.Fatal("no examples of turns", err)
	}
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		s := bufio.NewScanner(f)
		for s.Scan() {
			if parts := strings.SplitN(s.Text(), "\t", 3); len(parts) == 3 {
				all = append(all, parts[2])
			}
		}
		f.Close()
	}
	return all
}

// TestLongTalk: ten thousand turns of all kinds in one conversation, and in many short ones.
func TestLongTalk(t *testing.T) {
	all := lines(t)
	long := &talk{t: t, bot: bottest.New(t)}
	for i := range 10_000 {
		long.tell(all[i*7919%len(all)])
		if t.Failed() && i > 200 {
			return
		}
	}
}

func TestManyTalks(t *testing.T) {
	all := lines(t)
	for i := range 300 {
		c := &talk{t: t, bot: bottest.New(t)}
		for k := range 8 {
			c.tell(all[(i*8+k)*104_729%len(all)])
		}
	}
}

// TestOddTurns: what is very long, broken, or no text at all.
func TestOddTurns(t *testing.T) {
	c := &talk{t: t, bot: bottest.New(t)}
	for _, line := range []string{strings.Repeat("very sore after bench ", 50_000), "\r\nsore\r\nafter bench\r\n", "caf\xff\xfe sore after bench", "\x00", "?", "...", "1", "9999999999999", "🙂", strings.Repeat("?", 1<<16), strings.Repeat("no,", 1<<16)} {
		c.tell(line)
	}
}

// FuzzTalk: any sequence of turns.
func FuzzTalk(f *testing.F) {
	f.Add("hi\nmy back hurts after bench\nhow long\nno\n2\nthanks")
	f.Add("my legs are numb and weak\nok calling\nonly joking\nso what about my traps\nmaybe")
	f.Add("remind me at 7 and 20\nberlin\nmake it 8\noff\nstop")
	f.Add("chin tucks made it worse\nso stop?\nwhat else\nalready do that\n3 weeks now")
	f.Fuzz(func(t *testing.T, text string) {
		c := &talk{t: t, bot: bottest.New(t)}
		for i, line := range strings.Split(text, "\n") {
			if i == 40 {
				return
			}
			c.tell(line)
		}
	})
}

// TestTalkIsRemembered: what was told is used and not asked again, in that place alone, and is gone when the person says so.
func TestTalkIsRemembered(t *testing.T) {
	b := bottest.New(t)
	bottest.WantText(t, bottest.Tell(t, b, "push ups, hips sag in them and my upper back is sore"), "hips that sink")
	bottest.WantText(t, bottest.Tell(t, b, "how many of those?"), "scapular push-up", "8 to 12")
	bottest.WantText(t, bottest.Tell(t, b, "i already do them every week"), "drop")
	bottest.WantText(t, bottest.Tell(t, b, "it got worse"), "physio")
	elsewhere := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:lounge", Text: "how many of those?"}
	if m := b.Handle(t.Context(), elsewhere).(*chat.Message); strings.Contains(m.Text.String(), "scapular") {
		t.Errorf("what was told in one place is spoken of in another: %s", m.Text)
	}
}

// TestKindsOfTurns: one plain line of each kind, after a reason was given.
func TestKindsOfTurns(t *testing.T) {
	for want, line := range map[turn.Kind]string{
		turn.Prognosis: "how long until it is gone?", turn.TrainThrough: "can I bench tomorrow?", turn.AskDose: "how many sets?", turn.How: "how do I do that drill?",
		turn.AlreadyDo: "I already do those", turn.NoChange: "did it for three days, no change", turn.GotWorse: "the drill made it worse", turn.GotBetter: "it works, pain is gone",
		turn.AskRelief: "should I put ice on it?", turn.DailyLife: "how should I sleep?", turn.Prevention: "how do I warm up?", turn.AskDoctor: "should I see a doctor?",
		turn.AskSource: "are you a real person?", turn.Courtesy: "thanks", turn.Frustration: "you are useless", turn.OffTopic: "how much protein do I need?", turn.AskWhy: "why does that make it sore?",
	} {
		b := bottest.New(t)
		bottest.Tell(t, b, "traps on fire after bench, shoulders end up at my ears")
		m := bottest.Tell(t, b, line)
		if got := b.Turned("test:ann", "test:ann"); got != want {
			t.Errorf("%q is %s, want %s: %s", line, got, want, m.Text)
		}
	}
}

// Who complains in the first turn gets the reason, also where they thank, or ask when it will be gone.
func TestFirstComplaint(t *testing.T) {
	for _, line := range []string{
		"traps on fire after bench, my shoulders creep up to my ears every rep. how long till it is gone?",
		"thanks in advance: neck is sore after push-ups, I look up at the wall all the time",
	} {
		m := bottest.Tell(t, bottest.New(t), line)
		if text := m.Text.String(); !strings.Contains(text, "common") {
			t.Errorf("%q: no reason in %q", line, text)
		}
	}
}

func BenchmarkTurn(b *testing.B) {
	all := lines(b)
	bt := bottest.New(b)
	i := 0
	for b.Loop() {
		r := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Text: all[i%len(all)]}
		bt.Handle(b.Context(), r)
		i++
	}
}

// TestTalkIsForgotten: what /mydata delete erases is gone from the talk as well.
func TestTalkIsForgotten(t *testing.T) {
	b := bot.New(bot.Parts{Base: bottest.Base(t), Log: bottest.Quiet(), Book: &reminders.Book{Store: store.NewMemory()}, Platforms: chat.Platforms{}})
	bottest.Tell(t, b, "push ups, hips sag in them and my upper back is sore")
	bottest.WantText(t, bottest.Tell(t, b, "how many of those?"), "scapular push-up")
	bottest.Tell(t, b, "/mydata delete yes")
	if m := bottest.Tell(t, b, "how many of those?"); strings.Contains(m.Text.String(), "scapular") {
		t.Errorf("it is remembered: %s", m.Text)
	}
}
