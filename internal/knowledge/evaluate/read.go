package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
)

// ReadFile reads a file of messages: warning signs where its name ends in .tsv, else a question set.
func ReadFile(path string) ([]Message, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	read := Read
	if strings.HasSuffix(path, ".tsv") {
		read = ReadSigns
	}
	ms, err := read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return ms, nil
}

// maxLine is the longest line of a question set, in bytes.
const maxLine = 1 << 20

// Read reads a question set: one JSON object a line. Empty lines are passed over.
func Read(r io.Reader) ([]Message, error) {
	var out []Message
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var m Message
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		out = append(out, m)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read question set: %w", err)
	}
	return out, nil
}

// ReadSigns reads messages of which only the warning signs are known, one a line: the signs with commas
// between them, "crisis" among them, or "-" for none, a tab, and the message.
func ReadSigns(r io.Reader) ([]Message, error) {
	var out []Message
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		signs, text, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: want warning signs, a tab and a message", n)
		}
		m := Message{ID: fmt.Sprint(n), Text: text}
		for sign := range strings.SplitSeq(signs, ",") {
			switch sign {
			case "-":
			case "crisis":
				m.Crisis = true
			default:
				m.RedFlags = append(m.RedFlags, sign)
			}
		}
		out = append(out, m)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read warning signs: %w", err)
	}
	return out, nil
}
