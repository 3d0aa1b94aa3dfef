package coach_test

import (
	"bufio"
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"spotter/internal/bot"
	"spotter/internal/bot/bottest"
	"spotter/internal/chat"
	"spotter/internal/chat/chattest"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
	"spotter/internal/racetest"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// A talk is one person's conversation, whose replies are looked at.
type talk struct {
	t      testing.TB
	bot    *bot.Bot
	before string        // the words of the reply before
	said   string        // the turn before
	last   *chat.Message // the reply before
}

// tell says a turn, and reports what no reply may do: be empty, be one that no platform shows, say what the reply to
// another turn said, refuse, or lower an emergency that was not taken back.
func (c *talk) tell(line string) {
	c.ask(&chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Text: line}, line)
}

// press uses the button of the last reply with a number, if there is one.
func (c *talk) press(number int) {
	var all chat.Buttons
	if c.last != nil {
		for _, row := range c.last.Controls {
			if row, ok := row.(chat.Buttons); ok {
				all = append(all, row...)
			}
		}
	}
	if len(all) == 0 {
		return
	}
	b := all[number%len(all)]
	c.ask(&chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:ann", Command: b.Action.Command, Rest: b.Action.Arg}, "["+b.Label+"]")
}

func (c *talk) ask(r *chat.Request, line string) {
	stood := c.bot.Stands("test:ann", "test:ann")
	reply := c.bot.Handle(context.Background(), r)
	m, ok := reply.(*chat.Message)
	if !ok {
		if _, form := reply.(*chat.Form); !form && strings.TrimSpace(line) != "" {
			c.t.Errorf("%.80q: no message", line)
		}
		return
	}
	if err := m.Validate(); err != nil {
		c.t.Errorf("%.80q: %v", line, err)
	}
	text := words(m)
	switch {
	case strings.Contains(text, "Something went wrong"):
		c.t.Errorf("%.80q: an apology", line)
	case r.Command != "": // a button says the same each time
	case strings.Contains(text, "outside what I know"), strings.Contains(text, "I don't see which answer"):
		c.t.Errorf("%.80q is refused: %s", line, text)
	case text == c.before && read(line) != read(c.said) && c.bot.Stands("test:ann", "test:ann") != knowledge.Emergency && c.bot.Turned("test:ann", "test:ann") != turn.DontUnderstand:
		c.t.Errorf("%.80q is answered as %.80q was: %s", line, c.said, text)
	}
	now := c.bot.Stands("test:ann", "test:ann")
	if stood == knowledge.Emergency && now != knowledge.Emergency && c.bot.Turned("test:ann", "test:ann") != turn.Retract {
		c.t.Errorf("%.80q lowers an emergency to %s: %s", line, now, text)
	}
	c.before, c.said, c.last = text, line, m
}

// words returns what a reply says, without what can be pressed.
func words(m *chat.Message) string {
	said := *m
	said.Controls, said.Footer = nil, nil
	return chattest.Dump(&said)
}

// read returns what of a line makes it another turn: its letters and digits, and that it asks.
func read(line string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(strings.ToValidUTF8(line, "")), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '?' }), " ")
}

// lines returns the turns of the examples.
func lines(t testing.TB) (all []string) {
	of := examples(t)
	for _, kind := range slices.Sorted(maps.Keys(of)) {
		all = append(all, of[kind]...)
	}
	return all
}

// examples returns the turns of the examples by their kind.
func examples(t testing.TB) map[turn.Kind][]string {
	all := map[turn.Kind][]string{}
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
				all[turn.Kind(parts[0])] = append(all[turn.Kind(parts[0])], parts[2])
			}
		}
		f.Close()
	}
	return all
}

