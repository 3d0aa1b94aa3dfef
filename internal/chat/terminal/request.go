package terminal

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"spotter/internal/chat"
)

// An offer is what the numbers stand for that are on the screen: the choices of the newest message
// that has any.
type offer struct {
	id      chat.MessageID
	choices []choice
	owner   chat.UserID // whose presses count; anybody's if empty
	asks    bool        // the newest message waits for an answer in words
}

// follow takes note of a message that was printed.
func (o *offer) follow(id chat.MessageID, m *chat.Message) {
	choices := offered(m)
	if len(choices) > 0 || m.Ask || o.id == id {
		o.id, o.choices, o.owner = id, choices, m.Owner
	}
	o.asks = m.Ask
}

// press returns the action that s is the number or the label of, or a sentence if it is a number that stands
// for nothing. If it returns neither, s is words.
func (o *offer) press(s string) (*chat.Action, string) {
	if i := slices.IndexFunc(o.choices, func(c choice) bool { return strings.EqualFold(c.label, s) }); i >= 0 && !o.asks {
		return &o.choices[i].action, ""
	}
	n, err := strconv.Atoi(strings.Trim(s, "[](). "))
	switch {
	case err != nil || n < 0:
		return nil, ""
	case n >= 1 && n <= len(o.choices):
		return &o.choices[n-1].action, ""
	case o.asks:
		return nil, ""
	case len(o.choices) == 0:
		return nil, "There is nothing to choose by number just now."
	case len(o.choices) == 1:
		return nil, fmt.Sprintf("There is no choice %d, only 1.", n)
	}
	return nil, fmt.Sprintf("There is no choice %d. The choices are 1 to %d.", n, len(o.choices))
}

// request makes a request of a line, or a sentence that says why not. It returns neither for a line
// in which nothing stands.
func (a *Adapter) request(typed string) (*chat.Request, string) {
	text := line(typed)
	if text == "" {
		return nil, ""
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lines++
	r := &chat.Request{
		ID:    fmt.Sprintf("terminal:%s-%d", a.run, a.lines),
		From:  a.person(),
		Where: Here,
		Home:  Here, Inside: true,
		Time: a.Now(),
	}
	name, rest, _ := strings.Cut(text, " ")
	if name, ok := strings.CutPrefix(name, "/"); ok && name != "" && name[0] != '/' {
		r.Command, r.Rest = strings.ToLower(name), strings.TrimSpace(rest)
		r.Media = films(r.Rest)
		return r, ""
	}
	action, fault := a.offer.press(text)
	switch {
	case fault != "":
		return nil, fault
	case action != nil && a.offer.owner != "" && a.offer.owner != r.From.ID:
		return nil, "That choice belongs to the person who asked."
	case action != nil:
		r.Command, r.Rest, r.Message = action.Command, action.Arg, a.offer.id
	default:
		r.Text = text
	}
	return r, ""
}

// person returns who types. a.mu is held.
func (a *Adapter) person() chat.User {
	return chat.User{ID: chat.UserID("terminal:" + a.User), Name: a.User, Manager: true, Direct: Here}
}

// become makes somebody else type from now on, so that what takes several people can be tried.
func (a *Adapter) become(name string) error {
	if name = strings.TrimSpace(name); name == "" || len(name) > longestName {
		return a.say("Give a short name, as in /as ben.")
	}
	a.mu.Lock()
	a.User = name
	a.mu.Unlock()
	return a.say("You are " + name + " now.")
}

// longestName is how long a name of /as may be, in bytes.
const longestName = 40

// films returns the words that are the paths of films: a terminal's way to attach one.
func films(typed string) []chat.Media {
	var all []chat.Media
	for _, word := range strings.Fields(typed) {
		switch strings.ToLower(path.Ext(word)) {
		case ".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi":
			if !strings.Contains(word, "://") {
				all = append(all, chat.Media{Kind: "video", Ref: word})
			}
		}
	}
	return all
}
