#!/bin/sh
# Runs govulncheck on the program. Without a way to its database it says so, and that nothing was looked at.
set -eu
said=$(mktemp)
trap 'rm -f "$said"' EXIT
if go run golang.org/x/vuln/cmd/govulncheck@v1.8.0 ./... >"$said" 2>&1; then
	cat "$said"
	exit 0
fi
cat "$said"
if grep -qiE 'vuln\.go\.dev|fetching vulnerabilities|no such host|dial tcp|403|forbidden' "$said" && ! grep -q 'Vulnerability #' "$said"; then
	echo "audit: the database of vulnerabilities cannot be reached from here, so NOTHING was looked at. Run it where vuln.go.dev can be." >&2
	exit 0
fi
exit 1
