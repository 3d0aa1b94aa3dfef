#!/bin/sh
# Builds the image packaging/Containerfile with buildah from the program $1, for the architecture $2, and saves it as an OCI
# archive $3. Needs no daemon, no privileges beyond its own folders, and no network.
set -eu
program=$1 arch=$2 archive=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/data"
cp "$program" "$folder/spotter"
cp "${CERTIFICATES:-/etc/ssl/certs/ca-certificates.crt}" "$folder/ca-certificates.crt"
chmod 755 "$folder/spotter" "$folder/data"
chmod 644 "$folder/ca-certificates.crt"
find "$folder" -exec touch -d "@${SOURCE_DATE_EPOCH:-0}" {} +
buildah --storage-driver "${STORAGE_DRIVER:-vfs}" bud --isolation chroot --format docker --timestamp "${SOURCE_DATE_EPOCH:-0}" --arch "$arch" \
	--tag localhost/spotter:latest -f packaging/Containerfile "$folder"
rm -f "$archive"
buildah --storage-driver "${STORAGE_DRIVER:-vfs}" push localhost/spotter:latest "docker-archive:$archive:localhost/spotter:latest"
