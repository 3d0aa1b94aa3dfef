//go:build !race

package coach

const raced = false
