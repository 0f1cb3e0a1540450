package models

import "sort"

// Code is one entry of the list of problem codes.
type Code struct {
	Code string
	Kind Kind
	Text Text
}

func code(k Kind, zh, en string) Code { return Code{Kind: k, Text: Text{ZhCN: zh, En: en}} }

// codes is the one list of problem codes. A code is never renamed and a retired one never reused;
// docs/errors.md is made from it.
var codes = map[string]Code{
	"internal":           code(Internal, "服务出错,已记录", "Something went wrong here; it has been logged"),
	"store.duplicate":    code(Conflict, "记录已存在", "The record exists already"),
	"store.stale":        code(Stale, "记录已被别人改过,请重新读取", "Somebody changed the record meanwhile; read it again"),
	"store.missing":      code(NotFound, "找不到", "Not found"),
	"store.unavailable":  code(Unavailable, "数据库暂时没有响应,请稍后再试", "The database does not answer; try again soon"),
	"request.deadline":   code(Unavailable, "处理超时,请再试一次", "That took too long; try again"),
	"route.missing":      code(NotFound, "没有这个地址", "There is no such address"),
	"route.method":       code(NotAllowed, "此地址不支持 %s", "This address does not take %s"),
	"body.missing":       code(Invalid, "缺少请求内容", "The body is missing"),
	"body.syntax":        code(Invalid, "JSON 格式有误(第 %d 字节)", "The body is not JSON (at byte %d)"),
	"body.too-large":     code(TooLarge, "内容过大,上限 %d 字节", "The body is too large; the limit is %d bytes"),
	"body.type":          code(Unsupported, "内容类型须为 %s", "The content type must be %s"),
	"body.invalid":       code(Unprocessable, "内容有误,见 errors", "The body is not valid; see errors"),
	"body.encoding":      code(Unsupported, "不支持这种内容压缩", "This content encoding is not taken"),
	"field.required":     code(Unprocessable, "必填", "is required"),
	"field.unknown":      code(Unprocessable, "没有这个字段", "is not a known field"),
	"field.type":         code(Unprocessable, "类型应为 %s", "must be %s"),
	"field.format":       code(Unprocessable, "格式应为 %s", "must look like %s"),
	"field.range":        code(Unprocessable, "须在 %v 到 %v 之间", "must be between %v and %v"),
	"field.choice":       code(Unprocessable, "只能是:%s", "must be one of: %s"),
	"field.too-long":     code(Unprocessable, "过长,上限 %d", "is too long; the limit is %d"),
	"field.too-many":     code(Unprocessable, "过多,上限 %d", "has too many entries; the limit is %d"),
	"field.duplicate":    code(Unprocessable, "重复:%s", "repeats %s"),
	"field.secret":       code(Unprocessable, "现在的密码不对", "is not the secret now"),
	"field.reference":    code(Unprocessable, "找不到 %s", "names something that does not exist: %s"),
	"field.order":        code(Unprocessable, "须不早于 %s", "must not be before %s"),
	"field.not-here":     code(Unprocessable, "这里不能填此字段", "does not belong here"),
	"field.control":      code(Unprocessable, "含有不允许的字符", "holds characters that are not allowed"),
	"field.sum":          code(Unprocessable, "合计须为 %v", "must add up to %v"),
	"field.unchanged":    code(Unprocessable, "与现在的一样", "says what stands there already"),
	"parameter.invalid":  code(Invalid, "参数有误:%s", "The parameter is not valid: %s"),
	"parameter.unknown":  code(Invalid, "没有这个参数", "There is no such parameter"),
	"cursor.invalid":     code(Invalid, "翻页标记无效", "The cursor is not valid"),
	"header.invalid":     code(Invalid, "请求头有误:%s", "The header is not valid: %s"),
	"record.stale":       code(Stale, "记录已变,现为版本 %d", "The record has changed; it is at version %d now"),
	"record.missing":     code(NotFound, "找不到", "Not found"),
	"idempotency.reused": code(Conflict, "同一 Idempotency-Key 已用于别的内容", "This Idempotency-Key was used with other content"),

	"auth.missing":      code(Unauthenticated, "请先登录", "Log in first"),
	"auth.invalid":      code(Unauthenticated, "登录已失效", "The token is not valid"),
	"auth.expired":      code(Unauthenticated, "登录已过期", "The token has expired"),
	"auth.wrong":        code(Unauthenticated, "手机号或密码不对", "Phone or secret is wrong"),
	"auth.locked":       code(TooMany, "输错太多次,请 %d 秒后再试", "Too many wrong tries; try again in %d seconds"),
	"auth.spent":        code(Unauthenticated, "登录凭证已用过,为安全起见已全部退出", "The refresh token was used before; every device of this login is logged out"),
	"auth.pair-invalid": code(Unauthenticated, "配对码无效或已过期", "The pairing code is wrong, used or expired"),
	"auth.forbidden":    code(Forbidden, "没有权限", "You may not do this"),
	"rate.limited":      code(TooMany, "请求太频繁,请 %d 秒后再试", "Too many requests; try again in %d seconds"),

	"check.conflict":        code(Conflict, "同一编号的检查内容不同", "A check with this id and other content is stored"),
	"check.version-unknown": code(Unprocessable, "没有这个版本的清单:%s", "There is no such version of the checklist: %s"),
	"check.version-expired": code(Unprocessable, "开始时该清单版本已停用(现行 %d)", "That version was no longer valid when the work began (current: %d)"),
	"photo.digest":          code(Unprocessable, "照片内容与校验值不符", "The bytes do not match the digest in the address"),
	"photo.type":            code(Unsupported, "照片须为 JPEG、PNG 或 WebP", "A photo is JPEG, PNG or WebP"),
	"photo.unreadable":      code(Unprocessable, "照片打不开", "The picture cannot be opened"),
	"photo.pixels":          code(Unprocessable, "照片尺寸过大,上限 %d 像素", "The picture has more than %d pixels"),
	"photo.range":           code(RangeWrong, "续传位置不对,应从 %d 字节开始", "The range does not continue the upload; the next byte is %d"),
	"complaint.state":       code(Conflict, "当前状态(%s)不能这样做", "A complaint that is %s does not allow this"),
	"complaint.own":         code(Forbidden, "涉及本人的投诉须由别人裁定", "Nobody decides a complaint about themselves or their crew"),
	"complaint.decider":     code(Forbidden, "处理人不能关闭自己的决定", "The one who decided may not do this"),
	"complaint.front-line":  code(Forbidden, "超出当场可给的上限:%s 最多 %d,请问主管", "More than may be given on the spot: %s at most %d; ask a supervisor"),
	"run.worked":            code(Conflict, "该趟已有检查,不能改班组或日期", "The run has checks already; its crew and date stay"),
	"exemption.delivered":   code(Conflict, "这一站已送到,不能报 %s", "The stop is delivered; %s cannot be"),
	"appeal.late":           code(Unprocessable, "超过 %d 天,不能申诉", "An appeal comes within %d days"),
	"appeal.exists":         code(Conflict, "这一点已有申诉", "This point is appealed already"),
	"appeal.decider":        code(Forbidden, "原裁定人不能处理申诉,请换人", "The one who gave the verdict may not decide the appeal; somebody else must"),
	"appeal.decided":        code(Conflict, "申诉已处理(%s)", "The appeal is decided: %s"),
	"receipt.missing":       code(NotFound, "没有这张回单", "There is no such receipt"),
	"receipt.expired":       code(Gone, "回单链接已过期", "The link of this receipt has expired"),
	"receipt.holder":        code(Forbidden, "持单人不能自己签收,请别人来收", "Who held the receipt may not accept it; somebody else must"),
	"receipt.state":         code(Conflict, "回单状态(%s)不能这样做", "A receipt that is %s does not allow this"),
	"message.answered":      code(Conflict, "这条留言已答复", "The message was answered already"),
	"receipt.voiced":        code(Conflict, "这张回单已提交过", "This was said for this receipt already"),
	"message.conflict":      code(Conflict, "同一编号的留言内容不同", "A message with this id and other content is stored"),
	"run.excluded":          code(Conflict, "停靠点 %s:%s 不能去这家店(%s);确要派去请填 overrideReason", "At stop %s the venue does not want %s: %s; to send them all the same give overrideReason"),
	"dispute.exists":        code(Conflict, "这一天这种瓶子已有异议", "The bottles of this type are disputed for this day already"),
	"dispute.claimant":      code(Forbidden, "提出异议的人不能自己处理", "Who claimed it may not settle it"),
	"dispute.settled":       code(Conflict, "异议已处理(%s)", "The dispute is settled: %s"),
	"recount.crew":          code(Forbidden, "跟车的人不能自己复点,请别人来点", "Who was on the run does not count its empties again; somebody else must"),
	"case.counter":          code(Forbidden, "点数的人不能自己了结,请别人来", "Who counted may not settle it; somebody else must"),
	"case.settled":          code(Conflict, "已了结(%s)", "The case is over: %s"),
	"warning.state":         code(Conflict, "预警已了结(%s)", "The warning has ended already: %s"),
	"idea.own":              code(Forbidden, "自己的点子请别人来定", "Nobody decides an idea of their own; somebody else must"),
	"idea.decided":          code(Conflict, "点子已有答复(%s)", "The idea is decided: %s"),
	"card-change.decided":   code(Conflict, "这条修改已有答复(%s)", "The change of the card is decided: %s"),
	"card-change.stale":     code(Conflict, "店卡后来又改过,现为第 %d 版:%s", "The card has changed since and is at version %d: %s"),
	"sample.own":            code(Forbidden, "涉及本人的抽查须由别人判定", "Nobody decides a sample of a run they were on"),
	"sample.state":          code(Conflict, "抽查已了结(%s)", "The sample is over already: %s"),
	"promise.ended":         code(Conflict, "承诺已了结(%s)", "The promise has ended already: %s"),
	"import.other":          code(Unsupported, "这不是表格文件:请交 .xlsx 或 .csv", "This is no spreadsheet: send .xlsx or .csv"),
	"import.xls":            code(Unsupported, "这是旧格式 .xls:请在 Excel 或 WPS 里另存为 .xlsx 或 .csv", "This is the old format .xls: save it as .xlsx or .csv in Excel or WPS"),
	"import.password":       code(Unsupported, "文件有密码:请去掉密码后另存,再交 .xlsx 或 .csv", "The file has a password: save it without one, as .xlsx or .csv"),
	"import.html":           code(Unsupported, "这是网页或 XML,不是真正的表格:请打开后另存为 .xlsx 或 .csv", "This is a web page or XML under the name of a spreadsheet: open it and save it as .xlsx or .csv"),
	"import.broken":         code(Unprocessable, "文件已损坏或不是正常的 .xlsx:请打开后另存为 .xlsx 或 .csv", "The file is damaged or no regular .xlsx: open it and save it as .xlsx or .csv"),
	"import.unpacked":       code(TooLarge, "解压后超过 %d MB:请拆成几个文件,或另存为 .csv", "Unpacked it is more than %d MB: split it, or save it as .csv"),
	"import.size":           code(TooLarge, "文字合计超过 %d MB:请拆成几个文件", "All texts together are more than %d MB: split the file"),
	"import.rows":           code(TooLarge, "超过 %d 行:请拆成几个文件", "There are more than %d rows: split the file"),
	"import.columns":        code(TooLarge, "超过 %d 列:请删去用不到的列", "There are more than %d columns: delete those that are not needed"),
	"import.encoding":       code(Unprocessable, "看不懂文字编码:请存为 UTF-8、UTF-16 或 GBK(GB18030)的 CSV,或 .xlsx", "The encoding cannot be read: save the CSV as UTF-8, UTF-16 or GBK (GB18030), or use .xlsx"),
	"import.csv":            code(Unprocessable, "第 %d 行的引号不成对:引号里的引号要写两个", "The quotes in line %d do not match: a quote inside of quotes is written twice"),
	"import.empty":          code(Unprocessable, "表里没有数据行:第一行是列名,下面每行一条", "There are no rows: the first row names the columns, each one below is a record"),
	"import.merged":         code(Unprocessable, "有合并单元格(%s):请取消合并,每格都填", "Cells are merged (%s): unmerge them and fill each one"),
	"import.header":         code(Unprocessable, "找不到列名行:第一行须有 %s", "No row names the columns: the first one must have %s"),
	"import.column-missing": code(Unprocessable, "缺少这一列:%s", "This column is missing: %s"),
	"import.column-twice":   code(Unprocessable, "这一列出现两次:%s", "This column is there twice: %s"),
	"cell.formula":          code(Unprocessable, "是公式:请复制后只粘贴数值", "is a formula: copy it and paste its value alone"),
	"cell.broken":           code(Unprocessable, "是错误值 %s:请改成真正的值", "is the error value %s: put the value there"),
	"cell.number":           code(Unprocessable, "须为数字,不带单位,如 12", "must be a number without a unit, like 12"),
	"cell.date":             code(Unprocessable, "须为日期,如 2026-03-05、2026/3/5 或 2026年3月5日", "must be a date like 2026-03-05, 2026/3/5 or 2026年3月5日"),
	"cell.date-ambiguous":   code(Unprocessable, "分不清日和月:请写成 2026-03-05", "does not tell day from month: write 2026-03-05"),
	"cell.clock":            code(Unprocessable, "须为时刻,如 09:00", "must be a time of day like 09:00"),
	"cell.yes-no":           code(Unprocessable, "须为 是 或 否", "must be yes or no"),
	"cell.ambiguous":        code(Unprocessable, "有几个都叫 %s:请改填编号", "fits several of the name %s: give the code"),
	"cell.duplicate":        code(Unprocessable, "与第 %d 行重复:一个文件里只能出现一次", "repeats row %d: it may be in a file once"),
	"cell.differs":          code(Unprocessable, "与同一趟的第 %d 行不同", "differs from row %d of the same run"),
	"cell.taken":            code(Unprocessable, "这个编号已被别处使用,请换一个", "is taken by a record that is not yours; take another one"),

	"checklist.unchanged": code(Conflict, "没有可发布的草稿", "There is no draft to publish"),
}

func init() {
	for k, c := range codes {
		c.Code = k
		codes[k] = c
	}
}

// Codes is the list of all problem codes, by name.
func Codes() []Code {
	out := make([]Code, 0, len(codes))
	for _, c := range codes {
		out = append(out, c)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}
