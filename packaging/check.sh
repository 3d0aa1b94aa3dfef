#!/bin/sh
# Looks whether a release in the folder $1 can be installed and runs: each archive and package has what it should, the Debian
# package's program starts, the unit is closed as it says, and the image's program answers for its health as a user
# without rights. What this machine has no tool for is said and left out.
set -eu
dist=$1
work=$(mktemp -d)
bot=
finish() {
	if [ -n "$bot" ]; then kill "$bot" 2>/dev/null || true; fi
	rm -rf "$work"
}
trap finish EXIT
say() { echo "release-check: $*"; }
want() { grep -q -- "$2" "$1" || { say "no $2 in $1:"; cat "$1"; exit 1; }; }

(cd "$dist" && sha256sum --quiet -c SHA256SUMS)
say "the sums are right"

for archive in "$dist"/*.tar.gz "$dist"/*.zip; do
	case $archive in
	*.zip) python3 -m zipfile -l "$archive" >"$work/list" 2>/dev/null || unzip -l "$archive" >"$work/list" ;;
	*) tar -tzf "$archive" >"$work/list" ;;
	esac
	for name in spotter spotter.1 completions/_spotter completions/spotter.bash completions/spotter.fish LICENSE README.md CHANGELOG.md config.example.toml THIRD-PARTY-NOTICES.txt; do
		want "$work/list" "/$name"
	done
done
say "$(ls "$dist"/*.tar.gz "$dist"/*.zip | wc -l) archives are whole"

for package in "$dist"/*.deb; do
	dpkg-deb -c "$package" >"$work/list"
	for name in usr/bin/spotter usr/lib/systemd/system/spotter.service usr/lib/sysusers.d/spotter.conf etc/spotter/spotter.toml usr/share/man/man1/spotter.1 \
		usr/share/bash-completion/completions/spotter usr/share/zsh/vendor-completions/_spotter usr/share/fish/vendor_completions.d/spotter.fish usr/share/doc/spotter/copyright; do
		want "$work/list" "/$name"
	done
	dpkg-deb -f "$package" Package Version Architecture >/dev/null
done
say "$(ls "$dist"/*.deb | wc -l) packages are whole"

machine=$(dpkg --print-architecture)
dpkg-deb -x "$dist"/spotter_*_"$machine".deb "$work/root"
"$work/root/usr/bin/spotter" --version >"$work/said"
want "$work/said" "^spotter v"
(cd "$work" && "$work/root/usr/bin/spotter" check -config root/etc/spotter/spotter.toml) >"$work/said"
want "$work/said" "No faults"
say "the package's program runs: $("$work/root/usr/bin/spotter" --version)"

if command -v systemd-analyze >/dev/null; then
	systemd-analyze security --offline=yes --threshold=15 packaging/spotter.service >"$work/said" || { cat "$work/said"; exit 1; }
	say "unit: $(tail -1 "$work/said")"
else
	say "LEFT OUT: systemd-analyze is not installed"
fi

if ! command -v buildah >/dev/null; then
	say "LEFT OUT: buildah is not installed, so there is no image (apt-get install buildah)"
	exit 0
fi
goarch=$(go env GOARCH)
packaging/image.sh "$dist/linux_$goarch/spotter" "$goarch" "$work/image.tar" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
buildah="buildah --storage-driver ${STORAGE_DRIVER:-vfs}"
container=$($buildah from localhost/spotter:latest)
$buildah inspect --type image localhost/spotter:latest >"$work/said"
want "$work/said" '"/data"'
want "$work/said" '"User": "65532:65532"'
want "$work/said" '"Healthcheck"'
root=$($buildah mount "$container")
mkfifo "$work/talk"
sleep 60 >"$work/talk" &
holder=$!
# The image's files and nothing else, as its user: what a container sees.
SPOTTER_DATABASE=/data/spotter.db chroot --userspec=65532:65532 "$root" /spotter run <"$work/talk" >"$work/out" 2>&1 &
bot=$!
tries=0
until SPOTTER_DATABASE=/data/spotter.db chroot --userspec=65532:65532 "$root" /spotter health >"$work/said" 2>&1; do
	tries=$((tries + 1))
	if [ $tries -gt 100 ]; then cat "$work/said" "$work/out"; exit 1; fi
	sleep 0.1
done
want "$work/said" "database: ok: writable"
kill "$bot"
wait "$bot" || true
kill "$holder"
bot=
$buildah rm "$container" >/dev/null
say "the image's program answers for its health, as user 65532 with nothing but the image's files"
