//go:build unix

package sqlite

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"
)

// lockFolder takes the data folder for this process, until the file is closed or the
// process ends in whatever way.
func lockFolder(dir string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		err = fmt.Errorf("the data folder %s is in use by another crewcheck: stop that one, or choose another folder (%w)", dir, err)
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// syncDir puts the names in dir on disk.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// closeToOthers takes a file's mode down to its owner's, 0600. A file that is not ours to change stays as it is.
func closeToOthers(file string, log *slog.Logger) {
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm()&0o077 == 0 {
		return
	}
	if err := os.Chmod(file, 0o600); err != nil {
		log.Warn("others may read the database, and its mode cannot be changed", "file", file, "mode", info.Mode().String(), "error", err)
		return
	}
	log.Warn("others could read the database; it is closed to them now", "file", file, "mode", info.Mode().String())
}
