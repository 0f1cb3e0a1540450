package founding

import "crewcheck/models"

const depotID = "depot-changsha"

// person is one account of the case. No phone number of China begins with 100, so nobody is ever called.
type person struct {
	id, name string
	role     models.Role
	phone    string
	// given is the first name, which venues see on their receipt; only crews are on it.
	given string
}

// The first of each role is of the main cast: driver Wang, porter Li, salesman Zhang, storekeeper Chen.
var people = []person{
	{"user-wang", "王师傅", models.Driver, "10000000101", "建军"},
	{"user-he", "何师傅", models.Driver, "10000000102", "志勇"},
	{"user-tang", "唐师傅", models.Driver, "10000000103", "国庆"},
	{"user-ouyang", "欧阳师傅", models.Driver, "10000000104", "卫东"},
	{"user-peng", "彭师傅", models.Driver, "10000000105", "海波"},
	{"user-deng", "邓师傅", models.Driver, "10000000106", "长根"},

	{"user-li", "李哥", models.Porter, "10000000201", "福生"},
	{"user-xie", "小谢", models.Porter, "10000000202", "晓峰"},
	{"user-zeng", "曾哥", models.Porter, "10000000203", "满仓"},
	{"user-luo", "小罗", models.Porter, "10000000204", "明亮"},
	{"user-jiang", "蒋哥", models.Porter, "10000000205", "铁牛"},
	{"user-cao", "小曹", models.Porter, "10000000206", "立新"},
	{"user-yuan", "袁哥", models.Porter, "10000000207", "春生"},
	{"user-fu", "小傅", models.Porter, "10000000208", "家宝"},
	{"user-long", "龙哥", models.Porter, "10000000209", "大庆"},
	{spareID, "小高", models.Porter, "10000000210", "文涛"},

	{"user-zhang", "张强", models.Sales, "10000000301", ""},
	{"user-liu", "刘芳", models.Sales, "10000000302", ""},
	{"user-huang", "黄磊", models.Sales, "10000000303", ""},

	{"user-chen", "陈姐", models.VenueRole, "10000000401", ""},
	{"user-zhou", "周经理", models.VenueRole, "10000000402", ""},
	{"user-wu", "吴师傅", models.VenueRole, "10000000403", ""},
	{"user-hu", "胡姐", models.VenueRole, "10000000404", ""},

	{supervisorID, "林主管", models.Supervisor, "10000000501", ""},
	{managerID, "贺经理", models.Manager, "10000000601", ""},
	{adminID, "系统管理员", models.Admin, "10000000701", ""},
}

const (
	supervisorID = "user-lin"
	managerID    = "user-heng"
	adminID      = "user-admin"
	// spareID is the porter without a crew who takes over when another goes home at noon.
	spareID = "user-gao"
)

// secrets are easy on purpose: the case is for showing, never for real work.
var secrets = map[models.Role]string{
	models.Driver: "crew-1234", models.Porter: "crew-1234", models.Sales: "sales-1234", models.VenueRole: "venue-1234",
	models.Supervisor: "super-1234", models.Manager: "manager-1234", models.Admin: "admin-1234",
}

// venueAccounts says which venue, by its place in the table, each venue account speaks for.
var venueAccounts = map[string]int{"user-chen": 0, "user-zhou": 8, "user-wu": 20, "user-hu": 28}

// salesOf gives a venue its salesperson by its place in the table.
func salesOf(venue int) string {
	return []string{"user-zhang", "user-liu", "user-huang"}[venue*3/len(venues)]
}

// crewRow is a standing crew with its habits.
type crewRow struct {
	id, name, vehicle string
	driver            string
	porters           []string
	habits            habits
}

func (c *crewRow) memberIDs() []string { return append([]string{c.driver}, c.porters...) }

var crews = []crewRow{
	{"crew-1", "一组", "湘A·演示01", "user-wang", []string{"user-li", "user-xie"}, good},
	{"crew-2", "二组", "湘A·演示02", "user-he", []string{"user-zeng"}, good},
	{"crew-3", "三组", "湘A·演示03", "user-tang", []string{"user-luo", "user-jiang"}, steady},
	{"crew-4", "四组", "湘A·演示04", "user-ouyang", []string{"user-cao"}, careless},
	{"crew-5", "五组", "湘A·演示05", "user-peng", []string{"user-yuan", "user-fu"}, rude},
	{"crew-6", "六组", "湘A·演示06", "user-deng", []string{"user-long"}, ticking},
}

// habits are how a crew works; shares are 0–1 of its stops unless said otherwise.
type habits struct {
	late      float64 // begun after the window
	inverted  float64 // old lots left behind the new ones
	bottles   float64 // empties left behind
	misplaced float64 // and says so itself
	messy     float64
	missing   float64 // of all checks: never handed in
	quarrels  float64 // and says so itself
	helps     float64
	praised   float64
	rated     float64
	stars     [2]int // fewest and most of its ratings
	// fast crews tick everything within three seconds without looking.
	fast bool
	// complainEvery is the days from one complaint to the next; the categories take turns.
	complainEvery int
	complaints    []string
	// inTime is the share of its complaints that are made good in time and confirmed.
	inTime float64
}

var (
	good = habits{
		late: 0.04, inverted: 0.02, bottles: 0.01, misplaced: 0.02, missing: 0.008, helps: 0.3, praised: 0.05, rated: 0.16, stars: [2]int{3, 5},
		complainEvery: 14, complaints: []string{"packaging-not-swapped", "message-lost", "dress", "late", "parking"}, inTime: 1,
	}
	steady = habits{
		late: 0.2, inverted: 0.1, bottles: 0.06, misplaced: 0.1, missing: 0.04, helps: 0.1, praised: 0.02, rated: 0.14, stars: [2]int{3, 5},
		complainEvery: 14, complaints: good.complaints, inTime: 0.9,
	}
	careless = habits{
		late: 0.34, inverted: 0.30, bottles: 0.26, misplaced: 0.2, messy: 0.16, missing: 0.1, helps: 0.02, rated: 0.16, stars: [2]int{1, 4},
		complainEvery: 4, complaints: []string{"stock-not-rotated", "bottles-refused", "late", "wrong-or-short", "mess-left", "bottles-refused"}, inTime: 0.4,
	}
	rude = habits{
		late: 0.12, inverted: 0.06, bottles: 0.06, misplaced: 0.08, missing: 0.05, quarrels: 0.2, helps: 0.01, rated: 0.2, stars: [2]int{1, 3},
		complainEvery: 4, complaints: []string{"rude", "parking", "rude", "guard-conflict", "replace-crew", "rude"}, inTime: 0.3,
	}
	ticking = habits{
		late: 0.04, missing: 0, rated: 0.2, stars: [2]int{1, 3}, fast: true,
		complainEvery: 2,
		complaints: []string{
			"receipt-missing", "placed-wrong", "bottle-count-wrong", "stock-not-rotated", "damaged-not-swapped", "over-age-goods", "bottles-refused", "bottle-count-wrong",
		},
		inTime: 0.2,
	}
)
