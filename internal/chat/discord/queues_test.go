package discord

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"spotter/internal/chat"
)

// The adapter tells what waits in each queue and how long it did, before Serve as well.
func TestQueuesTellWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var told []string
		a := &Adapter{queues: newQueues(func(queue string, took time.Duration) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, fmt.Sprint(queue, " ", took))
		})}
		a.queues.scanning.push("ann", func() { time.Sleep(20 * time.Millisecond) })
		synctest.Wait() // it runs
		for range 3 {
			a.queues.scanning.push("ann", func() {})
		}
		a.queues.posting.push("room", func() {})
		synctest.Wait()
		want := []chat.Queue{{Name: "reading"}, {Name: "scanning", Waiting: 3}, {Name: "urgent"}, {Name: "answering"}, {Name: "refusing"}, {Name: "posting"}}
		if got := a.Queues(); !slices.Equal(got, want) {
			t.Errorf("queues are %v, want %v", got, want)
		}
		a.queues.wait()
		slices.Sort(told)
		if want := []string{"posting 0s", "scanning 0s", "scanning 20ms", "scanning 20ms", "scanning 20ms"}; !slices.Equal(told, want) {
			t.Errorf("told of %q, want %q", told, want)
		}
	})
}
