package store

import (
	"testing"
	"time"

	_ "github.com/google/go-cmp/cmp"
	_ "github.com/stretchr/testify/assert"
	_ "spotter/cmd/bot"
	_ "spotter/internal/bot"
)

func TestOpen(t *testing.T) { time.Sleep(time.Second) }

func TestWatched(t *testing.T) {
	t.Log("x")
	racetest.Skip(t)
}
