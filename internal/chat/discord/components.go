package discord

import (
	"encoding/json"
	"slices"
)

// offers reports whether m has a control of that name, as far as it is known which it has.
func (m *message) offers(customID string) bool {
	if m == nil || len(m.Components) == 0 {
		return true
	}
	return slices.ContainsFunc(m.Components, func(row raw) bool {
		var c component
		return json.Unmarshal(row, &c) != nil || c.has(customID)
	})
}

// has reports whether a control of that name is in c, however deep.
func (c component) has(customID string) bool {
	return c.CustomID == customID || c.Component != nil && c.Component.has(customID) ||
		slices.ContainsFunc(c.Components, func(in component) bool { return in.has(customID) })
}
