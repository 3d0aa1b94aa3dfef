package markup

import (
	"math/big"
	"strings"
)

// Platform is the prefix of Discord's user ids and places. It is stored: it may not change.
const Platform = "discord:"

// idOf returns the Discord id in a user id or in a channel's place, and whether there is one.
func idOf(s string) (string, bool) {
	id, ok := strings.CutPrefix(s, Platform)
	return id, ok && IsSnowflake(id)
}

// IsSnowflake reports whether id has the form of Discord's ids: at most 20 digits.
func IsSnowflake(id string) bool {
	if id == "" || len(id) > 20 {
		return false
	}
	for _, c := range id {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// ShortID returns an id in at most 11 characters, for custom ids; "" if it is none.
func ShortID(id string) string {
	n, ok := new(big.Int).SetString(id, 10)
	if !ok {
		return ""
	}
	return n.Text(62)
}
