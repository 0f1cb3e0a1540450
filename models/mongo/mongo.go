// Package mongo keeps the documents of crewcheck in MongoDB and its photos in GridFS:
// production, on a replica set or a sharded cluster.
//
// It owns one database. It holds no rule of the domain; it translates
// [models.Backend] into what every MongoDB since 6.0 and FerretDB understand: no
// transactions, no pipelines. cmd/crewcheck opens it.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"

	"crewcheck/models"
)

const (
	// selectWait is how long an operation looks for a server that can take it: longer than
	// an election, shorter than a phone waits.
	selectWait = 5 * time.Second
	// callWait bounds an operation whose context has no deadline.
	callWait = 30 * time.Second
	// closeWait bounds the wait for operations under way.
	closeWait = 10 * time.Second
	// schemaStep is the schema this program writes. A release that changes how stored
	// documents are read raises it; new collections, fields and indexes do not.
	schemaStep = 1
)

// Options say where the database is.
type Options struct {
	// URI is mongodb:// or mongodb+srv://; its options win over ours, except that writes are
	// acknowledged by a majority with their journal.
	URI string
	// Database is the name of the database.
	Database string
}

// Backend is the MongoDB adapter of [models.Backend]. Make one with [Open].
type Backend struct {
	client *mongo.Client
	db     *mongo.Database
	specs  map[string]*models.Spec
	photos *mongo.GridFSBucket

	closing  sync.Once
	closeErr error
}

var _ models.Backend = (*Backend)(nil)

// Open connects and builds the indexes that specs declare; those that are there already cost
// nothing. It fails when the database was written by a newer program, when a new unique
// index meets twins, and with store.unavailable when no server answers.
func Open(ctx context.Context, o Options, specs []*models.Spec) (*Backend, error) {
	if o.Database == "" {
		return nil, errors.New("mongo: the name of the database is missing")
	}
	journal := true
	client, err := mongo.Connect(options.Client().
		SetServerSelectionTimeout(selectWait).
		SetTimeout(callWait).
		SetAppName("crewcheck").
		ApplyURI(o.URI).
		SetRetryWrites(true).
		SetReadConcern(readconcern.Majority()).
		SetWriteConcern(&writeconcern.WriteConcern{W: writeconcern.WCMajority, Journal: &journal}))
	if err != nil {
		return nil, fmt.Errorf("mongo: %w", err)
	}
	db := client.Database(o.Database)
	b := &Backend{client: client, db: db, specs: map[string]*models.Spec{}, photos: db.GridFSBucket(options.GridFSBucket().SetName("photos"))}
	if err := b.prepare(ctx, specs); err != nil {
		return nil, errors.Join(translate(ctx, err), b.Close())
	}
	return b, nil
}

func (b *Backend) prepare(ctx context.Context, specs []*models.Spec) error {
	for _, s := range specs {
		if err := check(s); err != nil {
			return err
		}
		if b.specs[s.Name] != nil {
			return fmt.Errorf("mongo: collection %q is declared twice", s.Name)
		}
		b.specs[s.Name] = s
	}
	if err := b.takeSteps(ctx); err != nil {
		return err
	}
	for _, s := range specs {
		if err := createIndexes(ctx, b.db.Collection(s.Name), specIndexes(s)); err != nil {
			return err
		}
	}
	if err := createIndexes(ctx, b.photos.GetFilesCollection(), []index{{[]string{"filename"}, true}}); err != nil {
		return err
	}
	return createIndexes(ctx, b.photos.GetChunksCollection(), []index{{[]string{"files_id", "n"}, true}})
}

var (
	collectionName = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]{0,62}$`)
	fieldPath      = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9_-]*(\.[a-zA-Z0-9_-]+)*$`)
)

// check refuses a Spec that cannot be meant.
func check(s *models.Spec) error {
	if !collectionName.MatchString(s.Name) || s.Name == "schema" || s.Name == "ping" || strings.HasPrefix(s.Name, "system") {
		return fmt.Errorf("mongo: %q cannot be the name of a collection", s.Name)
	}
	for _, f := range append([]string{s.Time}, s.Fields...) {
		if f != "" && !fieldPath.MatchString(f) {
			return fmt.Errorf("mongo: %s: %q cannot be a declared field", s.Name, f)
		}
	}
	for _, i := range specIndexes(s) {
		for _, f := range i.fields {
			if f != s.Time && !declared(s, f) {
				return fmt.Errorf("mongo: %s: the index field %q is not declared", s.Name, f)
			}
		}
	}
	return nil
}

