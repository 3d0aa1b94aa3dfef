package chat

import (
	"errors"
	"fmt"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Limits that every adapter keeps: the smallest of any platform.
const (
	MaxAction  = 48   // bytes of an action with a choice's value: leaves an adapter 16 of Telegram's 64
	MaxButtons = 5    // in a row (Discord)
	MaxRows    = 5    // of controls (Discord)
	MaxChoices = 25   // of a select, and of suggestions (Discord)
	MaxLabel   = 80   // characters of a button (Discord)
	MaxChoice  = 100  // characters of a choice (Discord)
	MaxFields  = 5    // of a form (Discord)
	MaxTitle   = 45   // characters of a form's title and of its labels (Discord)
	MaxAnswer  = 4000 // characters of a field (Discord)
	MaxImages  = 4
	MaxKey     = 25 // bytes (Discord's nonce)

	MaxFile     = 10 << 20 // bytes (Discord, where nobody pays for more; Telegram takes 50 MB)
	MaxFileName = 60       // bytes
)

// Validate reports everything in m that some platform could not show. Texts have no limit here:
// adapters split them. Tests and the terminal call it, so that what works there works everywhere.
func (m *Message) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(m.Text) == 0 && len(m.Sections) == 0 && len(m.Images) == 0 && m.File == nil {
		fault("message says nothing")
	}
	if len(m.Controls) > MaxRows {
		fault("%d rows of controls, at most %d", len(m.Controls), MaxRows)
	}
	if len(m.Images) > MaxImages {
		fault("%d images, at most %d", len(m.Images), MaxImages)
	}
	if len(m.Key) > MaxKey {
		fault("key %q has %d bytes, at most %d", m.Key, len(m.Key), MaxKey)
	}
	for _, i := range m.Images {
		if len(i.Data) == 0 {
			fault("image %q is empty", i.Name)
		}
		if i.Alt == "" {
			fault("image %q has no words for those who cannot see it", i.Name)
		}
	}
	if m.File != nil {
		m.File.validate(fault)
	}
	if len(m.Beside) > 0 {
		if m.Beside.validate(fault); !m.Ask {
			fault("%d buttons beside an answer that is not asked for", len(m.Beside))
		}
	}
	for _, c := range m.Controls {
		switch c := c.(type) {
		case Buttons:
			c.validate(fault)
		case *Select:
			c.validate(fault)
		}
	}
	return errors.Join(errs...)
}

// fileName is what every platform and every disk takes as it is: Discord replaces other characters.
var fileName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

func (f *Document) validate(fault func(string, ...any)) {
	if !fileName.MatchString(f.Name) || len(f.Name) > MaxFileName {
		fault("file name %q is not at most %d letters, digits, dots, dashes and underscores", f.Name, MaxFileName)
	}
	if kind, _, err := mime.ParseMediaType(f.Type); err != nil || !strings.Contains(kind, "/") {
		fault("file %q has the media type %q, which is none", f.Name, f.Type)
	}
	if n := len(f.Data); n == 0 || n > MaxFile {
		fault("file %q has %d bytes, 1 to %d", f.Name, n, MaxFile)
	}
}

func (row Buttons) validate(fault func(string, ...any)) {
	if len(row) == 0 || len(row) > MaxButtons {
		fault("a row of %d buttons, 1 to %d", len(row), MaxButtons)
	}
	for _, b := range row {
		checkLabel(b.Label, MaxLabel, fault)
		switch {
		case b.URL != "" && b.Action != Action{}:
			fault("button %q has both an action and a link", b.Label)
		case b.URL != "":
			if !strings.HasPrefix(b.URL, "https://") && !strings.HasPrefix(b.URL, "http://") {
				fault("button %q links to %q, which is not http(s)", b.Label, b.URL)
			}
		default:
			b.Action.validate("", fault)
		}
	}
}

func (s *Select) validate(fault func(string, ...any)) {
	if len(s.Options) == 0 || len(s.Options) > MaxChoices {
		fault("a select of %d options, 1 to %d", len(s.Options), MaxChoices)
	}
	for _, o := range s.Options {
		checkLabel(o.Label, MaxChoice, fault)
		s.Action.validate(o.Value, fault)
	}
}

func (a Action) validate(value string, fault func(string, ...any)) {
	n := len(a.String())
	if value != "" {
		n += 1 + len(value)
	}
	if a.Command == "" || n > MaxAction {
		fault("action %q with value %q has %d bytes, 1 to %d", a.String(), value, n, MaxAction)
	}
}

func checkLabel(label string, most int, fault func(string, ...any)) {
	if n := utf8.RuneCountInString(label); n == 0 || n > most {
		fault("label %q has %d characters, 1 to %d", label, n, most)
	}
}

// Validate reports everything in f that some platform could not ask.
func (f *Form) Validate() error {
	var errs []error
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if len(f.Fields) == 0 || len(f.Fields) > MaxFields {
		fault("a form of %d fields, 1 to %d", len(f.Fields), MaxFields)
	}
	checkLabel(f.Title, MaxTitle, fault)
	f.Action.validate("", fault)
	seen := map[string]bool{}
	for _, field := range f.Fields {
		checkLabel(field.Label, MaxTitle, fault)
		if field.Name == "" || seen[field.Name] {
			fault("field name %q is empty or twice there", field.Name)
		}
		seen[field.Name] = true
		if field.Max < 0 || field.Max > MaxAnswer {
			fault("field %q allows %d characters, at most %d", field.Name, field.Max, MaxAnswer)
		}
		if len(field.Choices) > MaxChoices {
			fault("field %q has %d choices, at most %d", field.Name, len(field.Choices), MaxChoices)
		}
	}
	return errors.Join(errs...)
}
