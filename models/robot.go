package models

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// secretPrefix begins the secrets of Standard Webhooks.
const secretPrefix = "whsec_"

// Post is one message to an endpoint.
type Post struct {
	URL    string
	Header map[string]string
	Body   []byte
}

// PostAnswer is what the endpoint said.
type PostAnswer struct {
	Status     int
	Body       []byte        // its beginning
	RetryAfter time.Duration // 0: not named
}

// webhookMessage is the body of the format json.
type webhookMessage struct {
	Type      string  `json:"type"`
	Timestamp Time    `json:"timestamp"` // when it happened
	Data      *Notice `json:"data"`
}

// message writes a notice the way the endpoint reads it, signed for this moment.
func (s *Service) message(ctx context.Context, w *Webhook, n *Notice) (Post, error) {
	now := s.Now()
	m := Post{URL: w.URL, Header: map[string]string{"Content-Type": "application/json", "User-Agent": "crewcheck-webhook/1"}}
	var body any = webhookMessage{n.Kind, n.At, n}
	if w.Format != FormatJSON {
		text, err := s.noticeText(ctx, n)
		if err != nil {
			return m, err
		}
		body = w.robot(&m, text, now)
	}
	var err error
	if m.Body, err = json.Marshal(body); err != nil {
		return m, err
	}
	if w.Format == FormatJSON {
		m.Header["webhook-id"] = n.ID
		m.Header["webhook-timestamp"] = strconv.FormatInt(now.Unix(), 10)
		m.Header["webhook-signature"] = w.signatures(n.ID, m.Body, now)
	}
	return m, nil
}

// signatures are those of Standard Webhooks by the secret, and by one that was replaced a while ago.
func (w *Webhook) signatures(id string, body []byte, now Time) string {
	out := signature(w.Secret, id, body, now)
	if w.OldSecretUntil != nil && w.OldSecretUntil.After(now.Time) {
		out += " " + signature(w.OldSecret, id, body, now)
	}
	return out
}

func signature(secret, id string, body []byte, now Time) string {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil {
		panic("models: a webhook's secret is no base64") // we made it
	}
	return "v1," + hmac64(key, fmt.Sprintf("%s.%d.%s", id, now.Unix(), body))
}

func hmac64(key []byte, text string) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

type robotText struct {
	Content string `json:"content"`
}

// robot is the body of a text message to a chat robot; what the robot wants signed goes where it looks for it.
func (w *Webhook) robot(m *Post, text string, now Time) any {
	if w.Format == FormatFeishu {
		body := struct {
			Timestamp string            `json:"timestamp,omitempty"`
			Sign      string            `json:"sign,omitempty"`
			Type      string            `json:"msg_type"`
			Content   map[string]string `json:"content"`
		}{Type: "text", Content: map[string]string{"text": text}}
		if w.RobotSecret != "" {
			body.Timestamp = strconv.FormatInt(now.Unix(), 10)
			body.Sign = hmac64([]byte(body.Timestamp+"\n"+w.RobotSecret), "")
		}
		return body
	}
	if w.Format == FormatDingTalk && w.RobotSecret != "" {
		at := strconv.FormatInt(now.UnixMilli(), 10)
		sign := hmac64([]byte(w.RobotSecret), at+"\n"+w.RobotSecret)
		joint := "?"
		if strings.Contains(m.URL, "?") {
			joint = "&"
		}
		m.URL += joint + "timestamp=" + at + "&sign=" + url.QueryEscape(sign)
	}
	return struct {
		Type string    `json:"msgtype"`
		Text robotText `json:"text"`
	}{"text", robotText{text}}
}

// robotTook reads the answer of a chat robot, which says 200 also when it refuses.
func (w *Webhook) robotTook(body []byte) bool {
	if w.Format == FormatJSON {
		return true
	}
	var said struct {
		ErrCode *int `json:"errcode"` // WeCom, DingTalk
		Code    *int `json:"code"`    // Feishu
		Status  *int `json:"StatusCode"`
	}
	if json.Unmarshal(body, &said) != nil {
		return false
	}
	for _, code := range []*int{said.ErrCode, said.Code, said.Status} {
		if code != nil {
			return *code == 0
		}
	}
	return false
}

// kindTexts say in Chinese what happened; the robots' readers are depots.
var kindTexts = map[string]string{
	"complaint.filed": "新投诉", "complaint.linked": "投诉已关联班组", "complaint.needs-review": "投诉待人工关联",
	"complaint.unlinked": "投诉未关联班组", "complaint.acknowledged": "投诉已受理", "complaint.alert": "投诉时限提醒",
	"complaint.paused": "投诉计时暂停", "complaint.resumed": "投诉计时恢复", "complaint.responded": "班组已回应",
	"complaint.step": "处理步骤已完成", "complaint.step-undone": "处理步骤已撤销", "complaint.goodwill": "当场给了补偿", "complaint.followed-up": "已回访店家",
	"complaint.decided": "投诉已裁定", "complaint.resolved": "投诉已处理", "complaint.confirmed": "投诉已关闭",
	"complaint.reopened": "投诉重新打开", "appeal.filed": "新申诉", "appeal.decided": "申诉已裁定",
	"bottles.mismatch": "空瓶数对不上", "bottles.agreed": "空瓶数对上了", "bottles.settled": "空瓶差异已了结",
	"warning.raised": "预警", "warning.raised-again": "预警又起", "warning.acknowledged": "预警已受理", "warning.acted": "预警已处理",
	"warning.dismissed": "预警不成立", "warning.lapsed": "预警已消失", "coaching.opened": "辅导卡", "coaching.acknowledged": "辅导卡已确认",
	"coaching.measured": "辅导结果", "idea.filed": "新点子", "idea.adopted": "点子已采纳", "idea.declined": "点子未采纳", "sample.raised": "抽查", "sample.decided": "抽查已判定",
	"card.proposed": "店家申请改店卡", "card.accepted": "店卡已按申请修改", "card.declined": "店卡修改未采纳",
	importStarted: "导入开始", importProgress: "导入进度", importDone: "导入完成", importStopped: "导入中止",
	"feedback.given": "店家评价", webhookTest: "测试消息",
}

