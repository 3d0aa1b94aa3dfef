package coach

import (
	"regexp"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge"
)

// What people write who want no advice yet, or no more.
var (
	greeting = phrase(`h(?:i+|ey+|iya|ello|owdy)(?: there| bot| spotter)?|yo|good (?:morning|afternoon|evening)|hallo|servus|moin|hola|salut|bonjour|ciao|привет|здравствуйте|مرحبا`,
		`who are you|what are you|what (?:is|can|do)(?: you| this bot| this)(?: do)?|how does this work`)
	thanks = phrase(`(?:ok |okay |great |perfect |cool )?(?:many )?(?:thanks|thank you|thx|ty|cheers)(?: a lot| so much| very much| bot| spotter)?`,
		`ok|okay|k|great|perfect|cool|nice|got it|understood|good|will do|danke|vielen dank|gracias|merci|спасибо|شكرا`, `bye|goodbye|good night|see you|later`)
	enough = phrase(`stop|quit|end|unsubscribe|leave me alone|stop (?:it|this|writing|reminding me|the reminders|reminders)`)
)

// phrase matches a message that is one of these and nothing else.
func phrase(ways ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^[\p{P}\p{S}\s]*(?:` + strings.Join(ways, "|") + `)[\p{P}\p{S}\s]*$`)
}

// courtesy answers greetings, thanks and a wish to be left alone. It returns nil if text is more than that.
func (co *Coach) courtesy(text string) *chat.Message {
	const longest = 60 // bytes of a courtesy; most complaints are longer, and need no look
	switch {
	case len(text) > longest:
	case greeting.MatchString(text):
		return Hello()
	case thanks.MatchString(text):
		return &chat.Message{Text: chat.Plain("Any time. Tell me when something is sore again, or how it goes."), Private: true, Open: true}
	case enough.MatchString(text) && co.reminds():
		return &chat.Message{Private: true, Open: true, Text: chat.Rich("I write only when you write to me, or for the reminders you asked for. " +
			"`/remind off` turns those off, and `/mydata delete` has me forget you altogether.")}
	}
	return nil
}

// Hello is what a newcomer reads first.
func Hello() *chat.Message {
	return &chat.Message{Text: chat.Rich("Hello. I'm Spotter. Is your upper back sore after bench pressing or push-ups? " +
		"Tell me in your own words: which lift, where you feel it, and what it feels like. `/help` lists everything else.")}
}

// unread is said where the letters of a message are not those of a language that is read.
const unread = "Sorry, so far I only read English. Tell me in English, in a few words, what you feel and where. " +
	"If it may be an emergency, don't wait for me: call your local emergency number."

// inEnglish adds to an answer that understood nothing that only English is read, where that may be why.
func inEnglish(m *chat.Message, c *command.Call, a knowledge.Assessment) {
	if a.Kind != knowledge.OutOfScope || m.Urgent || a.Unread || a.Foreign() {
		return
	}
	if language, _, _ := strings.Cut(c.From.Locale, "-"); language != "" && !strings.EqualFold(language, "en") {
		m.Text = chat.Join(m.Text, chat.Plain(" And so far I only read English: if you wrote in another language, please try again."))
	}
}
