package config_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"spotter/internal/config"
)

type exported struct{ Token config.Secret }
type unexported struct{ token config.Secret }

// Nothing but Reveal gives a secret away, however it is nested.
func TestSecretCannotPrint(t *testing.T) {
	const text = "hush-hush"
	secret := config.NewSecret(text)
	cfg := config.Default()
	cfg.Discord.Token = secret
	values := []any{
		secret, &secret, exported{secret}, &exported{secret}, unexported{secret}, &unexported{secret},
		[]config.Secret{secret}, map[string]config.Secret{"key": secret}, map[config.Secret]int{secret: 1},
		[]any{secret}, cfg, *cfg, errors.Join(fmt.Errorf("%v", secret)),
	}
	for _, value := range values {
		for verb := 'A'; verb <= 'z'; verb++ {
			for _, flags := range []string{"", "+", "#", " ", "0", "-20", ".3"} {
				format := "%" + flags + string(verb)
				wantHidden(t, format, fmt.Sprintf(format, value))
			}
		}
		wantHidden(t, "Sprint", fmt.Sprint(value))
		encoded, err := json.Marshal(value)
		if err != nil && !strings.Contains(err.Error(), "unsupported type") {
			t.Errorf("json of %T: %v", value, err)
		}
		wantHidden(t, "json", string(encoded))
		var log bytes.Buffer
		for _, handler := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
			slog.New(handler).Info("message", "value", value, slog.Group("group", "value", value))
			slog.New(handler).With("value", value).Info("message")
		}
		wantHidden(t, "slog", log.String())
	}
	if got := secret.Reveal(); got != text {
		t.Errorf("Reveal() = %q, want %q", got, text)
	}
}

func TestSecretPrintsAsSecret(t *testing.T) {
	if got, want := fmt.Sprintf("%s", config.NewSecret("x")), "(secret)"; got != want {
		t.Errorf("%%s = %q, want %q", got, want)
	}
	if (config.Secret{}).Set() || config.NewSecret("").Set() || !config.NewSecret("x").Set() {
		t.Error("Set is wrong about an empty secret or a full one")
	}
}

func wantHidden(t *testing.T, how, printed string) {
	t.Helper()
	// As text, as bytes in hexadecimal and in decimal.
	for _, leak := range []string{"hush", "68757368", "68 75 73 68", "104 117 115 104", "HUSH", "0x68"} {
		if strings.Contains(printed, leak) {
			t.Errorf("%s prints %q", how, printed)
		}
	}
}
