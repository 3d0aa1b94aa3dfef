package when

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"spotter/internal/reminders"
)

func TestParseTime(t *testing.T) {
	for typed, want := range map[string]string{
		"7": "07:00", "07": "07:00", "7:30": "07:30", "7.30": "07:30", "19h": "19:00", "19h30": "19:30", "7h30": "07:30", "7pm": "19:00", "7 PM": "19:00",
		"7 p.m.": "19:00", "7:30am": "07:30", "730pm": "19:30", "0730": "07:30", "1930": "19:30", "noon": "12:00", "Midnight": "00:00", "12am": "00:00",
		"12pm": "12:00", "24:00": "00:00", " at 8 o'clock ": "08:00", "19.30": "19:30", "19 h": "19:00", "7p": "19:00", "7 in the evening": "19:00", "19:30 Uhr": "19:30",
	} {
		minute, err := ParseTime(typed)
		if got := (reminders.Slot{Minute: minute}).String(); err != nil || got != want {
			t.Errorf("ParseTime(%q) = %s, %v, want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "25", "7:60", "13pm", "0am", "seven thirty", "7:3", "7:300", "-7", "24:01", "7 8", "77777777777777777777", strings.Repeat("7", 10_000), "7\x00"} {
		if minute, err := ParseTime(typed); !readable(err) {
			t.Errorf("ParseTime(%.20q) = %d, %v, want one sentence", typed, minute, err)
		}
	}
}

// readable tells whether err is one sentence for the person.
func readable(err error) bool {
	var input *InputError
	return errors.As(err, &input) && (strings.HasSuffix(input.Say, ".") || strings.HasSuffix(input.Say, "?")) && len(input.Say) < 250 && !strings.Contains(input.Say, "\n")
}

func TestParseTimes(t *testing.T) {
	for typed, want := range map[string]string{
		"7:30 20:00": "07:30 20:00", "8 8": "08:00 20:00", "7:30 7": "07:30 19:00", "7am 9pm": "07:00 21:00", "7 am, 9 pm": "07:00 21:00",
		"7:30 off": "07:30 off", "off 21": "off 21:00", "7:30": "07:30 off", "9pm": "off 21:00", "6am/6pm": "06:00 18:00", "noon & midnight": "12:00 00:00", "22 6": "06:00 22:00",
		"22 06": "06:00 22:00",
	} {
		slots, err := ParseTimes(typed)
		var got []string
		for _, s := range slots {
			if s.On {
				got = append(got, s.String())
			} else {
				got = append(got, "off")
			}
		}
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("ParseTimes(%q) = %v, %v, want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{"", "off", "off off", "7 8 9", "7:30 19:60", "7:30 7:30am", "breakfast"} {
		if slots, err := ParseTimes(typed); !readable(err) {
			t.Errorf("ParseTimes(%q) = %v, %v, want one sentence", typed, slots, err)
		}
	}
}

func TestParseZone(t *testing.T) {
	for typed, want := range map[string]string{
		"berlin": "Europe/Berlin", "Europe/berlin": "Europe/Berlin", "EUROPE/BERLIN": "Europe/Berlin", "NYC": "America/New_York", "new york": "America/New_York",
		"New_York": "America/New_York", "germany": "Europe/Berlin", "München": "Europe/Berlin", "são paulo": "America/Sao_Paulo", "India": "Asia/Kolkata", "Japan": "Asia/Tokyo",
		"UTC+2": "UTC+02:00", "utc+5:30": "UTC+05:30", "GMT-3": "UTC-03:00", "+0530": "UTC+05:30", "-8": "UTC-08:00", "utc": "UTC", "kathmandu": "Asia/Kathmandu",
		"Lord Howe": "Australia/Lord_Howe", "apia": "Pacific/Apia", "dublin": "Europe/Dublin", "casablanca": "Africa/Casablanca", "Eastern Time": "America/New_York",
		"PST": "America/Los_Angeles", "CET": "Europe/Berlin", "JST": "Asia/Tokyo", "Lyon, France": "Europe/Paris", "calcutta": "Asia/Kolkata", "Asia/Calcutta": "Asia/Calcutta",
		"UK": "Europe/London", "America/Argentina/Buenos_Aires": "America/Argentina/Buenos_Aires", "argentina": "America/Argentina/Buenos_Aires", "Etc/UTC": "UTC", "New Zealand": "",
		"EST": "", "cst": "", "IST": "", "bst": "", "USA": "", "united states": "", "Australia": "", "Brazil": "", "Kenya": "Africa/Nairobi", "St. Johns": "America/St_Johns",
	} {
		z, err := ParseZone(typed)
		if z.Name != want || err != nil || want == "" && len(z.Options) < 2 {
			t.Errorf("ParseZone(%q) = %+v, %v, want %s", typed, z, err, want)
		}
		if z.Fixed != (strings.HasPrefix(want, "UTC")) {
			t.Errorf("ParseZone(%q).Fixed = %v", typed, z.Fixed)
		}
	}
	for typed, hint := range map[string]string{
		"Berln": "Berlin", "nwe york": "", "Atlantis": "", "UTC+15": "", "": "", "+99": "", strings.Repeat("x", 10_000): "", "\x00\xff": "", "/": "", "Local": "", "Factory": "",
	} {
		if z, err := ParseZone(typed); !readable(err) || !strings.Contains(err.Error(), hint) {
			t.Errorf("ParseZone(%.20q) = %+v, %v, want one sentence with %q", typed, z, err, hint)
		}
	}
}

func TestZonesExist(t *testing.T) {
	a := world()
	for name, z := range a.byName {
		if _, err := reminders.Location(z.Name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
	}
	for short, options := range ambiguous {
		for _, z := range a.named(options) {
			if z.Name == "" {
				t.Errorf("%s has an option that is no zone: %q", short, options)
			}
		}
	}
	for i, z := range a.named(popular) {
		if z.Name == "" {
			t.Errorf("popular zone %q is unknown", popular[i])
		}
	}
}

func TestCompleteZone(t *testing.T) {
	for typed, want := range map[string]string{"berl": "Europe/Berlin", "new y": "America/New_York", "ger": "Europe/Berlin", "europe/l": "Europe/Lisbon", "ist": "Asia/Kolkata", "": "America/New_York", "york": "America/New_York"} {
		found := CompleteZone(typed)
		ok := false
		for _, z := range found {
			ok = ok || z.Name == want
		}
		if !ok || len(found) > MaxSuggestions {
			t.Errorf("CompleteZone(%q) = %+v, want %s in it", typed, found, want)
		}
	}
	if first := CompleteZone("ber")[0].Name; first != "Europe/Berlin" {
		t.Errorf("CompleteZone(ber) begins with %s, want Berlin before the zone of Bergen", first)
	}
}

func TestParseDays(t *testing.T) {
	for typed, want := range map[string]string{
		"mon wed fri": "Mon, Wed, Fri", "Mon-Fri": "weekdays", "weekdays": "weekdays", "every day": "every day", "daily": "every day", "sat, sun": "weekends",
		"tuesday and thursday": "Tue, Thu", "mon - wed": "Mon, Tue, Wed", "all but sunday": "Mon, Tue, Wed, Thu, Fri, Sat", "fri-mon": "Mon, Fri, Sat, Sun", "weekdays except fri": "Mon, Tue, Wed, Thu",
		"mo,mi": "", "": "", "never": "", "mon-": "", "but": "", "7": "",
	} {
		days, err := ParseDays(typed)
		if err != nil && want == "" && readable(err) {
			continue
		}
		if got := days.String(); err != nil || got != want {
			t.Errorf("ParseDays(%q) = %s, %v, want %s", typed, got, err, want)
		}
	}
}

func TestParseUntil(t *testing.T) {
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // a Wednesday
	for typed, want := range map[string]string{
		"tomorrow": "2026-03-05", "friday": "2026-03-06", "until Fri": "2026-03-06", "wednesday": "2026-03-11", "3 days": "2026-03-07", "for 2 weeks": "2026-03-18", "a week": "2026-03-11",
		"next week": "2026-03-09", "a month": "2026-04-04", "2026-03-20": "2026-03-20", "1 april": "2026-04-01", "April 1st": "2026-04-01", "1.3.": "2027-03-01", "1.3.2027": "2027-03-01",
		"Dec 24": "2026-12-24", "forever": "never", "29 feb": "2028-02-29", "two weeks": "2026-03-18", "1w": "2026-03-11", "next month": "2026-04-01", "next monday": "2026-03-09",
		"next friday": "", "next sunday": "", "friday or saturday": "", "friday morning": "", "2 weeks from friday": "", "a week or two": "",
		"": "", "today": "", "yesterday": "", "2026-03-04": "", "2020-01-01": "", "9999 days": "", "2999-01-01": "", "0 days": "", "31 feb": "", "3": "", "m": "",
	} {
		day, err := ParseUntil(typed, now)
		if err != nil && want == "" && readable(err) {
			continue
		}
		if got := day.String(); err != nil || got != want {
			t.Errorf("ParseUntil(%q) = %s, %v, want %s", typed, got, err, want)
		}
	}
}

// written returns slots as a button carries them: "07:30 off".
func written(slots [2]reminders.Slot) string {
	text := [2]string{"off", "off"}
	for i, s := range slots {
		if s.On {
			text[i] = s.String()
		}
	}
	return text[0] + " " + text[1]
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"7:30", "7pm", "berlin", "UTC+2", "mon-fri", "2 weeks", "1 march", "“\xff\x00", "8 8", "all but sun"} {
		f.Add(s)
	}
	now := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, s string) {
		check := func(err error, ok bool) {
			if err != nil && !readable(err) {
				t.Errorf("%q: %v is no sentence for a person", s, err)
			}
			if err != nil && !utf8.ValidString(err.Error()) {
				t.Errorf("%q: the sentence is no text", s)
			}
			if err == nil && !ok {
				t.Errorf("%q: the result is out of range", s)
			}
		}
		minute, err := ParseTime(s)
		check(err, minute >= 0 && minute < 1440)
		slots, err := ParseTimes(s)
		check(err, slots[0].On || slots[1].On)
		if again, errAgain := ParseTimes(written(slots)); err == nil && (errAgain != nil || written(again) != written(slots)) {
			t.Errorf("%q is %s, which reads as %s, %v", s, written(slots), written(again), errAgain)
		}
		days, err := ParseDays(s)
		check(err, days&^reminders.Everyday == 0 && days != 0)
		day, err := ParseUntil(s, now)
		check(err, day > reminders.DayOf(now))
		z, err := ParseZone(s)
		_, errLoad := reminders.Location(z.Name)
		check(err, errLoad == nil || len(z.Options) > 1)
		CompleteZone(s)
	})
}
