package main

import (
	"fmt"
	"net/url"
	"strings"

	"crewcheck/scripts/bench/rig"
)

// view is a list or chart of a page of the desk, with the ways to ask for it.
type view struct {
	name    string
	who     []string
	filters []filter
}

// filter is one way to ask; reads are what the page asks until it shows it.
type filter struct {
	name string
	read func(*desk) error
}

func (v *view) named(part string) bool { return strings.Contains(v.name, part) }

var (
	roles    = []string{"manager", "supervisor", "sales"}
	deciders = roles[:2]
)

// asking reads one address, whose query may be drawn anew each time.
func asking(name, path string, q func(*desk) url.Values) filter {
	return filter{name, func(d *desk) error { return d.get(address(path, q(d)), nil) }}
}

// plainly reads an address as it is.
func plainly(name, path string, pairs ...string) filter {
	return asking(name, path, func(*desk) url.Values { return query(pairs...) })
}

func query(pairs ...string) url.Values {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	return q
}

// list reads a list without a filter, then by each value of each.
func list(path string, by map[string][]string, more ...filter) []filter {
	out := []filter{plainly("all", path, "limit", "50")}
	for name, of := range by {
		for _, v := range of {
			out = append(out, plainly(name+"="+v, path, "limit", "50", name, v))
		}
	}
	return append(out, more...)
}

// ofCrew and ofVenue read a list of any crew, or venue, with more of a query.
func ofCrew(path string, pairs ...string) filter {
	return asking(strings.Join(append([]string{"of a crew"}, pairs...), " "), path, func(d *desk) url.Values {
		return query(append([]string{"limit", "50", "crewId", one(d.base.Crews)}, pairs...)...)
	})
}

func ofVenue(path string, pairs ...string) filter {
	return asking(strings.Join(append([]string{"of a venue"}, pairs...), " "), path, func(d *desk) url.Values {
		return query(append([]string{"limit", "50", "venueId", one(d.base.Venues)}, pairs...)...)
	})
}

// Filters of the lists (web/src/desk/pages), with every value they offer.
var (
	categories = values("late,not-delivered,wrong-or-short,stock-not-rotated,over-age-goods,placed-wrong,bottles-refused,bottle-count-wrong,damaged-not-swapped," +
		"packaging-not-swapped,receipt-missing,rude,dress,parking,guard-conflict,mess-left,message-lost,replace-crew,price-or-promotion,billing,product-quality,other")
	complaintBy = map[string][]string{
		"status": values("open,reopened,acknowledged,decided,resolved,closed"), "severity": values("critical,major,minor"),
		"category": categories, "linkState": values("linked,needs-review,unlinked"), "call": values("owed,overdue"),
	}
	checklists = values("conduct,day-close,delivery-receipt,fifo-stocking,pre-trip,return-bottles,nobody-does-it")
	warningBy  = map[string][]string{
		"state": values("open,acknowledged,acted,dismissed,lapsed"),
		"kind":  values("item-drift,late-twice,vehicle-full-twice,bottles-growing,receipts-overdue,messages-overdue,silent-phone,near-expiry"),
	}
	sampleBy = map[string][]string{
		"state": values("open,decided,lapsed"),
		"kind":  values("too-fast,photo-reused,photo-copied,far-from-venue,arrival-time,before-arrival,after-leaving,lots-over-order,stock-count,bottles-recounted,bottles-over-balance,audit"),
	}
	windows = []int{28, 7, 90, 365}
)

