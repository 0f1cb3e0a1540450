package checklists

import (
	"encoding/json"
	"maps"
	"slices"
)

// SchemaJSON is the JSON Schema (2020-12) of a checklist file, for editors. It
// tells what Lint tells, less what needs a look at more than one place.
func SchemaJSON() []byte {
	s := object([]string{"id", "version", "title", "scope", "items"}, schema{
		"id":      schema{"type": "string", "pattern": slugForm.String(), "maxLength": maxSlug},
		"version": schema{"type": "integer", "minimum": 1, "maximum": maxVersion},
		"title":   textSchema(),
		"scope":   enum(scopes),
		"items":   schema{"type": "array", "minItems": 1, "maxItems": maxItems, "items": itemSchema()},
	})
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "crewcheck checklist"
	raw, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // the schema is made of maps, texts and numbers
	}
	return append(raw, '\n')
}

type schema map[string]any

func object(required []string, properties schema) schema {
	return schema{"type": "object", "additionalProperties": false, "required": required, "properties": properties}
}

func enum(values []string) schema { return schema{"enum": values} }

func textSchema() schema {
	return object([]string{"zh-CN", "en"}, schema{
		"zh-CN": schema{"type": "string", "minLength": 1, "maxLength": maxZhRunes},
		"en":    schema{"type": "string", "minLength": 1, "maxLength": maxEnRunes},
	})
}

func itemSchema() schema {
	return object([]string{"id", "role", "phase", "dimension", "weight", "kind", "text"}, schema{
		"id":        schema{"type": "string", "pattern": itemForm.String(), "maxLength": maxSlug},
		"role":      enum(roles),
		"phase":     enum(phases),
		"dimension": enum(dimensions),
		"weight":    schema{"type": "integer", "minimum": 1, "maximum": 5},
		"critical":  schema{"type": "boolean", "description": "failing it caps the whole check at 59"},
		"kind":      enum(kinds),
		"rules":     rulesSchema(),
		"text":      textSchema(),
	})
}

func rulesSchema() schema {
	return object([]string{}, schema{
		"evidence":  schema{"type": "array", "items": enum(evidences), "uniqueItems": true},
		"optional":  schema{"type": "boolean"},
		"extraMile": schema{"type": "boolean", "description": "never lowers a score"},
		"unit":      schema{"type": "string", "maxLength": maxUnit},
		"min":       schema{"type": "number"},
		"max":       schema{"type": "number"},
		"options": schema{"type": "array", "maxItems": maxOptions, "items": object([]string{"id", "text"}, schema{
			"id":   schema{"type": "string", "pattern": slugForm.String(), "maxLength": maxSlug},
			"text": textSchema(),
			"fail": schema{"type": "boolean"},
		})},
		"mustOpen": enum(mustOpens),
		"graded":   enum(slices.Sorted(maps.Keys(gradedKinds))),
		"becomes":  enum(becomes),
		"perStop":  schema{"type": "integer", "minimum": 1, "maximum": 1000},
	})
}
