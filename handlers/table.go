package handlers

import (
	"net/http"

	"crewcheck/checklists"
	"crewcheck/models"
)

// Who may call what, in groups that recur in the table.
var (
	crewRoles  = []models.Role{models.Driver, models.Porter}
	deskRoles  = []models.Role{models.Supervisor, models.Manager, models.Admin}
	topRoles   = []models.Role{models.Manager, models.Admin}
	planVenue  = []models.Role{models.Sales, models.Supervisor, models.Manager, models.Admin}
	workRoles  = []models.Role{models.Driver, models.Porter, models.Supervisor, models.Manager, models.Admin}
	seesWork   = []models.Role{models.Driver, models.Porter, models.Sales, models.Supervisor, models.Manager, models.Admin}
	speaksRole = []models.Role{models.VenueRole, models.Sales, models.Supervisor, models.Manager, models.Admin}
	answerable = []models.Role{models.Sales, models.Supervisor, models.Manager, models.Admin}
)

// Calls a minute and caller of routes that guess-work or uploads would abuse.
const (
	loginLimit = 30
	photoLimit = 600
)

func answers(status int, v any) map[int]any { return map[int]any{status: v} }

func created(v any) map[int]any { return map[int]any{http.StatusOK: v, http.StatusCreated: v} }

// Table is every route of the API, one line each: method, path, name, what it does, who may call,
// what goes in and out, and the handler.
func Table() []Route {
	var t []Route
	t = append(t, authRoutes()...)
	t = append(t, phoneRoutes()...)
	t = append(t, planRoutes()...)
	t = append(t, standardRoutes()...)
	t = append(t, complaintRoutes()...)
	t = append(t, receiptRoutes()...)
	t = append(t, recoveryRoutes()...)
	t = append(t, custodyRoutes()...)
	t = append(t, toldRoutes()...)
	t = append(t, warningRoutes()...)
	t = append(t, ideaRoutes()...)
	t = append(t, venueAccountRoutes()...)
	t = append(t, printRoutes()...)
	t = append(t, sampleRoutes()...)
	t = append(t, reportRoutes()...)
	t = append(t, importRoutes()...)
	t = append(t, limitRoute())
	t = append(t, exportRoutes()...)
	return append(t, scoreRoutes()...)
}