// views are the lists and charts of the desk, page by page.
func views(base *rig.Weeks) []view {
	out := []view{
		{"now: runs of today", deciders, []filter{{"last day", func(d *desk) error { return d.runsNow(d.base.LastDay) }}}},
		{"now: complaints", roles, []filter{plainly("open", "/complaints", "limit", "50", "status", "open"), plainly("call overdue", "/complaints", "limit", "50", "call", "overdue")}},
		{"now: warnings", roles, []filter{plainly("open", "/warnings", "limit", "50", "state", "open"), plainly("silent phones", "/warnings", "limit", "50", "state", "open", "kind", "silent-phone")}},
		{"now: broken promises", roles, []filter{plainly("broken", "/promises", "limit", "50", "status", "broken")}},
		{"complaints", roles, list("/complaints", complaintBy, ofCrew("/complaints"), ofVenue("/complaints"), ofCrew("/complaints", "severity", "critical"), plainly("two filters", "/complaints", "limit", "50", "category", "billing", "severity", "critical"))},
		{"appeals", deciders, list("/appeals", map[string][]string{"status": values("open,granted,rejected")})},
		{"checks", roles, list("/checks", map[string][]string{"checklistId": checklists}, ofCrew("/checks"), ofVenue("/checks"), ofCrew("/checks", "checklistId", "day-close"), ofCrew("/checks", "checklistId", "nobody-does-it"), ofVenue("/checks", "checklistId", "return-bottles"), member("/checks"), checksThen(28), checksThen(200))},
		{"warnings", roles, list("/warnings", warningBy, ofCrew("/warnings"), ofCrew("/warnings", "state", "open"), ofVenue("/warnings", "state", "open"), plainly("two filters", "/warnings", "limit", "50", "state", "lapsed", "kind", "silent-phone"), ofCrew("/warnings", "kind", "near-expiry"))},
		{"coaching", deciders, list("/coaching", map[string][]string{"state": values("open,acknowledged,measured")}, ofCrew("/coaching"))},
		{"samples", deciders, list("/samples", sampleBy, ofCrew("/samples"), ofCrew("/samples", "state", "open"), ofCrew("/samples", "kind", "audit"))},
		{"ideas", deciders, list("/ideas", map[string][]string{"state": values("new,adopted,declined")}, ofCrew("/ideas"), member("/ideas"))},
		{"runs", deciders, []filter{asking("of a day", "/runs", func(d *desk) url.Values { q := d.days(1); q.Set("limit", "50"); return q })}},
		{"venues, whole", roles, whole("/venues", map[string][]string{"tier": values("vip,large,medium,small"), "value": values("most-valuable,most-growable,below-zero")})},
		{"people, whole", deciders, whole("/users", nil)},
		{"receipts", roles, list("/receipts", map[string][]string{"state": values("signed,handed-over,reconciled"), "overdue": {"true"}, "number": {"R-0"}}, ofVenue("/receipts"))},
		{"messages", roles, list("/messages", map[string][]string{"state": values("delivered,read,answered"), "overdue": {"true"}}, ofVenue("/messages"))},
		{"promises", roles, list("/promises", map[string][]string{"status": values("open,broken,kept,cancelled")}, ofVenue("/promises"), plainly("growing", "/warnings", "limit", "200", "kind", "bottles-growing"))},
		{"bottle disputes", roles, list("/bottle-disputes", nil)},
		{"card changes", roles, list("/card-changes", map[string][]string{"state": values("proposed,accepted,declined")}, ofVenue("/card-changes", "state", "proposed"))},
		{"a venue's timeline", roles, []filter{{"any", func(d *desk) error { return d.ofTheirs("/venues/%s/timeline?limit=50") }}}},
		{"a venue's bottles", roles, []filter{{"any", func(d *desk) error { return d.ofTheirs("/venues/%s/bottles") }}}},
		{"crews and venues to choose", deciders, []filter{plainly("crews", "/crews", "limit", "200"), plainly("venues", "/venues", "limit", "200")}},
	}
	return append(out, charts(base)...)
}

// charts are the ranking, the scores and the reports, by every window.
func charts(base *rig.Weeks) []view {
	ranking := view{"ranking", deciders, nil}
	score := view{"a score, explained", deciders, nil}
	reports := map[string]*view{}
	names := values("gaps,prevention,temperature,benchmark")
	for _, name := range names {
		reports[name] = &view{"report: " + name, deciders, nil}
	}
	for _, n := range windows {
		days := func(d *desk, pairs ...string) url.Values {
			q := d.days(n)
			for k, v := range query(pairs...) {
				q[k] = v
			}
			return q
		}
		title := fmt.Sprintf("%d days", n)
		for _, by := range values("crew,member") {
			ranking.filters = append(ranking.filters, asking(by+"s, "+title, "/scores", func(d *desk) url.Values { return days(d, "by", by, "depotId", base.Depot) }))
		}
		score.filters = append(score.filters,
			filter{"crew, " + title, func(d *desk) error { return d.get(address("/crews/"+one(base.Crews)+"/score", days(d)), nil) }},
			filter{"member, " + title, func(d *desk) error {
				return d.get(address("/members/"+one(base.Crews)+"-driver/score", days(d, "depotId", base.Depot)), nil)
			}})
		for _, name := range names {
			v, path := reports[name], "/reports/"+name
			v.filters = append(v.filters, asking("a crew, "+title, path, func(d *desk) url.Values { return days(d, "crewId", one(base.Crews)) }))
			if name != "benchmark" {
				v.filters = append(v.filters,
					asking("the depot, "+title, path, func(d *desk) url.Values { return days(d, "depotId", base.Depot) }),
					asking("a venue, "+title, path, func(d *desk) url.Values { return days(d, "depotId", base.Depot, "venueId", one(base.Venues)) }))
			}
		}
	}
	out := []view{ranking, score}
	for _, name := range names {
		out = append(out, *reports[name])
	}
	return out
}

// whole reads a list to its end, as pages do in which words are looked for.
func whole(path string, by map[string][]string) []filter {
	out := []filter{{"all", func(d *desk) error { return d.whole(path, url.Values{}) }}}
	for name, of := range by {
		for _, v := range of {
			out = append(out, filter{name + "=" + v, func(d *desk) error { return d.whole(path, query(name, v)) }})
		}
	}
	return out
}

// member reads a list of any driver.
func member(path string) filter {
	return asking("of a member", path, func(d *desk) url.Values { return query("limit", "50", "memberId", one(d.base.Crews)+"-driver") })
}

// checksThen reads the checks of some day long ago.
func checksThen(daysAgo int) filter {
	return asking(fmt.Sprintf("of two days %d days ago", daysAgo), "/checks", func(d *desk) url.Values {
		q := d.times(daysAgo)
		q.Set("to", d.times(daysAgo-2).Get("from"))
		q.Set("limit", "50")
		return q
	})
}

// ofTheirs reads an address of a venue that the caller sees.
func (d *desk) ofTheirs(format string) error {
	venue := one(d.base.Venues)
	if d.role == "sales" {
		venue = one(d.base.Venues[:soldTo])
	}
	return d.get(fmt.Sprintf(format, venue), nil)
}
