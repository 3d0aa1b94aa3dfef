package reminders

import (
	"bytes"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// Samples of what is stored, with every field set. New fields are set in a new sample, under a new
// name: the older golden files stay as they were written.
var (
	sampleTime = time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC)
	samplePlan = Plan{
		Owner: "a:1", Place: "a:room", Zone: "Europe/Berlin", Slots: [2]Slot{{true, 450}, {false, 1200}}, Days: On(1, 3, 5),
		PausedFrom: sampleTime.AddDate(0, 0, -2), PausedUntil: 20530, Ends: 20600, Off: true, Blocked: sampleTime.Add(-time.Hour), BlockedWhy: "closed",
		Created: sampleTime.AddDate(-1, 0, 0), seq: 77, due: sampleTime.Add(time.Minute),
	}
	samplePlan2 = func() Plan { p := samplePlan; p.Summary = true; return p }()
	sampleState = state{
		seq: 77, when: sampleTime, next: Occurrence{20516, Evening, sampleTime.Add(-time.Hour)}, done: [2]Day{20516, 20515}, from: sampleTime.Add(-time.Minute),
		tries: 3, card: Shown{"msg", 20516, Morning}, asked: true, history: History{20510, []byte{0x21, 0x53, 0x06}},
	}
	sampleState2  = func() state { s := sampleState; s.nonce = 0xfedcba98; return s }()
	sampleHistory = History{20100, []byte{0x12, 0x34, 0x50}}
	sampleClaim   = claim{name: "claim/a/x", from: "due/a/1", to: "due/a/9", until: sampleTime.Add(1500 * time.Millisecond)}
	sampleClaims  = []*claim{{name: "x", from: "due/a/1", to: "due/a/9", until: sampleTime.Add(1500 * time.Millisecond)}, {name: "y", from: "due/a/b", to: "due/a/c", until: sampleTime}}
	sampleCheck   = check{kind: kindCheck, owner: "a:1", place: "a:room", when: sampleTime, since: sampleTime.Add(-time.Hour), at: sampleTime.Add(-time.Minute), tries: 2}
)

var comparable = cmp.AllowUnexported(Plan{}, state{}, claim{}, check{})

// TestGolden reads what earlier versions wrote, and writes what they wrote.
func TestGolden(t *testing.T) {
	for _, test := range []struct {
		name string
		got  []byte
		read func([]byte) (any, error)
		want any
		old  bool // there is a newer sample
	}{
		{"plan-1", samplePlan.encode(), func(b []byte) (any, error) { p, err := decodePlan("a:1", b); return *p, err }, samplePlan, true},
		{"plan-2", samplePlan2.encode(), func(b []byte) (any, error) { p, err := decodePlan("a:1", b); return *p, err }, samplePlan2, false},
		{"state-1", sampleState.encode(), func(b []byte) (any, error) { s, err := decodeState(b, sampleTime); return *s, err }, sampleState, true},
		{"state-2", sampleState2.encode(), func(b []byte) (any, error) { s, err := decodeState(b, sampleTime); return *s, err }, sampleState2, false},
		{"history-1", sampleHistory.encode(), func(b []byte) (any, error) { return decodeHistory(b) }, sampleHistory, false},
		{"claim-1", sampleClaim.encode(), func(b []byte) (any, error) { c, err := decodeClaim("claim/a/x", b); return *c, err }, sampleClaim, false},
		{"claims-1", encodeClaims(sampleClaims), func(b []byte) (any, error) { return decodeClaims(b) }, sampleClaims, false},
		{"check-1", sampleCheck.encode(), func(b []byte) (any, error) { return decodeCheck(kindCheck, "a:1", b) }, sampleCheck, false},
	} {
		path := filepath.Join("testdata", test.name+".golden")
		if *update {
			if err := os.WriteFile(path, []byte(hex.Dump(test.got)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		dump, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		stored := undump(t, string(dump))
		if !bytes.Equal(test.got, stored) {
			t.Errorf("%s is written as\n%swant\n%s", test.name, hex.Dump(test.got), dump)
		}
		tails := []string{"", "fields of a later version"}
		if test.old {
			tails = tails[:1]
		}
		for _, tail := range tails {
			got, err := test.read(append(bytes.Clone(stored), tail...))
			if err != nil {
				t.Fatalf("read %s: %v", test.name, err)
			}
			if diff := cmp.Diff(got, test.want, comparable); diff != "" {
				t.Errorf("%s reads differently (-got +want):\n%s", test.name, diff)
			}
		}
	}
}

// undump reads what hex.Dump wrote.
func undump(t *testing.T, dump string) []byte {
	t.Helper()
	var all []byte
	for line := range strings.Lines(dump) {
		digits := strings.ReplaceAll(line[10:58], " ", "")
		b, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	return all
}

// FuzzDecode reads anything without panicking, and what it can read it writes and reads again alike.
func FuzzDecode(f *testing.F) {
	for _, b := range [][]byte{samplePlan.encode(), sampleState.encode(), sampleHistory.encode(), sampleClaim.encode(), sampleCheck.encode(), {}, {1}, {2, 3}} {
		f.Add(b, "due/a/0698a1b00069a0000pid")
	}
	f.Fuzz(func(t *testing.T, b []byte, key string) {
		if p, err := decodePlan("a:1", b); err == nil {
			if again, err := decodePlan("a:1", p.encode()); err != nil || !cmp.Equal(p, again, comparable) {
				t.Errorf("plan %+v reads again as %+v, %v", p, again, err)
			}
		}
		if s, err := decodeState(b, sampleTime); err == nil {
			if again, err := decodeState(s.encode(), sampleTime); err != nil || !bytes.Equal(again.encode(), s.encode()) {
				t.Errorf("state %+v reads again as %+v, %v", s, again, err)
			}
		}
		if h, err := decodeHistory(b); err == nil {
			h.At(20516, 0)
			h.Last(14)
			h.Calendar(20516, 12)
		}
		if _, err := decodeClaim("claim/a/x", b); err != nil && !isDamage(err) {
			t.Error(err)
		}
		if _, err := decodeClaims(b); err != nil && !isDamage(err) {
			t.Error(err)
		}
		if e, err := parseDueKey(key); err == nil && e.owner == "" {
			t.Errorf("due key %q has no owner", key)
		}
	})
}

func TestDueKeys(t *testing.T) {
	early, late := sampleTime, sampleTime.Add(time.Second)
	first, second := sampleTime.AddDate(0, -2, 0), sampleTime.AddDate(0, -1, 0)
	keys := []string{dueKey("a:9", early, first, kindPlan), dueKey("a:1", early, second, kindPlan), dueBound("a", late), dueKey("a:1", late, first, kindCheck), dueKey("a:1", parked, first, kindPlan)}
	for i, key := range keys[1:] {
		if keys[i] >= key {
			t.Errorf("%q does not come before %q", keys[i], key)
		}
	}
	e, err := parseDueKey(keys[3])
	if want := (dueEntry{"a:1", late, first.Unix(), kindCheck}); err != nil || e != want {
		t.Errorf("parseDueKey = %+v, %v, want %+v", e, err, want)
	}
}
