package scenario

import (
	"image"
	"image/draw"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
)

func printRows() []row {
	var rows []row
	for _, name := range []string{"sheet", "receipts"} {
		at := "GET /runs/r-one/" + name
		rows = append(
			rows,
			ask(right, "is printed by the crew", "li", at+"?paper=80mm&lang=zh-CN", 200).finds("夜色俱乐部", "<svg", `class="roll"`),
			ask(right, "is printed by the desk", "sun", at, 200).finds("江边小馆", "<svg").hides("13911112222"),
			ask(stranger, "is printed by no other crew", "he", at, 404),
			ask(stranger, "is not printed by the other depot", "far-supervisor", at, 404),
			ask(stranger, "is not printed by a venue", "chen", at, 403),
			ask(badBody, "knows no such paper", "sun", at+"?paper=a5", 400).finds(`"paper"`),
			ask(missing, "knows no such run", "sun", "GET /runs/"+noSuch+"/"+name, 404),
		)
	}
	month := "GET /crews/" + crewOne + "/month"
	rows = append(
		rows,
		ask(right, "hangs on the crew's wall", "li", month+"?month=2026-11-01&lang=zh-CN", 200).finds("2026-11", "一组", "六个方面"),
		ask(right, "is printed by the desk in English", "sun", month+"?lang=en", 200).finds("2026-10", "Six parts"),
		ask(stranger, "is not of another crew's wall", "he", month, 404),
		ask(stranger, "is not printed by the other depot", "far-supervisor", month, 404),
		ask(stranger, "is not printed by sales", "zhang", month, 403),
		ask(badBody, "knows no such month", "sun", month+"?month=2026-13-01", 400).finds(`"month"`),
		ask(missing, "knows no such crew", "sun", "GET /crews/"+noSuch+"/month", 404),
	)
	return guests(rows)
}

// printAccess goes on where cardChangeAccess ends.
const printAccess = `
printRunSheet        own     401     ok      ok      403     403     ok      ok      ok
printRunSheet        foreign 401     404     404     403     403     404     ok      ok
printReceipts        own     401     ok      ok      403     403     ok      ok      ok
printReceipts        foreign 401     404     404     403     403     404     ok      ok
printCrewMonth       own     401     ok      ok      403     403     ok      ok      ok
printCrewMonth       foreign 401     404     404     403     403     404     ok      ok
`

func init() {
	for name, path := range map[string]func(visit) string{
		"printRunSheet":  func(v visit) string { return "/runs/" + v.run + "/sheet" },
		"printReceipts":  func(v visit) string { return "/runs/" + v.run + "/receipts" },
		"printCrewMonth": func(v visit) string { return "/crews/" + v.crew + "/month" },
	} {
		visits[name] = gets(path)
	}
}

var (
	inline  = regexp.MustCompile(`(?i)<style|<script|\sstyle=|\son[a-z]+=`)
	drawing = regexp.MustCompile(`<svg xmlns="[^"]+" viewBox="0 0 (\d+) \d+"[^>]*>.*?<path d="([^"]*)"`)
	module  = regexp.MustCompile(`M(\d+) (\d+)h(\d+)`)
)

// decoded are the texts of the codes that a page draws.
func decoded(t *testing.T, page []byte) []string {
	t.Helper()
	var out []string
	for _, svg := range drawing.FindAllSubmatch(page, -1) {
		const scale = 4
		n, _ := strconv.Atoi(string(svg[1]))
		img := image.NewGray(image.Rect(0, 0, n*scale, n*scale))
		draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
		for _, m := range module.FindAllSubmatch(svg[2], -1) {
			x, _ := strconv.Atoi(string(m[1]))
			y, _ := strconv.Atoi(string(m[2]))
			w, _ := strconv.Atoi(string(m[3]))
			draw.Draw(img, image.Rect(x*scale, y*scale, (x+w)*scale, (y+1)*scale), image.Black, image.Point{}, draw.Src)
		}
		bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
		if err != nil {
			t.Fatal(err)
		}
		// The drawing is the code alone: how it is found in a photo misses one in hundreds of codes.
		alone := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true}
		found, err := qrcode.NewQRCodeReader().Decode(bitmap, alone)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found.GetText())
	}
	return out
}

// printed: the desk shows prints under its own policy, which takes styles of files only; every code leads to the page of
// its stop, in the order of the run.
func printed(t *testing.T, w *world) {
	want := []string{w.url + "/r/" + w.codeOf(t, "r-one", "s-club"), w.url + "/r/" + w.codeOf(t, "r-one", "s-bar")}
	for _, path := range []string{"/runs/r-one/sheet", "/runs/r-one/receipts?paper=80mm", "/crews/" + crewOne + "/month?month=2026-11-18"} {
		a := w.do(t, call{who: "sun", method: "GET", path: "/api/v1" + path})
		if a.status != 200 || inline.Match(a.body) {
			t.Errorf("%s: %v", path, a)
		}
		if strings.Contains(path, "month") {
			continue
		}
		if got := decoded(t, a.body); !slices.Equal(got, want) {
			t.Errorf("%s: the codes say %v, want %v", path, got, want)
		}
		for _, code := range want {
			number := strings.ToUpper(code[strings.LastIndex(code, "/")+1:][:10])
			if strings.Contains(path, "receipts") && !strings.Contains(string(a.body), "<b>"+number+"</b>") {
				t.Errorf("%s: the number %s of %s is not on it", path, number, code)
			}
		}
	}
}

// aMonth: a crew's month counts what was done and said in it.
func aMonth(t *testing.T, w *world) {
	for i, stop := range []string{"s-club", "s-bar"} {
		w.deliver(t, "r-one", stop, "wang", "li", time.Duration(i)*time.Hour)
		w.want(t, 201, "", "POST", "/api/v1/receipts/"+w.codeOf(t, "r-one", stop)+"/feedback", object{"kind": "praise"})
	}
	w.want(t, 201, "", "POST", "/api/v1/receipts/"+w.codeOf(t, "r-one", "s-club")+"/feedback", object{"kind": "rating", "rating": 4})
	w.workOut(t)
	month := func(day string) string {
		a := w.do(t, call{who: "li", method: "GET", path: "/api/v1/crews/" + crewOne + "/month?lang=en&month=" + day})
		return string(a.body)
	}
	shows(t, "November", month("2026-11-18"), "praised 2 times, rated 4.0 of 5 on average (1 stop)", "2 stops", "too few stops for a level", "Work by the standard")
	shows(t, "October", month("2026-10-01"), "praised 0 times", "0 stops")
}
