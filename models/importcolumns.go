package models

// The columns of what can be imported: headers, what they take, and an example. docs/spreadsheets.md shows them to people.

func both(zh, en string) Text { return Text{ZhCN: zh, En: en} }

func same(text string) Text { return Text{ZhCN: text, En: text} }

// must marks a column that the file has to have.
func must(c importColumnOf) importColumnOf { c.required = true; return c }

func colText(field, zh, en string, allowed, example Text, also ...string) importColumnOf {
	return importColumnOf{field: field, title: both(zh, en), also: also, kind: textCell, allowed: allowed, example: example}
}

func (c importColumnOf) as(kind cellForm) importColumnOf { c.kind = kind; return c }

func (c importColumnOf) of(choices []choiceOf) importColumnOf {
	c.kind, c.choices = choiceCell, choices
	return c
}

var (
	free    = both("不超过 100 字", "at most 100 characters")
	longer  = both("不超过 2000 字", "at most 2,000 characters")
	codes64 = both("字母、数字和 . _ : -,不超过 64 个;同一编号就是同一条记录", "letters, digits and . _ : -, at most 64; the same code is the same record")
	yesNo   = both("是 或 否;空着为否", "yes or no; empty is no")
	aDepot  = both("仓的编号或名称;空着为导入时选的仓", "code or name of a depot; empty is the one chosen for the import")
	aClock  = both("时刻,如 09:00", "a time of day like 09:00")
	people  = both("人的编号、手机号或姓名,用顿号隔开", "codes, phones or names of people, parted by commas")
	phone11 = both("数字,前面可有 +", "digits, with a + before them if need be")
)

func venueImport() *importNoun {
	return &importNoun{
		name: "venues", title: both("门店", "Venues"), key: byCode, put: putVenueRow,
		columns: []importColumnOf{
			must(colText("code", "门店编号", "Venue code", codes64, same("V001"), "编号", "id", "客户编号", "店编号", "venueid")).as(codeCell),
			must(colText("name", "门店名称", "Venue name", free, both("红门酒吧", "Red Door Bar"), "名称", "店名", "客户名称", "venue")),
			colText("depot", "所属仓", "Depot", aDepot, same(""), "仓", "仓库", "depotid"),
			colText("tier", "等级", "Tier", both("空着为中", "empty is medium"), both("大", "large"), "客户等级", "类型").of(tierChoices),
			colText("value", "价值", "Value", both("空着为最有潜力", "empty is most-growable"), both("最有价值", "most-valuable"), "客户价值").of(valueChoices),
			colText("sales", "业务员", "Salesperson", both("业务员的编号、手机号或姓名", "code, phone or name of the salesperson"), same(""), "salesid", "业务"),
			colText("lat", "纬度", "Latitude", both("度,−90 到 90,小数", "degrees, −90 to 90"), same("28.2282"), "lat").as(decimalCell),
			colText("lon", "经度", "Longitude", both("度,−180 到 180,小数", "degrees, −180 to 180"), same("112.9388"), "lng", "long").as(decimalCell),
			colText("zone", "时区", "Time zone", both("IANA 时区;空着为仓的时区", "an IANA zone; empty is the depot's"), same(""), "timezone"),
			colText("windowFrom", "送货时间从", "Window from", aClock, same("09:00"), "收货开始", "送货开始", "from").as(clockCell),
			colText("windowTo", "送货时间到", "Window to", aClock, same("11:30"), "收货结束", "送货结束", "to").as(clockCell),
			colText("storekeeper", "保管", "Storekeeper", longer, both("陈姐", "Mrs Chen"), "保管员", "仓管"),
			colText("guard", "保安", "Guard", longer, both("老刘", "Mr Liu"), "门卫"),
			colText("parking", "停车", "Parking", longer, both("后门卸货区", "loading bay at the back"), "停车要求", "停车位置"),
			colText("dress", "着装", "Dress", longer, both("工装、工牌", "uniform and badge"), "着装要求"),
			colText("manners", "用语", "Manners", longer, both("说普通话", "speak Mandarin"), "用语要求", "语言要求"),
			colText("placement", "摆放", "Placement", longer, both("啤酒靠左墙", "beer along the left wall"), "摆放要求", "堆放要求"),
			colText("reconciliationDay", "对账日", "Reconciliation day", both("每月几号,1–31", "day of the month, 1–31"), same("25")).as(wholeCell),
			colText("maxStack", "最高堆几箱", "Max stack", both("箱,1–100", "cases, 1–100"), same("6"), "堆高", "限高").as(wholeCell),
			colText("notes", "备注", "Notes", longer, same(""), "说明", "remarks"),
			colText("contactName", "联系人", "Contact", free, both("陈姐", "Mrs Chen"), "联系人姓名"),
			colText("contactRole", "联系人职务", "Contact role", free, both("保管", "storekeeper"), "职务"),
			colText("contactPhone", "联系电话", "Contact phone", phone11, same("13900000000"), "联系人电话", "电话", "phone").as(phoneCell),
			colText("contactForCrews", "班组可见电话", "Phone for crews", yesNo, both("否", "no")).as(yesCell),
			colText("disabled", "停用", "Disabled", yesNo, both("否", "no")).as(yesCell),
		},
		cellOf: fieldsOf("/depotId", "depot", "/name", "name", "/tier", "tier", "/value", "value", "/salesId", "sales", "/location/lat", "lat",
			"/location/lon", "lon", "/zone", "zone", "/window/from", "windowFrom", "/window/to", "windowTo", "/card/storekeeper", "storekeeper",
			"/card/guard", "guard", "/card/parking", "parking", "/card/dress", "dress", "/card/language", "manners", "/card/placement", "placement",
			"/card/reconciliationDay", "reconciliationDay", "/card/maxStack", "maxStack", "/card/notes", "notes",
			"/contacts/0/name", "contactName", "/contacts/0/role", "contactRole", "/contacts/0/phone", "contactPhone"),
	}
}

