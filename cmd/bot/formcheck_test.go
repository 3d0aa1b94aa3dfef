package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"spotter/internal/chat/discord/discordtest"
	"spotter/internal/chat/telegram/telegramtest"
)

const (
	guildID   = "41771983423143937"
	channelID = "41771983423143938"
	forumID   = "41771983423143939"
)

// eventually waits until so, and fails the test with what it waited for if that takes too long.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		if time.Now().After(deadline) {
			t.Fatalf("%s: did not happen", what)
		}
		<-tick.C
	}
}

// TestFormCheckOnTelegram plays a check from the posted video to the reminder of its drill.
func TestFormCheckOnTelegram(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	tg := p.telegram
	group := tg.Group("Bench club")
	ann, ben, cleo := tg.Person("Ann"), tg.Person("Ben"), tg.Person("Cleo")
	video := group.Say(ann, "/formcheck bench 80x5 no pain do my elbows flare?", telegramtest.Video("film-1"))
	intro, card := group.Await(1), group.Await(2)
	wantWords(t, intro.Words(), "Form check by Ann", "do my elbows flare?")
	wantWords(t, card.Words(), "Form check: bench press, 80x5", "Nobody has reviewed this yet")
	if intro.ReplyTo == nil || intro.ReplyTo.ID != video.ID || card.ReplyTo == nil || card.ReplyTo.ID != intro.ID {
		t.Error("the check is no chain of replies to the video")
	}

	press := func(who *telegramtest.User, label, want string) {
		t.Helper()
		q := who.Press(card, label)
		eventually(t, who.FirstName+" pressing "+label, func() bool { n, _, _ := q.Answered(); return n > 0 })
		if _, text, _ := q.Answered(); !strings.Contains(text, want) {
			t.Errorf("%s presses %q: told %q, want %q", who.FirstName, label, text, want)
		}
	}
	press(ann, "Shoulders up at the ears", "This one is yours")
	press(ben, "Shoulders up at the ears", "Your vote: shoulders up at the ears")
	press(cleo, "Shoulders up at the ears", "Your vote")
	press(cleo, "No leg drive", "1 more")
	words := func() string { return group.Shown()[1].Text }
	eventually(t, "the verdict", func() bool {
		return strings.Contains(words(), "Top cue: Shoulders up at the ears") && strings.Contains(words(), "No leg drive")
	})
	wantWords(t, words(), "Fix:", "Drill: Lat pulldown", "2 reviewers: Ben, Cleo")

	group.Say(ben, "/formcheck bench 60x5 no pain", telegramtest.Answering(group.Say(ben, "look at this", telegramtest.Video("film-2"))))
	eventually(t, "a check in answer to a video", func() bool { return len(group.Shown()) == 3 })

	ann.Say("hello") // opens the private chat
	ann.Press(card, "Close")
	eventually(t, "closing", func() bool { return strings.Contains(words(), "Closed.") })
	card = group.Await(2)
	if n := len(card.Keyboard); n == 0 || n > 3 {
		t.Errorf("a closed card has %d rows of buttons, want those of the verdict", n)
	}
	ann.Press(card, "Show drill")
	newest := func() *telegramtest.Message { return group.Await(len(group.Shown())) }
	eventually(t, "the drill", func() bool { return strings.Contains(newest().Words(), "How much") })
	ann.Press(card, "Remind me")
	eventually(t, "the question for the zone", func() bool { return strings.Contains(newest().Words(), "Which city") })
	group.Say(ann, "Berlin", telegramtest.Answering(newest()))
	eventually(t, "the reminders", func() bool { return len(ann.Chat().Shown()) > 1 })
	wantWords(t, ann.Chat().Shown()[len(ann.Chat().Shown())-1].Words(), "remind")
}

// deepLinks is how Telegram's private answers are reached; this test reaches one.
func TestPainStaysPrivateOnTelegram(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	group := p.telegram.Group("Bench club")
	ann := p.telegram.Person("Ann")
	group.Say(ann, "/formcheck bench 80x5 it hurts", telegramtest.Video("film-1"))
	notice := group.Await(1)
	wantWords(t, notice.Words(), "I have an answer for you")
	for _, m := range group.Shown() {
		if strings.Contains(m.Words(), "Chest pain") || strings.Contains(m.Words(), "hurts") {
			t.Errorf("others see %q", m.Words())
		}
	}
	link := ""
	for _, row := range notice.Keyboard {
		for _, b := range row {
			if b.URL != "" {
				link = b.URL
			}
		}
	}
	_, payload, ok := strings.Cut(link, "start=")
	if !ok {
		t.Fatalf("no way to the private chat: %q", link)
	}
	ann.Say("/start " + payload)
	ask := ann.Chat().Await(1)
	wantWords(t, ask.Words(), "You said it hurts")
	ann.Press(ask, "None of these")
	eventually(t, "the second question", func() bool { return strings.Contains(ann.Chat().Shown()[0].Words(), "any of these") })
	eventually(t, "its buttons", func() bool { return ann.Chat().Shown()[0].Keyboard[0][0].Text == "Sharp pain" })
	ann.Press(ann.Chat().Await(1), "None of these")
	eventually(t, "the check", func() bool { return len(group.Shown()) >= 3 })
	wantWords(t, group.Shown()[1].Words(), "Technique only, no diagnosis")
}

