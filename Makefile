# What can be done here. `make help` lists it. Needed: Go and make; for `check` also a C compiler, which
# the race detector links with.

.DEFAULT_GOAL := help
.PHONY: help run build replicas test test-unraced train-check check etcd cross fuzz bench eval cover load crash release release-check image audit pictures page page-serve test-page

ARGS     ?=
export SCREENSHOTS
FUZZTIME ?= 30s
BENCH    ?= .
PKG      ?= ./...
VERSION  ?=
RACE     ?= $(shell command -v cc >/dev/null && echo -race)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build the bot and run it at the terminal, or with ARGS="-config FILE"
	@bin/spotter run $(ARGS)

build: ## build bin/spotter
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/spotter ./cmd/bot

replicas: ## build bin/spotter-etcd: the bot with the engine for several machines (docs/replicas.md)
	@CGO_ENABLED=0 go build -tags etcd -trimpath -ldflags '-s -w' -o bin/spotter-etcd ./cmd/bot

# Packages are tested one after the other: many tests bound how long a person waits, and two packages at once take each other's time.
test: ## run all tests, or those of PKG=./internal/store/..., with -race where there is a C compiler
	go test $(RACE) -shuffle=on -p 1 $(PKG)
	@test -z "$(RACE)" || $(MAKE) --no-print-directory test-unraced

# The tests that begin with racetest.Skip.
test-unraced: ## run the tests that the race detector skips, in all packages or in PKG
	@files=$$(go list -f '{{$$d := .Dir}}{{range .TestGoFiles}}{{$$d}}/{{.}} {{end}}{{range .XTestGoFiles}}{{$$d}}/{{.}} {{end}}' $(PKG)); \
	files=$$(grep -ls 'racetest\.Skip(' $$files /dev/null) || exit 0; \
	names=$$(grep -hB1 'racetest\.Skip(' $$files | sed -n 's/^func \([A-Za-z0-9_]*\)(.*/\1/p' | paste -sd '|' -); \
	go test -shuffle=on -run "^($$names)$$" $$(dirname $$files | sort -u)

train-check: ## learn the weights anew, which takes minutes, and see that they are those of the repository
	SPOTTER_TRAIN=1 go test -run '^TestWeightsAreLearnedFromAllMessages$$' ./internal/knowledge