func authRoutes() []Route {
	const tag = "Accounts"
	return []Route{
		{Method: "POST", Path: "/api/v1/auth/login", Name: "login", Summary: "Log in by phone and secret", Tag: tag, Public: true, Body: LoginBody{}, Answers: answers(200, models.Login{}), Problems: []string{"auth.wrong", "auth.locked"}, Limit: loginLimit, Handle: login},
		{Method: "POST", Path: "/api/v1/auth/refresh", Name: "refresh", Summary: "Swap the refresh token for new tokens", Tag: tag, Public: true, Body: RefreshBody{}, Answers: answers(200, models.Login{}), Problems: []string{"auth.invalid", "auth.spent"}, Limit: loginLimit, Handle: refresh},
		{Method: "POST", Path: "/api/v1/auth/logout", Name: "logout", Summary: "End this login", Tag: tag, Answers: answers(204, nil), Handle: logout},
		{Method: "POST", Path: "/api/v1/auth/pair", Name: "pair", Summary: "Log a phone in by a supervisor's one-time code", Tag: tag, Public: true, Body: PairBody{}, Answers: answers(200, models.Login{}), Problems: []string{"auth.pair-invalid", "auth.locked"}, Limit: loginLimit, Handle: pair},
		{Method: "GET", Path: "/api/v1/me", Name: "me", Summary: "The caller's own account", Tag: tag, Answers: answers(200, models.User{}), Handle: me},
		{Method: "POST", Path: "/api/v1/me/secret", Name: "setSecret", Summary: "Change the caller's own secret; its other logins end", Tag: tag, Body: models.SecretBody{}, Answers: answers(204, nil), Problems: []string{"auth.locked"}, Limit: loginLimit, Handle: setSecret},
		{Method: "GET", Path: "/.well-known/jwks.json", Name: "jwks", Summary: "Public keys that verify access tokens", Tag: tag, Public: true, Answers: answers(200, models.JWKSet{}), Handle: jwks},
		{Method: "GET", Path: "/api/v1/users", Name: "listUsers", Summary: "Accounts", Tag: tag, Who: deskRoles, Query: UserQuery{}, Answers: answers(200, List[models.User]{}), Handle: listUsers},
		{Method: "GET", Path: "/api/v1/names", Name: "listNames", Summary: "What the people behind ids are called: those of the caller's depots and venues, and who acts in all", Tag: tag, Who: answerable, Query: NamesQuery{}, Answers: answers(200, List[models.PersonName]{}), Handle: listNames},
		{Method: "GET", Path: "/api/v1/users/:id", Name: "getUser", Summary: "One account", Tag: tag, Answers: answers(200, models.User{}), Handle: getUser},
		{Method: "PUT", Path: "/api/v1/users/:id", Name: "putUser", Summary: "Create or replace an account", Tag: tag, Who: deskRoles, Body: models.UserPut{}, Answers: created(models.User{}), Problems: []string{"record.stale"}, Handle: putUser},
		{Method: "POST", Path: "/api/v1/users/:id/pairing", Name: "createPairing", Summary: "A one-time code to log a phone in", Tag: tag, Who: deskRoles, Answers: answers(201, PairingShown{}), Handle: createPairing},
		{Method: "GET", Path: "/api/v1/users/:id/access", Name: "userAccess", Summary: "How an account gets in: lock-out and open logins", Tag: tag, Who: deskRoles, Answers: answers(200, models.Access{}), Handle: userAccess},
		{Method: "POST", Path: "/api/v1/users/:id/unlock", Name: "unlockUser", Summary: "Let an account that wrong secrets locked try again", Tag: tag, Who: deskRoles, Answers: answers(200, models.Access{}), Handle: unlockUser},
		{Method: "DELETE", Path: "/api/v1/users/:id/sessions", Name: "endSessions", Summary: "Log an account out on every device", Tag: tag, Who: deskRoles, Answers: answers(204, nil), Handle: endSessions},
	}
}

