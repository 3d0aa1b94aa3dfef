package text

import (
	"strings"

	"spotter/internal/knowledge/flat"
)

// A Vocabulary is what is known of words: which forms are the same word, which may be misspelt, and
// which words of the language must never be taken for a misspelling.
type Vocabulary struct {
	forms    index   // words as they are written
	means    []form  // by number of the form
	stems    index   // stems and classes; the symbol of one is its number and firstStem
	spelled  []int32 // forms that misspellings may be taken for, in the order in which they came
	near     cells   // by the hash of a spelled form and of each that has one letter less: the form
	keys     int     // how many those are
	ordinary string  // words of the language, one a line, in order
	learning bool    // make unknown words known
}

// A form is what is known of a word as it is written: its symbol, and in the lowest bit whether it is spelled.
type form int32

func newForm(s Sym, spelled bool) form {
	f := form(s) << 1
	if spelled {
		f++
	}
	return f
}

func (f form) sym() Sym { return Sym(f >> 1) }

func (f form) spelled() bool { return f&1 != 0 }

// The symbols that every vocabulary has: pain ratings out of ten, and what patterns have for numbers.
const (
	Mild   Sym = 1 // up to 7/10
	Severe Sym = 2 // 8/10 and more
	Number Sym = 3 // no word is read as it
)

// shortest is the length in bytes from which on a word may be corrected: short words have too many neighbours.
const shortest = 5

// longest is the length in bytes up to which a word may be an inflection or a misspelling.
const longest = 32

// firstStem is the symbol of the first stem: those before it are no words.
const firstStem = Number + 1

// NewVocabulary makes an empty one. Ordinary holds words of the language, sorted, one a line.
func NewVocabulary(ordinary string) *Vocabulary {
	v := &Vocabulary{ordinary: ordinary}
	for _, word := range numerals {
		v.setForm(word, newForm(v.intern(word), false))
	}
	return v
}

// Flatten goes over a vocabulary. One that is read is given its ordinary words, which are not written.
func Flatten(c *flat.Coder, v **Vocabulary, ordinary string) {
	if c.Reading() {
		*v = &Vocabulary{ordinary: ordinary}
	}
	x := *v
	x.forms.flatten(c)
	flat.Ints(c, &x.means)
	x.stems.flatten(c)
	flat.Ints(c, &x.spelled)
	x.near.flatten(c)
	flat.Int(c, &x.keys)
}

// numerals are the first words of every vocabulary, so that their symbols tell their values.
var numerals = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve")

// value gives the number that a word means, -1 where it means none.
func value(s Sym) float64 {
	if n := int(s - firstStem); n >= 0 && n < len(numerals) {
		return float64(n)
	}
	return -1
}

// Name gives the stem or class that a symbol stands for.
func (v *Vocabulary) Name(s Sym) string {
	if s < firstStem {
		return [...]string{None: "", Mild: "#mild", Severe: "#severe", Number: "#"}[s]
	}
	return v.stems.words[s-firstStem]
}

// Len gives the number of symbols.
func (v *Vocabulary) Len() int { return int(firstStem) + len(v.stems.words) }

// Class gives the symbol of the class of that name and makes it if need be.
func (v *Vocabulary) Class(name string) Sym { return v.intern("<" + name + ">") }

// Add makes word known, with its inflections, and gives its symbol. Correct says that misspellings
// of it may be taken for it.
func (v *Vocabulary) Add(word string, correct bool) Sym {
	if f, ok := v.form(word); ok && (f.spelled() || !correct) {
		return f.sym()
	} else if ok {
		v.Same(word, f.sym(), correct)
		return f.sym()
	}
	s := v.internStem(word)
	v.Same(word, s, correct)
	return s
}

// Same makes written one of the forms of the word that symbol s stands for.
func (v *Vocabulary) Same(written string, s Sym, correct bool) {
	f, _ := v.form(written)
	near := correct && !f.spelled() && len(written) >= shortest
	n := v.setForm(written, newForm(s, near || f.spelled()))
	if near {
		v.spelled = append(v.spelled, n)
		v.addNear(n)
	}
}

