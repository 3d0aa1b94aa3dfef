// Package language tells in which language a message is written, where that is not English, and reads the signs
// in it: a small file of concepts for each language (data/*.toml), one table of rules over concepts for all of
// them (data/rules.toml), and what is answered in that language. It knows nothing of English, of causes and of
// how much care a sign asks for: signs are ids of the content.
//
// A file of a language is written for a native speaker to correct. A concept is a list of words and phrases with
// commas between them; "*" stands for the rest of a word, "#" for a number, "#8" for one of 8 and more. Up to two words
// may stand within a phrase. Accents, capitals and double letters do not count, and pairs of spelling bring
// what people mix up together ("v b"). Some concepts do not speak for a sign but of what stands around it:
//
//	no, no-behind   deny what follows, or comes before: until a word of stop, on over commas before one of or
//	no-denial       phrases with a word of no in them that deny nothing ("not only", "don't know")
//	healed, past    take a sign back, unless now says that it is still there or again that it returns
//	other, theory   somebody else's, unless self is named after, or only asked about; when: the same, at the head of a sentence
//	joke, joy       figures of speech are not meant where one stands near: what one trains or laughs at kills nobody
package language

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"
)

//go:embed data
var data embed.FS

// Codes are the languages that are understood beside English, by ISO 639-1 code.
var Codes = []string{"de", "es", "pt", "fr", "it", "nl", "pl", "tr", "ru", "hi"}

// A Language reads messages of one language. It is safe for concurrent use.
type Language struct {
	Say      Wording
	spelling *strings.Replacer
	concepts []string // names
	byName   map[string]int
	*phrases
	rules []rule
	mixed bool // its speakers mix it with English, so that the concepts have English words as well
}

// A Wording is what is answered in a language.
type Wording struct {
	Name    string            `toml:"-"`       // what its speakers call it
	Call    string            `toml:"call"`    // for an ambulance, with the numbers of its countries
	Today   string            `toml:"today"`   // to go to a hospital today
	See     string            `toml:"see"`     // to see somebody before training on
	Bot     string            `toml:"bot"`     // that a bot is no help here
	English string            `toml:"english"` // that only English is coached so far, and that a complaint is welcome in it
	Also    string            `toml:"also"`    // the same beside a sign
	Crisis  string            `toml:"crisis"`  // people who can help whoever wants to die
	Stroke  string            `toml:"stroke"`  // why a stroke cannot wait
	Signs   map[string]string `toml:"signs"`   // by id: why it matters
}

type languageFile struct {
	Name     string            `toml:"name"`
	Spelling []string          `toml:"spelling"`
	Mixed    bool              `toml:"mixed"`
	Concepts map[string]string `toml:"concepts"`
	Say      Wording           `toml:"say"`
}

// each loads a language when somebody first writes in it, so that starting costs nothing.
var each = func() map[string]func() *Language {
	all := map[string]func() *Language{}
	for _, code := range Codes {
		all[code] = sync.OnceValue(func() *Language {
			l, err := load(code)
			if err != nil {
				panic(err) // the files are built in, and a test loads them all
			}
			return l
		})
	}
	return all
}()

// Of returns the language of a code, or nil.
func Of(code string) *Language {
	if of := each[code]; of != nil {
		return of()
	}
	return nil
}

func load(code string) (*Language, error) {
	var own, shared languageFile
	var table struct {
		Rules []ruleEntry `toml:"rule"`
	}
	for name, into := range map[string]any{code: &own, "shared": &shared, "rules": &table} {
		if err := decode("data/"+name+".toml", into); err != nil {
			return nil, err
		}
	}
	l := &Language{Say: own.Say, byName: map[string]int{}, mixed: own.Mixed, spelling: replacer(own.Spelling)}
	l.Say.Name = own.Name
	l.phrases = newPhrases()
	l.common = map[string]bool{}
	for w := range wordsOf(code) {
		l.common[l.fold(w)] = true
	}
	for _, of := range []map[string]string{own.Concepts, shared.Concepts} {
		for _, name := range slices.Sorted(maps.Keys(of)) { // in an order, so that ties are settled alike each time
			l.add(name, of[name])
		}
	}
	var err error
	l.rules, err = l.compile(table.Rules)
	return l, err
}

func decode(path string, into any) error {
	f, err := data.Open(path)
	if err != nil {
		return fmt.Errorf("open %s: %w", path, err)
	}
	defer f.Close()
	if err := toml.NewDecoder(f).DisallowUnknownFields().Decode(into); err != nil {
		return fmt.Errorf("decode %s: %w", path, err)
	}
	return nil
}

// concept gives the number of a concept, and makes it one if need be.
func (l *Language) concept(name string) int {
	i, ok := l.byName[name]
	if !ok {
		i = len(l.concepts)
		l.byName[name] = i
		l.concepts = append(l.concepts, name)
	}
	return i
}

// tight are the concepts in whose phrases no other word may stand.
var tight = set("no-denial pec leg-day rated")

// add takes the phrases of a concept in.
func (l *Language) add(name, list string) {
	c, slack := l.concept(name), 2
	if tight[name] {
		slack = 0
	}
	for p := range strings.SplitSeq(list, ",") {
		if parts := l.parts(strings.Fields(p)); len(parts) > 0 {
			l.phrases.add(parts, c, slack)
			l.denials[l.phrases.id(parts[0])] = l.denials[l.phrases.id(parts[0])] || name == "no" && len(parts) == 1
		}
	}
}
