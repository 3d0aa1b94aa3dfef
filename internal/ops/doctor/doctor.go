// Package doctor looks at everything that can go wrong with an installation, and says what to do.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"spotter/internal/chat"
	"spotter/internal/store/boltstore"
)

// A Section is what was looked at under one heading.
type Section struct {
	Title string
	Found []chat.Finding
}

// Print writes the sections as one page, and reports whether something was found that keeps Spotter from working, and how
// much could be better.
func Print(w io.Writer, sections []Section) (grave bool, advice int) {
	for _, s := range sections {
		fmt.Fprintf(w, "%s\n", s.Title)
		for _, f := range s.Found {
			mark := "  ok   "
			switch {
			case f.Grave:
				mark, grave = "  BAD  ", true
			case f.Do != "":
				mark = "  look "
				advice++
			}
			fmt.Fprintf(w, "%s%s\n", mark, f.What)
			if f.Do != "" {
				fmt.Fprintf(w, "       -> %s\n", f.Do)
			}
		}
		fmt.Fprintln(w)
	}
	return grave, advice
}

// worstClock is how far this machine's clock may be off before people notice: reminders come by it.
const worstClock = 10 * time.Second

// Clock compares this machine's clock with the platforms'.
func Clock(ahead time.Duration, known bool) chat.Finding {
	switch {
	case !known:
		return chat.Finding{What: "No platform has told the time yet."}
	case ahead.Abs() < worstClock:
		return chat.Finding{What: "The clock agrees with the platforms'."}
	case ahead > 0:
		return chat.Finding{What: fmt.Sprintf("The clock is %v ahead of the platforms'.", ahead.Round(time.Second)), Do: "Set it, and keep it set: systemctl enable --now systemd-timesyncd"}
	}
	return chat.Finding{What: fmt.Sprintf("The clock is %v behind the platforms'.", -ahead.Round(time.Second)), Do: "Set it, and keep it set: systemctl enable --now systemd-timesyncd"}
}

// Database looks at the database file at path, which it changes in nothing. If a process runs that uses it, only at what is
// around it.
func Database(ctx context.Context, path string) []chat.Finding {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return append(folder(filepath.Dir(path)), chat.Finding{What: "There is no database yet at " + path + "; the first start makes it."})
	case err != nil:
		return []chat.Finding{{What: "The database " + path + " cannot be looked at.", Do: err.Error(), Grave: true}}
	}
	found := append(room(path, info.Size()), permissions(path, info)...)
	report, err := boltstore.Inspect(ctx, path)
	switch {
	case err != nil && boltstore.InUse(err):
		return append(found, chat.Finding{What: fmt.Sprintf("The database %s is in use; it has %s.", path, bytes(info.Size()))})
	case err != nil:
		return append(found, chat.Finding{What: "The database cannot be opened.", Do: err.Error(), Grave: true})
	case report.Damage != nil:
		return append(found, chat.Finding{What: "The database is damaged: " + firstLine(report.Damage), Do: "Put a backup in its place: spotter restore FILE", Grave: true})
	}
	found = append(found, chat.Finding{What: fmt.Sprintf("The database %s is whole: %s, %d plans.", path, bytes(report.Bytes), report.Families["plan"])})
	if len(report.Aside) > 0 {
		found = append(found, chat.Finding{What: fmt.Sprintf("%d entries could not be read once, and were set aside.", len(report.Aside)), Do: "See which: spotter check -database " + path})
	}
	return found
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// room looks whether the disk has room for the file to grow to twice its size, and for a day's work.
func room(path string, size int64) []chat.Finding {
	free, ok := freeBytes(filepath.Dir(path))
	const least = 100 << 20
	if !ok || free > size+least {
		return nil
	}
	return []chat.Finding{{What: "The disk of the database has only " + bytes(free) + " left.", Do: "Free some space: a full disk stops all that is to be remembered.", Grave: free < 1<<20}}
}

func permissions(path string, info fs.FileInfo) []chat.Finding {
	if runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return []chat.Finding{{What: "Others on this machine can read or change the database.", Do: "chmod 600 " + path}}
}

// folder looks whether the database can be made in a folder, or in the one above that is there.
func folder(dir string) []chat.Finding {
	for {
		info, err := os.Stat(dir)
		if err == nil && info.IsDir() {
			break
		}
		up := filepath.Dir(dir)
		if err == nil || up == dir {
			return []chat.Finding{{What: dir + " is no folder.", Do: "Name another file under database.", Grave: true}}
		}
		dir = up
	}
	f, err := os.CreateTemp(dir, ".spotter-*")
	if err != nil {
		return []chat.Finding{{What: "Nothing can be written in " + dir + ".", Do: "Change its permissions, or name another file under database.", Grave: true}}
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return []chat.Finding{{What: "A file in " + dir + " could not be removed.", Do: err.Error()}}
	}
	return nil
}

// Backups looks at the folder of backups: whether it can be written and how old the newest is.
func Backups(dir string, every time.Duration, newest time.Time, now time.Time) []chat.Finding {
	if dir == "" {
		return []chat.Finding{{What: "No backups are made.", Do: "Set folder in [backup], best on another disk."}}
	}
	found := folder(dir)
	switch age := now.Sub(newest); {
	case newest.IsZero():
		found = append(found, chat.Finding{What: "There is no backup yet in " + dir + "; the running bot makes the first at once."})
	case age > 2*every+time.Hour:
		found = append(found, chat.Finding{What: fmt.Sprintf("The newest backup is %v old.", age.Round(time.Minute)), Do: "Look into the log of the bot for “backup not made”, or whether it runs at all."})
	default:
		found = append(found, chat.Finding{What: fmt.Sprintf("The newest backup is %v old.", age.Round(time.Minute))})
	}
	return found
}

// bytes words a size.
func bytes(n int64) string {
	switch {
	case n >= 10<<30:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 10<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	}
	return fmt.Sprintf("%d KiB", n>>10)
}
