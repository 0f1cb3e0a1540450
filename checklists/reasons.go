package checklists

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// reasonTexts is the one list of reasons that a grade gives, with their texts.
// A code is never renamed and a retired one never used again.
var reasonTexts = map[string]Text{
	"answered-fail":        {"自己报了没做到", "The crew says it was not done"},
	"not-answered":         {"没有填", "Not answered"},
	"photo-missing":        {"缺照片", "The photo is missing"},
	"note-missing":         {"没写原因", "The reason is not written down"},
	"signature-missing":    {"缺签名", "The signature is missing"},
	"later-stage":          {"由业务员稍后确认", "The salesperson confirms it later"},
	"out-of-range":         {"数目不合理:%v", "The figure is out of range: %v"},
	"below-minimum":        {"只备了 %v,至少要 %v", "Only %v on board; at least %v are needed"},
	"over-age-not-swapped": {"有过期酒 %v 瓶,没换也没写原因", "%v bottles past their limit, neither swapped nor explained"},
	"choice-fail":          {"选的是:%v", "The answer was: %v"},

	"window-missing": {"没有约定时间", "No window was agreed"},
	"too-early":      {"早到 %d 分钟", "%d minutes early"},
	"too-late":       {"晚到 %d 分钟", "%d minutes late"},

	"lots-inverted": {
		"%v 顺序反了:第 %d 位是 %s,第 %d 位是更早的 %s",
		"%v is out of order: %[3]s at position %[2]d stands in front of the older %[5]s at position %[4]d",
	},
	"new-in-front": {
		"%v 新送的放在了旧酒前面:第 %d 位 %s 在第 %d 位 %s 前面",
		"%v was delivered in front of older stock: %[3]s at position %[2]d, %[5]s at position %[4]d",
	},
	"over-age": {
		"%v 已过期:%s 生产,%d 天,期限 %d 天",
		"%v is past its limit: produced on %s, %d days old, limit %d days",
	},
	"near-expiry": {
		"%v 快到期:%s 生产,%d 天,期限 %d 天",
		"%v is near its limit: produced on %s, %d days old, limit %d days",
	},
	"produced-in-future": {"%v 的生产日期还没到:%s", "%v has a production date that is still to come: %s"},

	"bottles-left-no-reason": {"%v 留下 %d 个,没写原因", "%v: %d left without a reason"},
	"refused-by-crew":        {"%v 留下 %d 个:送货的人不肯带", "%v: %d left because the crew would not take them"},
	"bottles-mismatch":       {"%v 应有 %d 个,点到 %d 个", "%v: %d expected, %d counted"},
	"bottles-not-counted":    {"%v 应有 %d 个,没有点", "%v: %d expected, none counted"},
	"swap-left-no-reason":    {"还有 %d 个没换,没写原因", "%d not swapped, without a reason"},

	"receipt-number-missing": {"没有回单号", "The receipt has no number"},
	"signer-missing":         {"没写谁签的", "The signer's name is missing"},
	"signed-by-crew":         {"签名的是送货的人:%v", "It was signed by one of the crew: %v"},
	"receipt-number-taken":   {"回单号已用在:%v", "The receipt number belongs to another stop: %v"},
	"discrepancies":          {"回单上写了 %d 处差异", "%d differences are written on the receipt"},

	"receipts-not-handed": {"还没交的回单(%d 张):%v", "Receipts not handed over (%d): %v"},
	"pickup-mismatch":     {"%v 今天收了 %d 个,入库 %d 个", "%v: %d picked up today, %d counted in"},
	"nothing-to-count":    {"今天没有要点的", "Nothing came back today"},
	"swaps-mismatch":      {"今天换了 %d 瓶,入库 %v 瓶", "%d bottles swapped today, %v brought back"},
	"messages-pending":    {"还有 %d 句话没转到业务员", "%d messages have not reached sales"},
	"stops-unexplained":   {"没送也没写原因的店(%d 家):%v", "Stops neither delivered nor explained (%d): %v"},
}

// ReasonCodes is the sorted list of codes that reasons of a grade carry.
func ReasonCodes() []string { return slices.Sorted(maps.Keys(reasonTexts)) }

// reason fills the texts of code; an argument that is a Text is put in by language, a float64 as JSON writes it: a
// million bottles are 1000000 and not 1e+06.
func reason(code string, args ...any) Reason {
	t := reasonTexts[code]
	return Reason{Code: code, Detail: Text{ZhCN: fill(t.ZhCN, "zh-CN", args), En: fill(t.En, "en", args)}}
}

func fill(format, lang string, args []any) string {
	if len(args) == 0 {
		return format
	}
	own := make([]any, len(args))
	for i, a := range args {
		switch v := a.(type) {
		case Text:
			a = v.In(lang)
		case float64:
			if plain, err := json.Marshal(v); err == nil {
				a = string(plain)
			}
		}
		own[i] = a
	}
	return fmt.Sprintf(format, own...)
}
