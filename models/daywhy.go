package models

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"time"

	"crewcheck/checklists"
)

// The texts of an explanation: short, since crews read them on a phone.

var (
	// onTimeWhat is of punctuality, which counts beside the item in which the driver says when they came.
	onTimeWhat = Text{ZhCN: "准时到店(另外算分)", En: "On time at the stop (counted apart from the checklist)"}
	praiseWhat = Text{ZhCN: "店家表扬", En: "Praise from the venue"}
)

func ratingWhat(stars int) Text {
	return Text{ZhCN: fmt.Sprintf("店家打了 %d 星(满分 5 星)", stars), En: fmt.Sprintf("The venue gave %d of 5 stars", stars)}
}

// itemWhat is the text of an item; one of the venue's own has none that lasts.
func itemWhat(it *checklists.Item) Text {
	if it == nil {
		return Text{ZhCN: "店家自己的要求", En: "What this venue asks for itself"}
	}
	return it.Text
}

// Minutes are rounded down, as in a grade.
func lateWhy(by time.Duration) Reason {
	n := int(by / time.Minute)
	return Reason{"late", Text{ZhCN: fmt.Sprintf("晚到 %d 分钟", n), En: fmt.Sprintf("%d minutes late", n)}}
}

func earlyWhy(by time.Duration) Reason {
	n := int(by / time.Minute)
	return Reason{"early", Text{ZhCN: fmt.Sprintf("早到 %d 分钟", n), En: fmt.Sprintf("%d minutes early", n)}}
}

func missingWhy(role string) Reason {
	switch Role(role) {
	case Driver:
		return Reason{"check-missing", Text{ZhCN: "司机没交这张清单", En: "the driver did not hand it in"}}
	case Porter:
		return Reason{"check-missing", Text{ZhCN: "搬运工没交这张清单", En: "the porter did not hand it in"}}
	}
	return Reason{"check-missing", Text{ZhCN: "没交这张清单", En: "it was not handed in"}}
}

func cappedWhy(limit float64) Reason {
	return Reason{"critical-cap", Text{
		ZhCN: fmt.Sprintf("关键项没做到,这张清单最多只得 %.0f %% 的分", limit),
		En:   fmt.Sprintf("a critical item failed, so this checklist wins at most %.0f %% of its points", limit),
	}}
}

// causeTexts are the outside causes in words.
var causeTexts = map[string]Text{
	"gate-blocked": {ZhCN: "门口堵了", En: "the gate was blocked"},
	"venue-closed": {ZhCN: "店家没开门", En: "the venue was closed"},
	"road-closed":  {ZhCN: "路封了", En: "the road was closed"},
	"wrong-load":   {ZhCN: "仓库装错货", En: "the depot loaded wrong goods"},
	"app-fault":    {ZhCN: "手机程序出错", En: "the app was at fault"},
}

func exemptWhy(cause string) Reason {
	t := causeTexts[cause]
	return Reason{"exempt", Text{ZhCN: "事先登记:" + t.ZhCN + ",不扣分", En: "recorded before: " + t.En + "; it costs nothing"}}
}

func appealWhy(status string) Reason {
	if status == AppealGranted {
		return Reason{"appeal-granted", Text{ZhCN: "申诉成立,不扣分", En: "the appeal was granted; it costs nothing"}}
	}
	return Reason{"appeal-open", Text{ZhCN: "正在申诉,先不扣分", En: "under appeal; it costs nothing until that is decided"}}
}

// severityTexts are the severities in words.
var severityTexts = map[string]Text{
	checklists.SeverityMinor:    {ZhCN: "一般", En: "minor"},
	checklists.SeverityMajor:    {ZhCN: "严重", En: "major"},
	checklists.SeverityCritical: {ZhCN: "紧急", En: "critical"},
}

func complaintWhy(k *Complaint) Reason {
	t := severityTexts[k.Severity]
	return Reason{"upheld", Text{ZhCN: t.ZhCN + "投诉 " + k.Number + " 成立", En: t.En + " complaint " + k.Number + " was upheld"}}
}

// onlyClaimWhy is of an outside cause that was recorded when the complaint was there already.
var onlyClaimWhy = Reason{"only-claim", Text{ZhCN: "投诉以后才登记的原因,不算", En: "the outside cause was recorded after the complaint, so it does not count"}}

func shareWhy(share float64) Reason {
	percent := math.Round(share*1000) / 10
	return Reason{"share", Text{ZhCN: fmt.Sprintf("责任占 %g %%", percent), En: fmt.Sprintf("%g %% of the responsibility", percent)}}
}

func contradictedWhy(category Text, k *Complaint) Reason {
	return Reason{"contradicted", Text{
		ZhCN: fmt.Sprintf("打了勾,但投诉 %s「%s」成立", k.Number, category.ZhCN),
		En:   fmt.Sprintf("ticked as done, but complaint %s “%s” was upheld", k.Number, category.En),
	}}
}

// recoveryWhy tells whether a complaint was put right in time and the venue says so, else what is wanting.
func recoveryWhy(k *Complaint) (Reason, bool) {
	first := k.Cycles[0]
	switch {
	case len(k.Cycles) > 1:
		return Reason{"reopened", Text{ZhCN: "店家说没解决,又提了一次", En: "the venue opened it again"}}, false
	case first.ResolvedAt == nil:
		return Reason{"unresolved", Text{ZhCN: "还没解决", En: "it is not resolved yet"}}, false
	case first.ResolvedAt.After(first.DueResolveAt.Time):
		return Reason{"resolved-late", Text{ZhCN: "过了时限才解决", En: "it was resolved late"}}, false
	case first.ConfirmedAt == nil:
		return Reason{"unconfirmed", Text{ZhCN: "店家还没确认", En: "the venue has not confirmed it yet"}}, false
	}
	return Reason{}, true
}

// photosTo are the pictures and the ink that a member gave with an answer.
func photosTo(k *Check, itemID, memberID string) []string {
	for i := range k.Answers {
		a := &k.Answers[i]
		if a.ItemID != itemID || cmp.Or(a.MemberID, k.MemberID) != memberID {
			continue
		}
		out := slices.Clone(a.Photos)
		if a.Signature != "" {
			out = append(out, a.Signature)
		}
		if a.Receipt != nil && a.Receipt.Signature != "" {
			out = append(out, a.Receipt.Signature)
		}
		return out
	}
	return nil
}
