package text

import (
	"hash/maphash"
	"strings"
)

// A Vocabulary is what is known of words: which forms are the same word, which may be misspelt, and
// which words of the language must never be taken for a misspelling.
type Vocabulary struct {
	forms    map[string]form // surface forms
	stems    map[string]Sym
	names    []string         // by symbol
	near     map[uint64]int32 // by the hash of a form and of each that has one letter less: the form among spelled
	spelled  []string         // forms that misspellings may be taken for
	seed     maphash.Seed     // of the hashes
	ordinary string           // words of the language, one a line, in order
	learning bool             // make unknown words known
}

// A form is what is known of a word as it is written.
type form struct {
	sym     Sym
	correct bool // its misspellings are in near
}

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

// usual is how many words a vocabulary has room for at first.
const usual = 7000

// NewVocabulary makes an empty one. Ordinary holds words of the language, sorted, one a line.
func NewVocabulary(ordinary string) *Vocabulary {
	v := &Vocabulary{
		forms: make(map[string]form, usual), stems: make(map[string]Sym, usual), near: make(map[uint64]int32, 4*usual),
		names: append(make([]string, 0, usual), "", "#mild", "#severe", "#"), spelled: make([]string, 0, usual),
		seed: maphash.MakeSeed(), ordinary: ordinary,
	}
	for _, word := range numerals {
		v.forms[word] = form{sym: v.intern(word)}
	}
	return v
}

// numerals are the first words of every vocabulary, so that their symbols tell their values.
var numerals = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve")

// value gives the number that a word means, -1 where it means none.
func value(s Sym) float64 {
	if n := int(s - Number - 1); n >= 0 && n < len(numerals) {
		return float64(n)
	}
	return -1
}

// Name gives the stem or class that a symbol stands for.
func (v *Vocabulary) Name(s Sym) string { return v.names[s] }

// Len gives the number of symbols.
func (v *Vocabulary) Len() int { return len(v.names) }

// Class gives the symbol of the class of that name and makes it if need be.
func (v *Vocabulary) Class(name string) Sym { return v.intern("<" + name + ">") }

// Add makes word known, with its inflections, and gives its symbol. Correct says that misspellings
// of it may be taken for it.
func (v *Vocabulary) Add(word string, correct bool) Sym {
	f, ok := v.forms[word]
	if !ok {
		f.sym = v.internStem(word)
	}
	near := correct && !f.correct && len(word) >= shortest
	if near {
		v.addNear(word)
		f.correct = true
	}
	if near || !ok {
		v.forms[word] = f
	}
	return f.sym
}

// Same makes written one of the forms of the word that symbol s stands for.
func (v *Vocabulary) Same(written string, s Sym, correct bool) {
	f := v.forms[written]
	f.sym = s
	if correct && !f.correct && len(written) >= shortest {
		v.addNear(written)
		f.correct = true
	}
	v.forms[written] = f
}

// Stem gives the symbol of a stem or class by its name, and makes it known if need be.
func (v *Vocabulary) Stem(name string) Sym {
	if s, ok := v.stems[name]; ok {
		return s
	}
	return v.intern(strings.Clone(name)) // lest all of the file that it stands in be kept
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
	if s, ok := v.stems[string(cut)]; ok {
		return s
	}
	if strings.HasPrefix(word, string(cut)) {
		return v.intern(word[:len(cut)])
	}
	return v.intern(string(cut))
}

func (v *Vocabulary) intern(name string) Sym {
	if s, ok := v.stems[name]; ok {
		return s
	}
	s := Sym(len(v.names))
	v.names = append(v.names, name)
	v.stems[name] = s
	return s
}

// addNear makes misspellings of word known. Hashes that meet by chance do no harm: nearest compares.
func (v *Vocabulary) addNear(word string) {
	at := int32(len(v.spelled))
	v.spelled = append(v.spelled, word)
	v.near[maphash.String(v.seed, word)] = at
	var buf [32]byte
	for i := 1; i < len(word) && len(word) < len(buf); i++ {
		key := maphash.Bytes(v.seed, append(append(buf[:0], word[:i]...), word[i+1:]...))
		if _, taken := v.near[key]; !taken {
			v.near[key] = at
		}
	}
}

// find gives the symbol of a word as it is written. The order matters: a known form, an inflection
// of a known word, letters stretched for emphasis, and only then a misspelling.
func (v *Vocabulary) find(word []byte) Sym {
	if f, ok := v.forms[string(word)]; ok {
		return f.sym
	}
	if len(word) > longest {
		return None
	}
	var buf [longest]byte
	if s, ok := v.stems[string(stem(buf[:], word))]; ok {
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
func (v *Vocabulary) exact(word []byte) Sym { return v.forms[string(word)].sym }

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
		if f, ok := v.forms[written]; ok {
			return f.sym
		}
		if s, ok := v.stems[string(stem(buf[:], written))]; ok {
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