// takeSteps notes this program's schema step, unless a newer one wrote the database.
func (b *Backend) takeSteps(ctx context.Context) error {
	schema, is := b.db.Collection("schema"), bson.D{{Key: "_id", Value: "step"}}
	var have struct {
		Step int `bson:"step"`
	}
	err := schema.FindOne(ctx, is).Decode(&have)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	if have.Step > schemaStep {
		return fmt.Errorf("the database %s is at schema step %d, this program knows %d: it was written by a newer crewcheck; run that one",
			b.db.Name(), have.Step, schemaStep)
	}
	if have.Step == schemaStep {
		return nil
	}
	return upsert(ctx, schema, is, bson.D{{Key: "$max", Value: bson.D{{Key: "step", Value: schemaStep}}}})
}

// upsert tries again when another server made the document in between.
func upsert(ctx context.Context, c *mongo.Collection, is, change bson.D) error {
	_, err := c.UpdateOne(ctx, is, change, options.UpdateOne().SetUpsert(true))
	if mongo.IsDuplicateKeyError(err) {
		_, err = c.UpdateOne(ctx, is, change)
	}
	return err
}

// index is an index by the JSON paths of its fields.
type index struct {
	fields []string
	unique bool
}

// specIndexes are the indexes of a Spec, each list of fields once. All are ascending; each
// is read in both directions.
func specIndexes(s *models.Spec) []index {
	var out []index
	add := func(unique bool, fields []string) {
		same := slices.IndexFunc(out, func(i index) bool { return slices.Equal(i.fields, fields) })
		if same < 0 {
			out = append(out, index{fields, unique})
		} else {
			out[same].unique = out[same].unique || unique
		}
	}
	order := []string{"id"}
	if s.Time != "" {
		order = []string{s.Time, "id"}
		add(false, order)
	}
	for _, fields := range s.Indexes {
		add(false, slices.Concat(fields, order))
	}
	for _, fields := range s.Unique {
		add(true, fields)
	}
	return out
}

// createIndexes builds the indexes that are not there yet. It asks for each by itself, and only
// for those: FerretDB 1 fails on a list of which some exist.
func createIndexes(ctx context.Context, c *mongo.Collection, list []index) error {
	have, err := c.Indexes().ListSpecifications(ctx)
	if err != nil {
		return fmt.Errorf("mongo: the indexes of %s: %w", c.Name(), err)
	}
	for _, i := range list {
		if slices.ContainsFunc(have, i.is) {
			continue
		}
		o := options.Index()
		if i.unique {
			o.SetUnique(true)
		}
		if _, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: i.keys(), Options: o}); err != nil {
			return fmt.Errorf("mongo: the index of %s on %v: %w", c.Name(), i.fields, err)
		}
	}
	return nil
}

func (i index) keys() bson.D {
	keys := bson.D{}
	for _, f := range i.fields {
		keys = append(keys, bson.E{Key: path(f), Value: int32(1)})
	}
	return keys
}

// is tells whether the database's index s is i.
func (i index) is(s mongo.IndexSpecification) bool {
	var keys bson.D
	if err := bson.Unmarshal(s.KeysDocument, &keys); err != nil {
		return false
	}
	same := func(a, b bson.E) bool { return a.Key == b.Key && fmt.Sprint(a.Value) == fmt.Sprint(b.Value) }
	return slices.EqualFunc(keys, i.keys(), same) && i.unique == (s.Unique != nil && *s.Unique)
}

// Ping writes a document, so it fails when there is no primary.
func (b *Backend) Ping(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return translate(ctx, upsert(ctx, b.db.Collection("ping"), bson.D{{Key: "_id", Value: "ping"}},
		bson.D{{Key: "$inc", Value: bson.D{{Key: "n", Value: int64(1)}}}}))
}

// Close waits for the operations under way, at most closeWait, and disconnects.
// Calling it again does nothing.
func (b *Backend) Close() error {
	b.closing.Do(func() {
		ctx, cancel := context.WithTimeout(context.Background(), closeWait)
		defer cancel()
		b.closeErr = b.client.Disconnect(ctx)
	})
	return b.closeErr
}