func crewImport() *importNoun {
	return &importNoun{
		name: "crews", title: both("班组", "Crews"), key: byCode, put: putCrewRow,
		columns: []importColumnOf{
			must(colText("code", "班组编号", "Crew code", codes64, same("C01"), "编号", "id", "crewid")).as(codeCell),
			must(colText("name", "班组名称", "Crew name", free, both("一组", "Crew one"), "名称", "班组", "crew")),
			colText("depot", "所属仓", "Depot", aDepot, same(""), "仓", "仓库", "depotid"),
			colText("members", "成员", "Members", people, same("13900000001、13900000002"), "组员", "人员", "memberids").as(namesCell),
			colText("disabled", "停用", "Disabled", yesNo, both("否", "no")).as(yesCell),
		},
		cellOf: fieldsOf("/depotId", "depot", "/name", "name", "/memberIds", "members"),
	}
}

func productImport() *importNoun {
	return &importNoun{
		name: "products", title: both("商品", "Products"), key: byCode, put: putProductRow,
		columns: []importColumnOf{
			must(colText("code", "商品编号", "Product code", codes64, same("P001"), "编号", "id", "sku", "货号", "productid")).as(codeCell),
			must(colText("name", "商品名称", "Product name", free, both("鲜啤 500ml", "Lager 500 ml"), "名称", "品名", "中文名", "product")),
			colText("nameEn", "英文名", "English name", both("不超过 100 字;空着用商品名称", "at most 100 characters; empty takes the name"), same("Lager 500 ml"), "英文名称"),
			must(colText("unit", "单位", "Unit", both("箱、瓶、桶……,不超过 20 字", "case, bottle, keg …, at most 20 characters"), both("箱", "case"), "计量单位")),
			colText("shelfLifeDays", "保质期(天)", "Shelf life (days)", both("天,整数;空着或 0 为不限", "days; empty or 0 is without end"), same("180"), "保质期", "保质期天数").as(wholeCell),
			colText("bottleType", "瓶型", "Bottle type", both("回收瓶的种类,不超过 40 字;空着为不回收", "the returnable bottle, at most 40 characters; empty is none"), same("500ml"), "回瓶种类"),
			colText("bottlesPer", "每单位瓶数", "Bottles per unit", both("整数,0–1000", "0–1,000"), same("12"), "每箱瓶数").as(wholeCell),
			colText("depot", "所属仓", "Depot", both("仓的编号或名称;空着为导入时选的仓;写 - 为全公司通用", "code or name of a depot; empty is the one chosen for the import; - is the whole company's"), same(""), "仓", "仓库", "depotid"),
			colText("disabled", "停用", "Disabled", yesNo, both("否", "no")).as(yesCell),
		},
		cellOf: fieldsOf("/depotId", "depot", "/name", "name", "/name/en", "nameEn", "/unit", "unit", "/shelfLifeDays", "shelfLifeDays",
			"/bottleType", "bottleType", "/bottlesPer", "bottlesPer"),
	}
}

