package sqlite

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// lockFolder takes the data folder for this process, until the file is closed or the
// process ends in whatever way.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	if err := windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, new(windows.Overlapped)); err != nil {
		err = fmt.Errorf("the data folder %s is in use by another crewcheck: stop that one, or choose another folder (%w)", dir, err)
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// syncDir does nothing: Windows journals the names in a folder itself.
func syncDir(string) error { return nil }

// closeToOthers does nothing: on Windows the folder's access list decides.
func closeToOthers(string, *slog.Logger) {}
