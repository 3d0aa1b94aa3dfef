package lexicon

// A Sign says how the words for one warning sign are meant where that differs from sign to sign. It stands in
// flag-words.toml; most signs need none.
type Sign struct {
	For     string   `toml:"for"`
	Owns    string   `toml:"owns"`    // a name for the words that it takes for itself, so that they count for no sign that yields them
	Yields  []string `toml:"yields"`  // whose words count for that sign alone
	Grazes  bool     `toml:"grazes"`  // yields where one end of the words is taken; else where both are
	Lasting bool     `toml:"lasting"` // that it began long ago is no reason against it; that it comes and goes is one
	Event   bool     `toml:"event"`   // it happened: to be well since does not undo it
	Blow    bool     `toml:"blow"`    // nor does that no pain is left; likened to one, it is none
	Once    bool     `toml:"once"`    // it came once: what comes with every repetition is none
	Painful bool     `toml:"painful"` // only with pain
	Rating  bool     `toml:"rating"`  // rates a complaint, and is none by itself
}

// Sign returns how the words for a warning sign are meant.
func (x *Lexicon) Sign(flag string) Sign { return x.signs[flag] }

// Owners returns the signs that take words for themselves, the strongest first.
func (x *Lexicon) Owners() []Sign { return x.owners }
