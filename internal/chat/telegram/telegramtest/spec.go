package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A spec is the machine-readable description of the Bot API.
type spec struct {
	Methods map[string]struct {
		Fields []field `json:"fields"`
	} `json:"methods"`
	Types map[string]struct {
		Fields   []field  `json:"fields"`
		Subtypes []string `json:"subtypes"`
	} `json:"types"`
}

type field struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

var readSpec = sync.OnceValues(func() (*spec, error) {
	b, err := os.ReadFile(filepath.Join(os.Getenv("SPOTTER_SPEC"), "telegram-bot-api.json"))
	if err != nil {
		return nil, err
	}
	var s spec
	return &s, json.Unmarshal(b, &s)
})

// loadSpec returns the description that SPOTTER_SPEC names, nil without it.
func loadSpec(tb testing.TB) *spec {
	if os.Getenv("SPOTTER_SPEC") == "" {
		tb.Log("requests are not checked against the Bot API's description: SPOTTER_SPEC is not set")
		return nil
	}
	s, err := readSpec()
	if err != nil {
		tb.Fatalf("read the Bot API's description: %v", err)
	}
	return s
}

// request returns what in a request does not fit the description.
func (s *spec) request(method string, req *request) []string {
	m, ok := s.Methods[method]
	if !ok {
		return []string{"no such method"}
	}
	var faults []string
	known := map[string]bool{}
	for _, f := range m.Fields {
		known[f.Name] = true
		value, given := req.params[f.Name]
		_, uploaded := req.files[f.Name]
		switch {
		case !given && !uploaded && f.Required:
			faults = append(faults, "lacks "+f.Name)
		case given && !s.fitsParam(f.Types, value):
			faults = append(faults, fmt.Sprintf("%s is %.200q, not %v", f.Name, value, f.Types))
		}
	}
	for name := range req.params {
		if !known[name] {
			faults = append(faults, "knows no "+name)
		}
	}
	return faults
}

// fitsParam tells whether a parameter, written as text, is of one of the types.
func (s *spec) fitsParam(types []string, value string) bool {
	for _, t := range types {
		switch t {
		case "String", "InputFile":
			return true
		case "Integer":
			if _, err := strconv.ParseInt(value, 10, 64); err == nil {
				return true
			}
		case "Float":
			if _, err := strconv.ParseFloat(value, 64); err == nil {
				return true
			}
		case "Boolean":
			if value == "true" || value == "false" {
				return true
			}
		default:
			d := json.NewDecoder(bytes.NewReader([]byte(value)))
			d.UseNumber()
			var v any
			if d.Decode(&v) == nil && s.fits(t, v) {
				return true
			}
		}
	}
	return false
}

// fits tells whether a decoded JSON value is of type t.
func (s *spec) fits(t string, v any) bool {
	if of, ok := strings.CutPrefix(t, "Array of "); ok {
		list, ok := v.([]any)
		for _, item := range list {
			ok = ok && s.fits(of, item)
		}
		return ok
	}
	switch t {
	case "String", "InputFile":
		_, ok := v.(string)
		return ok
	case "Boolean":
		_, ok := v.(bool)
		return ok
	case "True":
		return v == true
	case "Integer":
		n, ok := v.(json.Number)
		return ok && !strings.ContainsAny(n.String(), ".eE")
	case "Float":
		_, ok := v.(json.Number)
		return ok
	}
	return s.fitsObject(t, v)
}

// fitsObject tells whether v is an object of type t, or of one of its kinds.
func (s *spec) fitsObject(t string, v any) bool {
	typ := s.Types[t]
	for _, sub := range typ.Subtypes {
		if s.fits(sub, v) {
			return true
		}
	}
	object, ok := v.(map[string]any)
	if !ok || len(typ.Subtypes) > 0 {
		return false
	}
	left := len(object)
	for _, f := range typ.Fields {
		value, given := object[f.Name]
		if !given && f.Required {
			return false
		}
		if given {
			left--
			if !s.fitsAny(f.Types, value) {
				return false
			}
		}
	}
	return left == 0
}

func (s *spec) fitsAny(types []string, v any) bool {
	for _, t := range types {
		if s.fits(t, v) {
			return true
		}
	}
	return false
}
