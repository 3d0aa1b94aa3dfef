//go:build !race

package telegram_test

const slowed = 1