// TestLongTalk: ten thousand turns of all kinds in one conversation, and in many short ones.
func TestLongTalk(t *testing.T) {
	racetest.Skip(t)
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
	racetest.Skip(t)
	all := lines(t)
	for i := range 300 {
		c := &talk{t: t, bot: bottest.New(t)}
		for k := range 8 {
			c.tell(all[(i*8+k)*104_729%len(all)])
		}
	}
}

// TestManyAtOnce: many people talk with one bot at the same time, and nobody's emergency is lowered by what others say.
func TestManyAtOnce(t *testing.T) {
	all, b := lines(t), bottest.New(t)
	var talks sync.WaitGroup
	for i := range 8 {
		talks.Go(func() {
			who := fmt.Sprintf("test:%d", i)
			tell := func(line string) knowledge.Triage {
				b.Handle(t.Context(), &chat.Request{From: chat.User{ID: chat.UserID(who), Direct: chat.Place(who)}, Where: chat.Place(who), Text: line})
				return b.Stands(chat.UserID(who), chat.Place(who))
			}
			if i%2 == 0 {
				for k := range 40 {
					tell(all[(i*40+k)*7919%len(all)])
				}
				return
			}
			tell("my legs are numb and weak since benching")
			for range 40 {
				if stands := tell("ok"); stands != knowledge.Emergency {
					t.Errorf("%s stands", stands)
				}
			}
		})
	}
	talks.Wait()
}

// TestOddTurns: what is very long, broken, or no text at all.
func TestOddTurns(t *testing.T) {
	racetest.Skip(t)
	c := &talk{t: t, bot: bottest.New(t)}
	for _, line := range []string{strings.Repeat("very sore after bench ", 50_000), "\r\nsore\r\nafter bench\r\n", "caf\xff\xfe sore after bench", "\x00", "?", "...", "1", "9999999999999", "🙂", strings.Repeat("?", 1<<16), strings.Repeat("no,", 1<<16)} {
		c.tell(line)
	}
}

// TestNotReadTwice: what is not read gets other words the second time, in its own language where there is one.
func TestNotReadTwice(t *testing.T) {
	for _, turns := range [][]string{
		{"Моя трапеция болит после жима", "Шея болит после отжиманий", "Спина болит после жима лёжа"},
		{"Mein Nacken tut nach Liegestützen weh", "Mir tut der obere Rücken nach dem Bankdrücken weh"},
		{"ظهري يؤلمني بعد التمرين", "رقبتي تؤلمني"}, {"?", "...!", "🙂"},
	} {
		c := &talk{t: t, bot: bottest.New(t)}
		seen := ""
		for _, line := range turns {
			c.tell(line)
			if c.before == seen {
				t.Errorf("%q is answered as the one before: %s", line, seen)
			}
			seen = c.before
		}
	}
}

// odd are turns that no example is: nothing, noise, other languages, what is broken, signs, and what takes them back.
var odd = []string{
	"", " ", "?", "...", "🙂", "\x00", "caf\xff\xfe sore after bench", "\xff\xfe\xfd", "1", "2", "99", "9999999999999", "yes", "no", "why?", "why do you ask", "what?", "say that again", "idk", "k", "lol",
	"Моя трапеция болит после жима", "Спасибо, а как долго?", "ظهري يؤلمني بعد التمرين", "Me duele la espalda después del press", "Mein Nacken tut nach Liegestützen weh", "背中が痛い",
	"crushing chest pain", "my legs are numb and weak", "only joking", "no i meant lats, not legs", "that was a month ago, all healed", "doc cleared me", "i want to die", "sorry that was dark",
	"my hand goes numb", "traps on fire after bench, shoulders end up at my ears", "hips sag in push ups and my upper back is sore", "my upper back is sore after bench", "you misread me",
}

