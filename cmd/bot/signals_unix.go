//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// hangups returns a channel that tells of each SIGHUP, as an end of the terminal or a service manager's reload sends it, which then does
// not end the program; and what ends that.
func hangups() (heard <-chan os.Signal, end func()) {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGHUP)
	return c, func() { signal.Stop(c) }
}

// outlivePipes lets the program go on when whoever reads its log, or its answers, has gone.
func outlivePipes() { signal.Ignore(syscall.SIGPIPE) }