func phoneRoutes() []Route {
	const tag = "Phones"
	return []Route{
		{Method: "GET", Path: "/api/v1/today", Name: "today", Summary: "Everything for the caller's day, to work offline", Tag: tag, Who: crewRoles, Query: TodayQuery{}, Answers: answers(200, models.Today{}), Handle: today},
		{Method: "PUT", Path: "/api/v1/checks/:id", Name: "putCheck", Summary: "Hand in a completed check, once for ever", Tag: tag, Who: workRoles, Body: models.CheckBody{}, Answers: created(models.Check{}), Problems: []string{"check.conflict", "check.version-unknown", "check.version-expired"}, Handle: putCheck},
		{Method: "POST", Path: "/api/v1/checks/preview", Name: "previewCheck", Summary: "What a check would come to and what each choice in it costs; stores nothing", Tag: tag, Who: workRoles, Body: models.CheckBody{}, Answers: answers(200, models.CheckPreview{}), Problems: []string{"check.version-unknown", "check.version-expired"}, Handle: previewCheck},
		{Method: "GET", Path: "/api/v1/checks", Name: "listChecks", Summary: "Checks, the newest first", Tag: tag, Who: seesWork, Query: CheckQuery{}, Answers: answers(200, List[models.Check]{}), Handle: listChecks},
		{Method: "GET", Path: "/api/v1/checks/:id", Name: "getCheck", Summary: "One check", Tag: tag, Who: seesWork, Answers: answers(200, models.Check{}), Handle: getCheck},
		{Method: "POST", Path: "/api/v1/sync", Name: "sync", Summary: "Hand in what waited on a phone, each entry for itself", Tag: tag, Who: workRoles, Body: SyncBody{}, Answers: answers(200, SyncAnswer{}), Handle: syncAll},
		{Method: "PUT", Path: "/api/v1/photos/:sha256", Name: "putPhoto", Summary: "Store a picture; Content-Range resumes", Tag: tag, RawBody: []string{"image/jpeg", "image/png", "image/webp"}, MaxBody: models.MaxPhoto, Answers: map[int]any{200: models.Photo{}, 201: models.Photo{}, 202: PhotoPart{}}, Problems: []string{"photo.digest", "photo.type", "photo.unreadable", "photo.pixels", "photo.range"}, Limit: photoLimit, Handle: putPhoto},
		{Method: "GET", Path: "/api/v1/photos/:sha256", Name: "getPhoto", Summary: "A picture", Tag: tag, Answers: answers(200, nil), Handle: getPhoto},
		{Method: "PUT", Path: "/api/v1/runs/:id/stops/:stopId/status", Name: "putStopStatus", Summary: "Say that a stop is arrived at, delivered, failed or skipped", Tag: tag, Who: workRoles, Body: models.StopStatus{}, Answers: answers(200, models.Stop{}), Handle: putStopStatus},
		{Method: "POST", Path: "/api/v1/exemptions", Name: "createExemption", Summary: "Record a cause outside the crew", Tag: tag, Who: workRoles, Body: models.ExemptionBody{}, Answers: created(models.Exemption{}), Problems: []string{"exemption.delivered", "idempotency.reused"}, Handle: createExemption},
		{Method: "GET", Path: "/api/v1/exemptions", Name: "listExemptions", Summary: "Exemptions, the newest first", Tag: tag, Who: seesWork, Query: WorkQuery{}, Answers: answers(200, List[models.Exemption]{}), Handle: listExemptions},
		{Method: "GET", Path: "/api/v1/messages", Name: "listMessages", Summary: "What venues asked to pass on, the newest first", Tag: tag, Query: MessageQuery{}, Answers: answers(200, List[models.Message]{}), Handle: listMessages},
		{Method: "GET", Path: "/api/v1/receipts", Name: "listReceipts", Summary: "Signed delivery receipts, the newest first", Tag: tag, Query: ReceiptQuery{}, Answers: answers(200, List[models.Receipt]{}), Handle: listReceipts},
	}
}

