package models

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"crewcheck/checklists"
)

// ChecklistDraft is the next version of a checklist in the making; id = checklist id.
type ChecklistDraft struct {
	Meta
	Definition checklists.Definition `json:"definition"`
	ChangedBy  string                `json:"changedBy"`
}

// DraftChecklist is the draft of a checklist; where none was begun, a copy of the newest version.
func (s *Service) DraftChecklist(ctx context.Context, id string) (*ChecklistDraft, error) {
	draft, found, err := s.store.drafts.Find(ctx, id)
	if err != nil || found {
		return draft, err
	}
	newest, err := s.newestVersion(ctx, id)
	if err != nil {
		return nil, err
	}
	draft = &ChecklistDraft{Definition: newest.Definition}
	draft.ID = id
	draft.Definition.Version++
	return draft, nil
}

// SaveChecklistDraft stores the next version in the making; the version number is the server's. Items that the rest of
// the service knows by name stay. Errors: record.missing for a checklist that is not of the standards, body.invalid,
// record.stale, also for a draft that was published meanwhile.
func (s *Service) SaveChecklistDraft(ctx context.Context, c Caller, id string, m Match, d checklists.Definition) (*ChecklistDraft, bool, error) {
	newest, err := s.newestVersion(ctx, id)
	if err != nil {
		return nil, false, err
	}
	if m.Given && d.Version != 0 && d.Version != newest.Definition.Version+1 {
		return nil, false, E("record.stale", "If-Match", newest.Definition.Version+1)
	}
	d.ID, d.Version, d.Scope = id, newest.Definition.Version+1, newest.Definition.Scope
	var bad invalid
	bad.answers("", checklists.ValidateDefinition(&d))
	for i := range d.Items {
		if !strings.HasPrefix(d.Items[i].ID, itemPrefix(newest)) {
			bad.add(fmt.Sprintf("/items/%d/id", i), "field.format", itemPrefix(newest)+"…")
		}
	}
	for _, itemID := range s.lastingItems(&newest.Definition) {
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

// DropChecklistDraft takes the draft away; without one nothing happens. Errors: record.missing for a checklist that is
// not of the standards.
func (s *Service) DropChecklistDraft(ctx context.Context, id string) error {
	if _, err := s.Checklist(ctx, id); err != nil {
		return err
	}
	err := s.store.drafts.Delete(ctx, id)
	if IsCode(err, "store.missing") {
		return nil
	}
	return err
}

// maxAhead is how long before it is valid a version may be published.
const maxAhead = 90 * 24 * time.Hour

// ChecklistPublish says why a version is published, and from when it is valid.
type ChecklistPublish struct {
	Reason string `json:"reason"`
	// ValidFrom is at once when it is left out or past, and at most 90 days ahead; never before that of the version before.
	ValidFrom *Time `json:"validFrom,omitempty"`
}

// validFrom is from when a version published now is valid.
func (b *ChecklistPublish) validFrom(now Time, before *ChecklistVersion) (Time, error) {
	from := now
	if b.ValidFrom != nil && b.ValidFrom.After(now.Time) {
		from = *b.ValidFrom
	}
	var bad invalid
	bad.text("/reason", b.Reason, 1, maxText)
	least, most := now, At(now.Time.Add(maxAhead))
	if before.since().After(least.Time) {
		least = before.since()
	}
	bad.check(!from.Before(least.Time) && !from.After(most.Time), "/validFrom", "field.range", least.String(), most.String())
	return from, bad.err()
}

// PublishChecklist makes the draft the next version, for ever. Errors: checklist.unchanged, body.invalid, and record.stale
// for a draft that was changed since it was read.
func (s *Service) PublishChecklist(ctx context.Context, c Caller, id string, m Match, b ChecklistPublish) (*ChecklistVersion, error) {
	newest, err := s.newestVersion(ctx, id)
	if err != nil {
		return nil, err
	}
	draft, found, err := s.store.drafts.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, E("checklist.unchanged", "id")
	}
	if m.Given && !m.Any && m.Version != draft.Version {
		return nil, E("record.stale", "If-Match", draft.Version)
	}
	now := s.Now()
	if !now.After(newest.PublishedAt.Time) { // two within a millisecond, or a clock that was set back: the list is ordered by it
		now = newest.PublishedAt.Add(time.Millisecond)
	}
	from, err := b.validFrom(now, newest)
	if err != nil {
		return nil, err
	}
	v := &ChecklistVersion{
		ChecklistID: id, Definition: draft.Definition, PublishedAt: now, PublishedBy: c.UserID, ValidFrom: &from, Reason: strings.TrimSpace(b.Reason),
	}
	v.ID = versionID(id, draft.Definition.Version)
	if err := s.store.versions.Insert(ctx, v); IsCode(err, "store.duplicate") {
		return nil, E("checklist.unchanged", "id")
	} else if err != nil {
		return nil, err
	}
	s.current.drop("")
	s.versions.drop(v.ID)
	if err := s.audit(ctx, c, AuditRecord{Action: AuditPublished, SubjectKind: "checklist", SubjectID: id, Note: v.ID + ": " + v.Reason}, v.ID); err != nil {
		return nil, err
	}
	return v, s.store.drafts.Delete(ctx, id)
}
