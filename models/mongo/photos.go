package mongo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// chunkBytes is GridFS's own default.
const chunkBytes = 255 << 10

var blobName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$`)

func (b *Backend) checkBlob(ctx context.Context, name string) error {
	if len(name) > 200 || strings.Contains(name, "..") || !blobName.MatchString(name) {
		return fmt.Errorf("mongo: %q cannot be the name of a blob", name)
	}
	return ctx.Err()
}

// PutBlob implements [models.Backend]. What it writes is GridFS, but not by the driver's
// upload, which takes a buffer of 16 MB each time and leaves a half-written file under its
// name. Here the pieces go under an id of their own and the name comes last, guarded by a
// unique index: of many who send the same blob one wins, the others remove their pieces.
func (b *Backend) PutBlob(ctx context.Context, name string, data []byte) error {
	has, err := b.HasBlob(ctx, name)
	if err != nil || has {
		return err
	}
	id := bson.NewObjectID()
	err = b.putBlob(ctx, id, name, data)
	if err == nil {
		return nil
	}
	clean, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeWait)
	defer cancel()
	if !mongo.IsDuplicateKeyError(err) {
		// The name may be stored although its answer was lost; then the pieces must stay.
		n, e := b.photos.GetFilesCollection().CountDocuments(clean, bson.D{{Key: "_id", Value: id}})
		if n > 0 || e != nil {
			return translate(ctx, err)
		}
	}
	_, e := b.photos.GetChunksCollection().DeleteMany(clean, bson.D{{Key: "files_id", Value: id}})
	if mongo.IsDuplicateKeyError(err) {
		return translate(ctx, e)
	}
	return translate(ctx, errors.Join(err, e))
}

func (b *Backend) putBlob(ctx context.Context, id bson.ObjectID, name string, data []byte) error {
	var chunks []any
	for n := 0; n*chunkBytes < len(data); n++ {
		part := data[n*chunkBytes : min((n+1)*chunkBytes, len(data))]
		chunks = append(chunks, bson.D{{Key: "files_id", Value: id}, {Key: "n", Value: int32(n)}, {Key: "data", Value: bson.Binary{Data: part}}})
	}
	if len(chunks) > 0 {
		if _, err := b.photos.GetChunksCollection().InsertMany(ctx, chunks); err != nil {
			return err
		}
	}
	_, err := b.photos.GetFilesCollection().InsertOne(ctx, bson.D{
		{Key: "_id", Value: id},
		{Key: "length", Value: int64(len(data))},
		{Key: "chunkSize", Value: int32(chunkBytes)},
		{Key: "uploadDate", Value: bson.NewDateTimeFromTime(time.Now())},
		{Key: "filename", Value: name},
	})
	return err
}

// GetBlob implements [models.Backend]. It reads the blob whole, so that ctx may end before
// its bytes are sent on, and a missing piece is an error before the first of them is.
func (b *Backend) GetBlob(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	if err := b.checkBlob(ctx, name); err != nil {
		return nil, 0, err
	}
	var data bytes.Buffer
	n, err := b.photos.DownloadToStreamByName(ctx, name, &data)
	if err != nil {
		return nil, 0, translate(ctx, err)
	}
	return io.NopCloser(&data), n, nil
}

// HasBlob implements [models.Backend].
func (b *Backend) HasBlob(ctx context.Context, name string) (bool, error) {
	if err := b.checkBlob(ctx, name); err != nil {
		return false, err
	}
	_, err := b.photos.GetFilesCollection().FindOne(ctx, bson.D{{Key: "filename", Value: name}},
		options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Raw()
	if errors.Is(err, mongo.ErrNoDocuments) {
		return false, nil
	}
	return err == nil, translate(ctx, err)
}
