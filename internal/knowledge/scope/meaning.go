package scope

import (
	"slices"

	"spotter/internal/knowledge/lexicon"
	"spotter/internal/knowledge/text"
)

// said reports whether the words of a hit are meant: not denied from outside, and not said to be fine.
func (a *Analysis) said(h *Hit) bool { return a.unsaid(h) == "" }

// unsaid says why the words of a hit are not meant, or nothing.
func (a *Analysis) unsaid(h *Hit) string {
	switch {
	case a.denied(h, h.Match.First) || h.Match.OtherFirst >= 0 && a.denied(h, h.Match.OtherFirst):
		return "denied"
	case a.States[h.Match.First].Fine && a.States[h.Match.Last].Fine:
		return "said to be fine"
	}
	return ""
}

// denied reports whether a word of a hit is denied by one that is none of the hit.
func (a *Analysis) denied(h *Hit, i int) bool {
	by := int(a.States[i].DeniedBy) - 1
	return by >= 0 && !h.has(by)
}

// has reports whether word i is one of a hit.
func (h *Hit) has(i int) bool {
	return i >= h.Match.First && i <= h.Match.Last || i >= h.Match.OtherFirst && i <= h.Match.OtherLast && h.Match.OtherFirst >= 0
}

// likened reports whether word i is part of a comparison: "like getting hit".
func (a *Analysis) likened(i int) bool {
	for k := i; k >= 0 && k > i-4 && a.Words[k].Break < text.Sentence; k-- {
		if a.Cues[k]&lexicon.CueLike != 0 {
			return true
		}
	}
	return false
}

// plain reports whether some words of a hit are neither meant in another sense nor broken by a denial.
func (a *Analysis) plain(h *Hit, first, last int) bool {
	for i := first; i <= last; i++ {
		if a.States[i].Innocent || a.deniesAt(i) && (!a.of.lexicon.SaysNo(h.Match.Pattern) || a.deniesSign(i, last)) {
			return false
		}
	}
	return true
}

// deniesSign reports whether the denial at word i, within a hit up to last, denies the sign that the hit
// ends with: "arms not weak or numb".
func (a *Analysis) deniesSign(i, last int) bool {
	for k := last; k > i && k >= last-1; k-- {
		if a.Cues[k]&lexicon.CueSign != 0 {
			return a.deniesNext(i, k)
		}
	}
	return false
}

// deniesNext reports whether nothing stands between the denial at word i and the sign at word k but a
// word, or other signs.
func (a *Analysis) deniesNext(i, k int) bool {
	for b := i + 1; b <= k; b++ {
		if a.Words[b].Break != text.Joined || b < k-1 && a.Cues[b]&(lexicon.CueSign|lexicon.CueOr) == 0 {
			return false
		}
	}
	return true
}

// unreal says why a warning sign in these words is none that the writer has now, or nothing.
func (a *Analysis) unreal(h *Hit, otherOnly bool) string {
	if why := a.unsaid(h); why != "" {
		return why
	}
	s, sign := &a.States[h.Match.First], &a.of.signs[h.Group]
	switch {
	case !a.plain(h, h.Match.First, h.Match.Last), h.Match.OtherFirst >= 0 && !a.plain(h, h.Match.OtherFirst, h.Match.OtherLast):
		return "meant in another sense, or denied within"
	case s.Theory:
		return "asked, feared or supposed"
	case s.Well && !sign.Event:
		return "said to be all right"
	case s.Past && !sign.Lasting:
		return "long past"
	case s.Gone, s.Eased && !sign.Blow:
		return "over"
	case s.Painless && sign.Painful:
		return "said to hurt nobody"
	case s.Theirs && a.States[h.Match.Last].Theirs && !otherOnly && a.All&lexicon.CueUrgent == 0:
		return "somebody else's"
	case sign.Blow && a.likened(h.Match.First):
		return "only likened to it"
	case sign.Once && a.recurs(h):
		return "comes back with every repetition"
	case a.taken(h):
		return "its words belong to a stronger sign"
	}
	return ""
}

// How far around a hit it may be said that it comes back, and how far behind that "since".
const (
	againReach = 5
	sinceReach = 4
)

// recurs reports whether what a hit speaks of comes with every repetition, which is not sudden; but
// "a pop, and it hurts every rep since" was.
func (a *Analysis) recurs(h *Hit) bool {
	if a.All&lexicon.CueAgain == 0 {
		return false
	}
	for k := max(0, h.Match.First-againReach); k < len(a.Words) && k <= h.Match.Last+againReach; k++ {
		if a.Cues[k]&lexicon.CueAgain == 0 {
			continue
		}
		since := slices.ContainsFunc(a.Cues[k:min(k+sinceReach, len(a.Words))], func(c lexicon.Cue) bool { return c&lexicon.CueSince != 0 })
		if !since {
			return true
		}
	}
	return false
}

// Unmeant says why the words of a hit do not count for what their group speaks for, or nothing where they do.
func (a *Analysis) Unmeant(h *Hit) string {
	if h.Roles&lexicon.OfFlag != 0 {
		return a.unreal(h, !a.Own)
	}
	return a.unsaid(h)
}
