#!/bin/sh
set -e
if command -v systemd-sysusers >/dev/null; then
	systemd-sysusers spotter.conf || true
elif ! getent passwd spotter >/dev/null; then
	useradd --system --home-dir /var/lib/spotter --shell /usr/sbin/nologin spotter
fi
if [ -d /run/systemd/system ]; then
	systemctl daemon-reload
	# An upgrade goes on with the new program; a first installation waits for a token.
	if systemctl is-active --quiet spotter.service; then
		systemctl restart spotter.service
	else
		echo "spotter: put a token into /etc/spotter/telegram.token or /etc/spotter/discord.token (chmod 600), then: systemctl enable --now spotter"
	fi
fi
