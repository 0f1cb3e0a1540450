package mongo

import (
	"context"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"crewcheck/models"
)

// collection gives the collection of a declared Spec, unless ctx has ended.
func (b *Backend) collection(ctx context.Context, s *models.Spec) (*mongo.Collection, error) {
	if b.specs[s.Name] == nil {
		return nil, fmt.Errorf("mongo: the collection %q was not declared when the store was opened", s.Name)
	}
	return b.db.Collection(s.Name), ctx.Err()
}

func byID(id string) bson.D { return bson.D{{Key: "_id", Value: id}} }

// Insert implements [models.Backend].
func (b *Backend) Insert(ctx context.Context, spec *models.Spec, doc models.Document) error {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return err
	}
	raw, err := encode(doc)
	if err != nil {
		return err
	}
	_, err = c.InsertOne(ctx, raw)
	return translate(ctx, err)
}

// Get implements [models.Backend].
func (b *Backend) Get(ctx context.Context, spec *models.Spec, id string, doc models.Document) error {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return err
	}
	raw, err := c.FindOne(ctx, byID(id)).Raw()
	if err != nil {
		return translate(ctx, err)
	}
	return decode(raw, doc)
}

// Replace implements [models.Backend].
func (b *Backend) Replace(ctx context.Context, spec *models.Spec, was int64, doc models.Document) error {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return err
	}
	raw, err := encode(doc)
	if err != nil {
		return err
	}
	id := doc.Head().ID
	r, err := c.ReplaceOne(ctx, append(byID(id), bson.E{Key: "version", Value: was}), raw)
	if err != nil {
		return translate(ctx, err)
	}
	if r.MatchedCount > 0 {
		return nil
	}
	_, err = c.FindOne(ctx, byID(id), options.FindOne().SetProjection(bson.D{{Key: "_id", Value: 1}})).Raw()
	if err != nil {
		return translate(ctx, err)
	}
	return models.E("store.stale", "")
}

// Delete implements [models.Backend].
func (b *Backend) Delete(ctx context.Context, spec *models.Spec, id string) error {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return err
	}
	_, err = c.DeleteOne(ctx, byID(id))
	return translate(ctx, err)
}

// Sweep implements [models.Backend]. MongoDB deletes without a limit, so it is told which; what has changed since then
// is asked for once more.
func (b *Backend) Sweep(ctx context.Context, spec *models.Spec, f models.Filter) (int, error) {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return 0, err
	}
	if f.From == "" && f.To == "" {
		return 0, fmt.Errorf("mongo: a sweep of %s without a bound would empty it", spec.Name)
	}
	limit, err := limitOf(spec, f)
	if err != nil {
		return 0, err
	}
	f.After = models.Key{}
	query, err := filter(spec, f)
	if err != nil {
		return 0, err
	}
	cursor, err := c.Find(ctx, query, options.Find().SetSort(sortOf(spec, f.Ascending)).SetLimit(limit).SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return 0, translate(ctx, err)
	}
	var found []struct {
		ID string `bson:"_id"`
	}
	if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
		return 0, translate(ctx, err)
	}
	ids := make(bson.A, len(found))
	for i := range found {
		ids[i] = found[i].ID
	}
	r, err := c.DeleteMany(ctx, bson.D{{Key: "$and", Value: bson.A{condition("_id", "$in", ids), query}}})
	if err != nil {
		return 0, translate(ctx, err)
	}
	return int(r.DeletedCount), nil
}

// List implements [models.Backend].
func (b *Backend) List(ctx context.Context, spec *models.Spec, f models.Filter, each func(func(models.Document) error) error) (err error) {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return err
	}
	limit, err := limitOf(spec, f)
	if err != nil {
		return err
	}
	query, err := filter(spec, f)
	if err != nil {
		return err
	}
	cursor, err := c.Find(ctx, query, options.Find().SetSort(sortOf(spec, f.Ascending)).SetLimit(limit).SetBatchSize(int32(limit)))
	if err != nil {
		return translate(ctx, err)
	}
	defer func() {
		if e := cursor.Close(context.WithoutCancel(ctx)); err == nil {
			err = translate(ctx, e)
		}
	}()
	for cursor.Next(ctx) {
		if err := each(func(doc models.Document) error { return decode(cursor.Current, doc) }); err != nil {
			return err
		}
	}
	return translate(ctx, cursor.Err())
}

// Count implements [models.Backend]. It looks at Equal, In, From and To only.
func (b *Backend) Count(ctx context.Context, spec *models.Spec, f models.Filter, limit int) (int, error) {
	c, err := b.collection(ctx, spec)
	if err != nil {
		return 0, err
	}
	f.After = models.Key{}
	query, err := filter(spec, f)
	if err != nil || limit <= 0 {
		return 0, err
	}
	n, err := c.CountDocuments(ctx, query, options.Count().SetLimit(int64(limit)))
	return int(n), translate(ctx, err)
}
