package metrics_test

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// numbers are those that the running program has beside this package's own (cmd/bot/upkeep.go).
var numbers = []string{
	"spotter_connected", "spotter_reminders_lag_seconds", "spotter_backup_age_seconds", "spotter_store_bytes", "spotter_store_free_pages", "spotter_store_commits_total",
	"spotter_reminders_sent_total", "spotter_reminders_late_total", "spotter_reminders_missed_total", "spotter_reminders_retries_total", "spotter_reminders_unreachable_total",
	"spotter_answer_seconds_bucket", "spotter_api_seconds_bucket", "spotter_api_seconds_count", "spotter_requests_total", "spotter_answers_total", "spotter_locales_total", "spotter_queue_length", "spotter_queue_wait_seconds_bucket", "spotter_clock_ahead_seconds",
}

// The dashboard and the rules ask for numbers that there are.
func TestDocumentsNameNumbers(t *testing.T) {
	named := regexp.MustCompile(`spotter_[a-z_]+`)
	for _, file := range []string{"../../../docs/grafana.json", "../../../docs/alerts.yml"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range named.FindAllString(string(data), -1) {
			if !slices.Contains(numbers, name) {
				t.Errorf("%s asks for %s, which there is not", file, name)
			}
		}
		if strings.HasSuffix(file, ".json") && !json.Valid(data) {
			t.Errorf("%s is no JSON", file)
		}
	}
	rules, err := os.ReadFile("../../../docs/alerts.yml")
	if n := strings.Count(string(rules), "- alert:"); err != nil || n != 5 {
		t.Errorf("there are %d rules, %v, want 5", n, err)
	}
	wiring, err := os.ReadFile("../../../cmd/bot/upkeep.go")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("metrics.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range numbers {
		base := strings.TrimSuffix(strings.TrimSuffix(name, "_bucket"), "_count")
		if !strings.Contains(string(wiring)+string(own), base) {
			t.Errorf("nobody keeps %s", base)
		}
	}
}
