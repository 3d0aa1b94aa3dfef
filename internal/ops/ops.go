// Package ops looks after the running program: it tells the service manager how it stands, and its packages hold health and
// metrics, backups, the way from one command to the running process, and the doctor.
package ops

import (
	"context"
	"log/slog"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Notify tells systemd, if that started the program with Type=notify, that the program is ready, and from then on that it
// lives, as often as WatchdogSec asks; when ctx is done, that it ends. It tells nothing for a turn in which alive returns
// false.
func Notify(ctx context.Context, alive func() bool, log *slog.Logger) {
	if told, err := daemon.SdNotify(false, daemon.SdNotifyReady); err != nil {
		log.Warn("systemd not told", "err", err)
		return
	} else if !told {
		return
	}
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil {
		log.Warn("no watchdog", "err", err)
	}
	var turn <-chan time.Time
	if every > 0 {
		tick := time.NewTicker(every / 2)
		defer tick.Stop()
		turn = tick.C
	}
	for {
		select {
		case <-turn:
			if alive() {
				tell(daemon.SdNotifyWatchdog, log)
			}
		case <-ctx.Done():
			tell(daemon.SdNotifyStopping, log)
			return
		}
	}
}

func tell(state string, log *slog.Logger) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		log.Warn("systemd not told", "err", err)
	}
}
