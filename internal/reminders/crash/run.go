package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"spotter/internal/reminders"
	"spotter/internal/store/boltstore"
)

// people is how many have a plan from the beginning.
const people = 300

// A trial is one run of the crash test.
type trial struct {
	*standIn
	path  string
	rnd   *rand.Rand
	start time.Time     // of the trial, by the real clock
	ahead time.Duration // of the children's clock
	day   reminders.Day // the slot that is due now
	slot  int

	mode              mode
	kills, cut, slots int
	lately            int // sends that are cut off and not yet taken up again
	most              int // the same, at most
}

// run kills a child so many times and checks after each kill, and at the end of each slot.
func run(ctx context.Context, folder string, m mode, kills int, seed uint64) (string, error) {
	s, err := listen(m.slow)
	if err != nil {
		return "", err
	}
	t := &trial{standIn: s, mode: m, path: filepath.Join(folder, m.name+".db"), rnd: rand.New(rand.NewPCG(seed, 0)), start: time.Now()}
	if m == lasting {
		err = t.runLasting(ctx, max(kills/4, killsOfSlot))
	} else {
		err = t.run(ctx, kills)
	}
	return t.report(), errors.Join(err, s.close())
}

func (t *trial) run(ctx context.Context, kills int) error {
	if err := t.fill(ctx); err != nil {
		return err
	}
	t.nextSlot()
	for t.kills < kills || t.open() > 0 {
		if err := t.life(ctx, t.kills < kills); err != nil {
			return fmt.Errorf("after %d kills: %w", t.kills, err)
		}
		t.cut += t.lately
		if t.open() > 0 {
			continue
		}
		if t.kills >= kills {
			break
		}
		t.nextSlot()
	}
	return t.checkRepeats()
}

// killsOfSlot is how many kills leave their claims behind before the leases end.
const killsOfSlot = 15

// runLasting kills a child again and again while the leases of all that were killed before hold. Nothing may come
// twice then. Once the leases are over the rest must come, and what was cut off may come again.
func (t *trial) runLasting(ctx context.Context, kills int) error {
	if err := t.fill(ctx); err != nil {
		return err
	}
	for t.kills < kills {
		t.nextSlot()
		repeats, enough := t.repeats(), t.kills+killsOfSlot
		for t.kills < enough {
			if err := t.life(ctx, true); err != nil {
				return fmt.Errorf("after %d kills: %w", t.kills, err)
			}
		}
		if n := t.repeats() - repeats; n > 0 {
			return fmt.Errorf("%d cards came again while the claims of %d killed processes held", n, killsOfSlot)
		}
		t.cut += t.lately
		t.ahead += t.mode.lease + time.Second
		if err := t.life(ctx, false); err != nil {
			return fmt.Errorf("once the leases are over: %w", err)
		}
		t.cut += t.lately
	}
	return t.checkRepeats()
}

// fill makes the first plans, at midnight of the first day.
func (t *trial) fill(ctx context.Context) error {
	file, err := boltstore.Open(t.path, nil)
	if err != nil {
		return err
	}
	begin := time.Now().UTC().Truncate(24 * time.Hour)
	book := &reminders.Book{Store: file, Now: func() time.Time { return begin }}
	for i := range people {
		owner := fmt.Sprintf("crash:%d", i)
		if err := turnOn(ctx, book, owner); err != nil {
			return err
		}
		t.plans[owner] = "on"
	}
	t.newcomer = people
	t.day, t.slot = reminders.DayOf(begin)-1, 1
	return file.Close()
}

// nextSlot sets the children's clock to when the next slot is due.
func (t *trial) nextSlot() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.slot++; t.slot == 2 {
		t.day, t.slot = t.day+1, 0
	}
	due := t.day.Time().Add(time.Duration([]int{early, late}[t.slot]) * time.Minute)
	t.ahead = time.Until(due) + time.Millisecond
	for owner := range t.touched {
		t.touched[owner] = max(0, t.touched[owner]-1)
	}
	t.slots++
	t.last = time.Now()
}

// open returns how many people are still to get their card of this slot: those whose plan was on all
// the time.
func (t *trial) open() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for owner, state := range t.plans {
		if state == "on" && t.touched[owner] == 0 && t.sent[slot{owner, t.day, t.slot}] == 0 {
			n++
		}
	}
	return n
}

// life starts a child, kills it, and looks at what it leaves. The last one is killed only when all is done.
func (t *trial) life(ctx context.Context, sudden bool) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self)
	cmd.Stderr = os.Stderr
	cmd.Env = append(os.Environ(), childFile+"="+t.path, childAddr+"="+t.listener.Addr().String(), childAhead+"="+strconv.FormatInt(int64(t.ahead), 10),
		childSeed+"="+strconv.FormatUint(t.rnd.Uint64(), 10), childFrom+"="+strconv.Itoa(t.nextNewcomer()), childMode+"="+t.mode.name)
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := t.wait(sudden); err != nil {
		return errors.Join(err, cmd.Process.Kill(), ignoreKilled(cmd.Wait()))
	}
	if err := cmd.Process.Kill(); err != nil {
		return err
	}
	if err := ignoreKilled(cmd.Wait()); err != nil {
		return err
	}
	t.kills++
	t.quiet()
	return t.inspect(ctx)
}

// wait waits for a random moment, or until the slot is delivered.
func (t *trial) wait(sudden bool) error {
	if sudden {
		time.Sleep(time.Duration(t.rnd.Int64N(int64(t.mode.life))))
		return nil
	}
	for began := time.Now(); t.open() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 30*time.Second {
			return fmt.Errorf("%d people do not get their card", t.open())
		}
	}
	return nil
}

func ignoreKilled(err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() == -1 {
		return nil
	}
	return err
}

func (t *trial) nextNewcomer() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.newcomer
}
