package formcheck

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"spotter/internal/store"
)

// The keys. Parts that come from outside are escaped, so that a slash only ever separates.
//
//	check/id/<id>                       a Check
//	check/count                         the number of the last check
//	check/seal                          the key of seals, 32 random bytes
//	check/vote/<id>/<voter>             a vote; of a voter who was erased: "!" and a random name
//	check/voter/<voter>/<id>            index of votes
//	check/by/<author>/<id>              index of checks
//	check/home/<home>/<id>              index of checks
//	check/open/<author>/<home>/<id>     index of checks that are not closed
//	check/last/<author>/<home>/<lift>   id of the latest check
//	check/queue/<home>/<0 or 1>/<id>    author; 0: nobody has voted
//	check/message/<hash>                id of the open check to which a message or a thread belongs
//	check/rate/<home>                   when checks were opened within the last hour
//	check/stale/<id>                    the card is to be edited
//	check/setup/<home>                  Settings
//	check/due/<time>/<kind>/<subject>   a Task
//	check/damaged/<key>                 what stood among the tasks and is none
const (
	countKey    = "check/count"
	sealKey     = "check/seal"
	stalePrefix = "check/stale/"
	duePrefix   = "check/due/"
)

func key(kind string, parts ...string) string {
	var b strings.Builder
	b.WriteString("check/" + kind)
	for _, p := range parts {
		b.WriteString("/" + url.QueryEscape(p))
	}
	return b.String()
}

func checkKey(id string) string          { return key("id", id) }
func votePrefix(id string) string        { return key("vote", id) + "/" }
func voteKey(id, voter string) string    { return key("vote", id, voter) }
func voterPrefix(voter string) string    { return key("voter", voter) + "/" }
func voterKey(voter, id string) string   { return key("voter", voter, id) }
func byPrefix(author string) string      { return key("by", author) + "/" }
func homePrefix(home string) string      { return key("home", home) + "/" }
func openPrefix(author, h string) string { return key("open", author, h) + "/" }
func queuePrefix(home string) string     { return key("queue", home) + "/" }
func rateKey(home string) string         { return key("rate", home) }
func setupKey(home string) string        { return key("setup", home) }

func lastKey(c *Check) string { return key("last", c.Author, c.Home, c.Lift) }

func queueKey(c *Check) string {
	rank := "0"
	switch c.State() {
	case Answered:
		rank = "1"
	case Closed:
		return "check/queue" // of no group: never there
	}
	return queuePrefix(c.Home) + rank + "/" + c.ID
}

// messageKey names a message by its place and id; without an id it names the whole place.
func messageKey(m Message) string {
	if m.ID == "" {
		return nameKey("place\n" + m.Place)
	}
	return nameKey(m.Place + "\n" + m.ID)
}

// videoKey names the video of a check. One that is a link alone may be asked about in every group.
func videoKey(c *Check) string {
	if c.Video.ID == "" && c.Video.Link != "" {
		return nameKey("link\n" + c.Home + "\n" + c.Video.Link)
	}
	return messageKey(c.Video)
}

// nameKey leads from a message or a place to its check. A link may be longer than a key, so names are hashed.
func nameKey(name string) string {
	sum := sha256.Sum256([]byte(name))
	return key("message", hex.EncodeToString(sum[:16]))
}

func (m Message) known() bool { return m != Message{} }

// indexKeys returns the keys that lead to a check for as long as it exists.
func indexKeys(c *Check) []string {
	return []string{key("by", c.Author, c.ID), key("home", c.Home, c.ID)}
}

// openKeys returns the keys that lead to a check until it is closed.
func openKeys(c *Check) []string {
	keys := []string{key("open", c.Author, c.Home, c.ID)}
	if c.Video.known() {
		keys = append(keys, videoKey(c))
	}
	for _, m := range []Message{c.Post, c.Card, {Place: c.Thread}} {
		if m.known() {
			keys = append(keys, messageKey(m))
		}
	}
	return keys
}

func dueKey(t Task) string {
	return fmt.Sprintf("%s%011d/%s/%s", duePrefix, t.At.Unix(), t.Kind, url.QueryEscape(t.Subject))
}

func parseDue(k string) (Task, error) {
	parts := strings.Split(strings.TrimPrefix(k, duePrefix), "/")
	if len(parts) != 3 {
		return Task{}, fmt.Errorf("key %q is no task", k)
	}
	seconds, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return Task{}, fmt.Errorf("key %q is no task: %w", k, err)
	}
	subject, err := url.QueryUnescape(parts[2])
	if err != nil {
		return Task{}, fmt.Errorf("key %q is no task: %w", k, err)
	}
	return Task{At: time.Unix(seconds, 0).UTC(), Kind: parts[1], Subject: subject}, nil
}

// lastPart returns what follows the last slash of a key, as it was before it was escaped.
func lastPart(k string) (string, error) {
	part, err := url.QueryUnescape(k[strings.LastIndexByte(k, '/')+1:])
	if err != nil {
		return "", fmt.Errorf("key %q: %w", k, err)
	}
	return part, nil
}

// load reads a check; its error is ErrGone if there is none.
func load(r store.Reader, id string) (*Check, error) {
	c := &Check{}
	found, err := get(r, checkKey(id), c)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, fmt.Errorf("%w: %.20q", ErrGone, id)
	}
	if c.Tally == nil {
		c.Tally = map[string]int{}
	}
	return c, nil
}

func get(r store.Reader, k string, into any) (found bool, err error) {
	b, err := r.Get(k)
	if err != nil || b == nil {
		return false, err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return false, fmt.Errorf("decode %s: %w", k, err)
	}
	return true, nil
}

func put(tx store.Tx, k string, value any) error {
	b, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encode %s: %w", k, err)
	}
	return tx.Put(k, b)
}
