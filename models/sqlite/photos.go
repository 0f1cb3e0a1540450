package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"

	"crewcheck/models"
)

// photos keeps blobs as files photos/ab/name, ab being the first two characters of the
// last part of the name; a slash of the name is written as "_", which no name holds.
type photos struct {
	dir   string
	seed  maphash.Seed
	locks [64]sync.Mutex // one blob is written once at a time
}

// halfDone is the folder of files that are not complete; it is emptied at each start.
const halfDone = "_half"

var blobName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$`)

func openPhotos(dir string) (*photos, error) {
	half := filepath.Join(dir, halfDone)
	if err := os.RemoveAll(half); err != nil {
		return nil, fmt.Errorf("photo folder: %w", err)
	}
	if err := os.MkdirAll(half, 0o700); err != nil {
		return nil, fmt.Errorf("photo folder: %w", err)
	}
	return &photos{dir: dir, seed: maphash.MakeSeed()}, nil
}

// path gives the folder and the file of a blob.
func (p *photos) path(name string) (dir, file string, err error) {
	if len(name) > 200 || strings.Contains(name, "..") || !blobName.MatchString(name) {
		return "", "", fmt.Errorf("sqlite: %q cannot be the name of a blob", name)
	}
	last := name[strings.LastIndexByte(name, '/')+1:]
	dir = filepath.Join(p.dir, (last + "00")[:2])
	return dir, filepath.Join(dir, strings.ReplaceAll(name, "/", "_")), nil
}

// PutBlob implements [models.Backend].
func (b *Backend) PutBlob(ctx context.Context, name string, data []byte) error {
	dir, file, err := b.photos.path(name)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	lock := &b.photos.locks[maphash.String(b.photos.seed, name)%uint64(len(b.photos.locks))]
	lock.Lock()
	defer lock.Unlock()
	if _, err := os.Stat(file); err == nil {
		return unavailable(syncDir(dir)) // a crash may have come between its rename and its sync
	}
	return unavailable(b.photos.put(dir, file, data))
}

// put writes file so that after a crash it is there whole or not at all.
func (p *photos) put(dir, file string, data []byte) (err error) {
	if err := os.Mkdir(dir, 0o700); err == nil {
		err = syncDir(p.dir)
		if err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrExist) {
		return err
	}
	half, err := os.CreateTemp(filepath.Join(p.dir, halfDone), "*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(half.Name()))
		}
	}()
	_, err = io.Copy(half, bytes.NewReader(data))
	if err == nil {
		err = half.Sync()
	}
	if err = errors.Join(err, half.Close()); err != nil {
		return err
	}
	if err = os.Rename(half.Name(), file); err != nil {
		return err
	}
	return syncDir(dir)
}

// GetBlob implements [models.Backend].
func (b *Backend) GetBlob(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	_, file, err := b.photos.path(name)
	if err != nil {
		return nil, 0, err
	}
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, models.E("store.missing", "")
	}
	if err != nil {
		return nil, 0, unavailable(err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, 0, unavailable(errors.Join(err, f.Close()))
	}
	return f, info.Size(), nil
}

// HasBlob implements [models.Backend].
func (b *Backend) HasBlob(ctx context.Context, name string) (bool, error) {
	_, file, err := b.photos.path(name)
	if err != nil {
		return false, err
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	_, err = os.Stat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, unavailable(err)
}

func unavailable(err error) error {
	if err == nil {
		return nil
	}
	return models.E("store.unavailable", "").Because(err)
}
