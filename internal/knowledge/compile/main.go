// Command compile makes the table that the program starts from, of the files that it is written and learned in: see
// internal/knowledge/table.go.
//
//	go generate ./internal/knowledge
package main

import (
	"fmt"
	"os"

	"spotter/internal/knowledge"
)

func main() {
	if err := knowledge.WriteTable("."); err != nil {
		fmt.Fprintln(os.Stderr, "compile:", err)
		os.Exit(1)
	}
}
