package models

import (
	"context"
	"encoding/json"
	"io"
	"maps"
	"math"
	"slices"

	"crewcheck/models/sheet"
)

// Formats of exports.
const (
	FormatCSV    = "csv"
	FormatXLSX   = "xlsx"
	FormatNDJSON = "ndjson"
)

// exportPage is how many records are in memory at a time.
const exportPage = 200

// exportTable is how a noun stands in a table.
type exportTable struct {
	title   Text
	columns []exportColumn
}

type exportColumn struct {
	title Text
	width int
	text  bool // a spreadsheet keeps it as it is: ids, numbers of receipts, phones
}

// exporter writes records of a list page by page; nothing of a page is kept. An error in the middle is returned: whoever
// reads must not take what came for the whole.
type exporter struct {
	w      io.Writer
	format string
	lang   string
	table  sheet.Writer
}

func newExporter(w io.Writer, format, lang string, t exportTable) (*exporter, error) {
	x := &exporter{w: w, format: format, lang: lang}
	headers, tab := []any{}, sheet.Tab{Name: t.title.In(lang)}
	for i, c := range t.columns {
		headers = append(headers, c.title.In(lang))
		tab.Widths = append(tab.Widths, c.width)
		if c.text {
			tab.Texts = append(tab.Texts, i)
		}
	}
	var err error
	switch format {
	case FormatNDJSON:
		return x, nil
	case FormatXLSX:
		x.table, err = sheet.NewXLSX(w, tab)
	default:
		x.table, err = sheet.NewCSV(w)
	}
	if err != nil {
		return nil, err
	}
	return x, x.table.Row(headers)
}

// add writes one record: its cells, or the whole of it as a line of JSON.
func (x *exporter) add(record any, cells func() []any) error {
	if x.table != nil {
		return x.table.Row(cells())
	}
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	_, err = x.w.Write(append(line, '\n'))
	return err
}

func (x *exporter) close() error {
	if x.table == nil {
		return nil
	}
	return x.table.Close()
}

// exportPages writes all pages of a list, by the list's own use case: what a caller may not see there is not here.
func exportPages[T any](ctx context.Context, c Caller, q ListQuery, list func(context.Context, Caller, ListQuery) (Page[T], error), each func(*T) error) error {
	q.Limit = exportPage
	for {
		page, err := list(ctx, c, q)
		if err != nil {
			return err
		}
		for i := range page.Items {
			if err := each(&page.Items[i]); err != nil {
				return err
			}
		}
		if page.Next == nil {
			return ctx.Err()
		}
		q.After = *page.Next
	}
}

// byDepot calls write for each depot when a list is of all of them: the indexes begin with the depot, and a page of all depots
// together would sort everything that is stored. What names a run or a stop is found by that.
func (s *Service) byDepot(ctx context.Context, c Caller, q ListQuery, write func(ListQuery) error) error {
	if !c.Is(Manager, Admin) || q.Equal["depotId"] != "" || q.Equal["runId"] != "" || q.Equal["stopId"] != "" {
		return write(q)
	}
	return s.store.Depots.All(ctx, Filter{Ascending: true}, func(d *Depot) error {
		of := q
		of.Equal = maps.Clone(q.Equal)
		if of.Equal == nil {
			of.Equal = map[string]string{}
		}
		of.Equal["depotId"] = d.ID
		return write(of)
	})
}

// called finds names for ids, as far as they are there; a deleted one has none. It keeps the last few thousand.
type called struct {
	s     *Service
	crews map[string]string
	zones map[string]*Depot
}

func (s *Service) called() *called {
	return &called{s: s, crews: map[string]string{}, zones: map[string]*Depot{}}
}

func (n *called) crew(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	if name, known := n.crews[id]; known {
		return name, nil
	}
	crew, found, err := n.s.store.Crews.Find(ctx, id)
	if err != nil {
		return "", err
	}
	if len(n.crews) >= cacheSize {
		clear(n.crews)
	}
	if n.crews[id] = ""; found {
		n.crews[id] = crew.Name
	}
	return n.crews[id], nil
}

func (n *called) venue(ctx context.Context, id string) (string, error) {
	if id == "" {
		return "", nil
	}
	v, err := n.s.venue(ctx, id)
	if err != nil {
		return "", unlessMissing(err)
	}
	return v.Name, nil
}

// local is a time as the depot's clock shows it, which spreadsheets sort as it stands; "" for none.
func (n *called) local(ctx context.Context, depotID string, t Time) (string, error) {
	if t.IsZero() {
		return "", nil
	}
	d, known := n.zones[depotID]
	if !known {
		var err error
		if d, err = n.s.depot(ctx, depotID); err != nil && !IsCode(err, "record.missing") {
			return "", err
		}
		n.zones[depotID] = d
	}
	if d == nil {
		return t.String(), nil
	}
	return t.In(d.zone()).Format("2006-01-02 15:04:05"), nil
}

