package rules

import (
	"fmt"
	"slices"
	"strings"
)

// A row says what the packages at and below a path may import beside the standard library and
// themselves.
type row struct {
	ours   []string
	others []string
}

const toml = "github.com/pelletier/go-toml/v2"

// The table of who may import whom. The core and the adapters are strangers that meet in cmd/bot: no
// platform's name, limit or markup in the bot, no coaching in an adapter.
var table = map[string]row{
	"internal/chat":                     {},
	"internal/chat/chattest":            {ours: []string{"internal/chat"}},
	"internal/chat/dialog":              {ours: []string{"internal/chat"}},
	"internal/chat/discord":             {ours: []string{"internal/chat"}, others: []string{"github.com/bwmarrin/discordgo", "golang.org/x/time/rate"}},
	"internal/chat/telegram":            {ours: []string{"internal/chat", "internal/chat/dialog"}, others: []string{"github.com/go-telegram-bot-api/telegram-bot-api/v5", "github.com/rivo/uniseg", "golang.org/x/time/rate"}},
	"internal/chat/terminal":            {ours: []string{"internal/chat", "internal/chat/dialog"}, others: []string{"golang.org/x/term"}},
	"internal/bot":                      {ours: []string{"internal/chat", "internal/expiring", "internal/knowledge", "internal/reminders", "internal/formcheck"}, others: []string{"github.com/hbollon/go-edlib"}},
	"internal/expiring":                 {},
	"internal/lease":                    {ours: []string{"internal/store"}},
	"internal/knowledge":                {ours: []string{"internal/knowledge/language"}, others: []string{toml, "golang.org/x/text"}},
	"internal/knowledge/language":       {others: []string{toml}},
	"internal/reminders":                {ours: []string{"internal/store"}, others: []string{"github.com/hbollon/go-edlib"}},
	"internal/reminders/load":           {ours: []string{"internal/reminders", "internal/store", "internal/store/boltstore"}, others: []string{"go.etcd.io/bbolt"}}, // a program
	"internal/reminders/crash":          {ours: []string{"internal/reminders", "internal/store", "internal/store/boltstore"}},                                       // a program
	"internal/store/transfer":           {ours: []string{"internal/lease", "internal/store"}},
	"internal/formcheck":                {ours: []string{"internal/store"}},
	"internal/store":                    {},
	"internal/store/storetest":          {ours: []string{"internal/store"}, others: []string{"github.com/anishathalye/porcupine"}},
	"internal/store/boltstore":          {ours: []string{"internal/store"}, others: []string{"go.etcd.io/bbolt"}},
	"internal/store/etcdstore":          {ours: []string{"internal/store"}, others: []string{"go.etcd.io/etcd/client/v3", "go.etcd.io/etcd/api/v3", "go.uber.org/zap", "google.golang.org/grpc"}},
	"internal/store/etcdstore/etcdtest": {ours: []string{"internal/store"}, others: []string{"go.etcd.io/etcd"}}, // a module of its own
	"internal/config":                   {others: []string{toml}},
	"internal/rules":                    {},
	"cmd/bot":                           {ours: []string{"internal"}, others: []string{"golang.org/x/sync", "github.com/prometheus/client_golang"}},
}

// What code for tests may import beside that, and all of ours.
var forTests = []string{
	"github.com/getkin/kin-openapi",
	"github.com/google/go-cmp",
	"github.com/gorilla/websocket",
	"github.com/kljensen/snowball",
	"github.com/rogpeppe/go-internal",
	"go.etcd.io/bbolt",
	"go.uber.org/goleak",
	"pgregory.net/rapid",
}

// A package may import what its row in the table says. Only code for tests imports testing, and code
// for tests; nobody imports log, because a *slog.Logger is passed in.
func imports(t tree) (faults []string) {
	for _, f := range t.files {
		name, r := rowOf(f.dir)
		if name == "" {
			faults = append(faults, f.path+": the package has no row in the table of imports")
			continue
		}
		ours, others := f.imports(t.module)
		for _, imported := range ours {
			if !r.mayImportOurs(f, name, imported) {
				faults = append(faults, fmt.Sprintf("%s: may not import %s", f.path, imported))
			}
		}
		for _, imported := range others {
			if !r.mayImportOther(f, imported) {
				faults = append(faults, fmt.Sprintf("%s: may not import %s", f.path, imported))
			}
		}
	}
	return faults
}

// rowOf returns the row for the longest path at or above dir.
func rowOf(dir string) (name string, r row) {
	for path, row := range table {
		if within(dir, path) && len(path) > len(name) {
			name, r = path, row
		}
	}
	return name, r
}

func (r row) mayImportOurs(f file, name, imported string) bool {
	if f.test {
		return strings.HasPrefix(imported, "internal/")
	}
	of, _ := rowOf(imported)
	return !strings.HasSuffix(imported, "test") && (of == name || allowed(r.ours, of))
}

func (r row) mayImportOther(f file, imported string) bool {
	switch {
	case imported == "log":
		return false
	case within(imported, "testing"):
		return f.test
	case standard(imported):
		return true
	}
	return allowed(r.others, imported) || f.test && allowed(forTests, imported)
}

// allowed tells whether a path is one of the names or below one; but packages of ours with rows of
// their own are only themselves, or all below "internal".
func allowed(names []string, path string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		if _, ours := table[name]; ours {
			return path == name
		}
		return within(path, name)
	})
}
