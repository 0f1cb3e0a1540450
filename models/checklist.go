package models

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
}

// ChecklistDraft is the next version of a checklist in the making; id = checklist id.
type ChecklistDraft struct {
	Meta
	Definition checklists.Definition `json:"definition"`
	ChangedBy  string                `json:"changedBy"`
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

// Checklists are the current versions of all checklists, in the order of the standards.
func (s *Service) Checklists(ctx context.Context) ([]ChecklistVersion, error) {
	return s.current.get(ctx, "", func(ctx context.Context) ([]ChecklistVersion, error) {
		newest := map[string]ChecklistVersion{}
		err := s.store.versions.All(ctx, Filter{Ascending: true}, func(v *ChecklistVersion) error {
			newest[v.ChecklistID] = *v
			return nil
		})
		var out []ChecklistVersion
		for _, d := range s.standards.Checklists {
			out = append(out, newest[d.ID])
		}
		return out, err
	})
}

// checklistsOn are the versions that were in force when a day ended.
func (s *Service) checklistsOn(ctx context.Context, date Date) ([]ChecklistVersion, error) {
	current, err := s.Checklists(ctx)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(current)
	ended := date.AddDays(1).Time()
	for i := range out {
		for out[i].Definition.Version > 1 && out[i].PublishedAt.After(ended) {
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
	next, err := s.ChecklistVersionOf(ctx, ref.ID, ref.Version+1)
	if IsCode(err, "record.missing") {
		return &v.Definition, nil // just published by another server
	}
	if err != nil {
		return nil, err
	}
	if startedAt.After(next.PublishedAt.Time.Add(versionGrace)) {
		return nil, E("check.version-expired", "/checklist/version", current.Definition.Version)
	}
	return &v.Definition, nil
}

// DraftChecklist is the draft of a checklist; where none was begun, a copy of the current version.
func (s *Service) DraftChecklist(ctx context.Context, id string) (*ChecklistDraft, error) {
	draft, found, err := s.store.drafts.Find(ctx, id)
	if err != nil || found {
		return draft, err
	}
	current, err := s.Checklist(ctx, id)
	if err != nil {
		return nil, err
	}
	draft = &ChecklistDraft{Definition: current.Definition}
	draft.ID = id
	draft.Definition.Version++
	return draft, nil
}

// SaveChecklistDraft stores the next version in the making; the version number is the server's. Items that the rest of
// the service knows by name stay. Errors: record.missing for a checklist that is not of the standards, body.invalid,
// record.stale, also for a draft that was published meanwhile.
func (s *Service) SaveChecklistDraft(ctx context.Context, c Caller, id string, m Match, d checklists.Definition) (*ChecklistDraft, bool, error) {
	current, err := s.Checklist(ctx, id)
	if err != nil {
		return nil, false, err
	}
	if m.Given && d.Version != 0 && d.Version != current.Definition.Version+1 {
		return nil, false, E("record.stale", "If-Match", current.Definition.Version+1)
	}
	d.ID, d.Version, d.Scope = id, current.Definition.Version+1, current.Definition.Scope
	var bad invalid
	bad.answers("", checklists.ValidateDefinition(&d))
	for i := range d.Items {
		if !strings.HasPrefix(d.Items[i].ID, itemPrefix(current)) {
			bad.add(fmt.Sprintf("/items/%d/id", i), "field.format", itemPrefix(current)+"…")
		}
	}
	for _, itemID := range s.lastingItems(&current.Definition) {
		bad.check(d.Item(itemID) != nil, "/items", "field.reference", itemID)
	}
	if err := bad.err(); err != nil {
		return nil, false, err
	}
	return put(ctx, s.store.drafts, id, m, func(draft *ChecklistDraft) error {
		draft.Definition, draft.ChangedBy = d, c.UserID
		return nil
	})
}

// lastingItems are the items of a checklist that no version may lose: those that complaints speak against, and those
// that are graded, since without them the figures built on them would fall silent.
func (s *Service) lastingItems(d *checklists.Definition) []string {
	graded := []string{checklists.KindLots, checklists.KindBottles, checklists.KindSwap, checklists.KindReceipt}
	var out []string
	for _, it := range d.Items {
		contradicted := slices.ContainsFunc(s.standards.Categories, func(k checklists.Category) bool { return slices.Contains(k.Contradicts, it.ID) })
		if contradicted || it.Rules.Graded != "" || slices.Contains(graded, it.Kind) {
			out = append(out, it.ID)
		}
	}
	return out
}

// itemPrefix is what the ids of a checklist's items begin with, e.g. "fifo.".
func itemPrefix(v *ChecklistVersion) string {
	prefix, _, _ := strings.Cut(v.Definition.Items[0].ID, ".")
	return prefix + "."
}

// PublishChecklist makes the draft the current version, for ever. Errors: checklist.unchanged.
func (s *Service) PublishChecklist(ctx context.Context, c Caller, id string) (*ChecklistVersion, error) {
	if _, err := s.Checklist(ctx, id); err != nil {
		return nil, err
	}
	draft, found, err := s.store.drafts.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, E("checklist.unchanged", "id")
	}
	v := &ChecklistVersion{ChecklistID: id, Definition: draft.Definition, PublishedAt: s.Now(), PublishedBy: c.UserID}
	v.ID = versionID(id, draft.Definition.Version)
	if err := s.store.versions.Insert(ctx, v); IsCode(err, "store.duplicate") {
		return nil, E("checklist.unchanged", "id")
	} else if err != nil {
		return nil, err
	}
	s.current.drop("")
	s.versions.drop(v.ID)
	if err := s.audit(ctx, c, AuditRecord{Action: AuditPublished, SubjectKind: "checklist", SubjectID: id, Note: v.ID}, v.ID); err != nil {
		return nil, err
	}
	return v, s.store.drafts.Delete(ctx, id)
}
