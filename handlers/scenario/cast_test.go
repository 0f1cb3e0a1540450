package scenario

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"image"
	"image/png"
	"maps"
	"slices"
	"testing"
	"time"

	"crewcheck/models"
)

// person is one account of the cast.
type person struct {
	role   string
	name   string
	phone  string
	depots []string
	venues []string
}

// Depots, and the venues and products that recur. What ends in -far is of Zhuzhou, and strangers are its people.
const (
	changsha = "d-changsha"
	zhuzhou  = "d-zhuzhou"
	club     = "v-club" // Chen's, tier vip
	bar      = "v-bar"
	farVenue = "v-far"
	lager    = "p-lager"
	stout    = "p-stout"
	farBeer  = "p-far"
	crewOne  = "c-one" // Wang and Li
	crewTwo  = "c-two" // He and Zhou
	farCrew  = "c-far"

	adminPhone  = "13900000001"
	adminSecret = "the-first-secret"
)

// cast are the people by the names that tests call them. Managers and admins have every depot.
var cast = map[string]person{
	"admin":          {"admin", "管理员", adminPhone, nil, nil},
	"ma":             {"manager", "马经理", "13900000002", nil, nil},
	"sun":            {"supervisor", "孙主管", "13900000003", []string{changsha}, nil},
	"zhang":          {"sales", "张强", "13900000004", []string{changsha}, []string{club, bar}},
	"chen":           {"venue", "陈姐", "13900000005", nil, []string{club}},
	"li":             {"porter", "李哥", "13900000006", []string{changsha}, nil},
	"zhou":           {"porter", "周哥", "13900000007", []string{changsha}, nil},
	"wang":           {"driver", "王师傅", "13900000008", []string{changsha}, nil},
	"he":             {"driver", "何师傅", "13900000009", []string{changsha}, nil},
	"far-supervisor": {"supervisor", "远主管", "13900000013", []string{zhuzhou}, nil},
	"far-sales":      {"sales", "远业务", "13900000014", []string{zhuzhou}, []string{farVenue}},
	"far-venue":      {"venue", "远店家", "13900000015", nil, []string{farVenue}},
	"far-porter":     {"porter", "远搬运", "13900000016", []string{zhuzhou}, nil},
	"far-driver":     {"driver", "远司机", "13900000018", []string{zhuzhou}, nil},
}

// userID is the account's id; the admin is made before there is an API to name it by.
func userID(who string) string { return "u-" + who }

// address is where a person calls from, so that nobody is counted for another.
func address(who string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(who))
	n := h.Sum32()
	return fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255)
}

// token is the person's access token of the moment: the admin logs in, everybody else is paired by the admin, and a
// token that has expired is refreshed.
func (w *world) token(t testing.TB, who string) string {
	t.Helper()
	w.mu.Lock()
	had := w.tokens[who]
	w.mu.Unlock()
	age := w.now().Sub(had.at)
	if had.Access != "" && age >= 0 && age < models.AccessTTL-time.Minute {
		return had.Access
	}
	c := call{method: "POST", once: true, header: map[string]string{"X-Forwarded-For": address(who)}}
	switch {
	case had.Access != "" && age < models.RefreshTTL:
		c.path, c.body = "/api/v1/auth/refresh", map[string]string{"refreshToken": had.Refresh}
	case who == "admin":
		c.path, c.body = "/api/v1/auth/login", map[string]string{"phone": adminPhone, "secret": adminSecret}
	default:
		code := w.want(t, 201, "admin", "POST", "/api/v1/users/"+userID(who)+"/pairing", nil).text("code")
		c.path, c.body = "/api/v1/auth/pair", map[string]string{"code": code}
	}
	a := w.do(t, c)
	if a.status != 200 {
		t.Fatalf("%s cannot log in: %v", who, a)
	}
	d := read(t, a.body)
	got := login{d.text("accessToken"), d.text("refreshToken"), w.now()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tokens[who] = got
	return got.Access
}

// forget drops the person's tokens, so that the next request logs in again.
func (w *world) forget(who string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.tokens, who)
}

// object is a JSON body.
type object = map[string]any

// with is a copy of the body with fields set; a nil value takes the field away.
func with(body object, fields ...any) object {
	out := maps.Clone(body)
	for i := 0; i+1 < len(fields); i += 2 {
		name := fields[i].(string)
		if fields[i+1] == nil {
			delete(out, name)
			continue
		}
		out[name] = fields[i+1]
	}
	return out
}

// newCast starts a world and plants the cast through the API.
func newCast(t testing.TB, store open) *world {
	t.Helper()
	w := newWorld(t, store, -1)
	admin := models.UserPut{UserBody: models.UserBody{Phone: adminPhone, Name: cast["admin"].name, Roles: []models.Role{models.Admin}}, Secret: adminSecret}
	if _, err := w.service.CreateUser(t.Context(), userID("admin"), admin); err != nil {
		t.Fatal(err)
	}
	w.plantDepots(t)
	for _, who := range slices.Sorted(maps.Keys(cast)) {
		if who != "admin" {
			w.want(t, 201, "admin", "PUT", "/api/v1/users/"+userID(who), userBody(who))
		}
	}
	w.plantCrews(t)
	w.plantVenues(t)
	w.want(t, 201, "sun", "PUT", "/api/v1/runs/r-one", runBody(crewOne, stopBody("s-club", club), stopBody("s-bar", bar)))
	w.want(t, 201, "sun", "PUT", "/api/v1/runs/r-two", runBody(crewTwo, stopBody("s-two", bar)))
	w.want(t, 201, "far-supervisor", "PUT", "/api/v1/runs/r-far", runBody(farCrew, stopBody("s-far", farVenue)))
	w.advance(2 * time.Second) // what was read while planting is not believed any longer
	return w
}

