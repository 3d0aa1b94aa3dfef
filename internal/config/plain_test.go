package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"spotter/internal/config"
)

// A token must not go over plain http to a public host; on one's own machine or network it may.
func TestPlainHTTPIsWarnedOf(t *testing.T) {
	for address, warned := range map[string]bool{
		"http://api.example.com": true, "http://8.8.8.8:8081": true, "https://api.example.com": false, "http://localhost:8081": false, "http://127.0.0.1:8081": false, "http://[::1]:8081": false,
		"http://10.0.0.5": false, "http://telegram-bot-api:8081": false, "http://bot.lan": false,
	} {
		path := filepath.Join(t.TempDir(), "c.toml")
		if err := os.WriteFile(path, []byte("[telegram]\napi_url = \""+address+"\"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, warnings, err := config.Load(path, nil)
		got := false
		for _, w := range warnings {
			got = got || strings.Contains(w.String(), "plain http")
		}
		if err != nil || got != warned {
			t.Errorf("%s: warned %v (%v), want %v", address, got, err, warned)
		}
	}
}
