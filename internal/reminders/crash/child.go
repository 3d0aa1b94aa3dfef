package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store"
	"spotter/internal/store/boltstore"
)

// The environment of a child process.
const (
	childFile  = "CRASH_FILE"  // the store
	childAddr  = "CRASH_ADDR"  // of the stand-in
	childAhead = "CRASH_AHEAD" // how far its clock is ahead, in nanoseconds
	childSeed  = "CRASH_SEED"
	childFrom  = "CRASH_FROM" // the first number for people who are new
	childMode  = "CRASH_MODE" // the name of the mode
)

// A mode is how long claims hold.
type mode struct {
	name  string
	lease time.Duration
	touch int           // keys that one transaction may touch, which makes claims small; the store's own if 0
	life  time.Duration // at most, of a child that is killed
	slow  time.Duration // the stand-in's answer to a send
}

var (
	// brief leases let what a kill cuts off be taken up again soon.
	brief = mode{name: "brief", lease: 150 * time.Millisecond, life: 400 * time.Millisecond, slow: time.Millisecond}
	// lasting leases end when the children's clock is set on, and not before. Claims have five entries, so that more
	// are left behind than one transaction reads keys.
	lasting = mode{name: "lasting", lease: time.Hour, touch: 80, life: 120 * time.Millisecond, slow: 10 * time.Millisecond}
)

// A narrow store has small transactions.
type narrow struct {
	store.Store
	touch int
}

func (n narrow) Touch() int { return n.touch }

// An event is what a child tells the stand-in. It waits for the answer to each.
type event struct {
	Kind  string // "send", "begin", "end"
	Owner string
	Day   reminders.Day
	Slot  int
	Key   string // of "send"
	Op    string // of "begin" and "end"
}

// A line is one connection to the stand-in.
type line struct {
	mu   sync.Mutex
	conn net.Conn
	in   *bufio.Reader
}

func dial() (*line, error) {
	conn, err := net.Dial("tcp", os.Getenv(childAddr))
	if err != nil {
		return nil, err
	}
	return &line{conn: conn, in: bufio.NewReader(conn)}, nil
}

func (l *line) tell(e event) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(l.conn, "%s\n", text); err != nil {
		return err
	}
	_, err = l.in.ReadString('\n')
	return err
}

// lines is a sender with a connection for each send at a time.
type lines chan *line

func (ls lines) Send(_ context.Context, c reminders.Card) (string, error) {
	l := <-ls
	defer func() { ls <- l }()
	if err := l.tell(event{Kind: "send", Owner: c.Owner, Day: c.Day, Slot: c.Slot, Key: c.Key}); err != nil {
		return "", err
	}
	return "message-" + c.Key, nil
}

// deliver is the child: it delivers, and changes plans meanwhile, until it is killed.
func deliver() error {
	file, err := boltstore.Open(os.Getenv(childFile), nil)
	if err != nil {
		return err
	}
	ahead, err := strconv.ParseInt(os.Getenv(childAhead), 10, 64)
	if err != nil {
		return err
	}
	seed, err := strconv.ParseUint(os.Getenv(childSeed), 10, 64)
	if err != nil {
		return err
	}
	from, err := strconv.Atoi(os.Getenv(childFrom))
	if err != nil {
		return err
	}
	const parallel = 8
	senders := make(lines, parallel)
	for range parallel {
		l, err := dial()
		if err != nil {
			return err
		}
		senders <- l
	}
	changes, err := dial()
	if err != nil {
		return err
	}
	book := &reminders.Book{
		Store: file, Lease: brief.lease, Parallel: parallel,
		Now: func() time.Time { return time.Now().Add(time.Duration(ahead)) },
	}
	if os.Getenv(childMode) == lasting.name {
		book.Store, book.Lease = narrow{file, lasting.touch}, lasting.lease
	}
	ctx := context.Background()
	go book.Run(ctx, senders, "crash")
	return change(ctx, book, changes, rand.New(rand.NewPCG(seed, 1)), from)
}

// change makes random changes for ever, and tells the stand-in of each before and after.
func change(ctx context.Context, book *reminders.Book, l *line, rnd *rand.Rand, from int) error {
	for {
		owner := fmt.Sprintf("crash:%d", from-1-rnd.IntN(min(from, 400)))
		op := []string{"on", "again", "times", "days", "off", "erase", "done"}[rnd.IntN(7)]
		if op == "on" {
			owner = fmt.Sprintf("crash:%d", from)
			from++
		}
		e := event{Kind: "begin", Owner: owner, Op: op}
		if err := l.tell(e); err != nil {
			return err
		}
		if err := apply(ctx, book, op, owner); err != nil {
			return fmt.Errorf("%s %s: %w", op, owner, err)
		}
		e.Kind = "end"
		if err := l.tell(e); err != nil {
			return err
		}
		time.Sleep(time.Duration(rnd.IntN(3)) * time.Millisecond)
	}
}
