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
	"internal/chat":                 {},
	"internal/chat/chattest":        {ours: []string{"internal/chat"}},
	"internal/chat/dialog":          {ours: []string{"internal/chat"}},
	"internal/chat/discord":         {ours: []string{"internal/chat", "internal/lanes", "internal/chat/discord/gateway", "internal/chat/discord/markup", "internal/chat/discord/rest"}, others: []string{"github.com/bwmarrin/discordgo"}},
	"internal/chat/discord/gateway": {others: []string{"github.com/gorilla/websocket"}},
	"internal/chat/discord/markup":  {ours: []string{"internal/chat", "internal/chat/discord/rest"}, others: []string{"github.com/bwmarrin/discordgo"}},
	"internal/chat/discord/rest":    {others: []string{"github.com/bwmarrin/discordgo", "golang.org/x/time/rate"}},
	"internal/chat/telegram":        {ours: []string{"internal/pattern", "internal/chat", "internal/chat/dialog", "internal/chat/telegram/botapi", "internal/chat/telegram/inbox", "internal/chat/telegram/markup", "internal/lanes"}, others: []string{"github.com/go-telegram-bot-api/telegram-bot-api/v5", "github.com/rivo/uniseg", "golang.org/x/time/rate"}},
	"internal/chat/telegram/botapi": {others: []string{"github.com/go-telegram-bot-api/telegram-bot-api/v5", "golang.org/x/time/rate"}},
	"internal/chat/telegram/inbox":  {},
	"internal/chat/telegram/markup": {ours: []string{"internal/chat"}, others: []string{"github.com/rivo/uniseg"}},
	"internal/lanes":                {},
	"internal/chat/web":             {ours: []string{"internal/chat"}, others: []string{"golang.org/x/net/html"}},
	"internal/chat/terminal":        {ours: []string{"internal/chat", "internal/chat/dialog"}, others: []string{"golang.org/x/term"}},
	"internal/bot":                  {ours: []string{"internal/knowledge/turn", "internal/bot/command", "internal/bot/say", "internal/bot/coach", "internal/bot/remind", "internal/bot/review", "internal/chat", "internal/knowledge", "internal/reminders", "internal/formcheck", "internal/bot/show", "internal/bot/guide", "internal/bot/misread"}},
	"internal/bot/misread":          {ours: []string{"internal/pattern", "internal/bot/command", "internal/chat", "internal/expiring"}},
	"internal/bot/command":          {ours: []string{"internal/bot/say", "internal/chat"}, others: []string{"github.com/hbollon/go-edlib"}},
	"internal/bot/say":              {ours: []string{"internal/chat", "internal/knowledge"}},
	"internal/bot/guide":            {ours: []string{"internal/bot/command", "internal/bot/say", "internal/chat", "internal/expiring", "internal/knowledge"}},
	"internal/bot/show":             {ours: []string{"internal/chat", "internal/store"}},
	"internal/bot/coach":            {ours: []string{"internal/bot/command", "internal/bot/say", "internal/chat", "internal/expiring", "internal/knowledge", "internal/knowledge/turn", "internal/bot/guide"}},
	"internal/bot/remind":           {ours: []string{"internal/pattern", "internal/knowledge/turn", "internal/bot/command", "internal/bot/say", "internal/chat", "internal/knowledge", "internal/reminders", "internal/reminders/when", "internal/bot/guide", "internal/bot/show", "internal/picture/heat", "internal/expiring"}},
	"internal/bot/review":           {ours: []string{"internal/pattern", "internal/bot/command", "internal/bot/say", "internal/chat", "internal/expiring", "internal/knowledge", "internal/formcheck"}, others: []string{"golang.org/x/net/idna", "golang.org/x/text/unicode/norm"}},
	"internal/bot/bottest":          {ours: []string{"internal/bot", "internal/bot/command", "internal/store", "internal/chat", "internal/knowledge"}, others: []string{"github.com/google/go-cmp"}},
	"internal/cli":                  {},
	"internal/erasure":              {ours: []string{"internal/store"}},
	"internal/expiring":             {},
	"internal/pattern":              {},
	"internal/racetest":             {},
	"internal/lease":                {ours: []string{"internal/store"}},
	// The stages of understanding, in their order: words know no phrases, the lexicon no weights, scope no scores, and the
	// learner is known to nobody that runs.
	"internal/knowledge/overlay":          {ours: []string{"internal/knowledge/flat"}, others: []string{toml}},
	"internal/knowledge/content":          {ours: []string{"internal/knowledge/flat", "internal/knowledge/overlay"}},
	"internal/knowledge/flat":             {},
	"internal/knowledge/text":             {ours: []string{"internal/knowledge/flat"}},
	"internal/knowledge/match":            {ours: []string{"internal/knowledge/flat", "internal/knowledge/text"}},
	"internal/knowledge/lexicon":          {ours: []string{"internal/knowledge/flat", "internal/knowledge/content", "internal/knowledge/match", "internal/knowledge/overlay", "internal/knowledge/text"}, others: []string{toml}},
	"internal/knowledge/scope":            {ours: []string{"internal/knowledge/content", "internal/knowledge/lexicon", "internal/knowledge/match", "internal/knowledge/text"}},
	"internal/knowledge/classify/ngram":   {ours: []string{"internal/knowledge/flat"}},
	"internal/knowledge/classify":         {ours: []string{"internal/knowledge/flat", "internal/knowledge/classify/ngram", "internal/knowledge/content", "internal/knowledge/lexicon", "internal/knowledge/overlay", "internal/knowledge/scope", "internal/knowledge/text"}},
	"internal/knowledge/turn":             {ours: []string{"internal/knowledge/flat", "internal/knowledge/classify/ngram", "internal/knowledge/match", "internal/knowledge/text"}},
	"internal/knowledge/fact":             {ours: []string{"internal/knowledge/flat", "internal/knowledge/classify/ngram", "internal/knowledge/turn"}},
	"internal/knowledge/fact/learn":       {ours: []string{"internal/knowledge", "internal/knowledge/fact"}},
	"internal/knowledge":                  {ours: []string{"internal/knowledge/fact", "internal/knowledge/flat", "internal/knowledge/classify", "internal/knowledge/content", "internal/knowledge/language", "internal/knowledge/lexicon", "internal/knowledge/overlay", "internal/knowledge/scope", "internal/knowledge/turn"}, others: []string{"golang.org/x/text", toml}},
	"internal/knowledge/why":              {ours: []string{"internal/knowledge"}},
	"internal/knowledge/learn":            {ours: []string{"internal/knowledge/evaluate", "internal/knowledge", "internal/knowledge/classify", "internal/knowledge/classify/ngram", "internal/knowledge/lexicon", "internal/knowledge/scope", "internal/knowledge/text"}},
	"internal/knowledge/compile":          {ours: []string{"internal/knowledge"}},
	"internal/knowledge/turn/learn":       {ours: []string{"internal/knowledge", "internal/knowledge/turn", "internal/knowledge/classify/ngram"}},
	"internal/knowledge/evaluate":         {ours: []string{"internal/knowledge"}},
	"internal/knowledge/train":            {ours: []string{"internal/knowledge", "internal/knowledge/evaluate", "internal/knowledge/learn"}},
	"internal/knowledge/language":         {others: []string{toml}},
	"internal/knowledge/content/pictures": {},
	"internal/picture":                    {ours: []string{"internal/knowledge/overlay", "internal/picture/rig", "internal/picture/paint", "internal/knowledge/content/pictures"}, others: []string{toml}},
	"internal/picture/rig":                {ours: []string{"internal/picture/paint"}},
	"internal/picture/paint":              {others: []string{"golang.org/x/image/vector"}},
	"internal/picture/heat":               {ours: []string{"internal/picture/paint"}},
	"internal/reminders":                  {ours: []string{"internal/store", "internal/erasure"}, others: []string{"github.com/hbollon/go-edlib"}},
	"internal/reminders/when":             {ours: []string{"internal/pattern", "internal/reminders"}, others: []string{"github.com/hbollon/go-edlib", "golang.org/x/text/unicode/norm"}},
	"internal/reminders/load":             {ours: []string{"internal/reminders", "internal/store", "internal/store/boltstore"}, others: []string{"go.etcd.io/bbolt"}}, // a program
	"internal/reminders/crash":            {ours: []string{"internal/reminders", "internal/store", "internal/store/boltstore"}},                                       // a program
	"internal/store/transfer":             {ours: []string{"internal/lease", "internal/store"}},
	"internal/formcheck":                  {ours: []string{"internal/store"}},
	"internal/store":                      {},
	"internal/store/storetest":            {ours: []string{"internal/store"}, others: []string{"github.com/anishathalye/porcupine"}},
	"internal/store/boltstore":            {ours: []string{"internal/store"}, others: []string{"go.etcd.io/bbolt"}},
	"internal/store/etcdstore":            {ours: []string{"internal/store"}, others: []string{"go.etcd.io/etcd/client/v3", "go.etcd.io/etcd/api/v3", "go.uber.org/zap", "google.golang.org/grpc"}},
	"internal/store/etcdstore/etcdtest":   {ours: []string{"internal/store"}, others: []string{"go.etcd.io/etcd"}}, // a module of its own
	"internal/config":                     {ours: []string{"internal/pattern"}, others: []string{toml, "github.com/hbollon/go-edlib"}},
	"internal/ops":                        {others: []string{"github.com/coreos/go-systemd/v22/daemon"}},
	"internal/ops/backup":                 {ours: []string{"internal/store/boltstore"}},
	"internal/ops/control":                {},
	"internal/ops/doctor":                 {ours: []string{"internal/chat", "internal/store/boltstore"}},
	"internal/ops/health":                 {ours: []string{"internal/store"}},
	"internal/ops/metrics":                {others: []string{"github.com/VictoriaMetrics/metrics"}},
	"internal/ops/release":                {},                                                                                                                                                                                      // a program
	"internal/ops/site":                   {ours: []string{"internal/bot/say", "internal/knowledge", "internal/picture", "internal/picture/paint"}, others: []string{"github.com/andybalholm/brotli", "github.com/yuin/goldmark"}}, // a program
	"internal/rules":                      {},
	"cmd/page":                            {ours: []string{"internal"}},
	"cmd/bot":                             {ours: []string{"internal"}, others: []string{"golang.org/x/sync", "github.com/prometheus/client_golang"}},
}

// What code for tests may import beside that, and all of ours.
var forTests = []string{
	"github.com/getkin/kin-openapi",
	"github.com/google/go-cmp",
	"github.com/gorilla/websocket",
	"github.com/kljensen/snowball",
	"github.com/rogpeppe/go-internal",
	"golang.org/x/net/html",
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
