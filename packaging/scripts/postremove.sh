#!/bin/sh
set -e
# What people asked to be remembered stays in /var/lib/spotter, also after a purge: whoever removes it must mean it.
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
fi