// round2 is a figure as people read it.
func round2(f float64) float64 { return math.Round(f*100) / 100 }

func col(zh, en string, width int) exportColumn {
	return exportColumn{title: both(zh, en), width: width}
}

func colPart(part string) exportColumn { return exportColumn{title: partNames[part], width: 14} }

func colID(zh, en string, width int) exportColumn {
	return exportColumn{title: both(zh, en), width: width, text: true}
}

var checkTable = exportTable{both("检查", "Checks"), []exportColumn{
	colID("检查编号", "Check", 38), colID("日期", "Date", 12), colID("完成时间", "Completed at", 20), colID("收到时间", "Received at", 20),
	colID("仓编号", "Depot", 14), colID("班组编号", "Crew code", 14), col("班组", "Crew", 14), colID("派车单", "Run", 38), colID("站", "Stop", 38),
	colID("门店编号", "Venue code", 14), col("门店", "Venue", 24), colID("交的人", "Handed in by", 38), colID("清单", "Checklist", 18), col("版本", "Version", 8),
	col("得分(0–100)", "Score (0–100)", 12), col("关键项未过", "Critical items failed", 24), col("通过", "Passed", 8), col("提醒", "Warned", 8), col("未过", "Failed", 8),
	col("不适用", "N.a.", 8), col("用时(秒)", "Took (seconds)", 12), col("手机时钟偏差(毫秒)", "Clock off by (ms)", 14), col("标记", "Flags", 24), colID("更正的检查", "Corrects", 38),
}}

// ExportChecks writes the checks of a list to w. Errors: those of ListChecks, of the store, and of w.
func (s *Service) ExportChecks(ctx context.Context, c Caller, q ListQuery, format, lang string, w io.Writer) error {
	x, err := newExporter(w, format, lang, checkTable)
	if err != nil {
		return err
	}
	names := s.called()
	each := func(k *Check) error {
		crew, errCrew := names.crew(ctx, k.CrewID)
		venue, errVenue := names.venue(ctx, k.VenueID)
		completed, errTime := names.local(ctx, k.DepotID, k.CompletedAt)
		received, errReceived := names.local(ctx, k.DepotID, k.ReceivedAt)
		for _, err := range []error{errCrew, errVenue, errTime, errReceived} {
			if err != nil {
				return err
			}
		}
		return x.add(k, func() []any {
			n := k.outcomes()
			return []any{
				k.ID, string(k.Date), completed, received, k.DepotID, k.CrewID, crew, k.RunID, k.StopID, k.VenueID, venue, k.MemberID,
				k.Checklist.ID, k.Checklist.Version, k.Grade.Score, joinTexts(k.Grade.Critical), n["pass"], n["warn"], n["fail"], n["na"],
				round2(float64(k.ElapsedMs) / 1000), k.ClockSkewMs, joinTexts(k.Flags), k.Supersedes,
			}
		})
	}
	err = s.byDepot(ctx, c, q, func(q ListQuery) error { return exportPages(ctx, c, q, s.ListChecks, each) })
	if err != nil {
		return err
	}
	return x.close()
}

// outcomes counts the graded items.
func (k *Check) outcomes() map[string]int {
	n := map[string]int{}
	for _, it := range k.Grade.Items {
		n[string(it.Outcome)]++
	}
	return n
}

func joinTexts(all []string) string {
	out := ""
	for i, text := range all {
		if i > 0 {
			out += ", "
		}
		out += text
	}
	return out
}

var complaintTable = exportTable{both("投诉", "Complaints"), []exportColumn{
	colID("编号", "Number", 18), colID("登记时间", "Filed at", 20), colID("发生自", "Occurred from", 20), colID("发生至", "Occurred to", 20),
	colID("仓编号", "Depot", 14), colID("门店编号", "Venue code", 14), col("门店", "Venue", 24), col("类别", "Category", 22), col("严重程度", "Severity", 10),
	col("状态", "Status", 14), col("来源", "Source", 10), col("内容", "Description", 50), colID("回单号", "Receipt number", 18), col("联系人", "Contact", 14),
	colID("联系电话", "Contact phone", 16), col("归属", "Link", 14), colID("班组编号", "Crew code", 14), col("班组", "Crew", 14), col("把握(0–1)", "Confidence (0–1)", 10),
	colID("最晚确认", "Acknowledge by", 20), colID("最晚解决", "Resolve by", 20), col("第几轮", "Cycle", 8), col("裁定", "Verdict", 12), col("司机 %", "Driver %", 10),
	col("搬运 %", "Porter %", 10), col("仓 %", "Depot %", 10), col("业务 %", "Sales %", 10), col("门店 %", "Venue %", 10), col("处理结果", "Resolution", 40),
	colID("重复自", "Repeats", 38), colID("记录号", "Id", 38),
}}

