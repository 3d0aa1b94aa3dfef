package learn

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"strings"

	"spotter/internal/knowledge"
	"spotter/internal/knowledge/evaluate"
)

// RecordFile is the file beside the weights that says what they were learned from: what Record returns, SampleLine, and what
// Sample returns.
const RecordFile = "lexicon/learned.sum"

// SampleLine stands in RecordFile before what Sample returned.
const SampleLine = "# what a part of the messages teaches\n"

// recorded are the files that weights are learned from, the learner itself, and the weights. What else of the program or the
// content bears on them shows in Sample.
var recorded = []string{
	"testdata/*.jsonl", "testdata/*.tsv", "lexicon/words.toml", "lexicon/*-words.toml", "lexicon/ordinary.txt",
	"learn/*.go", "classify/ngram/*.go", "lexicon/weights.tsv", "lexicon/ngrams.bin", "lexicon/whole.bin", "lexicon/asks.bin",
}

// Record returns the SHA-256 of each file in folder, that of package knowledge, that weights are made of or that they are, in
// the form of sha256sum.
func Record(folder fs.FS) (string, error) {
	var b strings.Builder
	for _, pattern := range recorded {
		names, err := fs.Glob(folder, pattern)
		if err != nil {
			return "", err
		}
		for _, name := range names {
			if name == "lexicon/turn-words.toml" { // the learner does not read it
				continue
			}
			text, err := fs.ReadFile(folder, name)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%x  %s\n", sha256.Sum256(text), name)
		}
	}
	return b.String(), nil
}

// sampled is how many lessons one is taken of for a sample.
const sampled = 20

// Sample returns the SHA-256 of what a part of the lessons teaches. A base that was just loaded is wanted, since a learner adds
// words to it.
func Sample(b *knowledge.Base, lessons []evaluate.Message) string {
	var some []evaluate.Message
	for i := 0; i < len(lessons); i += sampled {
		some = append(some, lessons[i])
	}
	learned := New(b).Learn(some)
	return fmt.Sprintf("%x", sha256.Sum256([]byte(learned.Weights+learned.Second+learned.Whole+learned.Asks)))
}
