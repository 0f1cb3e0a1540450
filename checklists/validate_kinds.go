package checklists

import (
	"slices"
	"strconv"
	"strings"
)

// lots allows two lots of different products at one position: a shelf has several
// fronts, and the order is judged product by product.
func (v *validator) lots(lots []Lot, at string) {
	if len(lots) > MaxLots {
		v.add(at, "field.too-many", MaxLots)
		return
	}
	type place struct {
		product  string
		position int
	}
	seen := map[place]bool{}
	for i, l := range lots {
		here := at + pointer(i)
		v.name(l.ProductID, here+"/productId", true)
		if !l.ProducedOn.Valid() {
			v.add(here+"/producedOn", "field.format", "YYYY-MM-DD")
		}
		v.whole(l.Quantity, 0, maxQuantity, here+"/quantity")
		v.whole(l.Position, 1, maxQuantity, here+"/position")
		if k := (place{l.ProductID, l.Position}); seen[k] {
			v.add(here+"/position", "field.duplicate", strconv.Itoa(l.Position))
		} else {
			seen[k] = true
		}
	}
}

func (v *validator) bottles(rows []BottleCount, at string) {
	if len(rows) > MaxBottleRows {
		v.add(at, "field.too-many", MaxBottleRows)
		return
	}
	seen := map[string]bool{}
	for i, b := range rows {
		here := at + pointer(i)
		v.name(b.Type, here+"/type", true)
		if b.Type != "" && seen[b.Type] {
			v.add(here+"/type", "field.duplicate", shorten(b.Type))
		}
		seen[b.Type] = true
		v.whole(b.Expected, 0, maxBottles, here+"/expected")
		v.whole(b.Taken, 0, maxBottles, here+"/taken")
		v.whole(b.Left, 0, maxBottles, here+"/left")
		if b.Reason != "" && !slices.Contains(bottleReasons, b.Reason) {
			v.add(here+"/reason", "field.choice", strings.Join(bottleReasons, ", "))
		}
	}
}

func (v *validator) swap(s *Swap, at string) {
	if s == nil {
		return
	}
	v.whole(s.Reported, 0, maxBottles, at+"/reported")
	v.whole(s.Swapped, 0, max(0, min(s.Reported, maxBottles)), at+"/swapped")
	v.text(s.Reason, at+"/reason")
}

// receipt asks for number and signer, except where the crew says itself that
// there is no signed receipt (fail) or that none was due (na).
func (v *validator) receipt(a *Answer, at string) {
	r := a.Receipt
	if r == nil {
		return
	}
	signed := a.Result != Fail && a.Result != NA
	v.name(r.Number, at+"/number", signed)
	v.name(r.SignedBy, at+"/signedBy", signed)
	v.name(r.SignerRole, at+"/signerRole", false)
	if r.Signature != "" {
		v.digest(r.Signature, at+"/signature")
	}
	if len(r.Discrepancies) > MaxDiscrepancies {
		v.add(at+"/discrepancies", "field.too-many", MaxDiscrepancies)
		return
	}
	for i, d := range r.Discrepancies {
		here := at + pointer("discrepancies", i)
		v.name(d.ProductID, here+"/productId", true)
		v.whole(d.Quantity, -maxQuantity, maxQuantity, here+"/quantity")
		v.text(d.Reason, here+"/reason")
	}
}
