package knowledge

import (
	"slices"

	"spotter/internal/knowledge/language"
)

// A Wording is what people are answered in another language than English.
type Wording = language.Wording

// Wording returns what is answered in the language with that code, or nil.
func (b *Base) Wording(code string) *Wording {
	if l := language.Of(code); l != nil {
		return &l.Say
	}
	return nil
}

// Foreign reports whether the message is to be answered in its own language: what is coached is coached
// in English, also to those who mix it with their own.
func (a *Assessment) Foreign() bool {
	return a.Language != "" && (len(a.Causes) == 0 || a.CannotWait())
}

// foreign assesses a message that is written in another language, or partly so; ok is false for all others.
func (b *Base) foreign(r Report, t *trace) (a Assessment, ok bool) {
	told := language.Tell(r.Words(), b.lexicon.Words.IsOrdinary)
	if told.Unread {
		a = b.english(r, t)
		a.Unread = a.Kind == OutOfScope && !a.CannotWait()
		return a, true
	}
	if told.Code == "" {
		return a, false
	}
	read := language.Of(told.Code).Read(told.Text)
	t.hear(told, read)
	if told.Partly {
		return b.withSigns(b.english(r, t), read, t), true
	}
	if told.English+told.Shared >= someEnglish && 2*(told.English+told.Shared) >= told.Foreign {
		a = b.english(r, t)
	}
	if told.Shared > 0 {
		a.RedFlags = nil // its own reading knows the English words for signs
	}
	if a.Kind != Symptom || len(a.Causes) == 0 { // what else it may want is not told: a complaint is the likeliest
		flags := a.RedFlags
		a = Assessment{Kind: Symptom, Asks: a.Asks, Exercise: Unknown, Causes: []Finding{}, Topics: []string{}, RedFlags: flags}
	}
	a.Language = told.Code
	return b.withSigns(a, read, t), true
}

// someEnglish is how many English words a message must have for an English reading to be worth it, and half as many as
// others: fewer only look alike.
const someEnglish = 3

// withSigns adds what was read in another language to an assessment: a sign that is found in either reading is one.
func (b *Base) withSigns(a Assessment, read language.Reading, t *trace) Assessment {
	if a.RedFlags == nil {
		a.RedFlags = []Finding{}
	}
	for _, s := range read.Signs {
		if !slices.ContainsFunc(a.RedFlags, func(f Finding) bool { return f.ID == s.ID }) {
			a.RedFlags = append(a.RedFlags, Finding{ID: s.ID, Because: s.Because})
		}
	}
	a.Triage = b.triage(a.RedFlags)
	a.Crisis, a.Stroke = a.Crisis || read.Crisis, a.Stroke || read.Stroke
	if len(a.RedFlags) > 0 || a.CannotWait() {
		a.Kind = Symptom
	}
	b.ask(&a, b.newCase(a, nil), t)
	if a.Foreign() {
		a.AskBack, a.Case.closed = nil, true
	}
	return a
}
