//go:build !race

package discord

const slowed = 1
