package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"spotter/internal/bot"
	"spotter/internal/bot/misread"
	"spotter/internal/chat"
	"spotter/internal/chat/telegram/markup"
	"spotter/internal/chat/terminal"
	"spotter/internal/knowledge"
	"spotter/internal/knowledge/turn"
	"spotter/internal/reminders"
	"spotter/internal/store"
)

// A screen of 80 columns and 24 lines; the prompt stands under the answer, behind an empty line.
const (
	screenWidth = 80
	screenLines = 24 - 2
)

// TestFirstScreen: the first answer of a conversation fits on one screen of a terminal, for every reason on every lift: alone,
// behind the longest answer to a question of the writer's, and with each question that is asked back. In Telegram it fits, with what
// is folded, under its moving picture, unless a question of the writer's is answered as well.
func TestFirstScreen(t *testing.T) {
	base, err := knowledge.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	coach := bot.New(bot.Parts{Base: base, Log: discard(), Book: &reminders.Book{Store: store.NewMemory()}, Platforms: chat.Platforms{}})
	for _, cause := range base.Causes() {
		for _, lift := range []knowledge.Lift{knowledge.BenchPress, knowledge.PushUp, knowledge.Unknown} {
			a := knowledge.Assessment{Kind: knowledge.Symptom, Exercise: lift, Causes: []knowledge.Finding{{ID: cause.ID, Because: []string{"shoulders end up right at my ears", "pinching", "as hard as they will go"}}}}
			name := fmt.Sprint(cause.ID, " on ", lift)
			const heard = "So it is the place between the shoulder blades, with the bench press"
			fits(t, name, coach.Advise(a), heard+".\n", true)
			fits(t, name+" after an answer", coach.Advise(a), heard+", and you'd like to know whether somebody should look at it. "+longest(base)+"\n\n", false)
			for _, q := range base.Inquiries() {
				if len(q.Lifts) > 0 && !slices.Contains(q.Lifts, lift) || q.ID == "lift" && lift != knowledge.Unknown {
					continue // it is not asked there
				}
				a.AskBack = &knowledge.Question{ID: q.ID, Question: q.Ask}
				for _, o := range q.Answers {
					a.AskBack.Options = append(a.AskBack.Options, knowledge.Option{ID: o.ID, Label: o.Label})
				}
				fits(t, name+" with "+q.ID, coach.Advise(a), heard+".\n", true)
			}
		}
	}
}

func fits(t *testing.T, name string, m *chat.Message, before string, caption bool) {
	t.Helper()
	m.Text, m.Images = chat.Join(chat.Plain(before), m.Text), nil
	desk := misread.New(misread.Parts{Now: time.Now}) // its button is the longest row that there is
	desk.Offer(&chat.Request{}, "words", m)
	screen := terminal.Plain(m, screenWidth)
	if n := strings.Count(screen, "\n") + 1; n > screenLines {
		t.Errorf("%s: %d lines, %d fit:\n%s", name, n, screenLines, screen)
	}
	if p := markup.LayMessage(m, false); caption && !p.Fits(markup.MaxCaption) {
		t.Errorf("%s: %d characters are too many under a picture", name, len(p.Text))
	}
	screen = strings.Join(strings.Fields(screen), " ")
	for _, words := range []string{"The fix", "One drill", "Source: ", "coaching, not medicine"} {
		if !strings.Contains(screen, words) {
			t.Errorf("%s lacks %q", name, words)
		}
	}
	for _, words := range []string{"When to see a professional", "“What To Do", "“Why Does"} {
		if strings.Contains(screen, words) {
			t.Errorf("%s has %q, which is for who wants more", name, words)
		}
	}
}

// longest returns the longest answer to what a complaint may ask.
func longest(base *knowledge.Base) (text string) {
	for _, a := range base.Advice() {
		if slices.Contains([]turn.Kind{turn.Prognosis, turn.TrainThrough, turn.AskRelief, turn.Normal, turn.AskDoctor}, a.For) {
			for _, say := range a.Say {
				if len(say) > len(text) && !strings.Contains(say, "{") {
					text = say
				}
			}
		}
	}
	return text
}
