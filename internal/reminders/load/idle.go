package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// rest prints what the engine costs while nothing is due: its clock goes on from an hour after the last delivery.
func (b *bench) rest(ctx context.Context, long time.Duration) error {
	if long == 0 {
		return nil
	}
	began, from := time.Now(), b.now.Add(time.Hour)
	b.book.Store, b.book.Now = b.file, func() time.Time { return from.Add(time.Since(began)) }
	sender := &counter{want: -1}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { b.book.Run(ctx, sender, "load") })
	time.Sleep(time.Second) // it has looked by then
	cpu, turns := cpuSeconds(), switches()
	time.Sleep(long)
	cpu, turns = cpuSeconds()-cpu, switches()-turns
	cancel()
	running.Wait()
	say("CPU of the idle engine, % of a core", 100*cpu/long.Seconds(), "(%.1f ms in %v; any thread woke %.0f times)", cpu*1000, long, turns)
	if n := sender.sent.Load(); n != 0 {
		return fmt.Errorf("%d cards sent while nothing was due", n)
	}
	return nil
}
