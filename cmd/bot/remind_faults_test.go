package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// A wallClock is the program's clock, set by hand.
type wallClock struct{ ahead atomic.Int64 }

// clockAtFive returns a clock which shows 05:00 UTC now.
func clockAtFive() *wallClock {
	c := new(wallClock)
	five := time.Now().UTC().Truncate(24 * time.Hour).Add(29 * time.Hour)
	c.ahead.Store(int64(time.Until(five)))
	return c
}

// set lets a program have the clock.
func (c *wallClock) set(p *platformBot) { p.now = c.now }

func (c *wallClock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *wallClock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

// cards counts the reminders that a person was sent.
func cards(p *telegramtest.User) int {
	n := 0
	for _, m := range p.Chat().Shown() {
		if strings.Contains(m.Words(), "orning drill: ") && !strings.Contains(m.Words(), "This is a test") {
			n++
		}
	}
	return n
}

// TestRemindersInAStorm lets many people be due while Telegram refuses, answers with errors, and cuts
// connections before and after the effect.
func TestRemindersInAStorm(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a quarter of a minute")
	}
	t.Parallel()
	clock := clockAtFive()
	p := startPlatforms(t, clock.set)
	people := make([]*telegramtest.User, 30)
	for i := range people {
		people[i] = p.telegram.Person(fmt.Sprintf("P%d", i))
		people[i].Say("/remind on utc 7:00 20:00")
	}
	for _, u := range people {
		wantWords(t, u.Chat().Await(2).Words()+u.Chat().Await(1).Words(), "Your reminders are on", "This is a test")
	}
	var calls, cutAfter atomic.Int64
	p.telegram.Faults(func(method string, _ int) telegramtest.Fault {
		if method != "sendMessage" {
			return telegramtest.Fault{}
		}
		switch n := calls.Add(1); {
		case n <= 10:
			return telegramtest.Fault{RetryAfter: 1}
		case n%11 == 0:
			return telegramtest.Fault{BadGateway: true}
		case n%13 == 0:
			return telegramtest.Fault{Cut: true}
		case n%17 == 0:
			cutAfter.Add(1)
			return telegramtest.Fault{CutAfter: true}
		}
		return telegramtest.Fault{}
	})
	clock.forward(2 * time.Hour)
	p.telegram.Person("Bystander").Say("/remind on utc") // so that the lane looks at the clock now
	for _, u := range people {
		awaitLong(t, u.FirstName+"'s card", func() bool { return cards(u) > 0 })
	}
	repeats := 0
	for _, u := range people {
		repeats += cards(u) - 1
	}
	if repeats > int(cutAfter.Load()) {
		t.Errorf("%d repeats, with %d connections cut after the effect", repeats, cutAfter.Load())
	}
	t.Logf("%d calls for %d cards, %d repeats, %d cut after the effect", calls.Load(), len(people), repeats, cutAfter.Load())
}

// TestRemindersInAStormOnDiscord: the same on Discord, with all its kinds of 429 and with requests that are never answered,
// before and after the effect. Nobody gets a card twice: Discord drops what has the same nonce.
func TestRemindersInAStormOnDiscord(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	t.Parallel()
	clock := clockAtFive()
	var calls, cutAfter atomic.Int64
	var storm atomic.Bool
	p := startPlatforms(t, clock.set, func(p *platformBot) {
		p.discord.Fault = func(r *http.Request) *discordtest.Fault {
			if !storm.Load() || r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/messages") {
				return nil
			}
			return discordFault(calls.Add(1), &cutAfter)
		}
	})
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	turnOn := func(n int) discordtest.Person {
		who := reviewer(700 + n)
		on := p.discord.Shown(p.discord.Slash(who, here, "remind on", discordtest.Option("zone", "utc"), discordtest.Option("times", "7:00 20:00")), 1)[0]
		wantWords(t, on.Text(), "Your reminders are on")
		wantWords(t, p.discord.DMs(who.ID, 1)[0].Text(), "This is a test")
		return who
	}
	var people []discordtest.Person
	for n := range 30 {
		people = append(people, turnOn(n))
	}
	storm.Store(true)
	clock.forward(2 * time.Hour)
	p.discord.Slash(reviewer(799), here, "remind on", discordtest.Option("zone", "utc")) // so that the lane looks at the clock now
	count := func(who discordtest.Person) int {
		n := 0
		for _, m := range p.discord.Channel(p.discord.Direct(who)).Messages {
			if strings.Contains(m.Text(), "orning drill: ") && !strings.Contains(m.Text(), "This is a test") {
				n++
			}
		}
		return n
	}
	for _, who := range people {
		awaitLong(t, who.Name+"'s card", func() bool { return count(who) > 0 })
	}
	for _, who := range people {
		if n := count(who); n != 1 {
			t.Errorf("%s has %d cards, want 1", who.Name, n)
		}
	}
	if cutAfter.Load() == 0 {
		t.Error("no answer was lost after the effect")
	}
	t.Logf("%d calls for %d cards, %d answers lost after the effect", calls.Load(), len(people), cutAfter.Load())
}

