package chat

import "slices"

// Short returns m without the Sections for who wants more: for a platform that folds nothing.
func (m *Message) Short() *Message {
	if !slices.ContainsFunc(m.Sections, func(s Section) bool { return s.More }) {
		return m
	}
	short := *m
	short.Sections = slices.DeleteFunc(slices.Clone(m.Sections), func(s Section) bool { return s.More })
	return &short
}

// Folded returns m without the buttons that show the Sections for who wants more, if it has such sections: for a platform that
// folds them.
func (m *Message) Folded() *Message {
	if m.Short() == m {
		return m
	}
	folded := *m
	folded.Controls = nil
	for _, c := range m.Controls {
		if row, ok := c.(Buttons); ok {
			if row = slices.DeleteFunc(slices.Clone(row), func(b Button) bool { return b.Unfolds }); len(row) == 0 {
				continue
			}
			c = row
		}
		folded.Controls = append(folded.Controls, c)
	}
	return &folded
}
