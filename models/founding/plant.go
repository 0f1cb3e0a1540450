package founding

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"crewcheck/models"
)

// Options say when the case plays. The zero value of every field is filled in.
type Options struct {
	Now  time.Time // the case ends here; default: now
	Seed uint64    // the same seed at the same Now gives the same case
	Days int       // of past work, before today; default 28
	Log  *slog.Logger
}

// Case is what was planted, and who can log in.
type Case struct {
	DepotID string  `json:"depotId"`
	Users   []Login `json:"users"`
}

// Login is one account; the first of each role is of the main cast. VenueID is that of a venue account.
type Login struct {
	Role    string `json:"role"`
	Phone   string `json:"phone"`
	Secret  string `json:"secret"`
	Name    string `json:"name"`
	UserID  string `json:"userId,omitempty"`
	CrewID  string `json:"crewId,omitempty"`
	VenueID string `json:"venueId,omitempty"`
}

// defaultDays is the window of a score.
const defaultDays = 28

// workers is how many crew days are worked at once: more than there are processors, because each waits for
// the store most of the time and waiting writes are committed together.
const workers = 32

// zoneName is the depot's zone; all hours of the case are in it.
const zoneName = "Asia/Shanghai"

// Plant fills an empty store with the founding case and tells how to log in: planning, four weeks of work, what
// venues said of it, and today's runs, which nobody has begun. A store that already holds the depot is an error.
func Plant(ctx context.Context, store *models.Store, opts Options) (*Case, error) {
	p, err := newPlanter(ctx, store, opts)
	if err != nil {
		return nil, err
	}
	if _, found, err := store.Depots.Find(ctx, depotID); err != nil || found {
		if err == nil {
			err = fmt.Errorf("the store already holds %s", depotID)
		}
		return nil, err
	}
	for _, step := range []struct {
		name string
		do   func(context.Context) error
	}{
		{"planning", p.plantPlanning}, {"work", p.plantWork}, {"complaints", p.plantComplaints}, {"scores", p.workOut},
	} {
		began := time.Now()
		if err := step.do(ctx); err != nil {
			return nil, fmt.Errorf("planting the %s: %w", step.name, err)
		}
		p.opts.Log.Info("planted", "part", step.name, "ms", time.Since(began).Milliseconds())
	}
	return &Case{DepotID: depotID, Users: logins()}, nil
}

// planter holds what the steps of planting share.
type planter struct {
	opts  Options
	store *models.Store
	zone  *time.Location
	today models.Date
	// now is the lane of the present; it publishes the signing keys.
	now   *lane
	lists []models.ChecklistVersion
	// shifts are the worked runs in the order of days and crews.
	shifts []*shift
}

func newPlanter(ctx context.Context, store *models.Store, opts Options) (*planter, error) {
	if opts.Now.IsZero() {
		opts.Now = time.Now()
	}
	if opts.Days <= 0 {
		opts.Days = defaultDays
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	zone, err := time.LoadLocation(zoneName)
	if err != nil {
		return nil, err
	}
	p := &planter{opts: opts, store: store, zone: zone, today: models.DateOf(opts.Now.In(zone))}
	if p.now, err = p.openLane(ctx, opts.Now); err != nil {
		return nil, err
	}
	p.lists, err = p.now.svc.Checklists(ctx)
	return p, err
}

// lane is the service at an instant of the past that its one user moves.
type lane struct {
	svc *models.Service
	now time.Time
}

func (p *planter) openLane(ctx context.Context, at time.Time) (*lane, error) {
	l := &lane{now: at}
	clock := func() time.Time { return l.now }
	svc, err := models.New(ctx, models.Config{Store: models.NewStore(p.store.Backend, clock), Clock: clock, Log: p.opts.Log})
	l.svc = svc
	return l, err
}

// clock is an instant of a day, hh:mm in the depot's zone.
func (p *planter) clock(date models.Date, hour, minute int) time.Time {
	d := date.Time()
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, p.zone)
}

// dice is the luck of one crew on one day, or of one part of the case.
type dice struct{ *rand.Rand }

// luck gives the dice of a stream; streams are independent of each other and of the order of work.
func (p *planter) luck(stream, day int) dice {
	return dice{rand.New(rand.NewPCG(p.opts.Seed, uint64(stream)<<32|uint64(day)))}
}

func (d dice) chance(share float64) bool { return d.Float64() < share }

// between is a whole number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

func (d dice) minutes(low, high int) time.Duration {
	return time.Duration(d.between(low*60, high*60)) * time.Second
}

func pick[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// plantWork plans and works the past runs, many at once, and plans today's.
func (p *planter) plantWork(ctx context.Context) error {
	p.shifts = p.roster()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := make(chan *shift)
	var wg sync.WaitGroup
	for range workers {
		l, err := p.openLane(ctx, p.opts.Now)
		if err != nil {
			return err
		}
		wg.Go(func() {
			for s := range jobs {
				s.lane = l
				if err := s.work(ctx); err != nil {
					stop(fmt.Errorf("%s: %w", s.plan.id, err))
				}
			}
		})
	}
	for _, s := range p.shifts {
		jobs <- s
	}
	close(jobs)
	wg.Wait()
	return context.Cause(ctx)
}

// workOut works all crew days out, so that scores can be read at once.
func (p *planter) workOut(ctx context.Context) error {
	p.now.now = p.opts.Now
	for range (p.opts.Days+1)*len(crews)/200 + 2 {
		if n, err := p.now.svc.WorkOutPending(ctx, true); err != nil || n == 0 {
			return err
		}
	}
	return nil
}
