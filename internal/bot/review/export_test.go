package review

// What is worded in stats.go.
var (
	Some    = some
	Roughly = roughly
)