func planRoutes() []Route {
	const tag = "Planning"
	stale := []string{"record.stale"}
	return []Route{
		{Method: "GET", Path: "/api/v1/depots", Name: "listDepots", Summary: "The caller's depots", Tag: tag, Query: NamedQuery{}, Answers: answers(200, List[models.Depot]{}), Handle: listDepots},
		{Method: "GET", Path: "/api/v1/depots/:id", Name: "getDepot", Summary: "One depot", Tag: tag, Answers: answers(200, models.Depot{}), Handle: getDepot},
		{Method: "GET", Path: "/api/v1/depots/:id/now", Name: "depotNow", Summary: "How far the runs of a depot's day have come, the latest first", Tag: tag, Who: deskRoles, Query: NowQuery{}, Answers: answers(200, models.DepotNow{}), Handle: depotNow},
		{Method: "PUT", Path: "/api/v1/depots/:id", Name: "putDepot", Summary: "Create or replace a depot", Tag: tag, Who: topRoles, Body: models.DepotBody{}, Answers: created(models.Depot{}), Problems: stale, Handle: putDepot},
		{Method: "GET", Path: "/api/v1/crews", Name: "listCrews", Summary: "Crews; to salespeople without who is in them", Tag: tag, Who: seesWork, Query: NamedDepotQuery{}, Answers: answers(200, List[models.Crew]{}), Handle: listCrews},
		{Method: "GET", Path: "/api/v1/crews/:id", Name: "getCrew", Summary: "One crew; to salespeople without who is in it", Tag: tag, Who: seesWork, Answers: answers(200, models.Crew{}), Handle: getCrew},
		{Method: "PUT", Path: "/api/v1/crews/:id", Name: "putCrew", Summary: "Create or replace a crew", Tag: tag, Who: deskRoles, Body: models.CrewBody{}, Answers: created(models.Crew{}), Problems: stale, Handle: putCrew},
		{Method: "GET", Path: "/api/v1/venues", Name: "listVenues", Summary: "Venues", Tag: tag, Who: speaksRole, Query: VenueQuery{}, Answers: answers(200, List[models.Venue]{}), Handle: listVenues},
		{Method: "GET", Path: "/api/v1/venues/:id", Name: "getVenue", Summary: "One venue with its card", Tag: tag, Answers: answers(200, models.Venue{}), Handle: getVenue},
		{Method: "PUT", Path: "/api/v1/venues/:id", Name: "putVenue", Summary: "Create or replace a venue; a changed card is a new version of it", Tag: tag, Who: planVenue, Body: models.VenueBody{}, Answers: created(models.Venue{}), Problems: stale, Handle: putVenue},
		{Method: "GET", Path: "/api/v1/venues/:id/cards", Name: "listVenueCards", Summary: "The versions of a venue's card, the newest first", Tag: tag, Query: Page{}, Answers: answers(200, List[models.VenueCard]{}), Handle: listVenueCards},
		{Method: "GET", Path: "/api/v1/products", Name: "listProducts", Summary: "Products", Tag: tag, Who: seesWork, Query: NamedDepotQuery{}, Answers: answers(200, List[models.Product]{}), Handle: listProducts},
		{Method: "GET", Path: "/api/v1/products/:id", Name: "getProduct", Summary: "One product", Tag: tag, Who: seesWork, Answers: answers(200, models.Product{}), Handle: getProduct},
		{Method: "PUT", Path: "/api/v1/products/:id", Name: "putProduct", Summary: "Create or replace a product", Tag: tag, Who: deskRoles, Body: models.ProductBody{}, Answers: created(models.Product{}), Problems: stale, Handle: putProduct},
		{Method: "GET", Path: "/api/v1/runs", Name: "listRuns", Summary: "Runs, the newest day first", Tag: tag, Who: workRoles, Query: RunQuery{}, Answers: answers(200, List[models.Run]{}), Handle: listRuns},
		{Method: "GET", Path: "/api/v1/runs/:id", Name: "getRun", Summary: "One run with its stops; of salespeople those at their venues", Tag: tag, Who: seesWork, Answers: answers(200, models.RunView{}), Handle: getRun},
		{Method: "PUT", Path: "/api/v1/runs/:id", Name: "putRun", Summary: "Create or replace a run", Tag: tag, Who: deskRoles, Body: models.RunBody{}, Answers: created(models.RunView{}), Problems: []string{"record.stale", "run.worked", "run.excluded"}, Handle: putRun},
	}
}

func standardRoutes() []Route {
	const tag = "Standards"
	return []Route{
		{Method: "GET", Path: "/api/v1/checklists", Name: "listChecklists", Summary: "The current version of every checklist", Tag: tag, Answers: answers(200, List[models.ChecklistVersion]{}), Handle: listChecklists},
		{Method: "GET", Path: "/api/v1/checklists/:id", Name: "getChecklist", Summary: "The current version of one checklist", Tag: tag, Answers: answers(200, models.ChecklistVersion{}), Handle: getChecklist},
		{Method: "GET", Path: "/api/v1/checklists/:id/versions", Name: "listChecklistVersions", Summary: "The published versions of a checklist, the newest first, those that are valid later too", Tag: tag, Query: Page{}, Answers: answers(200, List[models.ChecklistVersion]{}), Handle: listChecklistVersions},
		{Method: "GET", Path: "/api/v1/checklists/:id/versions/:version", Name: "getChecklistVersion", Summary: "One published version", Tag: tag, Answers: answers(200, models.ChecklistVersion{}), Handle: getChecklistVersion},
		{Method: "GET", Path: "/api/v1/checklists/:id/draft", Name: "getChecklistDraft", Summary: "The next version in the making", Tag: tag, Who: deskRoles, Answers: answers(200, models.ChecklistDraft{}), Handle: getChecklistDraft},
		{Method: "PUT", Path: "/api/v1/checklists/:id/draft", Name: "putChecklistDraft", Summary: "Change the next version", Tag: tag, Who: deskRoles, Body: checklists.Definition{}, Answers: answers(200, models.ChecklistDraft{}), Problems: []string{"record.stale"}, Handle: putChecklistDraft},
		{Method: "DELETE", Path: "/api/v1/checklists/:id/draft", Name: "dropChecklistDraft", Summary: "Take the next version in the making away", Tag: tag, Who: deskRoles, Answers: answers(204, nil), Handle: dropChecklistDraft},
		{Method: "POST", Path: "/api/v1/checklists/:id/publish", Name: "publishChecklist", Summary: "Make the draft the next version, for ever, now or from a time on", Tag: tag, Who: deskRoles, Body: models.ChecklistPublish{}, Answers: answers(201, models.ChecklistVersion{}), Problems: []string{"checklist.unchanged", "record.stale"}, Handle: publishChecklist},
		{Method: "GET", Path: "/api/v1/categories", Name: "listCategories", Summary: "Complaint categories with severity, owner and playbook", Tag: tag, Answers: answers(200, List[checklists.Category]{}), Handle: listCategories},
	}
}

