//go:build !unix

package main

import "os"

// hangups tells of nothing: the system has no such signal.
func hangups() (heard <-chan os.Signal, end func()) { return nil, func() {} }

// outlivePipes has nothing to do: the system ends nobody for that.
func outlivePipes() {}
