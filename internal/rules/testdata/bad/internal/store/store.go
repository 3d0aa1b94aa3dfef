package store

import (
	"log"
	"testing"

	_ "spotter/internal/chat"
	_ "spotter/internal/store/storetest"
)

func Open(t *testing.T) {
	log.Print("failed to open")
	if t != nil {
		t.Log(1)
		t.Log(2)
		t.Log(3)
		t.Log(4)
		t.Log(5)
		t.Log(6)
		t.Log(7)
		t.Log(8)
	}
}