func complaintRoutes() []Route {
	const tag = "Complaints"
	step := func(name, summary string, who []models.Role, body any, problems []string, handle func(*Request) error) Route {
		return Route{Method: "POST", Path: "/api/v1/complaints/:id/" + name, Name: name + "Complaint", Summary: summary, Tag: tag, Who: who, Body: body, Answers: answers(200, models.Complaint{}), Problems: append(problems, "complaint.state"), Handle: handle}
	}
	return []Route{
		{Method: "POST", Path: "/api/v1/complaints", Name: "createComplaint", Summary: "File a complaint; it is tied to the crew that was there", Tag: tag, Who: speaksRole, Body: models.ComplaintCreate{}, Answers: created(models.Complaint{}), Problems: []string{"idempotency.reused"}, Handle: createComplaint},
		{Method: "GET", Path: "/api/v1/complaints", Name: "listComplaints", Summary: "Complaints, the newest first", Tag: tag, Query: ComplaintQuery{}, Answers: answers(200, List[models.Complaint]{}), Handle: listComplaints},
		{Method: "GET", Path: "/api/v1/complaints/:id", Name: "getComplaint", Summary: "One complaint", Tag: tag, Answers: answers(200, models.Complaint{}), Handle: getComplaint},
		step("acknowledge", "Take a complaint up", answerable, nil, nil, acknowledge),
		step("link", "Tie a complaint to a stop by hand", deskRoles, models.LinkBody{}, nil, linkComplaint),
		step("pause", "Let the clocks stand still, for a named reason", deskRoles, models.PauseBody{}, nil, pause),
		step("resume", "Let the clocks run on", deskRoles, nil, nil, resume),
		{Method: "GET", Path: "/api/v1/complaints/:id/clock", Name: "complaintClock", Summary: "The clocks of a complaint with their arithmetic", Tag: tag, Answers: answers(200, models.ClockView{}), Handle: complaintClock},
		step("respond", "The crew's side of it", crewRoles, models.RespondBody{}, nil, respond),
		step("decide", "Give the verdict with shares", deskRoles, models.DecideBody{}, nil, decide),
		step("resolve", "Say what was done", answerable, models.NoteBody{}, nil, resolve),
		step("confirm", "Close it: the venue is content, or a manager for it", []models.Role{models.VenueRole, models.Manager}, models.ConfirmBody{}, []string{"complaint.decider"}, confirm),
		step("reopen", "It is not solved: start again", speaksRole, models.NoteBody{}, nil, reopen),
		{Method: "POST", Path: "/api/v1/appeals", Name: "createAppeal", Summary: "Appeal against a verdict or a grade, within 14 days", Tag: tag, Who: crewRoles, Body: models.AppealCreate{}, Answers: created(models.Appeal{}), Problems: []string{"appeal.late", "appeal.exists", "complaint.state"}, Handle: createAppeal},
		{Method: "GET", Path: "/api/v1/appeals", Name: "listAppeals", Summary: "Appeals, the newest first", Tag: tag, Who: workRoles, Query: AppealQuery{}, Answers: answers(200, List[models.Appeal]{}), Handle: listAppeals},
		{Method: "GET", Path: "/api/v1/appeals/:id", Name: "getAppeal", Summary: "One appeal", Tag: tag, Who: workRoles, Answers: answers(200, models.Appeal{}), Handle: getAppeal},
		{Method: "POST", Path: "/api/v1/appeals/:id/decide", Name: "decideAppeal", Summary: "Decide an appeal; not by who gave the verdict", Tag: tag, Who: deskRoles, Body: models.AppealDecide{}, Answers: answers(200, models.Appeal{}), Problems: []string{"appeal.decider", "appeal.decided"}, Handle: decideAppeal},
	}
}

