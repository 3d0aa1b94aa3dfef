package discord

import (
	"encoding/json"
	"strconv"
)

// permissions is a set of Discord's permission bits. On the wire it is a decimal string.
type permissions uint64

// The permissions that we ask about (Permissions, "Bitwise Permission Flags").
const (
	administrator   permissions = 1 << 3
	manageGuild     permissions = 1 << 5
	viewChannel     permissions = 1 << 10
	sendMessages    permissions = 1 << 11
	embedLinks      permissions = 1 << 14
	attachFiles     permissions = 1 << 15
	readHistory     permissions = 1 << 16
	mentionEveryone permissions = 1 << 17
	manageThreads   permissions = 1 << 34
	createThreads   permissions = 1 << 35
	sendInThreads   permissions = 1 << 38
	allPermissions              = ^permissions(0)
)

// has reports whether all of want are among p. Administrators have all.
func (p permissions) has(want permissions) bool {
	return p&administrator != 0 || p&want == want
}

// UnmarshalJSON reads a decimal string; what is not one is none.
func (p *permissions) UnmarshalJSON(b []byte) error {
	var s scalar
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	n, err := strconv.ParseUint(string(s), 10, 64)
	if err != nil {
		n = 0
	}
	*p = permissions(n)
	return nil
}