// A server is Discord's stand-in with a forum for checks, and who is there.
func discordForum(p *platformBot) {
	p.discord.AddChannel(discordtest.Channel{ID: channelID, Guild: guildID, Type: 0, Name: "general"})
	p.discord.AddChannel(discordtest.Channel{ID: forumID, Guild: guildID, Type: 15, Name: "form-checks",
		Tags: map[string]string{"waiting": "901", "answered": "902", "closed": "903", "bench press": "904"}})
}

func reviewer(n int) discordtest.Person {
	return discordtest.Person{ID: fmt.Sprint(80351110224679000 + n), Name: fmt.Sprintf("r%d", n)}
}

// TestFormCheckOnDiscord plays a check in a forum, from /setup to the reminder of its drill.
func TestFormCheckOnDiscord(t *testing.T) {
	t.Parallel()
	p := startPlatforms(t)
	d := p.discord
	discordForum(p)
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	owner := discordtest.Person{ID: "80351110224670000", Name: "owner", Permissions: 1 << 5}
	set := d.Shown(d.Slash(owner, here, "setup", discordtest.Sub("formcheck", discordtest.Option("kind", "forum"),
		discordtest.Option("hour", "off"), map[string]any{"name": "channel", "type": 7, "value": forumID})), 1)[0]
	wantWords(t, set.Text(), "Set up.", "gets a post in", forumID, "Post there: yes", "Manage Threads")

	ann := reviewer(1)
	film := map[string]any{"id": "501", "filename": "set.mp4", "content_type": "video/mp4", "url": "https://cdn.invalid/set.mp4", "size": 1000}
	asked := d.Interact(ann, here, 2, nil, map[string]any{"id": "1", "type": 1, "name": "formcheck",
		"options":  []any{discordtest.Sub("post", map[string]any{"name": "video", "type": 11, "value": "501"}, discordtest.Option("lift", "bench-press"))},
		"resolved": map[string]any{"attachments": map[string]any{"501": film}}})
	up := d.Shown(d.Submit(ann, here, asked, map[string]string{"load": "80 kg × 5", "angle": "45°", "question": "Do my elbows flare? @everyone", "pain": "no"}), 1)[0]
	wantWords(t, up.Text(), "Your form check is up")
	if !up.Ephemeral() {
		t.Error("others see the confirmation")
	}
	link, ok := up.Button("Open the check")
	if !ok || !strings.HasPrefix(link.URL, "https://discord.com/channels/"+guildID+"/") {
		t.Fatalf("no link to the check: %+v", link)
	}
	thread := strings.Split(link.URL, "/")[5]
	posted := d.Posted(thread, 2)
	wantWords(t, posted[0].Text(), "the video", "Camera: 45°", "Do my elbows flare?")
	for _, notified := range posted[0].Notified {
		if notified == "everyone" {
			t.Error("a question can mention everyone")
		}
	}
	if post := d.Channel(thread); post.Name != "Bench press, 80 kg × 5, r1" || strings.Join(post.Applied, ",") != "904,901" && strings.Join(post.Applied, ",") != "901,904" {
		t.Errorf("post %q with tags %v", post.Name, post.Applied)
	}

	in := discordtest.Where{Guild: guildID, Channel: thread}
	next := d.Shown(d.Slash(reviewer(2), here, "formcheck", discordtest.Sub("next")), 1)[0]
	wantWords(t, next.Text(), "80 kg × 5", "Waiting since")
	told := d.Shown(d.Press(reviewer(2), here, next, "Shoulders up at the ears"), 1)[0]
	wantWords(t, told.Text(), "Your vote: shoulders up at the ears")
	d.Shown(d.Press(reviewer(3), in, posted[1], "Shoulders up at the ears"), 1)
	eventually(t, "the verdict", func() bool {
		return strings.Contains(d.Channel(thread).Messages[1].Text(), "Top cue: Shoulders up at the ears")
	})
	eventually(t, "the tag", func() bool { return strings.Contains(strings.Join(d.Channel(thread).Applied, ","), "902") })

	closed := d.Shown(d.Press(ann, in, d.Channel(thread).Messages[1], "Close"), 1)[0]
	wantWords(t, closed.Text(), "Did it help?")
	eventually(t, "the tag of a closed check", func() bool {
		c := d.Channel(thread)
		return !c.Locked && strings.Contains(strings.Join(c.Applied, ","), "903")
	})
	drill := d.Shown(d.Press(ann, in, d.Channel(thread).Messages[1], "Show drill"), 1)[0]
	wantWords(t, drill.Text(), "How much")
	remind := d.Press(ann, in, d.Channel(thread).Messages[1], "Remind me")
	on := d.Shown(d.Submit(ann, in, remind, map[string]string{"zone": "Berlin"}), 1)[0]
	wantWords(t, on.Text(), "Your reminders are on")

	again := d.OnMessage(ann, here, "Ask for form check", map[string]any{"id": "777", "channel_id": channelID, "content": "my set",
		"author": map[string]any{"id": ann.ID, "username": ann.Name}, "attachments": []any{film}, "embeds": []any{}})
	second := d.Shown(d.Submit(ann, here, again, map[string]string{"lift": "bench-press", "load": "82.5x5", "pain": "no"}), 1)[0]
	link, _ = second.Button("Open the check")
	wantWords(t, d.Posted(strings.Split(link.URL, "/")[5], 2)[1].Text(), "Last time", "shoulders up at the ears")
}

