// Package metrics counts what the program does, in memory and since its start, and writes the numbers in Prometheus' text
// format. It is told no words and no ids: what it keeps says nothing of anybody.
package metrics

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
)

func init() { vm.ExposeMetadata(true) } // the lines with each number's type: the library has one switch for all

// The upper bounds of times, in seconds.
var (
	answerBounds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}
	waitBounds   = []float64{.001, .01, .1, .5, 1, 2.5, 5, 10, 30, 60}
	callBounds   = []float64{.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30}
)

// Metrics are the numbers of one program. The zero value is not usable; New returns one that is. All methods are safe for concurrent
// use.
type Metrics struct {
	set     *vm.Set
	took    *vm.PrometheusHistogram
	request sync.Map // requestKey to *vm.Counter
	answer  sync.Map // answerKey to *vm.Counter
	call    sync.Map // callKey to *vm.PrometheusHistogram
	wait    sync.Map // waitKey to *vm.PrometheusHistogram
	locale  sync.Map // string to *vm.Counter
	locales atomic.Int32

	skew     atomic.Int64 // nanoseconds that this clock is ahead of a platform's
	skewSeen atomic.Bool
	skewNext atomic.Int64 // nanoseconds since 1970: when the clock is compared again
}

type (
	requestKey struct{ platform, command, outcome string }
	answerKey  struct{ kind, triage string }
	waitKey    struct{ platform, queue string }
	callKey    struct {
		platform, call string
		status         int
	}
)

// New returns metrics of a program of this version that began then.
func New(version string, began time.Time) *Metrics {
	m := &Metrics{set: vm.NewSet()}
	m.took = m.set.NewPrometheusHistogramExt("spotter_answer_seconds", answerBounds)
	m.Gauge(fmt.Sprintf("spotter_build_info{version=%q}", version), func() float64 { return 1 })
	m.Gauge("spotter_start_time_seconds", func() float64 { return float64(began.Unix()) })
	m.Gauge("spotter_clock_ahead_seconds", func() float64 { return time.Duration(m.skew.Load()).Seconds() })
	return m
}

// Write writes all numbers.
func (m *Metrics) Write(w io.Writer) {
	m.set.WritePrometheus(w)
	vm.WriteProcessMetrics(w)
}

// Gauge has value asked for a number whenever the numbers are written. Its name may have labels.
func (m *Metrics) Gauge(name string, value func() float64) { m.set.NewGauge(name, value) }

// Counter is Gauge for a number that only grows; its name ends in _total.
func (m *Metrics) Counter(name string, value func() uint64) {
	m.set.RegisterMetricsWriter(func(w io.Writer) { vm.WriteCounterUint64(w, name, value()) })
}

// Request counts a request and how long its answer took. Command and outcome are names from the program's own tables.
func (m *Metrics) Request(platform, command, outcome, locale string, took time.Duration) {
	counter(m, &m.request, requestKey{platform, command, outcome}, func() string {
		return fmt.Sprintf("spotter_requests_total{platform=%q,command=%q,outcome=%q}", platform, command, outcome)
	}).Inc()
	m.took.Update(took.Seconds())
	m.countLocale(locale)
}

// mostLocales bounds how many languages are counted apart: clients send what they like.
const mostLocales = 64

// countLocale counts the language of a locale: two or three letters.
func (m *Metrics) countLocale(locale string) {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	switch _, known := m.locale.Load(language); {
	case language == "":
		language = "unknown"
	case known:
	case len(language) > 3 || strings.Trim(language, "abcdefghijklmnopqrstuvwxyz") != "", m.locales.Add(1) > mostLocales:
		language = "other"
	}
	counter(m, &m.locale, language, func() string { return fmt.Sprintf("spotter_locales_total{language=%q}", language) }).Inc()
}

