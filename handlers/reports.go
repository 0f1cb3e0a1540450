package handlers

import (
	"context"

	"crewcheck/models"
)

// What the depot sees besides the score.

// ReportQuery picks what a report is about; the window has both days included, the default is the last 28.
type ReportQuery struct {
	DepotID string `query:"depotId" description:"default: that of the crew or venue, else the caller's only depot"`
	CrewID  string `query:"crewId"`
	VenueID string `query:"venueId"`
	Dates
}

// BenchmarkQuery picks the crew and the window.
type BenchmarkQuery struct {
	CrewID string `query:"crewId" description:"default: the caller's only crew"`
	Dates
}

func reportRoutes() []Route {
	const tag = "Reports"
	return []Route{
		{Method: "GET", Path: "/api/v1/reports/gaps", Name: "reportGaps", Summary: "The five gaps between what venues expect and what they get, with the cases behind each", Tag: tag, Who: deskRoles, Query: ReportQuery{}, Answers: answers(200, models.Gaps{}), Handle: reportGaps},
		{Method: "GET", Path: "/api/v1/reports/prevention", Name: "reportPrevention", Summary: "When faults are found: before the trip, during, after by the venue", Tag: tag, Who: deskRoles, Query: ReportQuery{}, Answers: answers(200, models.Prevention{}), Handle: reportPrevention},
		{Method: "GET", Path: "/api/v1/reports/temperature", Name: "reportTemperature", Summary: "Speed, attitude, flexibility and invention", Tag: tag, Who: deskRoles, Query: ReportQuery{}, Answers: answers(200, models.Temperature{}), Handle: reportTemperature},
		{Method: "GET", Path: "/api/v1/reports/benchmark", Name: "reportBenchmark", Summary: "A crew beside the best crew and the depot's median; crews read their own", Tag: tag, Who: workRoles, Query: BenchmarkQuery{}, Answers: answers(200, models.Benchmark{}), Handle: reportBenchmark},
	}
}

// report answers with a report on what the query picks.
func report[T any](r *Request, use func(context.Context, models.Caller, models.ReportQuery) (T, error)) error {
	q, err := DecodeQuery[ReportQuery](r)
	if err != nil {
		return err
	}
	out, err := use(r.Context(), r.Caller, models.ReportQuery{
		DepotID: q.DepotID, CrewID: q.CrewID, VenueID: q.VenueID, DateRange: models.DateRange{From: q.From, To: q.To},
	})
	if err != nil {
		return err
	}
	return r.SendETag(out, "")
}

func reportGaps(r *Request) error { return report(r, r.API.cfg.Service.GapsReport) }

func reportPrevention(r *Request) error { return report(r, r.API.cfg.Service.PreventionReport) }

func reportTemperature(r *Request) error { return report(r, r.API.cfg.Service.TemperatureReport) }

func reportBenchmark(r *Request) error {
	q, err := DecodeQuery[BenchmarkQuery](r)
	if err != nil {
		return err
	}
	out, err := r.API.cfg.Service.BenchmarkReport(r.Context(), r.Caller, q.CrewID, models.DateRange{From: q.From, To: q.To})
	if err != nil {
		return err
	}
	return r.SendETag(out, "")
}
