package telegram_test

import (
	"fmt"
	"net/http"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"spotter/internal/chat/telegram/telegramtest"
)

// The benchmarks compare our adapter with the plain library (bots), each in a process of its own
// against the same stand-in, three times in turn; medians are reported.

// numbered returns texts that are all different; complaint adds what hurts.
func numbered(i int) string { return fmt.Sprintf("m%06d", i) }

func complaint(i int) string {
	return fmt.Sprintf("my upper traps are on fire after bench press, my shoulders end up at my ears when I push, set %d", i)
}

// median returns the middle result by what matters.
func median(results []telegramtest.Result, by func(telegramtest.Result) float64) float64 {
	var all []float64
	for _, r := range results {
		all = append(all, by(r))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// compare runs each bot three times in turn and returns the results, and each bot's median processor
// time for a message.
func compare(b *testing.B, names []string, run func(name string) (telegramtest.Result, time.Duration)) (map[string][]telegramtest.Result, map[string]time.Duration) {
	results, times := map[string][]telegramtest.Result{}, map[string][]time.Duration{}
	for range 3 {
		for _, name := range names {
			r, cpu := run(name)
			results[name] = append(results[name], r)
			times[name] = append(times[name], cpu/time.Duration(max(r.Answers, 1)))
		}
	}
	each := map[string]time.Duration{}
	for name, all := range times {
		slices.Sort(all)
		each[name] = all[len(all)/2]
	}
	return results, each
}

// BenchmarkFlood: 20 000 messages of 1 000 people wait at once.
func BenchmarkFlood(b *testing.B) {
	const n = 20_000
	// What the stand-in keeps of each message is not to be measured along with the bot.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	for b.Loop() {
		results, cpu := compare(b, []string{"plain", "echo", "sore", "raw"}, func(name string) (telegramtest.Result, time.Duration) {
			s := telegramtest.New(b)
			s.Forget()
			l := s.Load(1000)
			text := numbered
			if name == "sore" {
				text = complaint
			}
			// What a process takes to start is not to be measured: the first message comes when it polls.
			r := startBot(b, name, s)
			s.AwaitPoll()
			l.Flood(n, text)
			result := l.Await(2 * time.Minute)
			if result.Answers < n {
				b.Errorf("%s answered %d of %d", name, result.Answers, n)
			}
			if result.OrderLost > 0 {
				b.Errorf("%s lost the order of %d", name, result.OrderLost)
			}
			return result, r.stop()
		})
		rate := func(name string) float64 { return median(results[name], telegramtest.Result.PerSecond) }
		for _, name := range []string{"plain", "echo", "sore", "raw"} {
			b.ReportMetric(rate(name), name+"/s")
			b.ReportMetric(float64(cpu[name].Microseconds()), name+"-µs")
		}
		b.ReportMetric(rate("echo")/rate("plain"), "echo/plain")
		b.ReportMetric(rate("sore")/rate("plain"), "sore/plain")
	}
}

// BenchmarkPaced: 1 000 messages a second, for five seconds.
func BenchmarkPaced(b *testing.B) {
	for b.Loop() {
		results, _ := compare(b, []string{"plain", "echo", "raw"}, func(name string) (telegramtest.Result, time.Duration) {
			return paced(b, name, 5, telegramtest.Fault{})
		})
		p99 := func(name string) float64 {
			return median(results[name], func(r telegramtest.Result) float64 { return float64(r.P99.Microseconds()) })
		}
		for _, name := range []string{"plain", "echo", "raw"} {
			b.ReportMetric(p99(name), name+"-p99-µs")
		}
		b.ReportMetric(p99("echo")/p99("raw"), "echo/raw")
		b.ReportMetric(p99("echo")/p99("plain"), "echo/plain")
	}
}

// BenchmarkSlowAPI: 1 000 messages a second, for three seconds, where a call takes 50 ms.
func BenchmarkSlowAPI(b *testing.B) {
	for b.Loop() {
		results, _ := compare(b, []string{"plain", "echo", "raw"}, func(name string) (telegramtest.Result, time.Duration) {
			return paced(b, name, 3, telegramtest.Fault{Slow: 50 * time.Millisecond})
		})
		for _, name := range []string{"plain", "echo", "raw"} {
			b.ReportMetric(median(results[name], telegramtest.Result.PerSecond), name+"/s")
		}
	}
}

func paced(b *testing.B, name string, seconds int, sending telegramtest.Fault) (telegramtest.Result, time.Duration) {
	s := telegramtest.New(b)
	s.Forget()
	s.Faults(func(method string, _ int) telegramtest.Fault {
		if method == "sendMessage" {
			return sending
		}
		return telegramtest.Fault{}
	})
	l := s.Load(1000)
	r := startBot(b, name, s)
	s.AwaitPoll()
	l.Pace(1000, 1000*seconds, numbered)
	result := l.Await(time.Minute)
	if result.Answers < 1000*seconds || result.OrderLost > 0 {
		b.Errorf("%s: %+v", name, result)
	}
	return result, r.stop()
}

// BenchmarkBroadcast: 900 reminders at once under Telegram's limits, while two people a second ask.
func BenchmarkBroadcast(b *testing.B) {
	for b.Loop() {
		s := telegramtest.New(b)
		s.Limit(telegramtest.TelegramLimits)
		var refused atomic.Int64
		s.Faults(func(method string, _ int) telegramtest.Fault {
			if method == "sendMessage" {
				return telegramtest.Fault{Slow: 50 * time.Millisecond}
			}
			return telegramtest.Fault{}
		})
		reminded := s.Load(900)
		askers := s.Load(60)
		r := startBot(b, "broadcast", s)
		s.AwaitPoll()
		began := time.Now()
		asked := map[int64]time.Time{}
		for i := range 58 {
			p := askers.Chats()[i]
			asked[p] = time.Now()
			s.Write(p, "question")
			time.Sleep(time.Until(began.Add(time.Duration(i+1) * 500 * time.Millisecond)))
		}
		total := len(reminded.Chats()) + len(asked)
		deadline := time.Now().Add(time.Minute)
		for len(s.Shown()) < total && time.Now().Before(deadline) {
			time.Sleep(10 * time.Millisecond)
		}
		var waits []time.Duration
		var last time.Time
		first := s.Shown()[0].At
		for _, m := range s.Shown() {
			if at, ok := asked[m.Chat.ID]; ok {
				waits = append(waits, m.At.Sub(at))
			}
			last = m.At
		}
		for _, c := range s.Calls("sendMessage") {
			if c.Code == http.StatusTooManyRequests {
				refused.Add(1)
			}
		}
		slices.Sort(waits)
		r.stop()
		b.ReportMetric(last.Sub(first).Seconds(), "s")
		b.ReportMetric(float64(total)/last.Sub(first).Seconds()/30, "of-cap")
		b.ReportMetric(float64(refused.Load()), "429s")
		b.ReportMetric(float64(waits[len(waits)*99/100].Milliseconds()), "answer-p99-ms")
	}
}
