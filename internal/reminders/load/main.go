// Load measures how fast reminders are delivered from a bbolt file and what that costs, and prints
// one line for each figure. Raw bbolt does the comparable work in the same run, so that the ratio
// holds on any machine.
//
//	go run ./internal/reminders/load -plans 1000000 -due 20000
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// options is what the command line says.
type options struct {
	folder     string
	plans, due int
	rounds     int
	idle       time.Duration
	days       int
	dayPlans   int
	first      string // in a child process: the file of which to claim the first page
	at         int64
}

func main() {
	var o options
	flag.StringVar(&o.folder, "folder", "", "where the files are made, on the disk to be measured (a new one in the system's folder for temporary files)")
	flag.IntVar(&o.plans, "plans", 1_000_000, "plans stored")
	flag.IntVar(&o.due, "due", 20_000, "plans due at once")
	flag.IntVar(&o.rounds, "rounds", 3, "measurements of which the median is printed")
	flag.DurationVar(&o.idle, "idle", 30*time.Second, "how long nothing is due while the idle engine is watched; 0 leaves it out")
	flag.IntVar(&o.days, "days", 30, "days of firings before the file is weighed; 0 leaves it out")
	flag.IntVar(&o.dayPlans, "dayplans", 200_000, "plans in the file that is weighed")
	flag.StringVar(&o.first, "first", "", "used by the program itself")
	flag.Int64Var(&o.at, "at", 0, "used by the program itself")
	flag.Parse()
	if err := run(context.Background(), &o); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o *options) error {
	if o.first != "" {
		return claimFirst(ctx, o.first, time.Unix(o.at, 0))
	}
	if o.folder == "" {
		folder, err := os.MkdirTemp("", "spotter-load-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		o.folder = folder
	}
	path := filepath.Join(o.folder, "plans.db")
	b, err := openBench(path)
	if err != nil {
		return err
	}
	defer b.close()
	began := time.Now()
	if err := b.fill(ctx, o.plans, o.due, 2000); err != nil {
		return err
	}
	say("plans stored", float64(o.plans), "(%.0f s)", time.Since(began).Seconds())
	if err := errors.Join(b.measure(ctx, o), b.rest(ctx, o.idle), b.close()); err != nil {
		return err
	}
	if err := startUp(path, b.now); err != nil {
		return err
	}
	return errors.Join(measureSmall(ctx, o), weigh(ctx, o))
}

// measure works off what is due several times and prints the medians, beside raw bbolt's.
func (b *bench) measure(ctx context.Context, o *options) error {
	f, err := b.rate(ctx, o)
	if err != nil {
		return err
	}
	say("CPU seconds per 100,000", f.cpu, "")
	say("bytes written per reminder", f.written, "")
	say("fdatasyncs per 256", f.syncs, "(two a commit)")
	say("anonymous memory, MB", f.anon, "")
	busy, err := b.workOff(ctx, o.due, true)
	if err != nil {
		return err
	}
	say("a person's write meanwhile, p99 ms", busy.p99, "(p50 %.2f, %d writes)", busy.p50, busy.writes)
	return b.measureCopying(ctx, o, f.rate)
}

// measureCopying prints the rate while the file is copied.
func (b *bench) measureCopying(ctx context.Context, o *options, alone float64) error {
	stop := b.copyBeside(ctx)
	var all []figures
	var errs error
	for range o.rounds {
		f, err := b.workOff(ctx, o.due, false)
		errs = errors.Join(errs, err)
		all = append(all, f)
	}
	copies, took, err := stop()
	if errs = errors.Join(errs, err); errs != nil {
		return errs
	}
	rate := medians(all).rate
	say("reminders a second beside a backup", rate, "(%.2f of alone; %d backups of %.1f s)", rate/alone, copies, took.Seconds())
	return nil
}

// rate prints how many reminders a second are worked off, and returns the medians of that and the rest.
func (b *bench) rate(ctx context.Context, o *options) (figures, error) {
	raw, err := rawRate(b.path+".raw", b.plans, b.due, o.rounds)
	if err != nil {
		return figures{}, err
	}
	var all []figures
	for range o.rounds {
		f, err := b.workOff(ctx, b.due, false)
		if err != nil {
			return figures{}, err
		}
		all = append(all, f)
	}
	f := medians(all)
	say(fmt.Sprintf("reminders a second, %d stored", b.plans), f.rate, "(raw bbolt %.0f, ratio %.2f)", raw, f.rate/raw)
	return f, nil
}

// measureSmall measures a file that has only those who are due, unless that has been done.
func measureSmall(ctx context.Context, o *options) error {
	if o.plans == o.due {
		return nil
	}
	b, err := openBench(filepath.Join(o.folder, "small.db"))
	if err != nil {
		return err
	}
	defer b.close()
	if err := b.fill(ctx, o.due, o.due, 2000); err != nil {
		return err
	}
	_, err = b.rate(ctx, o)
	return err
}

func medians(all []figures) figures {
	pick := func(of func(figures) float64) float64 {
		var list []float64
		for _, f := range all {
			list = append(list, of(f))
		}
		slices.Sort(list)
		return list[len(list)/2]
	}
	return figures{
		rate:    pick(func(f figures) float64 { return f.rate }),
		cpu:     pick(func(f figures) float64 { return f.cpu }),
		written: pick(func(f figures) float64 { return f.written }),
		syncs:   pick(func(f figures) float64 { return f.syncs }),
		anon:    pick(func(f figures) float64 { return f.anon }),
	}
}

// say prints one figure.
func say(name string, value float64, note string, args ...any) {
	number := fmt.Sprintf("%.0f", value)
	if value < 100 {
		number = fmt.Sprintf("%.2f", value)
	}
	fmt.Printf("%-36s %10s  %s\n", name, number, fmt.Sprintf(note, args...))
}
