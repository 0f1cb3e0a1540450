package mongo

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"crewcheck/models"
)

const (
	defaultLimit = 50
	maxLimit     = 1000
	maxIn        = 1000
)

// path is where a field of the JSON shape is stored.
func path(field string) string {
	if field == "id" {
		return "_id"
	}
	return field
}

// declared tells whether field may be named in a filter or an index.
func declared(s *models.Spec, field string) bool {
	return field == "id" || field == "version" || slices.Contains(s.Fields, field)
}

func limitOf(s *models.Spec, f models.Filter) (int64, error) {
	switch {
	case f.Limit == 0:
		return defaultLimit, nil
	case f.Limit < 0 || f.Limit > maxLimit:
		return 0, fmt.Errorf("mongo: a list of %s is limited to 1–%d documents, not %d", s.Name, maxLimit, f.Limit)
	}
	return int64(f.Limit), nil
}

func sortOf(s *models.Spec, ascending bool) bson.D {
	direction := -1
	if ascending {
		direction = 1
	}
	if s.Time == "" {
		return bson.D{{Key: "_id", Value: direction}}
	}
	return bson.D{{Key: s.Time, Value: direction}, {Key: "_id", Value: direction}}
}

// filter is the query of f. Values stand only behind $eq and $in, where a text such as "$ne"
// means itself.
func filter(s *models.Spec, f models.Filter) (bson.D, error) {
	all := bson.A{}
	for _, name := range slices.Sorted(maps.Keys(f.Equal)) {
		v, err := values(s, name, []any{f.Equal[name]})
		if err != nil {
			return nil, err
		}
		if len(v) == 1 {
			all = append(all, condition(path(name), "$eq", v[0]))
		} else {
			all = append(all, condition(path(name), "$in", v))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.In)) {
		if len(f.In[name]) > maxIn {
			return nil, fmt.Errorf("mongo: %s.%s: %d values are more than %d", s.Name, name, len(f.In[name]), maxIn)
		}
		v, err := values(s, name, f.In[name])
		if err != nil {
			return nil, err
		}
		all = append(all, condition(path(name), "$in", v))
	}
	all, err := bounds(all, s, f)
	if err != nil || len(all) == 0 {
		return bson.D{}, err
	}
	return bson.D{{Key: "$and", Value: all}}, nil
}

func condition(path, operator string, value any) bson.D {
	return bson.D{{Key: path, Value: bson.D{{Key: operator, Value: value}}}}
}

func bounds(all bson.A, s *models.Spec, f models.Filter) (bson.A, error) {
	if s.Time == "" && (f.From != "" || f.To != "") {
		return nil, fmt.Errorf("mongo: %s has no time to bound", s.Name)
	}
	if f.From != "" {
		all = append(all, condition(s.Time, "$gte", timeValue(f.From)))
	}
	if f.To != "" {
		all = append(all, condition(s.Time, "$lt", timeValue(f.To)))
	}
	if f.After == (models.Key{}) {
		return all, nil
	}
	beyond := "$lt"
	if f.Ascending {
		beyond = "$gt"
	}
	if s.Time == "" {
		return append(all, condition("_id", beyond, f.After.ID)), nil
	}
	// The first condition says again what the other two say together, in a form that bounds
	// the index.
	at := timeValue(f.After.Time)
	return append(all,
		condition(s.Time, beyond+"e", at),
		bson.D{{Key: "$or", Value: bson.A{
			condition(s.Time, beyond, at),
			bson.D{{Key: s.Time, Value: bson.D{{Key: "$eq", Value: at}}}, {Key: "_id", Value: bson.D{{Key: beyond, Value: f.After.ID}}}},
		}}}), nil
}

// timeValue is the stored value of the text of a Time or Date.
func timeValue(s string) any {
	if v, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return bson.NewDateTimeFromTime(models.At(v).Time)
	}
	return s
}

// values gives values as they are stored; the empty text stands for a missing field too.
func values(s *models.Spec, name string, in []any) (bson.A, error) {
	if !declared(s, name) {
		return nil, fmt.Errorf("mongo: %s.%s is not a declared field", s.Name, name)
	}
	out := make(bson.A, 0, len(in)+1)
	empty := false
	for _, x := range in {
		v, err := value(x)
		if err != nil {
			return nil, fmt.Errorf("mongo: %s.%s: %w", s.Name, name, err)
		}
		out = append(out, v)
		empty = empty || v == ""
	}
	if empty {
		out = append(out, nil)
	}
	return out, nil
}

func value(x any) (any, error) {
	if at, ok := x.(models.Time); ok {
		return bson.NewDateTimeFromTime(at.Time), nil
	}
	v := reflect.ValueOf(x)
	switch {
	case v.Kind() == reflect.String:
		return v.String(), nil
	case v.Kind() == reflect.Bool:
		return v.Bool(), nil
	case v.IsValid() && v.CanInt():
		return v.Int(), nil
	case v.IsValid() && v.CanUint() && v.Uint() < 1<<63:
		return int64(v.Uint()), nil
	case v.IsValid() && v.CanFloat():
		return v.Float(), nil
	}
	return nil, fmt.Errorf("%T is no text, number or bool", x)
}
