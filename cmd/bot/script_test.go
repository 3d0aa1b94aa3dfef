package main

import (
	"flag"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	bolt "go.etcd.io/bbolt"
)

func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "8"); err != nil { // they wait more than they work
		panic(err)
	}
	testscript.Main(m, map[string]func(){"spotter": main, "spotter-at": mainAt})
}

// mainAt is the program with its clock set when it starts: "spotter-at 2026-01-05T07:59:58Z run".
func mainAt() {
	at, err := time.Parse(time.RFC3339, os.Args[1])
	if err != nil {
		panic(err)
	}
	ahead := time.Until(at)
	os.Args = append(os.Args[:1], os.Args[2:]...)
	os.Exit(runHere(func() time.Time { return time.Now().Add(ahead) }))
}

// TestScripts plays the specification: each file of testdata/script is a story of a person and the
// program.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("TZ", "UTC")
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each program sleeps a second before it ends
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"hold": hold},
		Condition: func(cond string) (bool, error) {
			return cond == "root" && os.Geteuid() == 0, nil
		},
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
	})
}

// hold opens a database file and keeps it locked until the script ends: "hold FILE".
func hold(ts *testscript.TestScript, _ bool, args []string) {
	db, err := bolt.Open(ts.MkAbs(args[0]), 0o600, nil)
	ts.Check(err)
	ts.Defer(func() { ts.Check(db.Close()) })
}
