package scenario

// reportRows are of what the rows before have left: a day of the first crew.
func reportRows() []row {
	var out []row
	for _, kind := range []string{"gaps", "prevention", "temperature"} {
		at := "GET /reports/" + kind
		out = append(out,
			ask(right, "reports on the supervisor's depot", "sun", at, 200).finds(`"depotId":"d-changsha"`, `"from":"2026-10-22"`, `"to":"2026-11-18"`, `"n":`, `"unit":`, `"zh-CN"`, `"cases":[`),
			ask(right, "reports on a crew of it", "sun", at+"?crewId="+crewOne, 200).finds(`"crewId":"c-one"`),
			ask(right, "reports on a venue of it", "ma", at+"?venueId="+club+"&from=2026-11-01&to=2026-11-18", 200).finds(`"venueId":"v-club"`, `"from":"2026-11-01"`),
			ask(stranger, "hides the depot from the other one", "far-supervisor", at+"?depotId="+changsha, 404).finds(`"depotId"`),
			ask(stranger, "hides the crew from the other depot", "far-supervisor", at+"?crewId="+crewOne, 404).finds(`"crewId"`),
			ask(stranger, "hides the venue from the other depot", "far-supervisor", at+"?venueId="+club, 404).finds(`"venueId"`),
			ask(stranger, "is not for crews", "li", at, 403),
			ask(stranger, "is not for salespeople", "zhang", at, 403),
			ask(missing, "knows no such venue", "sun", at+"?venueId="+noSuch, 404),
			ask(badBody, "wants a depot of who has all", "ma", at, 400).finds(`"depotId"`),
			ask(badBody, "refuses days that end before they begin", "sun", at+"?from=2026-11-18&to=2026-11-17", 400).finds(`"from"`),
			ask(badBody, "refuses ten years", "sun", at+"?from=2016-11-18&to=2026-11-17", 400).finds(`"from"`, "400"),
			ask(badBody, "refuses a day that is none", "sun", at+"?from=2026-02-30", 400).finds(`"from"`),
		)
	}
	at := "GET /reports/benchmark"
	return guests(append(out,
		ask(right, "sets a crew beside the best", "sun", at+"?crewId="+crewOne, 200).finds(`"crewId":"c-one"`, `"best":null`, `"ranked":0`, `"key":"compliance"`, "30"),
		ask(right, "shows a crew its own", "li", at, 200).finds(`"crewId":"c-one"`),
		ask(stranger, "hides it from another crew", "he", at+"?crewId="+crewOne, 404).finds(`"crewId"`),
		ask(stranger, "hides it from the other depot", "far-supervisor", at+"?crewId="+crewOne, 404),
		ask(stranger, "is not for salespeople", "zhang", at+"?crewId="+crewOne, 403),
		ask(missing, "knows no such crew", "sun", at+"?crewId="+noSuch, 404),
		ask(badBody, "wants a crew", "sun", at, 400).finds(`"crewId"`),
		ask(badBody, "refuses days that end before they begin", "li", at+"?from=2026-11-18&to=2026-11-17", 400).finds(`"from"`),
	))
}

// reportAccess goes on where ideaAccess ends.
const reportAccess = `
reportGaps           own     401     403     403     403     403     ok      ok      ok
reportGaps           foreign 401     403     403     403     403     404     ok      ok
reportPrevention     own     401     403     403     403     403     ok      ok      ok
reportPrevention     foreign 401     403     403     403     403     404     ok      ok
reportTemperature    own     401     403     403     403     403     ok      ok      ok
reportTemperature    foreign 401     403     403     403     403     404     ok      ok
reportBenchmark      own     401     ok      ok      403     403     ok      ok      ok
reportBenchmark      foreign 401     404     404     403     403     404     ok      ok
`

func init() {
	for name, how := range map[string]makes{
		"reportGaps":        gets(func(v visit) string { return "/reports/gaps?crewId=" + v.crew }),
		"reportPrevention":  gets(func(v visit) string { return "/reports/prevention?venueId=" + v.venue }),
		"reportTemperature": gets(func(v visit) string { return "/reports/temperature?crewId=" + v.crew }),
		"reportBenchmark":   gets(func(v visit) string { return "/reports/benchmark?crewId=" + v.crew }),
	} {
		visits[name] = how
	}
}