func userBody(who string) object {
	p := cast[who]
	return object{"phone": p.phone, "name": p.name, "roles": []string{p.role}, "depotIds": list(p.depots), "venueIds": list(p.venues)}
}

func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func depotBody(name string) object {
	return object{"name": name, "zone": "Asia/Shanghai", "closesAt": "18:00"}
}

func crewBody(depot, name string, members ...string) object {
	ids := []string{}
	for _, m := range members {
		ids = append(ids, userID(m))
	}
	return object{"depotId": depot, "name": name, "memberIds": ids}
}

func productBody(depot, en string) object {
	return object{"depotId": depot, "name": object{"zh-CN": "啤酒", "en": en}, "unit": "case", "shelfLifeDays": 180}
}

func venueBody(depot, name, tier string) object {
	return object{
		"depotId": depot, "name": name, "tier": tier, "value": "most-valuable",
		"location": object{"lat": 28.2, "lon": 112.97}, "window": object{"from": "09:00", "to": "12:00"},
		"card":     object{"storekeeper": "陈姐", "parking": "后门", "placement": "冷库左边"},
		"contacts": []object{{"name": "陈姐", "role": "storekeeper", "phone": "13911112222"}},
	}
}

func (w *world) plantDepots(t testing.TB) {
	t.Helper()
	for id, name := range map[string]string{changsha: "长沙", zhuzhou: "株洲"} {
		w.want(t, 201, "admin", "PUT", "/api/v1/depots/"+id, depotBody(name))
	}
}

func (w *world) plantCrews(t testing.TB) {
	t.Helper()
	w.want(t, 201, "sun", "PUT", "/api/v1/crews/"+crewOne, crewBody(changsha, "一组", "wang", "li"))
	w.want(t, 201, "sun", "PUT", "/api/v1/crews/"+crewTwo, crewBody(changsha, "二组", "he", "zhou"))
	w.want(t, 201, "far-supervisor", "PUT", "/api/v1/crews/"+farCrew, crewBody(zhuzhou, "远组", "far-driver", "far-porter"))
}

func (w *world) plantVenues(t testing.TB) {
	t.Helper()
	w.want(t, 201, "sun", "PUT", "/api/v1/products/"+lager, productBody(changsha, "Lager"))
	w.want(t, 201, "sun", "PUT", "/api/v1/products/"+stout, productBody(changsha, "Stout"))
	w.want(t, 201, "far-supervisor", "PUT", "/api/v1/products/"+farBeer, productBody(zhuzhou, "Far beer"))
	w.want(t, 201, "sun", "PUT", "/api/v1/venues/"+club, venueBody(changsha, "夜色俱乐部", "vip"))
	w.want(t, 201, "sun", "PUT", "/api/v1/venues/"+bar, venueBody(changsha, "江边小馆", "medium"))
	w.want(t, 201, "far-supervisor", "PUT", "/api/v1/venues/"+farVenue, venueBody(zhuzhou, "远方酒吧", "small"))
}

// crewsOf says who is on the run of a crew, and where it is from.
var crewsOf = map[string]struct{ depot, driver, porter, product string }{
	crewOne: {changsha, "wang", "li", lager},
	crewTwo: {changsha, "he", "zhou", lager},
	farCrew: {zhuzhou, "far-driver", "far-porter", farBeer},
}

// runBody is today's run of a crew with its usual people.
func runBody(crew string, stops ...object) object {
	c := crewsOf[crew]
	for i := range stops {
		stops[i]["lines"] = []object{{"productId": c.product, "quantity": 10}}
	}
	return object{
		"depotId": c.depot, "date": today, "crewId": crew, "vehicle": "湘A·00001", "stops": stops,
		"members": []object{{"userId": userID(c.driver), "role": "driver"}, {"userId": userID(c.porter), "role": "porter"}},
	}
}

func stopBody(id, venue string) object {
	return object{"id": id, "venueId": venue, "bottles": []object{{"type": "brown-640", "expected": 24}}}
}

// uuid is an id as phones make them, always the same for a name.
func uuid(name string) string {
	h := hex.EncodeToString(sum([]byte(name)))
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

// dot is a PNG of one pixel.
var dot = func() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1)))
	return b.Bytes()
}()

// picture is another dot for each name, and its address.
func picture(name string) (data []byte, sha string) {
	data = slices.Concat(dot, []byte(name))
	return data, hex.EncodeToString(sum(data))
}

// iso is a moment d after morning as phones write it.
func iso(d time.Duration) string { return morning.Add(d).Format("2006-01-02T15:04:05.000Z") }