// ComplaintList is a list of complaints: ListComplaints or OverdueCalls.
type ComplaintList func(context.Context, Caller, ListQuery) (Page[Complaint], error)

// ExportComplaints writes the complaints of a list to w; what a caller may not see of one, as the phone of who spoke for
// the venue, is empty. Errors: those of the list, of the store, and of w.
func (s *Service) ExportComplaints(ctx context.Context, c Caller, q ListQuery, list ComplaintList, format, lang string, w io.Writer) error {
	x, err := newExporter(w, format, lang, complaintTable)
	if err != nil {
		return err
	}
	names := s.called()
	each := func(k *Complaint) error {
		cells, err := s.complaintCells(ctx, names, k)
		if err != nil {
			return err
		}
		return x.add(k, func() []any { return cells })
	}
	err = s.byDepot(ctx, c, q, func(q ListQuery) error { return exportPages(ctx, c, q, list, each) })
	if err != nil {
		return err
	}
	return x.close()
}

func (s *Service) complaintCells(ctx context.Context, names *called, k *Complaint) ([]any, error) {
	venue, err := names.venue(ctx, k.VenueID)
	if err != nil {
		return nil, err
	}
	crew, err := names.crew(ctx, k.Link.CrewID)
	if err != nil {
		return nil, err
	}
	var times [5]string
	for i, t := range []Time{k.FiledAt, k.OccurredFrom, k.OccurredTo, k.DueAckAt, k.DueResolveAt} {
		if times[i], err = names.local(ctx, k.DepotID, t); err != nil {
			return nil, err
		}
	}
	contact := ComplaintContact{}
	if k.Contact != nil {
		contact = *k.Contact
	}
	var confidence any
	if k.Link.CrewID != "" {
		confidence = round2(k.Link.Confidence)
	}
	row := []any{
		k.Number, times[0], times[1], times[2], k.DepotID, k.VenueID, venue, k.Category, k.Severity, k.Status, k.Source, k.Description, k.ReceiptNumber,
		contact.Name, contact.Phone, string(k.Link.State), k.Link.CrewID, crew, confidence, times[3], times[4], k.Cycle,
	}
	verdict := []any{nil, nil, nil, nil, nil, nil}
	if d := k.Decision; d != nil {
		verdict = []any{string(d.Verdict), d.Shares.Driver, d.Shares.Porter, d.Shares.Depot, d.Shares.Sales, d.Shares.Venue}
	}
	return slices.Concat(row, verdict, []any{k.Resolution, k.RecurrenceOf, k.ID}), nil
}

var scoreTable = exportTable{both("得分", "Scores"), []exportColumn{
	col("名次", "Rank", 8), colID("编号", "Code", 38), col("名称", "Name", 18), colID("自", "From", 12), colID("至", "To", 12), col("得分(0–100)", "Score (0–100)", 12),
	col("自身得分", "Own figures alone", 12), col("90% 下限", "90 % low", 10), col("90% 上限", "90 % high", 10), col("站数", "Stops", 8),
	col("暂定", "Provisional", 10), col("等级", "Level", 16),
	colPart(Compliance), colPart(Completeness), colPart(Punctuality), colPart(Honesty), colPart(Voice), colPart(Recovery),
	col("公式版本", "Formula", 8),
}}

// ExportScores writes a ranking to w. Errors: those of Scores, of the store, and of w.
func (s *Service) ExportScores(ctx context.Context, c Caller, depotID, by string, r DateRange, format, lang string, w io.Writer) error {
	rank := s.Scores
	if by == ByMember {
		rank = s.MemberScores
	}
	all, err := rank(ctx, c, depotID, r)
	if err != nil {
		return err
	}
	x, err := newExporter(w, format, lang, scoreTable)
	if err != nil {
		return err
	}
	for i := range all.Items {
		if err := x.add(&all.Items[i], all.Items[i].cells); err != nil {
			return err
		}
	}
	return x.close()
}

func (k *Score) cells() []any {
	var rank, score, raw, low, high any
	if k.Rank > 0 {
		rank = k.Rank
	}
	if k.Score != nil {
		score = *k.Score
	}
	if k.Raw != nil {
		raw = *k.Raw
	}
	if k.Interval != nil {
		low, high = k.Interval.Low, k.Interval.High
	}
	row := []any{rank, k.CrewID + k.MemberID, k.Name, string(k.From), string(k.To), score, raw, low, high, k.Stops, k.Provisional, k.Level}
	for _, part := range []string{Compliance, Completeness, Punctuality, Honesty, Voice, Recovery} {
		var value any // a part with nothing to measure is empty
		for _, p := range k.Parts {
			if p.Part == part {
				value = p.Value
			}
		}
		row = append(row, value)
	}
	return append(row, k.Formula)
}
