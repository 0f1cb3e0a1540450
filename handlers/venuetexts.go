package handlers

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"crewcheck/models"
)

// venueWords are the texts of the venue's page in one language. %1 and %2 are filled in.
type venueWords struct {
	Title, Switch, How, More, Praise, SendPraise, Complain, Category, Text, Voice, Photo, Send, Promise string
	Crew, Brought, Taken, Left, Swapped, Nothing                                                        string
	// Passed heads what the venue asked to pass on, with Delivered and Read where no answer has come yet.
	Passed, Delivered, Read    string
	Owed, Until                string // what the venue is promised, and by which day
	NextOpen, NextWork, Late   string // what happens next, and by when
	Answer, Solved, Yes, No    string
	Back, Why                  string // of a complaint that was closed and is not solved
	Today, Tomorrow            string
	Sending, Kept, Making      string // what the script says while it works
	Gone, Slow, Large, NoPhoto string
	Over                       string // why nothing new is taken
	Done                       map[string]string
	Faces, Steps               []string
	Dimensions                 []receiptDimension
	Roles                      map[models.Role]string
	Units                      map[string]unitWord
	Sized                      string            // size, measure, unit of an empty
	Measures                   map[string]string // ml, l
}

// receiptDimension is one of the five qualities that a rating may tell apart, by its name in the form.
type receiptDimension struct{ Name, Text string }

// unitWord is a word for one and for many; one word for both leaves Many empty.
type unitWord struct{ One, Many string }

func (u unitWord) of(n int) string {
	if n == 1 || u.Many == "" {
		return u.One
	}
	return u.Many
}

// unit is the word for what is counted; what has none is said as it is written.
func (w venueWords) unit(unit string, n int) string {
	if u, known := w.Units[unit]; known {
		return u.of(n)
	}
	return unit
}

// sizedEmpty is a type of empties that is named by its size: 500ml, keg-20l.
var sizedEmpty = regexp.MustCompile(`^(?:(bottle|keg|crate)-)?([0-9]{1,5})(ml|l)$`)

// bottle is the name of a type of empties; a depot's own, not named by a size, is said as it is written.
func (w venueWords) bottle(kind string, n int) string {
	m := sizedEmpty.FindStringSubmatch(kind)
	if m == nil {
		return kind
	}
	return fmt.Sprintf(w.Sized, m[2], w.Measures[m[3]], w.unit(cmp.Or(m[1], "bottle"), n))
}

func (w *venueWords) fill(text string, with ...string) string {
	for i, s := range with {
		text = strings.ReplaceAll(text, "%"+string(rune('1'+i)), s)
	}
	return text
}