// play holds a conversation that a fuzzer wrote: of each two bytes the first says what is done, and the second with which line.
func play(c *talk, script []byte, text string) {
	typed, all := strings.Split(text, "\n"), fuzzLines()
	pick := func(op, at byte) string {
		switch op % 4 {
		case 0:
			return odd[int(at)%len(odd)]
		case 1:
			return typed[int(at)%len(typed)]
		}
		return all[(int(op)*251+int(at)*7919)%len(all)]
	}
	for i := 0; i+1 < len(script) && i < 120; i += 2 {
		op, at := script[i], script[i+1]
		line := pick(op, at)
		switch op >> 4 {
		case 0:
			c.press(int(at))
			continue
		case 1:
			line = strings.ToUpper(line)
		case 2:
			line = "\r\n" + strings.ReplaceAll(line, " ", "\r\n") + "\r\n"
		case 3:
			line += "\xff\xfe"
		case 4:
			line += ". " + pick(at, op)
		case 5:
			line = line[:len(line)*int(at)/256]
		case 6:
			if at == 0 {
				line = strings.Repeat(line+" ", 1+(64<<10)/(len(line)+1)) // TestOddTurns has lines of a megabyte: a fuzzer gives up on what takes seconds
			} else {
				line = strings.Repeat(line+"\n", 1+int(at)%16)
			}
		}
		c.tell(line)
	}
}

var fuzzLines = sync.OnceValue(func() []string { return lines(&testing.T{}) })

// FuzzTalk: any sequence of turns, of lines that people say and of any other, and of buttons.
func FuzzTalk(f *testing.F) {
	f.Add([]byte{0x80, 34, 0x82, 3, 0x93, 5, 0x01, 2, 0x82, 200, 0xf0, 13}, "hi\nmy back hurts after bench\nhow long\nno\n2\nthanks")
	f.Add([]byte{0x81, 0, 0x81, 1, 0x81, 2, 0x81, 3, 0x81, 4}, "my legs are numb and weak\nok calling\nonly joking\nso what about my traps\nmaybe")
	f.Add([]byte{0x81, 0, 0x81, 1, 0x81, 2, 0x81, 3, 0x81, 4}, "remind me at 7 and 20\nberlin\nmake it 8\noff\nstop")
	f.Add([]byte{0x81, 0, 0x81, 1, 0x81, 2, 0x81, 3, 0x60, 0}, "chin tucks made it worse\nso stop?\nwhat else\nalready do that\n3 weeks now")
	f.Fuzz(func(t *testing.T, script []byte, text string) {
		play(&talk{t: t, bot: bottest.New(t)}, script, text)
	})
}

// TestSeededTalks plays conversations that a generator wrote, the same each time.
func TestSeededTalks(t *testing.T) {
	racetest.Skip(t)
	seeds := rand.New(rand.NewPCG(14, 7))
	for range seededTalks {
		script := make([]byte, 60)
		for i := range script {
			script[i] = byte(seeds.Uint32())
		}
		c := &talk{t: t, bot: bottest.New(t)}
		if play(c, script, "hi\nsore"); t.Failed() {
			t.Fatalf("script %x", script)
		}
	}
}

// seededTalks is how many conversations TestSeededTalks plays.
const seededTalks = 100