// form returns what is known of a word as it is written.
func (v *Vocabulary) form(written string) (f form, ok bool) {
	if n := number(&v.forms, written); n >= 0 {
		return v.means[n], true
	}
	return 0, false
}

// setForm says what is known of a word as it is written, and returns the number of the form.
func (v *Vocabulary) setForm(written string, f form) int32 {
	n := number(&v.forms, written)
	if n < 0 {
		n = v.forms.add(written)
		v.means = append(v.means, 0)
	}
	v.means[n] = f
	return n
}

// Stem gives the symbol of a stem or class by its name, and makes it known if need be.
func (v *Vocabulary) Stem(name string) Sym {
	if s, ok := stemOf(v, name); ok {
		return s
	}
	return v.intern(strings.Clone(name)) // lest all of the file that it stands in be kept
}

// stemOf gives the symbol of a stem or class.
func stemOf[T string | []byte](v *Vocabulary, name T) (s Sym, ok bool) {
	n := number(&v.stems, name)
	return firstStem + Sym(n), n >= 0
}

// functionWords are never taken for an inflection of another word: "but" is not what is left of "butted".
var functionWords = func() map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(`a about after all am an and any are as at be been before but by can could did do does for from had has have he her
		his i if in is it its just me my no nor not of off on one or our out she so than that the their them then there these they this
		those to up us very was we were what when where which who will with would you your`) {
		all[w] = true
	}
	return all
}()

// internStem gives the symbol of a word's stem, which is mostly a part of the word.
func (v *Vocabulary) internStem(word string) Sym {
	var buf [longest]byte
	cut := stem(buf[:], word)
	if len(cut) < len(word) && functionWords[string(cut)] {
		return v.intern(word)
	}
	if s, ok := stemOf(v, cut); ok {
		return s
	}
	if strings.HasPrefix(word, string(cut)) {
		return v.intern(word[:len(cut)])
	}
	return v.intern(string(cut))
}

func (v *Vocabulary) intern(name string) Sym {
	if s, ok := stemOf(v, name); ok {
		return s
	}
	return firstStem + Sym(v.stems.add(name))
}

// find gives the symbol of a word as it is written. The order matters: a known form, an inflection
// of a known word, letters stretched for emphasis, and only then a misspelling.
func (v *Vocabulary) find(word []byte) Sym {
	if n := number(&v.forms, word); n >= 0 {
		return v.means[n].sym()
	}
	if len(word) > longest {
		return None
	}
	var buf [longest]byte
	if s, ok := stemOf(v, stem(buf[:], word)); ok {
		return s
	}
	if v.learning {
		return v.learn(string(word))
	}
	if short := unstretch(word); short != "" {
		return v.unstretched(short)
	}
	return v.corrected(word)
}

// exact gives the symbol of a form, without inflections and corrections.
func (v *Vocabulary) exact(word []byte) Sym {
	if n := number(&v.forms, word); n >= 0 {
		return v.means[n].sym()
	}
	return None
}

func (v *Vocabulary) rating(n float64) Sym {
	if n >= 8 {
		return Severe
	}
	return Mild
}

// unstretched looks for "soooo" as "soo" and as "so".
func (v *Vocabulary) unstretched(short string) Sym {
	var buf [longest]byte
	for _, written := range []string{short, undouble(short)} {
		if f, ok := v.form(written); ok {
			return f.sym()
		}
		if s, ok := stemOf(v, stem(buf[:], written)); ok {
			return s
		}
	}
	return v.corrected([]byte(short))
}

// unstretch cuts runs of three and more of a letter to two; "" where there is none.
func unstretch(word []byte) string {
	out, cut := make([]byte, 0, 32), false
	for i, c := range word {
		if i >= 2 && word[i-1] == c && word[i-2] == c {
			cut = true
			continue
		}
		out = append(out, c)
	}
	if !cut {
		return ""
	}
	return string(out)
}

func undouble(word string) string {
	out := make([]byte, 0, len(word))
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			continue
		}
		out = append(out, word[i])
	}
	return string(out)
}

// learn makes a word known unless it is a misspelling or stretched.
func (v *Vocabulary) learn(word string) Sym {
	if len(word) < 2 || unstretch([]byte(word)) != "" || v.corrected([]byte(word)) != None {
		return None
	}
	return v.internStem(word)
}
