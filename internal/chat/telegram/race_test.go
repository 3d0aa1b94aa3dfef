//go:build race

package telegram_test

// slowed is how many times longer things may take under the race detector.
const slowed = 8
