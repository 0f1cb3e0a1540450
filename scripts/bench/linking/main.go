// Command linking measures how often a complaint is tied to the right crew and the right people. It makes
// complaints about deliveries whose crew it knows — with swaps at noon, two crews at one venue, phones with
// wrong clocks, checks that come late, receipts without or with a wrong number — files them through the service
// on an embedded store, and counts.
//
//	go run ./scripts/bench/linking -n 1000 -seed 1 -check
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"crewcheck/models"
	"crewcheck/models/sqlite"
)

// least is the share of right ones among the complaints that are tied without a person.
const least = 0.99

func main() {
	n := flag.Int("n", 1000, "complaints")
	seed := flag.Uint64("seed", 1, "seed of the generator")
	check := flag.Bool("check", false, "exit with 1 below 99 % right")
	flag.Parse()
	r, err := measure(context.Background(), *n, *seed)
	if err != nil {
		fmt.Fprintln(os.Stderr, "linking:", err)
		os.Exit(1)
	}
	r.print(os.Stdout)
	if *check && float64(r.right) < least*float64(r.linked) {
		os.Exit(1)
	}
}

// result counts what became of the complaints.
type result struct {
	total, linked, right, wrongCrew, wrongPeople, review, reviewHasIt, unlinked int
	byMethod                                                                    map[string]int
	wrong                                                                       []string
}

func (r *result) print(w *os.File) {
	share := func(part, of int) string {
		return fmt.Sprintf("%5d  %5.1f %%", part, 100*float64(part)/float64(max(1, of)))
	}
	fmt.Fprintf(w, "complaints            %5d\n", r.total)
	fmt.Fprintf(w, "tied by itself        %s\n", share(r.linked, r.total))
	fmt.Fprintf(w, "  right               %s\n", share(r.right, r.linked))
	fmt.Fprintf(w, "  wrong crew          %s\n", share(r.wrongCrew, r.linked))
	fmt.Fprintf(w, "  wrong people        %s\n", share(r.wrongPeople, r.linked))
	fmt.Fprintf(w, "needs-review          %s\n", share(r.review, r.total))
	fmt.Fprintf(w, "  right one listed    %s\n", share(r.reviewHasIt, r.review))
	fmt.Fprintf(w, "unlinked              %s\n", share(r.unlinked, r.total))
	for _, m := range []string{models.ByReceipt, models.ByTime} {
		fmt.Fprintf(w, "tied by %-13s %s\n", m, share(r.byMethod[m], r.linked))
	}
	for _, text := range r.wrong {
		fmt.Fprintln(w, "wrong:", text)
	}
}

// bench is a depot in which deliveries and complaints happen.
type bench struct {
	*models.Service
	rng *rand.Rand
	now time.Time
	ids int
}

var root = models.Caller{UserID: "root", Roles: []models.Role{models.Admin}}

const depot = "depot"

