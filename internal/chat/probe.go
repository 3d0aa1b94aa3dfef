package chat

import "context"

// A Finding is one thing that was looked at, in words for whoever runs the bot. It holds no secret.
type Finding struct {
	What  string // what was found, one sentence
	Do    string // what to do about it, one sentence; empty if all is well
	Grave bool   // the bot cannot work there before that is done
}

// A Prober is an Adapter that can tell how it stands with its platform.
type Prober interface {
	// Connected returns nil while Serve is connected, and else why it is not.
	Connected() error
	// Probe asks the platform about the bot: whether the token is known, what stands in its way, what is switched on that
	// need not be. It changes nothing, and needs no Serve.
	Probe(ctx context.Context) []Finding
}

// A Queue is what waits for one thing in an adapter.
type Queue struct {
	Name    string // the same for as long as the program runs, as in "replies"
	Waiting int
}

// A Queuer is an Adapter that can tell what waits in it. It is safe for concurrent use, also before Serve.
type Queuer interface{ Queues() []Queue }
