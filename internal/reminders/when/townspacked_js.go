package when

// A page has no reminders, and does not carry the towns.
var townsPacked []byte
