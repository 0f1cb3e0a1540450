package models

import (
	"context"
	"fmt"
	"slices"

	"crewcheck/checklists"
)

// CheckPreview is what a check would come to if it were handed in now, and what each choice in it costs. Nothing of it
// is stored.
type CheckPreview struct {
	Checklist ChecklistRef `json:"checklist"`
	RunID     string       `json:"runId"`
	StopID    string       `json:"stopId,omitempty"`
	// Grade is that of the answers as they are: what is not answered fails.
	Grade checklists.Grade `json:"grade"`
	// Tally is the check with what is not answered yet taken as done. Everything below rests on it.
	Tally checklists.Tally `json:"tally"`
	Crew  EffectWindow     `json:"crew"` // whose score the effects are of, over which days and how many stops
	Items []PreviewItem    `json:"items"`
}

// PreviewItem is one item, by one member where several answered it.
type PreviewItem struct {
	ItemID   string `json:"itemId"`
	MemberID string `json:"memberId,omitempty"`
	Answered bool   `json:"answered"`
	// Outcome is what the item counts as here: its grade; of one not answered yet pass, or na if it is optional.
	Outcome checklists.Outcome `json:"outcome"`
	Reasons []Reason           `json:"reasons,omitempty"`
	Choices []PreviewChoice    `json:"choices"` // the other answers left as they are
	// Contradicted is what a pass would cost that an upheld complaint speaks against; none where no complaint can.
	Contradicted *ContradictedEffect `json:"contradicted,omitempty"`
}

// PreviewChoice is what one choice comes to, with the evidence that it needs.
type PreviewChoice struct {
	checklists.Choice
	Points float64          `json:"points"` // of the item: won
	Max    float64          `json:"max"`    // of the item: to be won; 0 when it does not count
	Check  checklists.Tally `json:"check"`  // the whole check with this choice
	Effect float64          `json:"effect"` // points of the crew's score, against a pass of the item
	Detail Text             `json:"detail"`
}

// PreviewCheck grades a check without storing or claiming anything, and says what each choice in it costs. It may be
// half filled in. Who may call and what is refused is as with PutCheck.
func (s *Service) PreviewCheck(ctx context.Context, c Caller, b CheckBody) (*CheckPreview, error) {
	run, err := s.workableRun(ctx, c, b.RunID)
	if err != nil {
		return nil, checkRunError(b.RunID, err)
	}
	check, by, err := s.readCheck(ctx, c, "", b, run)
	if err != nil {
		return nil, err
	}
	takenBy, err := s.receiptHolder(ctx, check)
	if err != nil {
		return nil, err
	}
	if err := s.grade(ctx, check, by, takenBy); err != nil {
		return nil, err
	}
	e, err := s.effects(ctx, run)
	if err != nil {
		return nil, err
	}
	return previewOf(check, by, e), nil
}

// previewOf works the choices of a graded check out. It is pure.
func previewOf(check *Check, by *gradedBy, e *Effects) *CheckPreview {
	out := &CheckPreview{
		Checklist: check.Checklist, RunID: check.RunID, StopID: check.StopID, Grade: check.Grade,
		Crew: e.EffectWindow, Items: []PreviewItem{},
	}
	var stakes []checklists.Stake
	for i := range check.Grade.Items {
		g := &check.Grade.Items[i]
		it := by.item(g.ItemID)
		next := PreviewItem{ItemID: g.ItemID, MemberID: g.MemberID, Answered: check.answers(g), Outcome: g.Outcome}
		if notAnswered(*g) { // still to come
			next.Outcome = checklists.OutcomePass
		} else {
			next.Reasons = reasons(g.Reasons)
		}
		stakes = append(stakes, it.Stake(next.Outcome))
		out.Items = append(out.Items, next)
	}
	out.Tally = checklists.TallyOf(stakes, e.CriticalCap)
	for i := range out.Items {
		x := &out.Items[i]
		x.Choices = e.choices(by.item(x.ItemID), stakes, i)
		x.Contradicted = e.contradicted(x.ItemID)
	}
	return out
}

// answers tells whether somebody gave an answer to what was graded.
func (k *Check) answers(g *checklists.ItemGrade) bool {
	return !notAnswered(*g) && slices.ContainsFunc(k.Answers, func(a checklists.Answer) bool { return a.ItemID == g.ItemID && a.MemberID == g.MemberID })
}

// item is an item of the checklist or of the venue's own.
func (by *gradedBy) item(id string) *checklists.Item {
	if it := by.def.Item(id); it != nil {
		return it
	}
	for i := range by.overlay {
		if by.overlay[i].ID == id {
			return &by.overlay[i]
		}
	}
	return nil
}

// choices are those of the i-th item of a check, in which the others are as stakes say.
func (e *Effects) choices(it *checklists.Item, stakes []checklists.Stake, i int) []PreviewChoice {
	was := stakes[i].Outcome
	defer func() { stakes[i].Outcome = was }()
	with := func(o checklists.Outcome) checklists.Tally {
		stakes[i].Outcome = o
		return checklists.TallyOf(stakes, e.CriticalCap)
	}
	done := with(checklists.OutcomePass)
	out := []PreviewChoice{}
	for _, c := range checklists.ChoicesOf(it) {
		check := with(checklists.Outcome(c.Result))
		alone := checklists.TallyOf(stakes[i:i+1], 100)
		out = append(out, PreviewChoice{Choice: c, Points: alone.Points, Max: alone.Max, Check: check, Effect: e.effectOf(check, done), Detail: e.detail(c, it.Critical)})
	}
	return out
}

func (e *Effects) contradicted(itemID string) *ContradictedEffect {
	for i := range e.Contradicted {
		if e.Contradicted[i].ItemID == itemID {
			return &e.Contradicted[i]
		}
	}
	return nil
}

// detail says in words how a choice counts.
func (e *Effects) detail(c checklists.Choice, critical bool) Text {
	switch {
	case c.Result == checklists.NA:
		return Text{ZhCN: "不适用:这一项不计分", En: "Not applicable: the item is not counted"}
	case c.Result == checklists.Pass:
		return Text{ZhCN: "做到了:得这一项的分", En: "Done: the item's points are won"}
	case !c.Counted:
		return Text{ZhCN: "没做到:这一项不扣分", En: "Not done: it costs nothing here"}
	case critical:
		return Text{
			ZhCN: fmt.Sprintf("没做到:不得这一项的分;这是关键项,整张清单最多得 %.0f %%", e.CriticalCap),
			En:   fmt.Sprintf("Not done: the item's points are lost; it is critical, so the whole check wins at most %.0f %%", e.CriticalCap),
		}
	}
	return Text{ZhCN: "没做到:不得这一项的分", En: "Not done: the item's points are lost"}
}