// discordFault returns how the nth request of the storm fails: a storm of 429, then one thing after another.
func discordFault(n int64, cutAfter *atomic.Int64) *discordtest.Fault {
	after := func(f discordtest.Fault) *discordtest.Fault {
		cutAfter.Add(1)
		f.After = true
		return &f
	}
	switch {
	case n <= 8:
		return discordtest.RouteLimit(0.5)
	case n == 9:
		return discordtest.GlobalLimit(1)
	case n == 10:
		return discordtest.Cloudflare(1)
	case n == 12:
		return &discordtest.Fault{Hang: true}
	case n == 14:
		return after(discordtest.Fault{Hang: true})
	case n%11 == 0:
		return &discordtest.Fault{Status: http.StatusBadGateway}
	case n%7 == 0:
		return &discordtest.Fault{Reset: true}
	case n%5 == 0:
		return after(discordtest.Fault{Reset: true})
	}
	return nil
}

// awaitLong is eventually for what is tried again after some time.
func awaitLong(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(75 * time.Second); !so(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("%s: did not come", what)
		}
	}
}

// TestRemindersIntoABlock: nothing is sent into a block; the person is told where that is possible, and
// coming back resumes.
func TestRemindersIntoABlock(t *testing.T) {
	t.Parallel()
	clock := clockAtFive()
	p := startPlatforms(t, clock.set)
	ann := p.telegram.Person("Ann")
	ann.Say("/remind on utc 7:00 20:00")
	wantWords(t, ann.Chat().Await(2).Words()+ann.Chat().Await(1).Words(), "Your reminders are on")
	ann.Block()

	bob, here := discordtest.Person{ID: "80351110224678913", Name: "Bob"}, discordtest.Where{Guild: guildID, Channel: channelID}
	on := p.discord.Shown(p.discord.Slash(bob, here, "remind on", discordtest.Option("zone", "utc"), discordtest.Option("times", "7:00 20:00")), 1)[0]
	wantWords(t, on.Text(), "Your reminders are on")
	p.discord.CloseDMs(bob.ID, 50007)

	clock.forward(2 * time.Hour)
	p.telegram.Person("Cleo").Say("/remind on utc")
	cleo := discordtest.Person{ID: "80351110224678914", Name: "Cleo"}
	p.discord.Shown(p.discord.Slash(cleo, here, "remind on", discordtest.Option("zone", "utc")), 1)
	eventually(t, "being told of the block", func() bool {
		told := p.discord.Shown(p.discord.Slash(bob, here, "privacy"), 1)[0]
		return strings.Contains(told.Text(), "cannot send you direct messages")
	})

	p.discord.CloseDMs(bob.ID, 0)
	told := p.discord.Shown(p.discord.Slash(bob, here, "privacy"), 1)[0]
	back := p.discord.Shown(p.discord.Press(bob, here, told, "Resume reminders"), 1)[0]
	wantWords(t, back.Text(), "Your reminders are on", "20:00")

	if n := cards(ann); n != 0 {
		t.Errorf("%d cards sent into a block", n)
	}
	ann.Unblock()
	ann.Say("/start")
	ann.Say("/remind status")
	eventually(t, "the status", func() bool {
		for _, m := range ann.Chat().Shown() {
			if strings.Contains(m.Words(), "The next two") {
				return true
			}
		}
		return false
	})
}

// TestRemindersTwiceADayOnDiscord: a slot that rings a second time on a day, as was promised, comes as a message of its
// own: Discord does not take it for a repeat of the first.
func TestRemindersTwiceADayOnDiscord(t *testing.T) {
	t.Parallel()
	for name, again := range map[string]func(*platformBot, discordtest.Person, *discordtest.Message){
		"snoozed": func(p *platformBot, who discordtest.Person, card *discordtest.Message) {
			p.discord.Press(who, discordtest.Where{Channel: p.discord.Direct(who)}, card, "Snooze 60 min")
		},
		"erased": func(p *platformBot, who discordtest.Person, _ *discordtest.Message) {
			here := discordtest.Where{Guild: guildID, Channel: channelID}
			p.discord.Shown(p.discord.Slash(who, here, "mydata delete", discordtest.Option("sure", "yes")), 1)
			p.discord.Shown(p.discord.Slash(who, here, "remind on", discordtest.Option("zone", "utc")), 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := clockAtFive()
			p := startPlatforms(t, clock.set)
			who, here := reviewer(740), discordtest.Where{Guild: guildID, Channel: channelID}
			shown := func() (cards []*discordtest.Message) {
				for _, m := range p.discord.Channel(p.discord.Direct(who)).Messages {
					if _, open := m.Button("Snooze 60 min"); open {
						cards = append(cards, m)
					}
				}
				return cards
			}
			p.discord.Shown(p.discord.Slash(who, here, "remind on", discordtest.Option("zone", "utc"), discordtest.Option("times", "5:01 20:00")), 1)
			clock.forward(61 * time.Second)
			poke := func() { p.discord.Slash(reviewer(741), here, "remind on", discordtest.Option("zone", "utc")) }
			poke()
			awaitLong(t, "the card of 5:01", func() bool { return len(shown()) == 1 })
			first := shown()[0]
			again(p, who, first)
			awaitLong(t, name, func() bool { // an erased plan's card stays
				return name == "erased" || len(shown()) == 0
			})
			told := p.discord.Shown(p.discord.Slash(who, here, "remind times", discordtest.Option("times", "5:02 20:00")), 1)[0]
			wantWords(t, told.Text(), "The next one comes")
			clock.forward(time.Minute)
			poke()
			awaitLong(t, "the card of 5:02", func() bool {
				cards := shown()
				return len(cards) > 0 && cards[len(cards)-1].ID != first.ID
			})
		})
	}
}
