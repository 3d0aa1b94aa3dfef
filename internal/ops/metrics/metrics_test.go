package metrics_test

import (
	"errors"
	"fmt"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"spotter/internal/ops/metrics"
)

func written(m *metrics.Metrics) string {
	var text strings.Builder
	m.Write(&text)
	return text.String()
}

func wantLines(t *testing.T, text string, lines ...string) {
	t.Helper()
	for _, line := range lines {
		if !strings.Contains("\n"+text, "\n"+line+"\n") {
			t.Errorf("there is no line %s", line)
		}
	}
}

func TestWrite(t *testing.T) {
	m := metrics.New("v1", time.Unix(1000, 0))
	m.Request("telegram", "sore", "ok", "de-AT", 2*time.Millisecond)
	m.Request("telegram", "sore", "ok", "de", 20*time.Millisecond)
	m.Request("discord", "text", "failed", "", 7*time.Second)
	m.Request("discord", "text", "failed", "x\"}\n", time.Second)
	m.Answer("symptom", "emergency")
	m.Waits("telegram")("replies", 20*time.Millisecond)
	m.Waits("telegram")("replies", 3*time.Second)
	m.Waits("discord")("posting", time.Microsecond)
	m.Gauge(`spotter_connected{platform="x"}`, func() float64 { return 1 })
	m.Counter("spotter_reminders_sent_total", func() uint64 { return 42 })
	wantLines(t, written(m),
		`# TYPE spotter_requests_total counter`,
		`spotter_requests_total{platform="telegram",command="sore",outcome="ok"} 2`,
		`spotter_requests_total{platform="discord",command="text",outcome="failed"} 2`,
		`spotter_answer_seconds_bucket{le="0.0025"} 1`,
		`spotter_answer_seconds_bucket{le="5"} 3`,
		`spotter_answer_seconds_bucket{le="+Inf"} 4`,
		`spotter_locales_total{language="de"} 2`,
		`spotter_locales_total{language="unknown"} 1`,
		`spotter_locales_total{language="other"} 1`,
		`spotter_answers_total{kind="symptom",triage="emergency"} 1`,
		`spotter_connected{platform="x"} 1`,
		`# TYPE spotter_queue_wait_seconds histogram`,
		`spotter_queue_wait_seconds_bucket{platform="telegram",queue="replies",le="0.1"} 1`,
		`spotter_queue_wait_seconds_count{platform="telegram",queue="replies"} 2`,
		`spotter_queue_wait_seconds_count{platform="discord",queue="posting"} 1`,
		`spotter_reminders_sent_total 42`,
		`spotter_build_info{version="v1"} 1`,
		`spotter_start_time_seconds 1000`,
	)
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		return
	}
	check := exec.Command(promtool, "check", "metrics")
	check.Stdin = strings.NewReader(written(m))
	if out, err := check.CombinedOutput(); err != nil && strings.Contains(string(out), "error") {
		t.Errorf("promtool: %s", out)
	}
}

// However many languages clients name, the numbers stay few.
func TestManyLocales(t *testing.T) {
	m := metrics.New("v1", time.Now())
	for i := range 1000 {
		m.Request("x", "y", "ok", fmt.Sprintf("%c%c%c", 'a'+i/100, 'a'+i/10%10, 'a'+i%10), time.Millisecond)
	}
	if n := strings.Count(written(m), "\nspotter_locales_total{"); n > 66 {
		t.Errorf("%d languages are counted apart", n)
	}
}

type answer struct {
	status int
	date   string
}

func (a answer) RoundTrip(*http.Request) (*http.Response, error) {
	if a.status == 0 {
		return nil, errors.New("no answer")
	}
	return &http.Response{StatusCode: a.status, Header: http.Header{"Date": {a.date}}, Body: http.NoBody}, nil
}

// Requests are counted by status; no path, which may hold a token, is in the numbers. The clock is compared on the way.
func TestWatch(t *testing.T) {
	m := metrics.New("v1", time.Now())
	if _, known := m.ClockAhead(); known {
		t.Error("the clock was compared with nobody's")
	}
	ask := func(path string, next http.RoundTripper) {
		r, err := http.NewRequest("GET", "http://x"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if resp, err := m.Watch("telegram")(next).RoundTrip(r); err == nil {
			_ = resp.Body.Close()
		}
	}
	ask("/bothush/sendMessage", answer{200, ""})
	ask("/bothush/sendMessage", answer{429, ""})
	ask("/bothush/getUpdates", answer{200, ""})
	ask("/bothush/getMe", answer{})
	text := written(m)
	wantLines(t, text,
		`spotter_api_seconds_count{platform="telegram",call="call",status="200"} 1`,
		`spotter_api_seconds_count{platform="telegram",call="call",status="429"} 1`,
		`spotter_api_seconds_count{platform="telegram",call="poll",status="200"} 1`,
		`spotter_api_seconds_count{platform="telegram",call="call",status="none"} 1`,
	)
	if strings.Contains(text, "hush") {
		t.Error("a path is in the numbers")
	}
	for _, off := range []time.Duration{0, time.Hour, -time.Hour} {
		m = metrics.New("v1", time.Now()) // else the clock is not compared again at once
		ask("/x", answer{200, time.Now().Add(-off).UTC().Format(http.TimeFormat)})
		if ahead, known := m.ClockAhead(); !known || (ahead-off).Abs() > 2*time.Second {
			t.Errorf("the clock is %v ahead, %v, want %v", ahead, known, off)
		}
	}
}

func BenchmarkRequest(b *testing.B) {
	m := metrics.New("v1", time.Now())
	for b.Loop() {
		m.Request("telegram", "sore", "ok", "en", time.Millisecond)
		m.Answer("symptom", "self-care")
	}
}

func BenchmarkWatch(b *testing.B) {
	m := metrics.New("v1", time.Now())
	watched := m.Watch("telegram")(answer{200, time.Now().UTC().Format(http.TimeFormat)})
	r, err := http.NewRequest("POST", "http://x/bot1/sendMessage", nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if resp, err := watched.RoundTrip(r); err == nil {
			_ = resp.Body.Close()
		}
	}
}
