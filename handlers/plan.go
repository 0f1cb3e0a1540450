package handlers

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"crewcheck/checklists"
	"crewcheck/models"
)

func listDepots(r *Request) error {
	return list(r, "depots", NamedQuery{}, r.API.cfg.Service.ListDepots)
}
func getDepot(r *Request) error { return get(r, r.API.cfg.Service.Depot) }

// depotNow is of many records, which move on by themselves: its tag is of the content.
func depotNow(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	q, err := DecodeQuery[NowQuery](r)
	if err != nil {
		return err
	}
	now, err := r.API.cfg.Service.DepotNow(r.Context(), r.Caller, id, q.Date)
	if err != nil {
		return err
	}
	return r.SendETag(now, "")
}

func putDepot(r *Request) error { return put(r, r.API.cfg.Service.PutDepot) }

func listCrews(r *Request) error {
	return list(r, "crews", NamedDepotQuery{}, r.API.cfg.Service.ListCrews)
}
func getCrew(r *Request) error { return get(r, r.API.cfg.Service.Crew) }
func putCrew(r *Request) error { return put(r, r.API.cfg.Service.PutCrew) }

func listVenues(r *Request) error {
	return list(r, "venues", VenueQuery{}, r.API.cfg.Service.ListVenues)
}
func getVenue(r *Request) error { return get(r, r.API.cfg.Service.Venue) }
func putVenue(r *Request) error { return put(r, r.API.cfg.Service.PutVenue) }

func listVenueCards(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return list(r, "venueCards", Page{}, func(ctx context.Context, c models.Caller, q models.ListQuery) (models.Page[models.VenueCard], error) {
		return r.API.cfg.Service.VenueCards(ctx, c, id, models.Filter{After: q.After, Limit: q.Limit})
	})
}

func listProducts(r *Request) error {
	return list(r, "products", NamedDepotQuery{}, r.API.cfg.Service.ListProducts)
}
func getProduct(r *Request) error { return get(r, r.API.cfg.Service.Product) }
func putProduct(r *Request) error { return put(r, r.API.cfg.Service.PutProduct) }

func listRuns(r *Request) error { return list(r, "runs", RunQuery{}, r.API.cfg.Service.ListRuns) }
func putRun(r *Request) error   { return put(r, r.API.cfg.Service.PutRun) }

// getRun answers with the version of the plan as ETag, for If-Match, and never with 304: the stops in it move on by
// themselves.
func getRun(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	run, err := r.API.cfg.Service.Run(r.Context(), r.Caller, id)
	if err != nil {
		return err
	}
	r.Set("ETag", VersionTag(run.Version))
	return r.OK(run)
}

func listChecklists(r *Request) error {
	all, err := r.API.cfg.Service.Checklists(r.Context())
	if err != nil {
		return err
	}
	return r.SendETag(List[models.ChecklistVersion]{Items: all}, "")
}

func getChecklist(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	v, err := r.API.cfg.Service.Checklist(r.Context(), id)
	if err != nil {
		return err
	}
	return r.SendETag(v, "")
}

func getChecklistVersion(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.Params("version"))
	if err != nil || n < 1 {
		return models.E("record.missing", "version")
	}
	v, err := r.API.cfg.Service.ChecklistVersionOf(r.Context(), id, n)
	if err != nil {
		return err
	}
	return r.SendETag(v, "")
}

func listChecklistVersions(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	return list(r, "checklistVersions", Page{}, func(ctx context.Context, _ models.Caller, q models.ListQuery) (models.Page[models.ChecklistVersion], error) {
		return r.API.cfg.Service.ChecklistVersions(ctx, id, q)
	})
}

func getChecklistDraft(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	d, err := r.API.cfg.Service.DraftChecklist(r.Context(), id)
	if err != nil {
		return err
	}
	if d.Head().Version == 0 { // not begun: there is no version to change yet
		return r.SendETag(d, "")
	}
	r.Set(fiber.HeaderETag, VersionTag(d.Head().Version))
	return r.OK(d) // never 304: after a publication the versions of a draft begin again
}

func putChecklistDraft(r *Request) error {
	save := func(ctx context.Context, c models.Caller, id string, m models.Match, d checklists.Definition) (*models.ChecklistDraft, bool, error) {
		draft, _, err := r.API.cfg.Service.SaveChecklistDraft(ctx, c, id, m, d)
		return draft, false, err // reading it showed one already
	}
	return put(r, save)
}

func dropChecklistDraft(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	if err := r.API.cfg.Service.DropChecklistDraft(r.Context(), id); err != nil {
		return err
	}
	return r.Send(http.StatusNoContent, nil)
}

func publishChecklist(r *Request) error {
	id, err := r.ID("id")
	if err != nil {
		return err
	}
	b, err := Decode[models.ChecklistPublish](r)
	if err != nil {
		return err
	}
	var m models.Match
	if m.Version, m.Given, m.Any, err = IfMatch(r); err != nil {
		return err
	}
	v, err := r.API.cfg.Service.PublishChecklist(r.Context(), r.Caller, id, m, b)
	if err != nil {
		return err
	}
	return r.Send(http.StatusCreated, v)
}

func listCategories(r *Request) error {
	return r.SendETag(List[checklists.Category]{Items: r.API.cfg.Service.Standards().Categories}, "")
}
