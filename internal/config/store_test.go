package config_test

import (
	"fmt"
	"strings"
	"testing"

	"spotter/internal/config"
)

func TestStore(t *testing.T) {
	for _, test := range []struct{ text, address, database string }{
		{``, "bolt:data/spotter.db", "data/spotter.db"},
		{`store = ""`, "bolt:data/spotter.db", "data/spotter.db"},
		{`database = "x.db"`, "bolt:x.db", "x.db"},
		{`store = "bolt:/var/lib/x.db"`, "bolt:/var/lib/x.db", "/var/lib/x.db"},
		{`store = "etcd://me:hush@a:1,b:2/bot?tls=true"`, "etcd://me:hush@a:1,b:2/bot?tls=true", "data/spotter.db"},
	} {
		cfg, _, err := config.Load(writeFile(t, "spotter.toml", test.text), nil)
		if err != nil || cfg.StoreAddress() != test.address || cfg.Database != test.database {
			t.Errorf("%s: %q, %q, %v", test.text, cfg.StoreAddress(), cfg.Database, err)
		}
		if printed := fmt.Sprintf("%v %+v %#v", cfg, *cfg, cfg); strings.Contains(printed, "hush") {
			t.Errorf("the configuration prints the password: %s", printed)
		}
	}
}

func TestStoreWrong(t *testing.T) {
	for _, text := range []string{
		`store = "data/spotter.db"`, `store = "bolt:"`, `store = "postgres://me:hush@a/b"`, `store = "etcd:a:1"`,
		"store = \"etcd://a:1\"\ndatabase = \"x.db\"", `store = "bolt:a\u0000b"`,
	} {
		_, _, err := config.Load(writeFile(t, "spotter.toml", text), nil)
		if err == nil || !strings.Contains(err.Error(), "store ") || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v, want an error that names store and no secret", text, err)
		}
	}
}