// TestTwoHundredReviewers lets 200 people vote within ten seconds on each platform, with its limits on:
// every vote counts, the last card is right, and no card is edited more than once a second.
func TestTwoHundredReviewers(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a quarter of a minute")
	}
	t.Parallel()
	p := startPlatforms(t, func(p *platformBot) {
		p.telegram.Limit(telegramtest.TelegramLimits)
		p.discord.Limits = true
	})
	discordForum(p)
	here := discordtest.Where{Guild: guildID, Channel: channelID}
	d, ann := p.discord, reviewer(0)
	d.Slash(ann, here, "formcheck", discordtest.Sub("post", discordtest.Option("link", "https://films.example/a"), discordtest.Option("lift", "bench-press"),
		discordtest.Option("load", "80x5"), discordtest.Option("pain", "no")))
	onDiscord := d.Posted(channelID, 1)[0]
	group := p.telegram.Group("Bench club")
	group.Say(p.telegram.Person("Ann"), "/formcheck bench 80x5 no pain", telegramtest.Video("film"))
	onTelegram := group.Await(1)

	const people = 200
	var all sync.WaitGroup
	labels := []string{"Shoulders up at the ears", "No leg drive", "Chest drops", "Chest drops"}
	started := time.Now()
	pace := time.NewTicker(10 * time.Second / people)
	defer pace.Stop()
	for n := range people {
		<-pace.C
		all.Go(func() { p.telegram.Person(fmt.Sprint("p", n)).Press(onTelegram, labels[n%4]) })
		all.Go(func() { d.Press(reviewer(n+1), here, onDiscord, labels[n%4]) })
	}
	all.Wait()
	right := func(text string) bool {
		return strings.Contains(text, "200 reviewers") && strings.Contains(text, "100") && strings.Contains(text, "50") && strings.Contains(text, "Top cue: Chest drops")
	}
	eventually(t, "the last card on Discord", func() bool { return right(d.Channel(channelID).Messages[0].Text()) })
	eventually(t, "the last card on Telegram", func() bool { return right(group.Shown()[0].Text) })
	took := int(time.Since(started).Seconds()) + 2
	if n := d.Channel(channelID).Messages[0].Edits; n > took {
		t.Errorf("%d edits on Discord within %d s", n, took)
	}
	edits := p.telegram.Calls("editMessageText")
	for i, e := range edits {
		for n, before := range edits[:i] { // on a loaded machine one of them may come late
			if gap, least := e.At.Sub(before.At), time.Duration(i-n)*time.Second-500*time.Millisecond; gap < least {
				t.Errorf("edited %d times on Telegram within %v", i-n+1, gap)
			}
		}
	}
	t.Logf("200 votes on each: %d edits on Discord, %d on Telegram, right after %v", d.Channel(channelID).Messages[0].Edits, len(edits), time.Since(started).Round(time.Millisecond))
}