func toldRoutes() []Route {
	const tag = "Being told"
	return []Route{
		{Method: "GET", Path: "/api/v1/events", Name: "events", Summary: "What happens, as server-sent events; Last-Event-ID goes on where it broke off", Tag: tag, Query: EventQuery{}, Answers: answers(200, nil), Problems: []string{"header.invalid"}, Stream: true, Handle: events},
		{Method: "GET", Path: "/api/v1/webhooks", Name: "listWebhooks", Summary: "Endpoints that are told what happens", Tag: tag, Who: deskRoles, Query: DepotQuery{}, Answers: answers(200, List[models.Webhook]{}), Handle: listWebhooks},
		{Method: "GET", Path: "/api/v1/webhooks/:id", Name: "getWebhook", Summary: "One endpoint, without its secret", Tag: tag, Who: deskRoles, Answers: answers(200, models.Webhook{}), Handle: getWebhook},
		{Method: "PUT", Path: "/api/v1/webhooks/:id", Name: "putWebhook", Summary: "Create or replace an endpoint; a new secret is shown this once", Tag: tag, Who: deskRoles, Body: models.WebhookPut{}, Answers: created(models.Webhook{}), Problems: []string{"record.stale"}, Handle: putWebhook},
		{Method: "DELETE", Path: "/api/v1/webhooks/:id", Name: "deleteWebhook", Summary: "Take an endpoint away", Tag: tag, Who: deskRoles, Answers: answers(204, nil), Handle: deleteWebhook},
		{Method: "POST", Path: "/api/v1/webhooks/:id/test", Name: "testWebhook", Summary: "Send a test message", Tag: tag, Who: deskRoles, Answers: answers(202, models.Delivery{}), Limit: testLimit, Handle: testWebhook},
		{Method: "GET", Path: "/api/v1/webhooks/:id/deliveries", Name: "listDeliveries", Summary: "What an endpoint was told and what became of it, the latest first", Tag: tag, Who: deskRoles, Query: DeliveryQuery{}, Answers: answers(200, List[models.Delivery]{}), Handle: listDeliveries},
		{Method: "POST", Path: "/api/v1/webhooks/deliveries/:id/redeliver", Name: "redeliver", Summary: "Send a delivery again", Tag: tag, Who: deskRoles, Answers: answers(202, models.Delivery{}), Handle: redeliver},
	}
}

func scoreRoutes() []Route {
	const tag = "Scores"
	return []Route{
		{Method: "GET", Path: "/api/v1/crews/:id/score", Name: "crewScore", Summary: "A crew's score, every point explained", Tag: tag, Who: workRoles, Query: WindowQuery{}, Answers: answers(200, models.Score{}), Handle: crewScore},
		{Method: "GET", Path: "/api/v1/members/:id/score", Name: "memberScore", Summary: "A member's score by the same formula, every point explained", Tag: tag, Who: workRoles, Query: MemberScoreQuery{}, Answers: answers(200, models.Score{}), Handle: memberScore},
		{Method: "GET", Path: "/api/v1/scores", Name: "scores", Summary: "The ranking of a depot's crews or members", Tag: tag, Who: deskRoles, Query: ScoresQuery{}, Answers: answers(200, models.Ranking{}), Handle: scores},
	}
}
