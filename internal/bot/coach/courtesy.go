package coach

import (
	"regexp"
	"strings"

	"spotter/internal/bot/command"
	"spotter/internal/chat"
	"spotter/internal/knowledge/turn"
)

// greeting is what people write who want no advice yet.
var greeting = phrase(`h(?:i+|ey+|iya|ello|owdy)(?: there| bot| spotter)?|yo|good (?:morning|afternoon|evening)|hallo|servus|moin|hola|salut|bonjour|ciao|привет|здравствуйте|مرحبا`)

// phrase matches a message that is one of these and nothing else.
func phrase(ways ...string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)^[\p{P}\p{S}\s]*(?:` + strings.Join(ways, "|") + `)[\p{P}\p{S}\s]*$`)
}

// Hello is what a newcomer reads first.
func Hello() *chat.Message {
	return &chat.Message{Text: chat.Rich("Hello. I'm Spotter. Is your upper back sore after bench pressing or push-ups? " +
		"Tell me in your own words: which lift, where you feel it, and what it feels like. `/help` lists everything else.")}
}

// unread is said where the letters of a message are not those of a language that is read.
const unread = "Sorry, so far I only read English. Tell me in English, in a few words, what you feel and where. " +
	"If it may be an emergency, don't wait for me: call your local emergency number."

// stillUnread is said to who writes so again.
const stillUnread = "I still can't read that. A few words of English are enough, as in: neck sore after push-ups. For an emergency call your local emergency number."

// inEnglish adds to an answer that understood nothing that only English is read, where that may be why.
func inEnglish(m *chat.Message, c *command.Call, kind turn.Kind) {
	if kind != turn.OffTopic || m.Urgent {
		return
	}
	if language, _, _ := strings.Cut(c.From.Locale, "-"); language != "" && !strings.EqualFold(language, "en") {
		m.Text = chat.Join(m.Text, chat.Plain(" And so far I only read English: if you wrote in another language, please try again."))
	}
}
