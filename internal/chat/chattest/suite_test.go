package chattest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestLoop runs the suite over a platform in memory, with the fault that TestSuiteNotices sets.
func TestLoop(t *testing.T) {
	fault := os.Getenv("CHATTEST_FAULT")
	if fault != "" {
		patience = 500 * time.Millisecond
	}
	RunAdapter(t, func(tb testing.TB) Harness { return newLoop(tb, fault) })
}

// For each promise that is broken the check fails that is about it.
func TestSuiteNotices(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the test binary once per fault")
	}
	for fault, check := range map[string]string{
		"arguments are lost":        "command",
		"one id for all":            "identity",
		"words become a command":    "words",
		"footer is lost":            "all parts are shown",
		"asterisks are markup":      "words are never markup",
		"everyone is called":        "typed words are never markup",
		"long text is cut":          "long text",
		"captions are cut":          "pictures",
		"a file is changed":         "file",
		"a private file is for all": "private file",
		"urgent goes elsewhere":     "urgent",
		"options do nothing":        "buttons and options",
		"replace sends":             "replace",
		"a field is lost":           "form",
		"private is not":            "private",
		"owner is ignored":          "owner",
		"edit sends":                "send and edit",
		"direct goes to the group":  "direct",
		"nobody is not gone":        "nobody there",
		"sends though cancelled":    "cancelled send",
		"out of order":              "order",
		"one after another":         "at the same time",
		"leaves handlers":           "end",
		"ends with an error":        "silence",
	} {
		t.Run(fault, func(t *testing.T) {
			t.Parallel()
			check := strings.ReplaceAll(check, " ", "_")
			run := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestLoop$/^"+check+"$")
			run.Env = append(os.Environ(), "CHATTEST_FAULT="+fault)
			out, err := run.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "--- FAIL: TestLoop/"+check) {
				t.Errorf("the check %q does not notice (%v):\n%s", check, err, out)
			}
		})
	}
}