func measure(ctx context.Context, n int, seed uint64) (*result, error) {
	dir, err := os.MkdirTemp("", "crewcheck-linking-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	backend, err := sqlite.Open(ctx, sqlite.Options{Dir: dir}, models.Specs())
	if err != nil {
		return nil, err
	}
	defer backend.Close()
	b := &bench{rng: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return b.now }
	if b.Service, err = models.New(ctx, models.Config{Store: models.NewStore(backend, clock), Clock: clock}); err != nil {
		return nil, err
	}
	if err := b.setUp(ctx); err != nil {
		return nil, err
	}
	r := &result{byMethod: map[string]int{}}
	for range n {
		if err := b.one(ctx, r); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// setUp makes two crews of a driver and two porters each.
func (b *bench) setUp(ctx context.Context) error {
	if _, _, err := b.PutDepot(ctx, root, depot, models.Match{}, models.DepotBody{Name: "depot", Zone: "Asia/Shanghai"}); err != nil {
		return err
	}
	for crew := range 2 {
		var members []string
		for i, role := range []models.Role{models.Driver, models.Porter, models.Porter} {
			id := fmt.Sprintf("user-%d-%d", crew, i)
			body := models.UserPut{UserBody: models.UserBody{Phone: fmt.Sprintf("100000%d%d", crew, i), Name: id, Roles: []models.Role{role}, DepotIDs: []string{depot}}}
			if _, _, err := b.PutUser(ctx, root, id, models.Match{}, body); err != nil {
				return err
			}
			members = append(members, id)
		}
		id := fmt.Sprintf("crew-%d", crew)
		if _, _, err := b.PutCrew(ctx, root, id, models.Match{}, models.CrewBody{DepotID: depot, Name: id, MemberIDs: members}); err != nil {
			return err
		}
	}
	return nil
}

// delivery is what really happened at one stop.
type delivery struct {
	crew, run, stop string
	from, to        time.Time
	swapAt          time.Time // zero: nobody was swapped
	number          string
}

// people are those who were there: at the time named where that is within the delivery, else while it went on.
func (d *delivery) people(named, until time.Time) []string {
	from, to := d.from, d.to
	if !named.After(to) && !until.Before(from) {
		if named.After(from) {
			from = named
		}
		if until.Before(to) {
			to = until
		}
	}
	out := []string{d.user(0)}
	if d.swapAt.IsZero() || from.Before(d.swapAt) {
		out = append(out, d.user(1))
	}
	if d.swapAt.IsZero() || !to.Before(d.swapAt) {
		out = append(out, d.user(2))
	}
	slices.Sort(out)
	return out
}

func (d *delivery) user(i int) string { return fmt.Sprintf("user-%c-%d", d.crew[len(d.crew)-1], i) }

func (b *bench) id(what string) string { b.ids++; return fmt.Sprintf("%s-%d", what, b.ids) }

func (b *bench) chance(p float64) bool { return b.rng.Float64() < p }

func (b *bench) minutes(from, to int) time.Duration {
	return time.Duration(from+b.rng.IntN(to-from+1)) * time.Minute
}

// one makes a venue with its deliveries, files one complaint about one of them, and judges.
func (b *bench) one(ctx context.Context, r *result) error {
	venue := b.id("venue")
	if _, _, err := b.PutVenue(ctx, root, venue, models.Match{}, models.VenueBody{DepotID: depot, Name: venue, Tier: "medium"}); err != nil {
		return err
	}
	midnight := time.Date(2026, 3, 2+b.ids%300, 16, 0, 0, 0, time.UTC) // 00:00 in Changsha
	about := b.deliver(venue, "crew-0", midnight.Add(b.minutes(9*60, 20*60)))
	all := []*delivery{about}
	if b.chance(0.3) {
		all = append(all, b.deliver(venue, "crew-1", midnight.Add(b.minutes(9*60, 20*60))))
	}
	if b.chance(0.1) {
		all = append(all, b.deliver(venue, "crew-1", about.from.Add(b.minutes(-20, 20))))
	}
	if b.chance(0.2) {
		all = append(all, b.deliver(venue, "crew-0", about.from.Add(-24*time.Hour)))
	}
	late := b.chance(0.1) // the phone of the crew complained of has no signal until after the complaint
	for _, d := range all {
		if err := b.plan(ctx, venue, d); err != nil {
			return err
		}
		if d != about || !late {
			if err := b.report(ctx, d); err != nil {
				return err
			}
		}
	}
	k, err := b.complain(ctx, venue, about)
	if err != nil {
		return err
	}
	if late {
		b.now = b.now.Add(b.minutes(30, 300))
		if err := b.report(ctx, about); err != nil {
			return err
		}
		if _, err := b.WorkOutPending(ctx, true); err != nil {
			return err
		}
		if k, err = b.Complaint(ctx, root, k.ID); err != nil {
			return err
		}
	}
	r.judge(k, about)
	return nil
}

func (b *bench) deliver(venue, crew string, from time.Time) *delivery {
	d := &delivery{crew: crew, run: b.id("run"), stop: b.id("stop"), from: from, to: from.Add(b.minutes(10, 40)), number: b.id("R")}
	if b.chance(0.3) {
		d.swapAt = noon(from)
	}
	return d
}

// noon is 13:00 of the day of t in Changsha.
func noon(t time.Time) time.Time {
	local := t.Add(8 * time.Hour)
	return time.Date(local.Year(), local.Month(), local.Day(), 5, 0, 0, 0, time.UTC)
}

func (b *bench) plan(ctx context.Context, venue string, d *delivery) error {
	members := []models.Member{{UserID: d.user(0), Role: models.Driver}, {UserID: d.user(1), Role: models.Porter}, {UserID: d.user(2), Role: models.Porter}}
	if !d.swapAt.IsZero() {
		at := models.At(d.swapAt)
		members[1].To, members[2].From = &at, &at
	}
	b.now = d.from.Add(-2 * time.Hour)
	_, _, err := b.PutRun(ctx, root, d.run, models.Match{}, models.RunBody{
		DepotID: depot, Date: models.DateOf(d.from.Add(8 * time.Hour)), CrewID: d.crew, Members: members,
		Stops: []models.StopBody{{ID: d.stop, Sequence: 1, VenueID: venue}},
	})
	return err
}

// report hands in what the phone knows of the delivery: status, a check, or both; its clock may be wrong.
func (b *bench) report(ctx context.Context, d *delivery) error {
	if b.now.Before(d.to) {
		b.now = d.to.Add(b.minutes(1, 30))
	}
	skew := time.Duration(0)
	if b.chance(0.2) {
		skew = b.minutes(-120, 120)
	}
	phone := func(t time.Time) models.Time { return models.At(t.Add(skew)) }
	sent := phone(b.now)
	withStatus, withCheck := b.chance(0.8), b.chance(0.9)
	if withStatus || !withCheck {
		for status, at := range map[string]time.Time{models.StopArrived: d.from, models.StopDelivered: d.to} {
			if _, err := b.SetStopStatus(ctx, root, d.run, d.stop, models.StopStatus{Status: status, At: phone(at), SentAt: &sent}); err != nil {
				return err
			}
		}
	}
	if !withCheck {
		return nil
	}
	body, err := b.receiptCheck(ctx, d)
	if err != nil {
		return err
	}
	body.StartedAt, body.CompletedAt, body.SentAt = phone(d.from), phone(d.to), sent
	_, _, err = b.PutCheck(ctx, root, uuidOf(b.ids, d.stop), body)
	return err
}
