package main

import (
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// figures is what one measurement came to.
type figures struct {
	rate    float64 // reminders a second
	cpu     float64 // seconds per 100,000
	written float64 // bytes handed to the disk per reminder
	syncs   float64 // fdatasyncs per 256
	anon    float64 // MB
	p50     float64 // ms
	p99     float64
	writes  int
}

func (f *figures) addWaits(waits []time.Duration) {
	if f.writes = len(waits); f.writes == 0 {
		return
	}
	slices.Sort(waits)
	f.p50 = waits[len(waits)/2].Seconds() * 1000
	f.p99 = waits[len(waits)*99/100].Seconds() * 1000
}

// A meter watches this process.
type meter struct {
	began   time.Time
	cpu     float64
	written float64
	stopped chan struct{}
	peak    chan float64
}

func startMeter() *meter {
	runtime.GC()
	m := &meter{stopped: make(chan struct{}), peak: make(chan float64, 1)}
	go func() {
		peak := anonymous()
		for {
			select {
			case <-m.stopped:
				m.peak <- peak
				return
			case <-time.After(10 * time.Millisecond):
				peak = max(peak, anonymous())
			}
		}
	}()
	m.cpu, m.written, m.began = cpuSeconds(), proc("/proc/self/io", "write_bytes:"), time.Now()
	return m
}

func (m *meter) stop(due int) figures {
	took, cpu := time.Since(m.began), cpuSeconds()-m.cpu
	written := proc("/proc/self/io", "write_bytes:") - m.written
	close(m.stopped)
	n := float64(due)
	return figures{rate: n / took.Seconds(), cpu: cpu * 1e5 / n, written: written / n, anon: <-m.peak}
}

func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

// switches returns how often a thread of this process has gone to sleep, and so was woken.
func switches() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Nvcsw)
}

// anonymous returns this process's memory without the mapped file, in MB.
func anonymous() float64 { return proc("/proc/self/status", "RssAnon:") / 1024 }

// proc returns the number after a word in a file of /proc, 0 where there is none.
func proc(path, word string) float64 {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), word)
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	n, err := strconv.ParseFloat(fields[0], 64)
	if err != nil {
		return 0
	}
	return n
}