check: ## everything that must pass: gofmt, vet, staticcheck, tidy, cross builds, tests with -race -shuffle=on
	@unformatted=$$(gofmt -l cmd internal) && test -z "$$unformatted" || { echo "run gofmt -w on:" $$unformatted; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go mod tidy -diff
	@$(MAKE) --no-print-directory cross
	@$(MAKE) --no-print-directory test RACE=-race PKG=./...

cross: ## build for two systems that are not this one and for a browser, to see that it can be done
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 go build -o /dev/null ./cmd/bot
	CGO_ENABLED=0 GOOS=linux GOARCH=arm GOARM=7 go build -o /dev/null ./cmd/bot
	GOOS=js GOARCH=wasm go vet ./cmd/page ./internal/bot

PAGE    ?= dist/page
ADDRESS ?= 127.0.0.1:8090
BROWSER  = internal/ops/site/browser

page: ## build the page to try the coach at, a folder for any host of static files, in dist/page
	@go run ./internal/ops/site -to $(PAGE)

page-serve: ## serve dist/page on loopback, or at ADDRESS=127.0.0.1:8090
	@go run ./internal/ops/site -to $(PAGE) -serve $(ADDRESS)

test-page: ## drive the page in Chromium by playwright-core; wants node, npm and Debian's chromium
	@if ! command -v node >/dev/null || ! command -v npm >/dev/null; then echo "test-page: skipped, there is no node here"; \
	elif ! command -v $${CHROMIUM:-chromium} >/dev/null; then echo "test-page: skipped, there is no chromium here"; \
	elif ! (cd $(BROWSER) && npm ci --no-audit --no-fund --silent); then \
		if npm ping --silent >/dev/null 2>&1; then exit 1; fi; echo "test-page: skipped, npm's registry cannot be reached from here"; \
	else cd $(BROWSER) && npm test --silent; fi

release: ## build archives, Debian packages and SHA256SUMS in dist/: make release VERSION=v0.1.0
	go run ./internal/ops/release -version "$(VERSION)" -to dist

release-check: ## build a release twice and look whether it can be installed and runs; wants Debian's buildah, and root
	@$(MAKE) --no-print-directory release VERSION=$(or $(VERSION),v0.0.0)
	@go run ./internal/ops/release -version $(or $(VERSION),v0.0.0) -only linux_amd64 -to bin/again
	@cd bin/again && for file in *.tar.gz *.deb; do cmp "$$file" "../../dist/$$file" || exit 1; done; echo "release-check: built twice, it is the same"
	@packaging/check.sh dist

image: build ## build the container image bin/spotter-image.tar with Debian's buildah, for this machine's processor
	packaging/image.sh bin/spotter $$(go env GOARCH) bin/spotter-image.tar

audit: ## look for known vulnerabilities in what the program uses, if the database of them can be reached
	@packaging/audit.sh

ETCDTEST = internal/store/etcdstore/etcdtest

etcd: ## check the engine for several machines against real etcd members, which are killed and stopped
	go vet -tags etcd ./cmd/bot ./internal/store/...
	go test -tags etcd ./internal/store/etcdstore
	cd $(ETCDTEST) && go vet -tags etcd ./... && go mod tidy -diff && go test -tags etcd -timeout 5m $(ARGS) ./...

fuzz: ## run every fuzz target for FUZZTIME=30s, in all packages or in PKG
	@for package in $$(go list $(PKG)); do \
		list=$$(go test -list '^Fuzz' $$package) || exit 1; \
		for target in $$(echo "$$list" | grep '^Fuzz'); do \
			echo "$$package $$target"; \
			go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) $$package || exit 1; \
		done; \
	done

bench: ## run the benchmarks, or those that match BENCH=Update, in all packages or in PKG
	go test -run '^$$' -bench '$(BENCH)' -benchmem $(PKG)

KEPT = internal/knowledge/testdata/kept

eval: ## count what is understood of the messages that nobody on the team has read, file by file
	@cd $(KEPT) && go run spotter/cmd/bot eval n.jsonl aa.jsonl attack-*.jsonl long-*.jsonl
	@SPOTTER_LANGUAGES='$(CURDIR)/$(KEPT)/languages-*.jsonl' go test -count 1 -run UnseenLanguages -v ./internal/knowledge | grep /

cover: ## say how much of each package its tests reach; bin/cover.html shows the lines
	@mkdir -p bin
	go test -coverprofile bin/cover.out $(PKG)
	@go tool cover -html bin/cover.out -o bin/cover.html
	@go tool cover -func bin/cover.out | tail -1

pictures: ## draw the pictures of the README again: those of the drills and cues, and of the chats
	go test ./cmd/bot -run 'Picture' -update

load: ## measure the delivery of reminders from a file of a million plans, or with ARGS="-plans 20000"
	go run ./internal/reminders/load $(ARGS)
	@out=$$(go test -run '^$$' -bench '^BenchmarkBroadcast$$' -benchtime 1x ./internal/chat/telegram) || { echo "$$out"; exit 1; }; \
	echo "$$out" | awk '/^BenchmarkBroadcast/ { for (i = 3; i < NF; i += 2) v[$$(i + 1)] = $$i; form = "%-36s %10.2f  %s\n"; \
		printf form, "900 due at once: of the cap used", v["of-cap"], "(Telegram takes 30 a second, 50 ms a call, two people a second ask)"; \
		printf form, "900 due at once: refusals (429)", v["429s"], ""; \
		printf form, "900 due at once: answers, p99 ms", v["answer-p99-ms"], "" }'

crash: ## kill deliveries of reminders 300 times, and more with lasting leases, and check that nothing is lost, or with ARGS="-kills 30"
	go run ./internal/reminders/crash $(ARGS)
