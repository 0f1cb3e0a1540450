package mongo

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"crewcheck/models"
)

// The driver's own reading of JSON tags does not flatten embedded structs, as JSON does,
// and knows no omitzero. So structs have a codec of ours: what it stores is the JSON shape,
// with three differences: the document's id is _id, a Time is a BSON date, bytes are binary.

var registry = newRegistry()

func newRegistry() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterTypeEncoder(reflect.TypeFor[models.Time](), bson.ValueEncoderFunc(encodeTime))
	r.RegisterTypeDecoder(reflect.TypeFor[models.Time](), bson.ValueDecoderFunc(decodeTime))
	r.RegisterKindEncoder(reflect.Struct, bson.ValueEncoderFunc(encodeStruct))
	r.RegisterKindDecoder(reflect.Struct, bson.ValueDecoderFunc(decodeStruct))
	return r
}

// encode gives the stored form of a document.
func encode(doc models.Document) (bson.Raw, error) {
	var b bytes.Buffer
	e := bson.NewEncoder(bson.NewDocumentWriter(&b))
	e.SetRegistry(registry)
	if err := e.Encode(doc); err != nil {
		return nil, fmt.Errorf("mongo: %T: %w", doc, err)
	}
	return b.Bytes(), nil
}

// decode reads the stored form into doc, which is empty.
func decode(raw bson.Raw, doc models.Document) error {
	d := bson.NewDecoder(bson.NewDocumentReader(bytes.NewReader(raw)))
	d.SetRegistry(registry)
	if err := d.Decode(doc); err != nil {
		return fmt.Errorf("mongo: a stored document does not decode into %T: %w", doc, err)
	}
	return nil
}

func encodeTime(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	return w.WriteDateTime(v.Interface().(models.Time).UnixMilli())
}

func decodeTime(_ bson.DecodeContext, r bson.ValueReader, v reflect.Value) error {
	switch r.Type() {
	case bson.TypeDateTime:
		ms, err := r.ReadDateTime()
		if err != nil {
			return err
		}
		v.Set(reflect.ValueOf(models.At(time.UnixMilli(ms))))
		return nil
	case bson.TypeNull:
		return r.ReadNull()
	}
	return fmt.Errorf("a time is stored as a date, not as %s", r.Type())
}

// field is a struct field as encoding/json sees it.
type field struct {
	name                string
	index               []int
	typ                 reflect.Type
	omitEmpty, omitZero bool
}

// shape is a struct type as encoding/json sees it.
type shape struct {
	fields []field
	byName map[string]field
}

var shapes sync.Map // reflect.Type → *shape

func shapeOf(t reflect.Type) (*shape, error) {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape), nil
	}
	s := &shape{byName: map[string]field{}}
	depths := map[string]int{}
	if err := s.add(t, nil, depths); err != nil {
		return nil, err
	}
	for _, f := range s.fields {
		if len(f.index) == depths[f.name] { // a shallower field of the same name hides a deeper one
			s.byName[f.name] = f
		}
	}
	var visible []field
	for _, f := range s.fields {
		if len(f.index) == depths[f.name] {
			visible = append(visible, f)
		}
	}
	s.fields = visible
	shapes.Store(t, s)
	return s, nil
}

// add adds the fields of t, which lies at the index under in the struct of s.
func (s *shape) add(t reflect.Type, under []int, depths map[string]int) error {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), under...), i)
		tag := f.Tag.Get("json")
		name, opts, _ := strings.Cut(tag, ",")
		inner := f.Type
		if inner.Kind() == reflect.Pointer {
			inner = inner.Elem()
		}
		if f.Anonymous && name == "" && inner.Kind() == reflect.Struct {
			if err := s.add(inner, index, depths); err != nil {
				return err
			}
			continue
		}
		if tag == "-" || !f.IsExported() {
			continue
		}
		if err := storable(f.Type); err != nil {
			return fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
		if name == "" {
			name = f.Name
		}
		if t == reflect.TypeFor[models.Meta]() {
			name = path(name)
		}
		if d, ok := depths[name]; !ok || len(index) < d {
			depths[name] = len(index)
		}
		opts = "," + opts + ","
		s.fields = append(s.fields, field{name, index, f.Type, strings.Contains(opts, ",omitempty,"), strings.Contains(opts, ",omitzero,")})
	}
	return nil
}

// storable refuses what JSON and BSON would store in different shapes.
func storable(t reflect.Type) error {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Array || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	own := t.Implements(reflect.TypeFor[json.Marshaler]()) || t.Implements(reflect.TypeFor[encoding.TextMarshaler]())
	if t.Kind() == reflect.Interface || own && t != reflect.TypeFor[models.Time]() {
		return fmt.Errorf("%s cannot be stored: only Time may write its own JSON", t)
	}
	return nil
}

func encodeStruct(c bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	s, err := shapeOf(v.Type())
	if err != nil {
		return err
	}
	d, err := w.WriteDocument()
	if err != nil {
		return err
	}
	for _, f := range s.fields {
		x, err := v.FieldByIndexErr(f.index)
		if err != nil || f.omitEmpty && isEmpty(x) || f.omitZero && isZero(x) {
			continue // inside a nil embedded pointer, or left out
		}
		e, err := c.LookupEncoder(f.typ)
		if err != nil {
			return err
		}
		to, err := d.WriteDocumentElement(f.name)
		if err != nil {
			return err
		}
		if err := e.EncodeValue(c, to, x); err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return d.WriteDocumentEnd()
}

// decodeStruct skips fields that the type does not have, as encoding/json does.
func decodeStruct(c bson.DecodeContext, r bson.ValueReader, v reflect.Value) error {
	if r.Type() == bson.TypeNull {
		return r.ReadNull()
	}
	s, err := shapeOf(v.Type())
	if err != nil {
		return err
	}
	d, err := r.ReadDocument()
	if err != nil {
		return err
	}
	for {
		name, from, err := d.ReadElement()
		if errors.Is(err, bson.ErrEOD) {
			return nil
		}
		if err != nil {
			return err
		}
		f, ok := s.byName[name]
		if !ok {
			if err := from.Skip(); err != nil {
				return err
			}
			continue
		}
		if err := f.decode(c, from, v); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
}

func (f field) decode(c bson.DecodeContext, from bson.ValueReader, v reflect.Value) error {
	e, err := c.LookupDecoder(f.typ)
	if err != nil {
		return err
	}
	for i, n := range f.index {
		if i > 0 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(n)
	}
	return e.DecodeValue(c, from, v)
}

// isEmpty is what encoding/json's omitempty leaves out.
func isEmpty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

// isZero is what encoding/json's omitzero leaves out.
func isZero(v reflect.Value) bool {
	if z, ok := v.Interface().(interface{ IsZero() bool }); ok && (v.Kind() != reflect.Pointer || !v.IsNil()) {
		return z.IsZero()
	}
	return v.IsZero()
}