var weekdays = [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

var venueTexts = map[string]venueWords{
	zhCN: {
		Title: "送货回单", Switch: "English", How: "这次送货怎么样?", More: "分项打分(可不填)", Praise: "表扬他们", SendPraise: "送出表扬", Complain: "有问题,要投诉",
		Category: "点一下是什么问题", Text: "想说的话(可不填)", Voice: "可以点键盘上的话筒,用嘴说", Photo: "照片(可不传)", Send: "提交", Promise: "提交后这里会写明谁处理、最迟什么时候答复。",
		Crew: "送货人员", Brought: "送到", Taken: "带走空瓶", Left: "留下", Swapped: "当场调换(已换 / 报损)", Nothing: "无",
		Passed: "您请我们转达的话", Delivered: "已转达", Read: "已读", Owed: "我们还欠您的", Until: "最迟",
		NextOpen: "接下来:主管 %1 前受理,最迟 %2 给您处理好。", NextWork: "正在处理,最迟 %1 给您处理好。", Late: "已超过约定的时间(%1),经理已收到提醒。",
		Answer: "我们的处理:", Solved: "问题解决了吗?", Yes: "解决了", No: "没有解决", Back: "又出现了,重新处理", Why: "哪里还没解决?",
		Today: "今天", Tomorrow: "明天", Sending: "正在提交…", Kept: "信号不好,已存在手机里,有信号会自动提交。请先别关这个页面,或稍后再扫码打开。", Making: "正在缩小照片…",
		Over: "这次送货的评价和投诉已截止。有新的问题请扫新回单,或打电话给业务员。",
		Gone: "这个码无效或已过期。请看回单上的新码,或打电话给业务员。", Slow: "点得太快了,请过一分钟再试。", Large: "照片太大,请少传几张,或不带照片提交。", NoPhoto: " 有 %1 张照片没能收下(只收 JPEG、PNG、WebP,每张 5 MB 以内)。",
		Done: map[string]string{
			"rating": "谢谢您的打分。", "praise": "谢谢!您的表扬已送到他们手里。", "complaint": "已收到,编号 %1。进展就在下面,随时扫码可看。",
			"solved": "谢谢您的确认,已完成。", "reopen": "已重新处理,最迟时间见下面。",
		},
		Faces:      []string{"很差", "不好", "一般", "不错", "很好"},
		Steps:      []string{"已收到", "处理中", "已处理", "已完成"},
		Dimensions: []receiptDimension{{"tangibles", "着装、货物外观"}, {"reliability", "准时、数对"}, {"responsiveness", "有事马上办"}, {"assurance", "礼貌、让人放心"}, {"empathy", "为店里着想"}},
		Roles:      map[models.Role]string{models.Driver: "司机", models.Porter: "搬运"},
		Units:      map[string]unitWord{"case": {"箱", ""}, "bottle": {"瓶", ""}, "keg": {"桶", ""}, "crate": {"筐", ""}, "bottles": {"瓶", ""}, "cartons": {"外箱", ""}},
		Sized:      "%s%s%s",
		Measures:   map[string]string{"ml": "毫升", "l": "升"},
	},
	en: {
		Title: "Delivery receipt", Switch: "中文", How: "How was this delivery?", More: "Rate in detail (if you wish)", Praise: "Praise the crew", SendPraise: "Send the praise", Complain: "Something is wrong",
		Category: "Tap what is wrong", Text: "Your words (if you wish)", Voice: "the microphone on your keyboard writes for you", Photo: "Photos (if you wish)", Send: "Send", Promise: "You will see here who deals with it, and by when you have an answer.",
		Crew: "Delivered by", Brought: "Delivered", Taken: "Empties taken", Left: "left", Swapped: "Swapped on the spot (swapped / reported)", Nothing: "none",
		Passed: "What you asked us to pass on", Delivered: "passed on", Read: "read", Owed: "What we owe you", Until: "by",
		NextOpen: "Next: a supervisor takes it up by %1, and it is put right by %2.", NextWork: "It is being worked on, and put right by %1.", Late: "This is later than we said (%1); the manager has been told.",
		Answer: "What we did:", Solved: "Is it solved?", Yes: "Yes, solved", No: "No, it is not", Back: "It came back; open it again", Why: "What is not solved?",
		Today: "today", Tomorrow: "tomorrow", Sending: "Sending…", Kept: "The signal is poor. Your words are kept on this phone and go out by themselves. Leave this page open, or scan the code again later.", Making: "Making the photos smaller…",
		Over: "Nothing new is taken for this delivery any more. Use the code on a newer receipt, or call your salesperson.",
		Gone: "This code is not good, or not any more. Use the code on a newer receipt, or call your salesperson.", Slow: "That was too fast. Try again in a minute.", Large: "The photos are too large. Send fewer, or none.", NoPhoto: " %1 photo(s) could not be taken (JPEG, PNG or WebP of up to 5 MB).",
		Done: map[string]string{
			"rating": "Thank you for rating.", "praise": "Thank you! The crew will see it.", "complaint": "Thank you, we have it, as %1. Scan the code at any time to see how it goes.",
			"solved": "Thank you. It is closed.", "reopen": "It is open again; see below by when.",
		},
		Faces:      []string{"very bad", "bad", "so-so", "good", "very good"},
		Steps:      []string{"received", "being worked on", "done", "closed"},
		Dimensions: []receiptDimension{{"tangibles", "Dress and look of the goods"}, {"reliability", "On time, right count"}, {"responsiveness", "Helps at once"}, {"assurance", "Polite, can be trusted"}, {"empathy", "Thinks of the venue"}},
		Roles:      map[models.Role]string{models.Driver: "driver", models.Porter: "porter"},
		Units:      map[string]unitWord{"case": {"case", "cases"}, "bottle": {"bottle", "bottles"}, "keg": {"keg", "kegs"}, "crate": {"crate", "crates"}, "bottles": {"bottle", "bottles"}, "cartons": {"carton", "cartons"}},
		Sized:      "%s %s %s",
		Measures:   map[string]string{"ml": "ml", "l": "l"},
	},
}

// drawings are line drawings of 24 × 24, by category and by what else the page shows.
var drawings = map[string]string{
	"thumb":  "M7 11v9H3v-9zM7 11l4-8c2 0 3 1 3 3v3h5c1.5 0 2 1 1.7 2.200l-1.7 7c-.2.9-.9 1.8-2 1.800H7",
	"bubble": "M4 5h16v11h-8l-5 4v-4H4zM12 7.500v3.500M12 13.500v.1",
	"again":  "M5 12a7 7 0 1 1 2 5M5 19v-4h4",
	"face":   "M12 3a9 9 0 1 0 .01 0M9 9.500v.6M15 9.500v.6",

	"late":                  "M12 3a9 9 0 1 0 .01 0M12 7v5l3 2",
	"not-delivered":         "M4 8l8-4 8 4v9l-8 4-8-4zM9.5 10l5 5M14.5 10l-5 5",
	"wrong-or-short":        "M4 8l8-4 8 4v9l-8 4-8-4zM4 8l8 4 8-4M12 12v9",
	"stock-not-rotated":     "M5 10a7 7 0 0 1 13-2M19 14a7 7 0 0 1-13 2M18 4v4h-4M6 20v-4h4",
	"over-age-goods":        "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M12 12.500v3l2 1.5",
	"placed-wrong":          "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zM12 7v3.500M12 13v.1",
	"bottles-refused":       "M10 3h4v4l2 3v11H8V10l2-3zM4 5l16 15",
	"bottle-count-wrong":    "M6 3h4v4l2 3v11H4V10l2-3zM15 9h6M15 14h6M15 19h6",
	"damaged-not-swapped":   "M10 3h4v4l2 3v3l-3 2-2-2-3 2v-5l2-3zM8 17l3-1 2 2 3-2v5H8z",
	"packaging-not-swapped": "M4 8h16v12H4zM4 8l3-4h10l3 4M12 8l-2 4 4 2-2 4",
	"receipt-missing":       "M6 3h12v18l-3-2-3 2-3-2-3 2zM9.5 8.500a2.5 2.5 0 1 1 3.5 2.300c-.7.3-1 .8-1 1.700M12 15.500v.1",
	"rude":                  "M4 5h16v11h-8l-5 4v-4H4zM8.5 8l2 2M10.5 8l-2 2M13.5 8l2 2M15.5 8l-2 2",
	"dress":                 "M8 4l4 2 4-2 5 4-3 3-1-1v10H7V10l-1 1-3-3z",
	"parking":               "M4 4h16v16H4zM10 17V8h3a2.5 2.5 0 0 1 0 5h-3",
	"guard-conflict":        "M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM12 8v4M12 15v.1",
	"mess-left":             "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13M10 11v5M14 11v5",
	"message-lost":          "M3 6h18v12H3zM3 7l9 6 9-6",
	"other":                 "M12 3a9 9 0 1 0 .01 0M8 12v.1M12 12v.1M16 12v.1",
}

// faceMouths make a face of the rating, from 1 to 5.
var faceMouths = []string{"M8 17c1-4 7-4 8 0z", "M8 16c2-2 6-2 8 0", "M8 15h8", "M8 14c2 2.5 6 2.5 8 0", "M8 14c1 4 7 4 8 0z"}
