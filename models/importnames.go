package models

import (
	"context"
	"slices"
	"sync"

	"crewcheck/models/sheet"
)

// names finds records by what people call them; each noun of a depot is read once an import, when first asked for.
type names struct {
	mu    sync.Mutex
	known map[string]map[string][]string // noun and depot → word → ids
}

// find gives the ids of a noun that a word may mean: by id, by phone for people, or by name. A depot is one of the
// caller's; everything else is looked for in the depot.
func (in *importer) find(ctx context.Context, of, depotID, word string) ([]string, error) {
	plain := sheet.Plain(word)
	in.names.mu.Lock()
	defer in.names.mu.Unlock()
	words, ok := in.names.known[of+"/"+depotID]
	if !ok {
		var err error
		if words, err = in.readNames(ctx, of, depotID); err != nil {
			return nil, err
		}
		in.names.known[of+"/"+depotID] = words
	}
	for _, by := range []string{"id:" + plain, "phone:" + NormalPhone(plain), "name:" + plain} {
		if ids := words[by]; len(ids) > 0 {
			return ids, nil
		}
	}
	return nil, nil
}

func (in *importer) readNames(ctx context.Context, of, depotID string) (map[string][]string, error) {
	out := map[string][]string{}
	add := func(id, phone string, called ...string) {
		out["id:"+id] = []string{id}
		if phone != "" {
			out["phone:"+phone] = []string{id}
		}
		for _, name := range called {
			if by := "name:" + sheet.Plain(name); name != "" && !slices.Contains(out[by], id) {
				out[by] = append(out[by], id)
			}
		}
	}
	ofDepot := Filter{Equal: map[string]any{"depotId": depotID}, Limit: 500}
	store := in.s.store
	switch of {
	case "depots":
		return out, store.Depots.All(ctx, Filter{}, func(d *Depot) error {
			if in.c.Supervises(d.ID) {
				add(d.ID, "", d.Name)
			}
			return nil
		})
	case "crews":
		return out, store.Crews.All(ctx, ofDepot, func(x *Crew) error { add(x.ID, "", x.Name); return nil })
	case "venues":
		return out, store.Venues.All(ctx, ofDepot, func(v *Venue) error { add(v.ID, "", v.Name); return nil })
	case "products":
		both := Filter{In: map[string][]any{"depotId": {depotID, ""}}, Limit: 500}
		return out, store.Products.All(ctx, both, func(p *Product) error { add(p.ID, "", p.Name.ZhCN, p.Name.En); return nil })
	case "users":
		return out, store.Users.All(ctx, Filter{Limit: 500}, func(u *User) error {
			if depotID == "" || slices.Contains(u.DepotIDs, depotID) {
				add(u.ID, u.Phone, u.Name)
			}
			return nil
		})
	}
	panic("models: an import refers to no " + of)
}
