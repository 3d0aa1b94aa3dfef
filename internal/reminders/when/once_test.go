package when

import (
	"testing"
	"time"
)

func TestParseOnce(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 4, 15, 20, 0, 0, berlin)
	for typed, want := range map[string]string{
		"18:30": "04 18:30", "at 18:30": "04 18:30", "7pm": "04 19:00", "7": "04 19:00", "7:30": "04 19:30", "07:30": "05 07:30", "tomorrow 7:30": "05 07:30", "7am tomorrow": "05 07:00", "tonight at 10pm": "04 22:00", "noon": "05 12:00",
		"in an hour": "04 16:20", "in 20 minutes": "04 15:40", "20 min": "04 15:40", "2h": "04 17:20", "in 1.5 hours": "04 16:50", "half an hour": "04 15:50", "in an hour and a half": "04 16:50", "two hours": "04 17:20", "in 90 min": "04 16:50",
		"18 Uhr": "04 18:00", "": "", "in 3 days": "", "in 0 minutes": "", "in 100 hours": "", "7:30 20:00": "", "off": "", "breakfast": "", "yesterday 7:30": "",
	} {
		at, err := ParseOnce(typed, now)
		if want == "" {
			if !readable(err) {
				t.Errorf("ParseOnce(%q) = %v, %v, want one sentence", typed, at, err)
			}
			continue
		}
		if got := at.Format("02 15:04"); err != nil || got != want {
			t.Errorf("ParseOnce(%q) = %s, %v, want %s", typed, got, err, want)
		}
	}
}
