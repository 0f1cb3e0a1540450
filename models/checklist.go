package models

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"crewcheck/checklists"
)

// ChecklistVersion is one published version of a checklist; it never changes, but for
// the time at which a later version took its place. id = checklist id + ":" + version.
type ChecklistVersion struct {
	Meta
	ChecklistID string                `json:"checklistId"`
	Definition  checklists.Definition `json:"definition"`
	PublishedAt Time                  `json:"publishedAt"`
	PublishedBy string                `json:"publishedBy,omitempty"`
	// ValidFrom is when it takes the place of the version before; without one that is when it was published.
	ValidFrom *Time  `json:"validFrom,omitempty"`
	Reason    string `json:"reason,omitempty"` // why it was published, in the words of whoever did
}

// since is when a version takes the place of the one before.
func (v *ChecklistVersion) since() Time {
	if v.ValidFrom != nil {
		return *v.ValidFrom
	}
	return v.PublishedAt
}

// versionGrace is how long after its replacement a version is still taken for new work:
// phones that were offline while it was published cannot know better.
const versionGrace = 7 * 24 * time.Hour

func versionID(id string, version int) string { return id + ":" + strconv.Itoa(version) }

// seedChecklists stores the built-in versions that the store does not hold yet.
func (s *Service) seedChecklists(ctx context.Context) error {
	for _, d := range s.standards.Checklists {
		v := &ChecklistVersion{ChecklistID: d.ID, Definition: d, PublishedAt: At(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))}
		v.ID = versionID(d.ID, d.Version)
		if err := s.store.versions.Insert(ctx, v); err != nil && !IsCode(err, "store.duplicate") {
			return err
		}
	}
	return nil
}

// Checklists are the current versions of all checklists, in the order of the standards; those that are valid later only
// are not among them.
func (s *Service) Checklists(ctx context.Context) ([]ChecklistVersion, error) {
	return s.current.get(ctx, "", func(ctx context.Context) ([]ChecklistVersion, error) {
		newest := map[string]ChecklistVersion{}
		err := s.store.versions.All(ctx, Filter{Ascending: true}, func(v *ChecklistVersion) error {
			if !v.since().After(s.Now().Time) {
				newest[v.ChecklistID] = *v
			}
			return nil
		})
		var out []ChecklistVersion
		for _, d := range s.standards.Checklists {
			out = append(out, newest[d.ID])
		}
		return out, err
	})
}

// checklistsAt are the versions that were in force at a time.
func (s *Service) checklistsAt(ctx context.Context, at Time) ([]ChecklistVersion, error) {
	current, err := s.Checklists(ctx)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(current)
	for i := range out {
		for out[i].Definition.Version > 1 && out[i].since().After(at.Time) {
			v, err := s.ChecklistVersionOf(ctx, out[i].ChecklistID, out[i].Definition.Version-1)
			if err != nil {
				return nil, err
			}
			out[i] = *v
		}
	}
	return out, nil
}

// Checklist is the current version of one checklist. Errors: record.missing.
func (s *Service) Checklist(ctx context.Context, id string) (*ChecklistVersion, error) {
	all, err := s.Checklists(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].ChecklistID == id {
			return &all[i], nil
		}
	}
	return nil, E("record.missing", "id")
}

// ChecklistVersionOf is one published version. Errors: record.missing.
func (s *Service) ChecklistVersionOf(ctx context.Context, id string, version int) (*ChecklistVersion, error) {
	v, err := s.versions.get(ctx, versionID(id, version), func(ctx context.Context) (*ChecklistVersion, error) {
		return s.store.versions.Get(ctx, versionID(id, version))
	})
	return v, missing(err, "id")
}

// usableVersion is the version a check was made on, if it was valid when the work began.
// Errors: body.invalid, check.version-unknown, check.version-expired.
func (s *Service) usableVersion(ctx context.Context, ref ChecklistRef, startedAt Time) (*checklists.Definition, error) {
	current, err := s.Checklist(ctx, ref.ID)
	if IsCode(err, "record.missing") {
		return nil, &Error{Code: "body.invalid", Fields: []FieldError{{"/checklist/id", "field.reference", []any{ref.ID}}}}
	}
	if err != nil {
		return nil, err
	}
	if ref.Version == current.Definition.Version {
		return &current.Definition, nil
	}
	v, err := s.ChecklistVersionOf(ctx, ref.ID, ref.Version)
	if IsCode(err, "record.missing") {
		return nil, E("check.version-unknown", "/checklist/version", fmt.Sprintf("%s %d", ref.ID, ref.Version))
	}
	if err != nil {
		return nil, err
	}
	if v.since().After(s.Now().Time.Add(cacheTTL)) {
		return nil, E("check.version-unknown", "/checklist/version", fmt.Sprintf("%s %d", ref.ID, ref.Version))
	}
	next, err := s.ChecklistVersionOf(ctx, ref.ID, ref.Version+1)
	if IsCode(err, "record.missing") {
		return &v.Definition, nil // just published by another server
	}
	if err != nil {
		return nil, err
	}
	if startedAt.After(next.since().Time.Add(versionGrace)) {
		return nil, E("check.version-expired", "/checklist/version", current.Definition.Version)
	}
	return &v.Definition, nil
}

// ChecklistVersions lists the versions of a checklist, the newest first, those that are valid later too. Errors:
// record.missing.
func (s *Service) ChecklistVersions(ctx context.Context, id string, q ListQuery) (Page[ChecklistVersion], error) {
	if _, err := s.Checklist(ctx, id); err != nil {
		return Page[ChecklistVersion]{}, err
	}
	f := q.filter()
	f.Equal["checklistId"] = id
	return s.store.versions.List(ctx, f)
}

// newestVersion is the last version of a checklist that was published, valid already or not. Errors: record.missing.
func (s *Service) newestVersion(ctx context.Context, id string) (*ChecklistVersion, error) {
	page, err := s.ChecklistVersions(ctx, id, ListQuery{Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(page.Items) == 0 {
		return nil, E("record.missing", "id")
	}
	return &page.Items[0], nil
}