// TestTalkIsRemembered: what was told is used and not asked again, in that place alone, and is gone when the person says so.
func TestTalkIsRemembered(t *testing.T) {
	b := bottest.New(t)
	bottest.WantText(t, bottest.Tell(t, b, "push ups, hips sag in them and my upper back is sore"), "hips that sink")
	bottest.WantText(t, bottest.Tell(t, b, "how many of those?"), "scapular push-up", "8 to 12")
	bottest.WantText(t, bottest.Tell(t, b, "i already do them every week"), "drop")
	bottest.WantText(t, bottest.Tell(t, b, "it got worse"), "physio")
	elsewhere := &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:ann"}, Where: "test:lounge", Group: true, Text: "how many of those?"}
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

// BenchmarkTurn answers turns of all kinds. What one takes beside the Assess that every message gets is told apart: 60 µs at most.
func BenchmarkTurn(b *testing.B) {
	all := lines(b)
	bt, base := bottest.New(b), bottest.Base(b)
	var assess time.Duration
	i := 0
	for b.Loop() {
		line := all[i*7919%len(all)]
		who := fmt.Sprintf("test:%d", i/6) // a conversation has about so many turns
		r := &chat.Request{From: chat.User{ID: chat.UserID(who), Direct: chat.Place(who)}, Where: chat.Place(who), Text: line}
		bt.Handle(b.Context(), r)
		start := time.Now()
		base.Assess(line)
		assess += time.Since(start)
		i++
	}
	b.ReportMetric(float64(b.Elapsed()-2*assess)/float64(b.N)/1e3, "µs/beside-Assess")
	b.ReportMetric(float64(assess)/float64(b.N)/1e3, "µs/Assess")
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

// TestTalkGoesOnInDirectMessages: what was told in a group is known, and what stands stands, in the direct messages of who told it,
// whatever a platform calls them there; what is told there is not spoken of in the group.
func TestTalkGoesOnInDirectMessages(t *testing.T) {
	b := bottest.New(t)
	tell := func(where chat.Place, group bool, text string) *chat.Message {
		m, _ := b.Handle(t.Context(), &chat.Request{From: chat.User{ID: "test:ann", Direct: "test:dm/ann"}, Where: where, Group: group, Text: text}).(*chat.Message)
		return m
	}
	tell("test:gym", true, "push ups, hips sag in them and my upper back is sore")
	bottest.WantText(t, tell("test:77", false, "how many of those?"), "scapular push-up")
	tell("test:77", false, "different thing: neck sore after push-ups, head drops")
	if m := tell("test:gym", true, "how many of those?"); !strings.Contains(m.Text.String(), "scapular push-up") {
		t.Errorf("the group hears of what was told elsewhere: %s", m.Text)
	}
	tell("test:gym", true, "my fingers tingle when i bench")
	bottest.WantText(t, tell("test:77", false, "can i bench tomorrow"), "looked")
}

// TestTakenBackGoesOn: what was told before a sign that is taken back is not asked for again.
func TestTakenBackGoesOn(t *testing.T) {
	for _, sign := range []string{"my fingers tingle too", "my legs are numb and weak"} {
		b := bottest.New(t)
		bottest.Tell(t, b, "traps sore after bench, shoulders at my ears")
		bottest.Tell(t, b, sign)
		m := bottest.Tell(t, b, "only joking")
		bottest.WantText(t, m, "glad", "Back, then down")
		bottest.WantNone(t, m.Text.String(), "tell me where")
	}
}

// TestEmergencyIsNotLowered: whatever is said after an emergency that takes nothing back, it stands.
func TestEmergencyIsNotLowered(t *testing.T) {
	racetest.Skip(t)
	b, said, lowered := bottest.New(t), 0, 0
	signs := []string{"my legs are numb and weak since benching", "crushing chest pain since bench", "the bar fell on my neck, i cannot move it"}
	for kind, turns := range examples(t) {
		if strings.Contains(string(kind), string(turn.Retract)) {
			continue
		}
		for i, line := range turns {
			said++
			who := fmt.Sprintf("test:%d", said)
			sign := signs[i%len(signs)]
			for n, text := range []string{sign, line} {
				b.Handle(t.Context(), &chat.Request{From: chat.User{ID: chat.UserID(who), Direct: chat.Place(who)}, Where: chat.Place(who), Text: text})
				if stands := b.Stands(chat.UserID(who), chat.Place(who)); stands != knowledge.Emergency {
					if n == 0 {
						t.Fatalf("%q is %s", sign, stands)
					}
					lowered++
					t.Logf("after %q: %s %q", sign, kind, line)
				}
			}
		}
	}
	if said < 2000 || lowered > 0 {
		t.Errorf("%d of %d turns that take nothing back lower an emergency", lowered, said)
	}
}