// Answer counts what a message was taken for, by the names of its kind and of its triage.
func (m *Metrics) Answer(kind, triage string) {
	counter(m, &m.answer, answerKey{kind, triage}, func() string {
		return fmt.Sprintf("spotter_answers_total{kind=%q,triage=%q}", kind, triage)
	}).Inc()
}

// Waits returns a function for an adapter's Waited: it counts how long what goes through a queue waited there. Names of queues
// are from the program's own tables.
func (m *Metrics) Waits(platform string) func(queue string, took time.Duration) {
	return func(queue string, took time.Duration) {
		key := waitKey{platform, queue}
		h, ok := m.wait.Load(key)
		if !ok {
			h = m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("spotter_queue_wait_seconds{platform=%q,queue=%q}", platform, queue), waitBounds)
			m.wait.Store(key, h)
		}
		h.(*vm.PrometheusHistogram).Update(took.Seconds())
	}
}

// counter returns the counter under key, which is made at its first use.
func counter[K comparable](m *Metrics, of *sync.Map, key K, name func() string) *vm.Counter {
	if c, ok := of.Load(key); ok {
		return c.(*vm.Counter)
	}
	c := m.set.GetOrCreateCounter(name())
	of.Store(key, c)
	return c
}

// Watch returns a function for an adapter's Watch: it counts the requests to a platform's API, how long they take by
// status, and how far this machine's clock is from the platform's.
func (m *Metrics) Watch(platform string) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper { return &watcher{m, platform, next} }
}

type watcher struct {
	m        *Metrics
	platform string
	next     http.RoundTripper
}

// RoundTrip implements http.RoundTripper. Of the address it looks only at whether it is a long poll's: paths hold tokens.
func (w *watcher) RoundTrip(r *http.Request) (*http.Response, error) {
	began := time.Now()
	resp, err := w.next.RoundTrip(r)
	key := callKey{platform: w.platform, call: "call"}
	if strings.HasSuffix(r.URL.Path, "/getUpdates") {
		key.call = "poll"
	}
	now := time.Now()
	if err == nil {
		key.status = resp.StatusCode
		w.m.compareClock(now, resp.Header.Get("Date"))
	}
	w.m.calls(key).Update(now.Sub(began).Seconds())
	return resp, err
}

// CloseIdleConnections is what http.Client looks for.
func (w *watcher) CloseIdleConnections() {
	if c, ok := w.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

func (m *Metrics) calls(key callKey) *vm.PrometheusHistogram {
	if h, ok := m.call.Load(key); ok {
		return h.(*vm.PrometheusHistogram)
	}
	status := "none" // no answer came
	if key.status != 0 {
		status = fmt.Sprint(key.status)
	}
	h := m.set.GetOrCreatePrometheusHistogramExt(fmt.Sprintf("spotter_api_seconds{platform=%q,call=%q,status=%q}", key.platform, key.call, status), callBounds)
	m.call.Store(key, h)
	return h
}

// compareEvery is how often the clock is compared: reading a date takes half as long as all else that Watch does.
const compareEvery = 100 * time.Millisecond

// compareClock notes how far this clock is ahead of a Date header's, which has no fractions.
func (m *Metrics) compareClock(now time.Time, date string) {
	next := m.skewNext.Load()
	if until := next - now.UnixNano(); until > 0 && until <= int64(compareEvery) { // a clock that was set back is compared
		return
	}
	theirs, err := http.ParseTime(date)
	if err != nil {
		return
	}
	ahead := now.Sub(theirs)
	if ahead > 0 {
		ahead = max(0, ahead-time.Second)
	}
	m.skew.Store(int64(ahead))
	m.skewSeen.Store(true)
	m.skewNext.Store(now.Add(compareEvery).UnixNano())
}

// ClockAhead returns how far this machine's clock is ahead of the platforms', to a second, and whether any has said.
func (m *Metrics) ClockAhead() (ahead time.Duration, known bool) {
	return time.Duration(m.skew.Load()), m.skewSeen.Load()
}
