package models

import (
	"cmp"
	"fmt"
	"slices"

	"crewcheck/checklists"
)

// ScoreLine is one line of the explanation. The lines of a score add up from 100 to it.
type ScoreLine struct {
	Points float64 `json:"points"` // negative: lost
	Part   string  `json:"part"`
	// Kind: item, critical-cap, check-missing, late, contradicted, complaint, praise, rating, not-recovered, drawn-in;
	// appealed and exempt cost nothing.
	Kind        string   `json:"kind"`
	What        Text     `json:"what"` // in a few words
	Date        Date     `json:"date,omitempty"`
	CheckID     string   `json:"checkId,omitempty"`
	ItemID      string   `json:"itemId,omitempty"`
	ChecklistID string   `json:"checklistId,omitempty"`
	ComplaintID string   `json:"complaintId,omitempty"`
	SampleID    string   `json:"sampleId,omitempty"` // by which a tick was found not to be true
	StopID      string   `json:"stopId,omitempty"`
	MemberID    string   `json:"memberId,omitempty"`
	Preventable []string `json:"preventableBy,omitempty"` // roles
	Reasons     []Reason `json:"reasons,omitempty"`
	Evidence    []string `json:"evidence,omitempty"` // pictures, by SHA-256
}

// datedLoss is a loss with its day.
type datedLoss struct {
	loss
	date Date
}

// explain turns losses into lines that add up from 100 to the score. It is pure.
func explain(s *Score, f Figures, formula checklists.Formula, losses []datedLoss) []ScoreLine {
	p := pricing{f: f, formula: formula, weight: map[string]float64{}}
	for _, part := range s.Parts {
		p.weight[part.Part] = part.Weight
	}
	if f.Stops > 0 {
		p.v = voiceOf(f, formula)
	}
	lines := []ScoreLine{}
	for i := range losses {
		l := &losses[i]
		if _, measured := p.weight[l.Part]; !measured {
			continue
		}
		points := round8(p.points(&l.loss))
		if points == 0 && l.Kind != "appealed" && l.Kind != "exempt" {
			continue
		}
		lines = append(lines, ScoreLine{
			Points: points, Part: l.Part, Kind: l.Kind, What: l.What, Date: l.date, CheckID: l.CheckID, ItemID: l.ItemID, ChecklistID: l.ChecklistID,
			ComplaintID: l.ComplaintID, SampleID: l.SampleID, StopID: l.StopID, MemberID: l.MemberID, Preventable: l.Preventable, Reasons: l.Reasons, Evidence: l.Evidence,
		})
	}
	lines = append(lines, drawnIn(s, formula)...)
	slices.SortStableFunc(lines, func(x, y ScoreLine) int { return cmp.Compare(x.Points, y.Points) })
	return lines
}

// pricing turns the amount of a loss into points of the score.
type pricing struct {
	f       Figures
	formula checklists.Formula
	weight  map[string]float64 // of the parts that are measured
	v       voice
}

func (p *pricing) points(l *loss) float64 {
	w := p.weight[l.Part]
	switch l.Kind {
	case "item", "critical-cap":
		return -w * per(l.Amount, p.f.Max)
	case "check-missing":
		return -w * per(l.Amount, float64(p.f.Required))
	case "late":
		return -w * per(l.Amount, float64(p.f.Windows))
	case "contradicted":
		i := slices.IndexFunc(p.f.Contradicted, func(c Contradiction) bool { return c.Category == l.Category })
		if i < 0 {
			return 0
		}
		// More than everything cannot be lost: where the categories add up to more, each tick costs less.
		return -w * per(l.Amount, float64(p.f.ticksOf(p.f.Contradicted[i].Items))) / max(1, p.f.dishonest())
	case "complaint":
		return -w * l.Amount * p.formula.Penalty[l.Severity] * p.v.scale * p.v.share / 100
	case "praise":
		return w * p.v.praise / float64(max(1, p.f.Praises)) * p.v.share / 100
	case "rating":
		return -w * l.Amount * (1 - p.v.share) / float64(max(1, p.f.Ratings)) / 100
	case "not-recovered":
		return -w * per(1, float64(p.f.Upheld))
	}
	return 0
}

// per is a share of a whole; of nothing it is nothing. Cases of days that were stored before figures stood beside them may be of
// figures that know nothing of them yet.
func per(amount, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return amount / whole
}

// partNames are the parts in words.
var partNames = map[string]Text{
	Compliance:   {ZhCN: "按标准做", En: "Work by the standard"},
	Completeness: {ZhCN: "清单交齐", En: "Checks handed in"},
	Punctuality:  {ZhCN: "准时", En: "Punctuality"},
	Honesty:      {ZhCN: "打勾属实", En: "Honest ticks"},
	Voice:        {ZhCN: "店家的话", En: "The venue's voice"},
	Recovery:     {ZhCN: "投诉补救", En: "Complaints put right"},
}

// PartName is a part of the score in words.
func PartName(part string) Text { return partNames[part] }

// drawnIn are the lines that no single case owns.
func drawnIn(s *Score, formula checklists.Formula) []ScoreLine {
	var out []ScoreLine
	for _, p := range s.Parts {
		points := round8(p.Weight * (p.Value - p.Raw) / 100)
		if points == 0 {
			continue
		}
		why := Reason{"drawn-in", Text{
			ZhCN: fmt.Sprintf("这一部分 %.1f 分(送了 %d 站),另加 %d 站按全仓平均 %.1f 分算:站少也不大起大落", p.Raw, s.Stops, formula.PseudoStops, p.Mean),
			En:   fmt.Sprintf("%.1f points in %s; %d more count at the depot's mean of %.1f points, as few stops alone say little", p.Raw, counted(s.Stops, "stop", "stops"), formula.PseudoStops, p.Mean),
		}}
		out = append(out, ScoreLine{Points: points, Part: p.Part, Kind: "drawn-in", What: partNames[p.Part], Reasons: []Reason{why}})
	}
	return out
}