// alertText says in Chinese what an alert's note says: "ack 50 → owner".
func alertText(note string) string {
	words := strings.Fields(note)
	if len(words) != 4 {
		return note
	}
	step := words[1] + "%"
	if words[1] == "reminder" {
		step = "剩一小时"
	}
	clock := map[string]string{"ack": "受理", "resolve": "处理"}[words[0]]
	return clock + "时限 " + step + ",请" + map[string]string{"owner": "负责人", "manager": "经理", "head": "总负责人"}[words[3]] + "跟进"
}

// firstWords are the words of ours that a note begins with.
var firstWords = map[string]string{
	"upheld:": "成立:", "partly:": "部分成立:", "dismissed:": "不成立:",
	"crew:": "以班组的数为准:", "venue:": "以店家的数为准:", "depot:": "以仓库的数为准:",
	"waiting-for-venue": "等店家", "waiting-for-goods": "等货", "venue-closed": "店家停业", "force-majeure": "不可抗力",
}

// giftTexts are the words of a gift.
var giftTexts = map[string]string{"swapBottles": "换酒(瓶)", "swapCartons": "换外箱(个)", "extraCrates": "多收空箱(个)", "minutes": "多花时间(分钟)"}

// wordsIn is a note with our own words at its beginning in Chinese; the rest is people's own.
func wordsIn(kind, note string) string {
	switch kind {
	case "complaint.step", "complaint.step-undone":
		return "第 " + strings.Replace(note, " ", " 步 ", 1)
	case "complaint.goodwill":
		given := ""
		for {
			word, rest, _ := strings.Cut(note, " ")
			n, rest, _ := strings.Cut(rest, " ")
			if giftTexts[word] == "" {
				return strings.TrimSpace(given + note)
			}
			given, note = given+giftTexts[word]+" "+n+" ", rest
		}
	case importStarted, importProgress, importDone, importStopped:
		noun, counts, _ := strings.Cut(note, " ")
		rows, refused, _ := strings.Cut(counts, " ")
		if n := importNouns[noun]; n != nil {
			return n.title.ZhCN + " " + rows + " 行,拒绝 " + refused + " 行"
		}
	}
	first, rest, _ := strings.Cut(note, " ")
	if text := firstWords[first]; text != "" && (kind == "complaint.decided" || kind == "complaint.paused" || kind == "bottles.settled") {
		return strings.TrimSpace(text + " " + rest)
	}
	return note
}

// maxRobotNote is how much of a note a robot shows, in characters.
const maxRobotNote = 200

// inert is people's text as a robot may show it: on one line, so that it cannot look like a line of ours, and without
// the brackets by which robots call somebody (<at user_id="all">).
func inert(text string) string {
	return strings.NewReplacer("<", "＜", ">", "＞").Replace(strings.Join(strings.Fields(text), " "))
}

// noticeText is a notice in a few lines of Chinese, without the contact who spoke and without who acted.
func (s *Service) noticeText(ctx context.Context, n *Notice) (string, error) {
	what := kindTexts[n.Kind]
	if what == "" {
		what = n.Kind
	}
	lines := []string{"【" + what + "】" + n.Data.Number}
	add := func(label, text string) {
		if text = inert(text); text != "" {
			lines = append(lines, label+":"+text)
		}
	}
	if n.VenueID != "" {
		v, found, err := s.store.Venues.Find(ctx, n.VenueID)
		if err != nil {
			return "", err
		}
		if found {
			add("店家", v.Name)
		}
	}
	if c := s.standards.Category(n.Data.Category); c != nil {
		add("类别", c.Text.ZhCN)
	}
	add("级别", severityTexts[n.Data.Severity].ZhCN)
	if n.Data.RecurrenceOf != "" {
		add("重复", "这家店又为同一类事投诉")
	}
	if n.Data.Rating > 0 {
		add("评分", strconv.Itoa(n.Data.Rating)+"/5")
	}
	if b := n.Data.Bottles; b != nil && b.Depot != nil {
		add("瓶型", b.Type)
		add("数目", fmt.Sprintf("班组 %d,店家 %d,仓库 %d", b.Crew, b.Venue, *b.Depot))
	}
	zone := time.UTC
	if n.DepotID != "" {
		depot, err := s.depot(ctx, n.DepotID)
		if err != nil {
			return "", err
		}
		zone = depot.zone()
	}
	switch n.Kind {
	case "complaint.filed", "complaint.reopened", "complaint.alert":
		if n.Data.DueResolveAt != nil {
			add("处理期限", n.Data.DueResolveAt.In(zone).Format("01-02 15:04"))
		}
	}
	switch n.Kind {
	case "complaint.linked", "complaint.needs-review", "complaint.unlinked": // the note is a method
	case "bottles.mismatch", "bottles.agreed": // it says the figures again
	case "complaint.alert":
		add("提醒", alertText(n.Data.Note))
	default:
		add("说明", firstRunes(wordsIn(n.Kind, n.Data.Note), maxRobotNote))
	}
	add("时间", n.At.In(zone).Format("01-02 15:04"))
	return strings.Join(lines, "\n"), nil
}
