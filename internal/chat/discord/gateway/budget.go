package gateway

import (
	"context"
	"encoding/json"
	"sync"
	"time"
)

// budgetKey names in the Memory what was used of the budget.
const budgetKey = "identifies"

// infoAge is how old Discord's word on the budget may be when a session is begun.
const infoAge = time.Minute

// A budget spaces IDENTIFYs: one per 5 seconds and bucket, where a shard's bucket is its number modulo what Discord
// allows at once; none while Discord's number for the day is used up, for it resets the token of who goes beyond; and
// ever fewer while sessions end as soon as they began. What was used is written down before it is used, so that a
// program that is killed and started over and over keeps within it, too.
type budget struct {
	Config
	buckets []chan struct{} // held from the wait to the frame

	mu    sync.Mutex
	info  Info
	asked time.Time // when info was
	used  used
}

// used is what the Memory keeps.
type used struct {
	Left  int         `json:"left"`  // of what Discord allows
	Reset time.Time   `json:"reset"` // when that is renewed
	Last  []time.Time `json:"last"`  // IDENTIFY by bucket
	Tries map[int]int `json:"tries"` // IDENTIFYs by shard since its last steady session
}

func newBudget(ctx context.Context, c Config, info Info) *budget {
	b := &budget{Config: c}
	for range max(info.Limit.MaxConcurrency, 1) {
		b.buckets = append(b.buckets, make(chan struct{}, 1))
	}
	known, err := c.Memory.Load(ctx, budgetKey)
	if err == nil && len(known) > 0 {
		err = json.Unmarshal(known, &b.used)
	}
	if err != nil {
		c.Log.Warn("what was used of the gateway's budget is not known", "err", err)
		b.used = used{}
	}
	if b.used.Tries == nil {
		b.used.Tries = map[int]int{}
	}
	b.used.Last = append(b.used.Last, make([]time.Time, len(b.buckets))...)[:len(b.buckets)]
	b.learn(time.Now(), info)
	return b
}

// learn takes in what Discord says. Its number may lag behind what was used a moment ago. b.mu is held, or b is new.
func (b *budget) learn(now time.Time, info Info) {
	b.info, b.asked = info, now
	left := info.Limit.Remaining
	if now.Before(b.used.Reset) {
		b.used.Left = min(b.used.Left, left)
		return
	}
	const day = 24 * time.Hour
	reset := time.Duration(info.Limit.ResetAfter) * time.Millisecond
	if reset <= 0 {
		if reset = day; left <= 0 {
			reset = time.Minute // it is renewed just now
		}
	}
	if left <= 0 && !b.used.Reset.IsZero() {
		left = 1 // it was to be renewed by now: one shows whether it was
	}
	b.used.Left, b.used.Reset = left, now.Add(reset)
}

// url returns the general address of the gateway.
func (b *budget) url() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.info.URL
}

// begin returns when the shard may connect and send an IDENTIFY. End must be called afterwards.
func (b *budget) begin(ctx context.Context, shard int) (end func(), err error) {
	bucket := shard % len(b.buckets)
	select {
	case b.buckets[bucket] <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	end = func() { <-b.buckets[bucket] }
	for {
		b.renew(ctx)
		wait := time.Until(b.next(shard))
		if wait <= 0 {
			return end, nil
		}
		if wait > time.Minute {
			b.Log.Warn("gateway waits before it begins another session", "shard", shard, "pause", wait.Round(time.Second))
		}
		if err := sleep(ctx, wait); err != nil {
			end()
			return nil, err
		}
	}
}

// renew asks Discord anew if its word is old. Without an answer the old one counts.
func (b *budget) renew(ctx context.Context) {
	b.mu.Lock()
	fresh := time.Since(b.asked) < infoAge
	b.mu.Unlock()
	if fresh {
		return
	}
	info, err := b.Ask(ctx)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.Log.Warn("discord did not say how to connect", "err", err)
		b.asked = time.Now()
		return
	}
	b.learn(time.Now(), info)
}

// next returns when the shard may begin a session.
func (b *budget) next(shard int) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	at := b.used.Last[shard%len(b.buckets)].Add(b.spacing(b.used.Tries[shard]))
	if b.used.Left <= 0 && at.Before(b.used.Reset) {
		at = b.used.Reset
	}
	return at
}

// spacing returns how long after an IDENTIFY the next may follow, when so many came to nothing: from the third on
// twice as long each time, up to some ten minutes.
func (b *budget) spacing(tries int) time.Duration {
	return b.Timing.Identify << min(max(tries-2, 0), 7)
}

// use writes down that the shard now sends an IDENTIFY.
func (b *budget) use(ctx context.Context, shard int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if !now.Before(b.used.Reset) { // it was renewed meanwhile
		b.used.Left, b.used.Reset = max(b.info.Limit.Remaining, 1), now.Add(24*time.Hour)
	}
	b.used.Left--
	b.used.Tries[shard]++
	b.used.Last[shard%len(b.buckets)] = now
	b.save(ctx)
}

// steady notes that the shard's session lasts.
func (b *budget) steady(ctx context.Context, shard int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.used.Tries[shard] > 0 {
		delete(b.used.Tries, shard)
		b.save(ctx)
	}
}

// save writes down what was used. Where that fails the bot still connects: then it counts for this run alone.
func (b *budget) save(ctx context.Context) {
	encoded, err := json.Marshal(b.used)
	if err == nil {
		err = b.Memory.Save(ctx, budgetKey, encoded)
	}
	if err != nil {
		b.Log.Warn("gateway's budget not noted", "err", err)
	}
}
