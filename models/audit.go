package models

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Actions of the audit.
const (
	AuditExcluded   = "exclusion.set"
	AuditReadmitted = "exclusion.lifted"
	AuditOverridden = "exclusion.overridden"
	AuditUserNew    = "user.created"
	AuditUserChange = "user.changed"
	AuditSecret     = "user.secret"
	AuditPairing    = "user.pairing"
	AuditUnlocked   = "user.unlocked"
	AuditSessions   = "user.sessions-ended"
	AuditPublished  = "checklist.published"
	AuditSample     = "sample.decided"
)

// AuditRecord is one act of administration: who did what to whom, and why. It is never changed.
type AuditRecord struct {
	Meta
	DepotID     string `json:"depotId,omitempty"` // "" = the whole company
	At          Time   `json:"at"`
	By          string `json:"by,omitempty"` // "" = the command line
	Action      string `json:"action"`
	SubjectKind string `json:"subjectKind"` // venue, run, user, checklist, sample
	SubjectID   string `json:"subjectId"`
	Note        string `json:"note,omitempty"`
}

// audit writes a record. words name the act, so that the same act, repeated after a failure, is written once;
// without words every call is an act of its own.
func (s *Service) audit(ctx context.Context, c Caller, r AuditRecord, words ...string) error {
	r.At, r.By = s.Now(), c.UserID
	r.ID = s.newID()
	if len(words) > 0 {
		r.ID = namedID(slices.Concat([]string{"audit", r.Action, r.SubjectID, r.DepotID}, words)...)
	}
	if err := s.store.Audit.Insert(ctx, &r); err != nil && !IsCode(err, "store.duplicate") {
		return err
	}
	return nil
}

// ListAudit lists the audit, the newest first: managers and admins all of it, supervisors that of their depots.
func (s *Service) ListAudit(ctx context.Context, c Caller, q ListQuery) (Page[AuditRecord], error) {
	f := q.filter()
	if !c.scopeDepots(&f, Supervisor) {
		return none[AuditRecord]()
	}
	return s.store.Audit.List(ctx, f)
}

// auditUser writes what was changed of an account, once in each of its depots; the values themselves, and secrets,
// stay out of it.
func (s *Service) auditUser(ctx context.Context, c Caller, before *User, u *User, secret bool) error {
	r := AuditRecord{Action: AuditUserChange, SubjectKind: "user", SubjectID: u.ID, Note: changedFields(&before.UserBody, &u.UserBody)}
	if before.Version == 0 {
		r.Action, r.Note = AuditUserNew, joinRoles(u.Roles)
	}
	depots := slices.Compact(slices.Sorted(slices.Values(slices.Concat(before.DepotIDs, u.DepotIDs))))
	if len(depots) == 0 {
		depots = []string{""}
	}
	for _, r.DepotID = range depots {
		if r.Note != "" {
			if err := s.audit(ctx, c, r, strconv.FormatInt(u.Version, 10)); err != nil {
				return err
			}
		}
		if secret {
			set := r
			set.Action, set.Note = AuditSecret, ""
			if err := s.audit(ctx, c, set); err != nil {
				return err
			}
		}
	}
	return nil
}

// changedFields names the fields in which two accounts differ.
func changedFields(a, b *UserBody) string {
	var out []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{"phone", a.Phone == b.Phone},
		{"name", a.Name == b.Name && a.FirstName == b.FirstName},
		{"roles", slices.Equal(a.Roles, b.Roles)},
		{"depotIds", slices.Equal(a.DepotIDs, b.DepotIDs)},
		{"venueIds", slices.Equal(a.VenueIDs, b.VenueIDs)},
		{"language", a.Language == b.Language},
		{"disabled", a.Disabled == b.Disabled},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, ", ")
}
