package terminal

import (
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func all(t *testing.T, l lines) []string {
	t.Helper()
	var got []string
	for {
		switch s, err := l.read(); {
		case errors.Is(err, io.EOF):
			return got
		case errors.Is(err, errLong):
			got = append(got, "too long")
		case err != nil:
			t.Fatalf("read: %v", err)
		default:
			got = append(got, s)
		}
	}
}

func TestScriptLines(t *testing.T) {
	x := strings.Repeat("x", longest)
	for _, row := range []struct {
		name, in string
		want     []string
	}{
		{"none", "", nil},
		{"two", "a\nb\n", []string{"a", "b"}},
		{"no newline at the end", "a\n\nb", []string{"a", "", "b"}},
		{"longest", x + "\nb", []string{x, "b"}},
		{"longest at the end", x, []string{x}},
		{"too long", "a\n" + x + "x\nb\n", []string{"a", "too long", "b"}},
		{"far too long", x + x + x + "\nb\n", []string{"too long", "b"}},
		{"too long at the end", x + "x", []string{"too long"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if diff := cmp.Diff(all(t, newScript(strings.NewReader(row.in))), row.want); diff != "" {
				t.Errorf("lines, got - want +:\n%s", diff)
			}
		})
	}
}

func TestScriptFails(t *testing.T) {
	broken := errors.New("broken")
	s := newScript(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)))
	for _, want := range []string{"a", "b"} {
		if got, err := s.read(); got != want || err != nil {
			t.Errorf("read = %q, %v, want %q", got, err, want)
		}
	}
	if _, err := s.read(); !errors.Is(err, broken) {
		t.Errorf("read = %v, want %v", err, broken)
	}
}

func TestKeys(t *testing.T) {
	for _, row := range []struct{ name, in, want string }{
		{"letters", "aé日💪\r", "aé日💪\r"},
		{"invalid", "a\xffb\xe6\r", "a?b?\r"},
		{"arrow", "\x1b[A\x1bOB", "\x1b[A\x1b[B"},
		{"delete", "\x1b[3~x", "\x1b[3~x"},
		{"escape and a number", "\x1b1\r", "1\r"},
		{"escape at the end", "a\x1b", "a"},
		{"cut off by enter", "\x1b[12\r", "\r"},
		{"endless", "\x1b[" + strings.Repeat("1", 100) + "\r", strings.Repeat("1", 70) + "\r"},
		{"controls", "a\u009bb\x03\x03", "ab\x05\x15\x03"},
	} {
		for _, size := range []string{"whole", "in bytes"} {
			if row.name == "escape and a number" || row.name == "endless" {
				size = "whole"
			}
			t.Run(row.name+" "+size, func(t *testing.T) {
				var in io.Reader = strings.NewReader(row.in)
				if size == "in bytes" && !strings.Contains(row.in, "\x1b") {
					in = iotest.OneByteReader(in)
				}
				got, err := io.ReadAll(&keys{in: in})
				if err != nil || string(got) != row.want {
					t.Errorf("keys = %q, %v, want %q", got, err, row.want)
				}
			})
		}
	}
}

// Joined again, the lines are the input, but for those too long and a newline at the end.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\n\nb\xff\x00\n"), 1)
	f.Add([]byte("/drill chin tuck\n"), 70_000)
	f.Fuzz(func(t *testing.T, in []byte, repeat int) {
		text := strings.Repeat(string(in), 1+abs(repeat)%(1+200_000/(1+len(in))))
		var want []string
		for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
			if len(line) > longest {
				line = "too long"
			}
			want = append(want, line)
		}
		if text == "" {
			want = nil
		}
		if diff := cmp.Diff(all(t, newScript(strings.NewReader(text))), want); diff != "" {
			t.Errorf("lines, got - want +:\n%s", diff)
		}
	})
}

func abs(n int) int { return max(n, -(n + 1)) }

// Whatever bytes come, in whatever portions, the keys are valid UTF-8 and come to an end.
func FuzzKeys(f *testing.F) {
	f.Add([]byte("a\xff\x1b[A\x1bO\x1b[1;3C\xe6\x97"), true)
	f.Fuzz(func(t *testing.T, in []byte, single bool) {
		var r io.Reader = strings.NewReader(string(in))
		if single {
			r = iotest.OneByteReader(r)
		}
		got, err := io.ReadAll(&keys{in: r})
		if err != nil || !utf8.Valid(got) || len(got) > len(in) {
			t.Errorf("keys of %q = %q, %v", in, got, err)
		}
	})
}

// A line is words, a command or a number, and none of it is lost but space and what clean drops.
func FuzzRequest(f *testing.F) {
	f.Add("/drill chin  tuck")
	f.Add("/ \x00/")
	f.Add("[1]")
	f.Add("\xff//\u2028x")
	f.Fuzz(func(t *testing.T, typed string) {
		a := New(Config{Getenv: quiet}, slog.New(slog.DiscardHandler))
		r, fault := a.request(typed)
		all := typed
		switch {
		case r == nil && fault == "" && line(typed) != "":
			t.Fatalf("request(%q) says nothing", typed)
		case r == nil:
			return
		case r.Command != "":
			all = "/" + r.Command + r.Rest
		default:
			all = r.Text
		}
		if (r.Command == "") == (r.Text == "") || strings.ContainsFunc(all, unicode.IsControl) {
			t.Errorf("request(%q) = %+v", typed, r)
		}
		if got, want := strings.ToLower(squeeze(all)), strings.ToLower(squeeze(line(typed))); got != want {
			t.Errorf("request(%q) keeps %q, want %q", typed, got, want)
		}
	})
}