func userImport() *importNoun {
	return &importNoun{
		name: "users", title: both("人员", "People"), put: putUserRow, key: userKey,
		columns: []importColumnOf{
			must(colText("phone", "手机号", "Phone", phone11, same("13900000001"), "手机", "电话", "mobile")).as(phoneCell),
			must(colText("name", "姓名", "Name", both("大家怎么叫他,不超过 100 字", "how the crew calls the person, at most 100 characters"), both("李师傅", "Li"), "名字")),
			must(colText("roles", "角色", "Roles", both("可多个,用顿号隔开", "several are parted by commas"), both("搬运", "porter"), "role", "岗位")).of(roleChoices),
			colText("depots", "所属仓", "Depots", both("仓的编号或名称,用顿号隔开;空着为导入时选的仓", "codes or names of depots, parted by commas; empty is the one chosen for the import"), same(""), "仓", "depot", "depotids").as(namesCell),
			colText("firstName", "对店家显示的名", "First name", both("门店回单上只显示它,不超过 100 字", "all of the name that a venue sees, at most 100 characters"), both("小李", "Li"), "名"),
			colText("venues", "负责门店", "Venues", both("业务员和店家:门店的编号或名称,用顿号隔开", "of sales and venue accounts: codes or names of venues, parted by commas"), same(""), "门店", "venueids").as(namesCell),
			colText("language", "语言", "Language", both("空着随手机", "empty is the phone's"), both("中文", "en")).of(languageChoices),
			colText("code", "人员编号", "Code", both("字母、数字和 . _ : -;空着按手机号认人", "letters, digits and . _ : -; empty knows the person by the phone"), same(""), "编号", "工号", "id", "userid").as(codeCell),
			colText("disabled", "停用", "Disabled", yesNo, both("否", "no")).as(yesCell),
		},
		cellOf: fieldsOf("/phone", "phone", "/name", "name", "/firstName", "firstName", "/roles", "roles", "/depotIds", "depots", "/venueIds", "venues",
			"/language", "language"),
	}
}

func runImport() *importNoun {
	return &importNoun{
		name: "runs", title: both("派车单", "Runs"), put: putRunRows, key: runKey, grouped: true, cellOf: runCell,
		columns: []importColumnOf{
			must(colText("date", "日期", "Date", both("如 2026-03-05、2026/3/5、2026年3月5日", "like 2026-03-05 or 2026/3/5"), same("2026-03-05"), "送货日期", "配送日期")).as(dateCell),
			must(colText("crew", "班组", "Crew", both("班组的编号或名称", "code or name of the crew"), same("C01"), "crewid", "班组编号")),
			must(colText("venue", "门店", "Venue", both("门店的编号或名称;同一门店的几行是同一站", "code or name of the venue; several rows of one venue are one stop"), same("V001"), "venueid", "客户", "门店编号", "店名")),
			colText("sequence", "顺序", "Sequence", both("1–1000;空着按行的先后", "1–1,000; empty goes by the order of the rows"), same("1"), "站序", "序号").as(wholeCell),
			colText("product", "商品", "Product", both("商品的编号或名称;一行一种", "code or name of the product; one a row"), same("P001"), "productid", "品名", "商品编号"),
			colText("quantity", "数量", "Quantity", both("按商品的单位,0–100000", "in the product's unit, 0–100,000"), same("10"), "箱数", "qty").as(wholeCell),
			colText("bottleType", "瓶型", "Bottle type", both("要回收的瓶,不超过 40 字", "the bottle to fetch, at most 40 characters"), same("500ml"), "回瓶种类"),
			colText("bottles", "应回瓶数", "Bottles expected", both("个,0–100000", "bottles, 0–100,000"), same("120"), "回瓶数").as(wholeCell),
			colText("windowFrom", "送货时间从", "Window from", both("时刻,如 09:00;空着为门店的", "a time of day like 09:00; empty is the venue's"), same(""), "from").as(clockCell),
			colText("windowTo", "送货时间到", "Window to", both("时刻,如 11:30;空着为门店的", "a time of day like 11:30; empty is the venue's"), same(""), "to").as(clockCell),
			colText("vehicle", "车牌", "Vehicle", both("不超过 40 字;一趟只需写一次", "at most 40 characters; once a run is enough"), both("湘A12345", "A-12345"), "车辆", "车牌号"),
			colText("drivers", "司机", "Drivers", both("编号、手机号或姓名,用顿号隔开;司机和搬运都空着为班组成员", "codes, phones or names, parted by commas; the crew's members when drivers and porters are empty"), same(""), "driver", "驾驶员").as(namesCell),
			colText("porters", "搬运", "Porters", both("编号、手机号或姓名,用顿号隔开", "codes, phones or names, parted by commas"), same(""), "porter", "搬运工").as(namesCell),
			colText("depot", "所属仓", "Depot", aDepot, same(""), "仓", "仓库", "depotid"),
			colText("code", "派车单编号", "Run code", both("字母、数字和 . _ : -;空着按日期和班组认", "letters, digits and . _ : -; empty knows the run by date and crew"), same(""), "单号", "runid", "编号").as(codeCell),
		},
	}
}
