package reminders

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"spotter/internal/store"
)

// The keys, which nothing else writes:
//
//	plan/<owner>                              what the person set (Plan)
//	past/<owner>                              the older part of the history
//	check/<owner>                             when the one-off check comes
//	once/<owner>                              when the one reminder out of turn comes
//	due/<lane>/<when><since><kind><id>        what rings next (state): one entry for each plan
//	claim/<lane>                              the stretches of due/ that processes are working off
//	claim/<lane>/<name>                       one of them, as earlier versions kept it
//	clock/<lane>                              the latest time at which the lane ran
//	zone/<name>                               the rule of a zone that plans use
//	damaged/<key>                             an entry that could not be read
//
// An owner is "<lane>:<id>". In a due key, <when> is the instant and <since> when the person first
// asked, both in hexadecimal seconds: among those due at one instant, who asked first comes first.
const (
	planPrefix  = "plan/"
	pastPrefix  = "past/"
	checkPrefix = "check/"
	oncePrefix  = "once/"
	duePrefix   = "due/"
	claimPrefix = "claim/"
	clockPrefix = "clock/"
	asidePrefix = "damaged/"
)

// The kinds of due entries.
const (
	kindPlan  = 'p'
	kindCheck = 'c'
	kindOnce  = 'o'
)

// parked is the instant of entries that do not ring: those of plans that are off, paused, blocked or
// over. Each plan keeps its one entry, so that nothing is lost while it is silent.
var parked = time.Unix(1<<36-1, 0).UTC() // fffffffff

const (
	whenDigits  = 9
	sinceDigits = 8
)

// asideKey returns where what cannot be read under a key is set aside.
func asideKey(key string) string {
	if len(asidePrefix)+len(key) <= store.MaxKey {
		return asidePrefix + key
	}
	sum := sha256.Sum256([]byte(key))
	return asidePrefix + key[:100] + hex.EncodeToString(sum[:])
}

// splitOwner returns the lane and the id of an owner.
func splitOwner(owner string) (lane, id string, err error) {
	lane, id, ok := strings.Cut(owner, ":")
	if !ok || lane == "" || id == "" || strings.Contains(lane, "/") || len(owner) > 200 {
		return "", "", fmt.Errorf("owner %.40q is not of the form platform:id", owner)
	}
	return lane, id, nil
}

// dueKey returns where the entry of the owner is that rings at when.
func dueKey(owner string, when, since time.Time, kind byte) string {
	lane, id, _ := strings.Cut(owner, ":")
	b := make([]byte, 0, len(duePrefix)+len(lane)+len(id)+20)
	b = append(append(append(b, duePrefix...), lane...), '/')
	b = appendHex(b, when.Unix(), whenDigits)
	b = appendHex(b, since.Unix(), sinceDigits)
	return string(append(append(b, kind), id...))
}

// dueBound returns the key before which all entries of the lane are that ring before when.
func dueBound(lane string, when time.Time) string {
	return string(appendHex([]byte(duePrefix+lane+"/"), when.Unix(), whenDigits))
}

// appendHex appends n, brought into range, as exactly that many hexadecimal digits.
func appendHex(b []byte, n int64, digits int) []byte {
	const hex = "0123456789abcdef"
	n = min(max(n, 0), 1<<(4*digits)-1)
	for i := digits - 1; i >= 0; i-- {
		b = append(b, hex[n>>(4*i)&15])
	}
	return b
}

// A dueEntry is a due key taken apart.
type dueEntry struct {
	owner string
	when  time.Time
	since int64
	kind  byte
}

func parseDueKey(key string) (dueEntry, error) {
	lane, rest, ok := strings.Cut(strings.TrimPrefix(key, duePrefix), "/")
	if !ok || len(rest) < whenDigits+sinceDigits+2 {
		return dueEntry{}, fmt.Errorf("due key %.60q: %w", key, errDamaged)
	}
	when, err := strconv.ParseInt(rest[:whenDigits], 16, 64)
	if err != nil {
		return dueEntry{}, fmt.Errorf("due key %.60q: %w", key, errDamaged)
	}
	since, err := strconv.ParseInt(rest[whenDigits:whenDigits+sinceDigits], 16, 64)
	if err != nil {
		return dueEntry{}, fmt.Errorf("due key %.60q: %w", key, errDamaged)
	}
	rest = rest[whenDigits+sinceDigits:]
	return dueEntry{lane + ":" + rest[1:], time.Unix(when, 0).UTC(), since, rest[0]}, nil
}
