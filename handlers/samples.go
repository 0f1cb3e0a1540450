package handlers

import "crewcheck/models"

// What speaks against ticks and is not the crew's word: samples for those who supervise.

// SampleQuery filters samples; from and to bound when they were raised.
type SampleQuery struct {
	DepotID string `query:"depotId"`
	CrewID  string `query:"crewId"`
	Kind    string `query:"kind" enum:"too-fast,photo-reused,photo-copied,far-from-venue,arrival-time,before-arrival,after-leaving,lots-over-order,stock-count,bottles-recounted,bottles-over-balance,audit"`
	State   string `query:"state" enum:"open,decided,lapsed"`
	Times
	Page
}

func (q SampleQuery) query() models.ListQuery {
	return q.bound(map[string]string{"depotId": q.DepotID, "crewId": q.CrewID, "kind": q.Kind, "state": q.State})
}

func sampleRoutes() []Route {
	const tag = "Samples"
	sample := answers(200, models.EvidenceSample{})
	return []Route{
		{Method: "GET", Path: "/api/v1/samples", Name: "listSamples", Summary: "Ticks to look at since something speaks against them, the latest raised first", Tag: tag, Who: deskRoles, Query: SampleQuery{}, Answers: answers(200, List[models.EvidenceSample]{}), Handle: listSamples},
		{Method: "GET", Path: "/api/v1/samples/:id", Name: "getSample", Summary: "One sample", Tag: tag, Who: deskRoles, Answers: sample, Handle: getSample},
		{Method: "POST", Path: "/api/v1/samples/:id/decide", Name: "decideSample", Summary: "Say whether the ticks are true, once; ticks found false count as contradicted", Tag: tag, Who: deskRoles, Body: models.SampleDecide{}, Answers: sample, Problems: []string{"sample.own", "sample.state"}, Handle: decideSample},
	}
}

func listSamples(r *Request) error {
	return list(r, "samples", SampleQuery{}, r.API.cfg.Service.ListSamples)
}

func getSample(r *Request) error { return get(r, r.API.cfg.Service.Sample) }

func decideSample(r *Request) error {
	return act[models.SampleDecide](r, r.API.cfg.Service.DecideSample)
}
