//go:build !race

package racetest

const raced = false
