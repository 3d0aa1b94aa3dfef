package config

import (
	"encoding"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// decode sets what the file's keys say. The library's own decoder stops at the first wrong type, so it
// only checks the syntax; the keys are then walked one by one.
func (l *loader) decode(data []byte) {
	l.data = data
	if err := toml.Unmarshal(data, new(map[string]any)); err != nil {
		l.syntax(err)
		return
	}
	p := unstable.Parser{}
	p.Reset(data)
	section, known := "", true
	for p.NextExpression() {
		switch n := p.Expression(); n.Kind {
		case unstable.Table, unstable.ArrayTable:
			section, known = l.section(n)
		case unstable.KeyValue:
			if known {
				l.keyValue(section, n)
			}
		}
	}
}

func (l *loader) syntax(err error) {
	what := strings.TrimPrefix(err.Error(), "toml: ")
	var wrong *toml.DecodeError
	if !errors.As(err, &wrong) {
		l.faults = append(l.faults, &Fault{File: l.file, What: what})
		return
	}
	line, column := wrong.Position()
	l.faults = append(l.faults, &Fault{l.file, line, column, what})
}

// section returns the name of the section that a header opens, with a dot, and whether there is one.
func (l *loader) section(n *unstable.Node) (prefix string, known bool) {
	name, offset := dotted(n)
	switch {
	case l.keys[name] != nil:
		l.fault(offset, "%s is a key, not a section; write %s = …", name, name)
	case len(l.under(name+".")) == 0:
		l.fault(offset, "there is no section [%s]; the sections are %s", name, list(l.sections()))
	case n.Kind == unstable.ArrayTable:
		l.fault(offset, "there is one section [%s]; write single brackets", name)
	default:
		return name + ".", true
	}
	return "", false
}

// keyValue sets one key, or the keys of an inline table.
func (l *loader) keyValue(prefix string, n *unstable.Node) {
	name, offset := dotted(n)
	name = prefix + name
	value := n.Value()
	into, known := l.keys[name]
	switch {
	case known:
		l.at[name] = offset
		if what := set(into, value); what != "" {
			l.wrong(name, "%s", what)
		}
	case len(l.under(name+".")) == 0:
		section := name[:strings.LastIndexByte(name, '.')+1]
		l.unknown(name, section, offset)
	case value.Kind == unstable.InlineTable:
		for it := value.Children(); it.Next(); {
			l.keyValue(name+".", it.Node())
		}
	default:
		l.fault(offset, "%s is a section; write [%s]", name, name)
	}
}

func (l *loader) unknown(name, section string, offset int) {
	switch others := l.under(section); {
	case section == "":
		l.fault(offset, "there is no key %s; before the first section there are %s", name, list(others))
	case len(others) > 0:
		l.fault(offset, "there is no key %s; in [%s] there are %s", name, strings.TrimSuffix(section, "."), list(others))
	default:
		l.fault(offset, "there is no key %s; the sections are %s", name, list(l.sections()))
	}
}

// set sets into to value, or says what is wrong with it. It never repeats the value, which may be a
// secret in the wrong place.
func set(into any, value *unstable.Node) (wrong string) {
	switch into := into.(type) {
	case *int:
		n, err := strconv.ParseInt(strings.ReplaceAll(string(value.Data), "_", ""), 0, 32)
		if value.Kind != unstable.Integer {
			return "must be a whole number without quotes, not " + describe(value.Kind)
		}
		if err != nil {
			return "is out of range"
		}
		*into = int(n)
		return ""
	case *bool:
		if value.Kind != unstable.Bool {
			return "must be true or false, not " + describe(value.Kind)
		}
		*into = string(value.Data) == "true"
		return ""
	case *string:
		if value.Kind == unstable.String {
			*into = string(value.Data)
			return ""
		}
	case *List:
		return setList(into, value)
	case encoding.TextUnmarshaler:
		if value.Kind == unstable.String {
			if err := into.UnmarshalText(value.Data); err != nil {
				return plain(err)
			}
			return ""
		}
	}
	return "must be a text in quotes, not " + describe(value.Kind)
}

// setList is set for a list of texts.
func setList(into *List, value *unstable.Node) (wrong string) {
	if value.Kind != unstable.Array {
		return `must be a list, as in ["one", "two"], not ` + describe(value.Kind)
	}
	var texts []string
	for it := value.Children(); it.Next(); {
		if it.Node().Kind == unstable.Comment {
			continue
		}
		if it.Node().Kind != unstable.String {
			return "must be a list of texts in quotes; one of them is " + describe(it.Node().Kind)
		}
		texts = append(texts, string(it.Node().Data))
	}
	into.read(texts)
	return ""
}

// plain returns what our own types say, and for slog's levels what they do not say well.
func plain(err error) string {
	if strings.HasPrefix(err.Error(), "slog:") {
		return `is no level; write "debug", "info", "warn" or "error"`
	}
	return err.Error()
}

func describe(kind unstable.Kind) string {
	switch kind {
	case unstable.String:
		return "a text"
	case unstable.Bool:
		return "true or false"
	case unstable.Integer:
		return "a number"
	case unstable.Float:
		return "a fraction"
	case unstable.Array:
		return "a list"
	case unstable.InlineTable:
		return "a section"
	}
	return "a date or a time"
}

// dotted returns the key of a header or of a key and value, and where it stands.
func dotted(n *unstable.Node) (name string, offset int) {
	var parts []string
	for it := n.Key(); it.Next(); {
		if parts == nil {
			offset = int(it.Node().Raw.Offset)
		}
		parts = append(parts, string(it.Node().Data))
	}
	return strings.Join(parts, "."), offset
}

// under returns the keys directly under a prefix, without it, sorted.
func (l *loader) under(prefix string) []string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(l.keys)) {
		if rest, ok := strings.CutPrefix(key, prefix); ok && !strings.Contains(rest, ".") {
			names = append(names, rest)
		}
	}
	return names
}

func (l *loader) sections() []string {
	var names []string
	for key := range l.keys {
		if section, _, ok := strings.Cut(key, "."); ok && !slices.Contains(names, section) {
			names = append(names, section)
		}
	}
	slices.Sort(names)
	return names
}

// list joins names as in a sentence: "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}
