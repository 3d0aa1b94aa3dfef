package telegram_test

import (
	"flag"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// The tests wait more than they compute. What the command line says still counts.
	if err := flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
