package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

// forgedNumbers is how many numbers of form checks the tests try, unless SPOTTER_FORGE says how many.
func forgedNumbers(t *testing.T) int {
	if s := os.Getenv("SPOTTER_FORGE"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 3
}

// forgeries are all that a button or a line can do with a check of that number.
func forgeries(n int) []string {
	id := fmt.Sprintf("%06s", strconv.FormatInt(int64(n), 32))
	return []string{
		"check-show " + id, "vote " + id + " at-ears", "check-say " + id, "check-say " + id + " buy my pills", "check-close " + id,
		"check-helped " + id + " yes", "check-show " + id + ".AAAAAAAAAAA", "vote " + id + ".AAAAAAAAAAA at-ears",
	}
}

const notFromHere = "cannot be reached from here"

// TestForgedPressOnTelegram: who never joined the group gets at nothing of it by pressing what was never shown to
// them, or typing it: in private, or in a group of their own.
func TestForgedPressOnTelegram(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	tg := p.telegram
	group, own := tg.Group("Bench club"), tg.Group("Eve's own")
	ann, ben, eve := tg.Person("Annika"), tg.Person("Benno"), tg.Person("Eve")
	group.Leave(eve)
	own.Admin(eve)
	for i, who := range []*telegramtest.User{ann, ben} {
		group.Say(who, fmt.Sprintf("/formcheck bench %dx5 no pain", 80+i), telegramtest.Video(fmt.Sprint("film-", i)))
		group.Await(i + 1) // of different people the first to be ready is shown first
	}
	ben.Press(group.Await(1), "No leg drive").Await()
	eventually(t, "the vote on the card", func() bool { return strings.Contains(group.Shown()[0].Words(), "1 reviewer") })
	before := group.Shown()

	eve.Say("hello")
	own.Say(eve, "/routine")
	private, inOwn := eve.Chat().Await(1), own.Await(1)
	for n := 1; n <= forgedNumbers(t); n++ {
		for _, data := range forgeries(n) {
			for _, tag := range []string{"", "~" + strconv.FormatInt(eve.ID, 36) + " ", "!" + strconv.FormatInt(eve.ID, 36) + " "} {
				if text, _ := eve.Forge(inOwn, tag+data).Await(); !strings.Contains(text, notFromHere) {
					t.Fatalf("%q: told %q", tag+data, text)
				}
			}
			if n%100 == 1 { // more would wait for Telegram's pace
				eve.Forge(private, data).Await()
			}
		}
	}
	for _, data := range forgeries(1)[:4] {
		eve.Say("/" + data)
		eve.Say("/start " + strings.ReplaceAll(data, " ", "_"))
		own.Say(eve, "/"+data)
	}
	eve.Say("/sources") // comes last
	eventually(t, "the last answer", func() bool {
		shown := eve.Chat().Shown()
		return strings.Contains(shown[len(shown)-1].Words(), "in my own words")
	})
	for _, m := range slices.Concat(eve.Chat().Shown(), own.Shown()) {
		for _, secret := range []string{"80x5", "81x5", "Annika", "Benno", "t.me/c", "What would help most"} {
			if strings.Contains(m.Words(), secret) {
				t.Fatalf("Eve reads %q", m.Words())
			}
		}
	}
	after := group.Shown()
	if len(after) != len(before) || after[0].Words() != before[0].Words() || after[1].Words() != before[1].Words() {
		t.Errorf("the group has changed: %d messages, %q", len(after), after[0].Words())
	}
	if n := len(tg.Calls("getChatMember")); n > 1 { // of Ben, who pressed
		t.Errorf("Telegram was asked %d times who is a member", n)
	}
}

// TestPrivatePressOnTelegram: what the group's members are shown in private is theirs, as long as they are in.
func TestPrivatePressOnTelegram(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	tg := p.telegram
	group := tg.Group("Bench club")
	people := map[string]*telegramtest.User{}
	review := func(name string) *telegramtest.Message {
		people[name] = tg.Person(name)
		n := len(group.Shown())
		group.Say(people[name], "/formcheck next")
		people[name].Say("/start " + startOf(t, group.Await(n+1)))
		m := people[name].Chat().Await(1)
		wantWords(t, m.Words(), "80x5")
		return m
	}
	group.Say(tg.Person("Ann"), "/formcheck bench 80x5 no pain", telegramtest.Video("film"))
	group.Await(1)
	told := func(who *telegramtest.User, m *telegramtest.Message, want string) {
		t.Helper()
		who.Press(m, "No leg drive")
		eventually(t, want, func() bool {
			shown := who.Chat().Shown()
			return strings.Contains(shown[len(shown)-1].Words(), want)
		})
	}
	bens := review("Ben")
	told(people["Ben"], bens, "Your vote")
	kept := ""
	for _, row := range bens.Keyboard {
		for _, b := range row {
			if b.Text == "No leg drive" {
				kept = b.Data
			}
		}
	}
	eve := tg.Person("Eve")
	eve.Say("hello")
	_, stolen, _ := strings.Cut(kept, " ")
	eve.Forge(eve.Chat().Await(1), stolen)
	eventually(t, "the refusal", func() bool {
		shown := eve.Chat().Shown()
		return strings.Contains(shown[len(shown)-1].Words(), notFromHere)
	})

	cleos := review("Cleo")
	group.Ban(people["Cleo"])
	told(people["Cleo"], cleos, "not in that form check's group")
	dans := review("Dan")
	tg.Faults(func(method string, _ int) telegramtest.Fault {
		return map[bool]telegramtest.Fault{method == "getChatMember": {BadGateway: true}}[true]
	})
	told(people["Dan"], dans, "could not find out")
	tg.Faults(nil)
	told(people["Dan"], dans, "Your vote")
	group.Leave(people["Dan"])
	eventually(t, "Dan to be out", func() bool {
		people["Dan"].Press(dans, "Chest drops")
		shown := people["Dan"].Chat().Shown()
		return strings.Contains(shown[len(shown)-1].Words(), "not in that form check's group")
	})
	wantWords(t, group.Shown()[0].Words(), "2 reviewers")
}

// startOf returns what opens the private chat under a message.
func startOf(t *testing.T, m *telegramtest.Message) string {
	t.Helper()
	for _, row := range m.Keyboard {
		for _, b := range row {
			if _, payload, ok := strings.Cut(b.URL, "start="); ok {
				return payload
			}
		}
	}
	t.Fatalf("no way to the private chat under %q", m.Words())
	return ""
}

// TestForgedPressOnDiscord: a client can send any custom_id, in direct messages, in another guild, and in a
// channel from which the check cannot be seen.
func TestForgedPressOnDiscord(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	d := p.discord
	discordForum(p)
	const coaches, elsewhere = "41771983423143940", "41771983423143950"
	d.AddChannel(discordtest.Channel{ID: coaches, Guild: guildID, Name: "coaches", Overwrites: []map[string]any{
		{"id": "77", "type": 0, "allow": "0", "deny": "1024"}, {"id": reviewer(5).ID, "type": 1, "allow": "1024", "deny": "0"}}})
	d.AddChannel(discordtest.Channel{ID: elsewhere, Guild: "99", Name: "another"})
	ann, eve, coach := reviewer(0), reviewer(4), reviewer(5)
	d.Slash(ann, discordtest.Where{Guild: guildID, Channel: coaches}, "formcheck", discordtest.Sub("post", discordtest.Option("link", "https://films.example/a"),
		discordtest.Option("lift", "bench-press"), discordtest.Option("load", "80x5"), discordtest.Option("pain", "no")))
	card := d.Posted(coaches, 1)[0]
	before := card.Text()
	dm, other, here := discordtest.Where{Channel: d.Direct(eve)}, discordtest.Where{Guild: "99", Channel: elsewhere}, discordtest.Where{Guild: guildID, Channel: channelID}
	for _, w := range []discordtest.Where{dm, other, here} {
		public := d.Shown(d.Slash(eve, w, "routine"), 1)[0]
		for n := 1; n <= forgedNumbers(t); n++ {
			for _, data := range forgeries(n) {
				for _, id := range []string{data, ".0." + data} {
					m := d.Shown(d.Interact(eve, w, 3, public, map[string]any{"custom_id": id, "component_type": 2}), 1)[0]
					if !strings.Contains(m.Text(), notFromHere) {
						t.Fatalf("%q in %+v: told %q", id, w, m.Text())
					}
				}
				form := d.Interact(eve, w, 5, nil, map[string]any{"custom_id": ".0." + data, "components": []any{map[string]any{"type": 1, "components": []any{
					map[string]any{"type": 4, "custom_id": "sentence", "value": "buy my pills"}}}}})
				if m := d.Shown(form, 1)[0]; !strings.Contains(m.Text(), notFromHere) {
					t.Fatalf("%q submitted in %+v: told %q", data, w, m.Text())
				}
			}
		}
	}
	n := len(d.Channel(dm.Channel).Messages)
	d.Message(eve, "/check-show 000001")
	wantWords(t, d.DMs(eve.ID, n+1)[n].Text(), notFromHere)
	next := d.Shown(d.Slash(eve, here, "formcheck", discordtest.Sub("next")), 1)[0]
	wantWords(t, next.Text(), "no form check left for you")
	if got := d.Channel(coaches).Messages; len(got) != 1 || got[0].Text() != before {
		t.Errorf("the coaches' channel has changed: %d messages", len(got))
	}
	read := d.Shown(d.Slash(coach, here, "formcheck", discordtest.Sub("next")), 1)[0]
	wantWords(t, read.Text(), "80x5")
	wantWords(t, d.Shown(d.Press(coach, dm, read, "No leg drive"), 1)[0].Text(), "Your vote")
	stolen, _ := read.Button("No leg drive")
	_, action, _ := strings.Cut(stolen.CustomID, ".") // without its owner
	taken := d.Interact(eve, dm, 3, read, map[string]any{"custom_id": "." + action, "component_type": 2})
	wantWords(t, d.Shown(taken, 1)[0].Text(), notFromHere)
}
