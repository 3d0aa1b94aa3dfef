# What can be done here. `make help` lists it. Needed: Go and make; for `check` also a C compiler, which
# the race detector links with.

.DEFAULT_GOAL := help
.PHONY: help run build replicas test check etcd fuzz bench cover load crash

ARGS     ?=
FUZZTIME ?= 30s
BENCH    ?= .
PKG      ?= ./...
RACE     ?= $(shell command -v cc >/dev/null && echo -race)

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## build the bot and run it at the terminal, or with ARGS="-config FILE"
	@bin/spotter run $(ARGS)

build: ## build bin/spotter
	@CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o bin/spotter ./cmd/bot

replicas: ## build bin/spotter-etcd: the bot with the engine for several machines (docs/replicas.md)
	@CGO_ENABLED=0 go build -tags etcd -trimpath -ldflags '-s -w' -o bin/spotter-etcd ./cmd/bot

test: ## run all tests, or those of PKG=./internal/store/..., with -race where there is a C compiler
	go test $(RACE) -shuffle=on -p 1 $(PKG)

check: ## everything that must pass: gofmt, vet, staticcheck, tidy, tests with -race -shuffle=on
	@unformatted=$$(gofmt -l cmd internal) && test -z "$$unformatted" || { echo "run gofmt -w on:" $$unformatted; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go mod tidy -diff
	@$(MAKE) --no-print-directory test RACE=-race PKG=./...

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

cover: ## say how much of each package its tests reach; bin/cover.html shows the lines
	@mkdir -p bin
	go test -coverprofile bin/cover.out $(PKG)
	@go tool cover -html bin/cover.out -o bin/cover.html
	@go tool cover -func bin/cover.out | tail -1

load: ## measure the delivery of reminders from a file of a million plans, or with ARGS="-plans 20000"
	go run ./internal/reminders/load $(ARGS)
	@out=$$(go test -run '^$$' -bench '^BenchmarkBroadcast$$' -benchtime 1x ./internal/chat/telegram) || { echo "$$out"; exit 1; }; \
	echo "$$out" | awk '/^BenchmarkBroadcast/ { for (i = 3; i < NF; i += 2) v[$$(i + 1)] = $$i; form = "%-36s %10.2f  %s\n"; \
		printf form, "900 due at once: of the cap used", v["of-cap"], "(Telegram takes 30 a second, 50 ms a call, two people a second ask)"; \
		printf form, "900 due at once: refusals (429)", v["429s"], ""; \
		printf form, "900 due at once: answers, p99 ms", v["answer-p99-ms"], "" }'

crash: ## kill deliveries of reminders 300 times, and more with lasting leases, and check that nothing is lost, or with ARGS="-kills 30"
	go run ./internal/reminders/crash $(ARGS)
