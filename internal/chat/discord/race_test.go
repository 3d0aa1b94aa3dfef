//go:build race

package discord

// slowed is how many times longer things may take under the race detector.
const slowed = 8
