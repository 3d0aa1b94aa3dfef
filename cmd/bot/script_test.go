package main

import (
	"bytes"
	"errors"
	"flag"
	"net"
	"os"
	"os/exec"
	"strconv"
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
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"hold": hold, "smalldisk": smallDisk, "until": untilCommand, "damage": damage, "taken": taken, "schema": schema},
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

// smallDisk makes a folder a disk of so many bytes until the script ends, or skips the script where that may not be done:
// "smalldisk FOLDER BYTES".
func smallDisk(ts *testscript.TestScript, _ bool, args []string) {
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o700))
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+args[1], "none", dir).CombinedOutput(); err != nil {
		ts.Logf("no disk of %s bytes: %v: %s", args[1], err, out)
		return
	}
	ts.Setenv("SMALLDISK", "yes")
	ts.Defer(func() { ts.Check(exec.Command("umount", "-l", dir).Run()) })
}

// untilCommand waits until a command succeeds, for as long as a slow machine takes: "until COMMAND…".
func untilCommand(ts *testscript.TestScript, neg bool, args []string) {
	deadline := time.After(30 * time.Second)
	look := time.NewTicker(50 * time.Millisecond)
	defer look.Stop()
	for {
		err := ts.Exec(args[0], args[1:]...)
		if (err == nil) != neg {
			return
		}
		select {
		case <-look.C:
		case <-deadline:
			ts.Fatalf("%v does not come: %v", args, err)
		}
	}
}

// damage overwrites so many bytes of a file from an offset on: "damage FILE OFFSET COUNT".
func damage(ts *testscript.TestScript, _ bool, args []string) {
	f, err := os.OpenFile(ts.MkAbs(args[0]), os.O_WRONLY, 0)
	ts.Check(err)
	offset, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	count, err := strconv.Atoi(args[2])
	ts.Check(err)
	_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, count), offset)
	ts.Check(errors.Join(err, f.Close()))
}

// taken makes SPOTTER_HTTP_LISTEN an address at which somebody else listens until the script ends.
func taken(ts *testscript.TestScript, _ bool, _ []string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { ts.Check(l.Close()) })
	ts.Setenv("SPOTTER_HTTP_LISTEN", l.Addr().String())
}

// schema makes a database as another version of Spotter does, with nothing in it: "schema FILE BUCKET".
func schema(ts *testscript.TestScript, _ bool, args []string) {
	db, err := bolt.Open(ts.MkAbs(args[0]), 0o600, &bolt.Options{PageSize: 4096})
	ts.Check(err)
	err = db.Update(func(tx *bolt.Tx) error {
		_, err := tx.CreateBucket([]byte(args[1]))
		return err
	})
	ts.Check(errors.Join(err, db.Close()))
}
