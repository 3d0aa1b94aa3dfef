package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// program builds cmd/page for a browser and returns it with Go's own glue. Without inlining (-l) it is an eighth smaller as
// brotli, and no slower that anybody could see.
func program(ctx context.Context) (wasm, glue []byte, err error) {
	folder, err := os.MkdirTemp("", "spotter-page-")
	if err != nil {
		return nil, nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "spotter.wasm")
	c := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-gcflags=all=-l", "-ldflags", "-s -w -buildid=", "-o", file, "./cmd/page")
	c.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("build cmd/page: %w\n%s", err, bytes.TrimSpace(out))
	}
	if wasm, err = os.ReadFile(file); err != nil {
		return nil, nil, err
	}
	root, err := exec.CommandContext(ctx, "go", "env", "GOROOT").Output()
	if err != nil {
		return nil, nil, fmt.Errorf("ask go for its folder: %w", err)
	}
	glue, err = os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	return wasm, glue, err
}
