package founding

import "crewcheck/checklists"

// When a venue takes goods.
const (
	mornings   = "08:00-12:00"
	afternoons = "13:00-17:30"
	allDay     = "08:00-17:30"
)

type venueRow struct {
	name, tier, value string
	keeper            string
	hours             string
}

// venues are 40 made-up bars, clubs, restaurants and hotels; crews have neighbouring rows for their rounds.
var venues = []venueRow{
	{"江畔一号酒吧", "vip", "most-valuable", "陈姐", allDay},
	{"湘语小馆", "medium", "most-growable", "李姐", mornings},
	{"五一夜市大排档", "small", "most-growable", "老胡", afternoons},
	{"橘洲国际酒店", "vip", "most-valuable", "宋保管", mornings},
	{"坡子街湘菜馆", "large", "most-valuable", "阿芳", mornings},
	{"蓝鲸音乐酒吧", "large", "most-growable", "阿杰", afternoons},
	{"太平老街茶酒铺", "small", "below-zero", "罗婆婆", allDay},
	{"解放西夜未央", "vip", "most-valuable", "辉哥", afternoons},
	{"天心阁大酒店", "vip", "most-valuable", "周经理", mornings},
	{"南门口烧烤", "small", "most-growable", "小彭", afternoons},
	{"白沙井鱼馆", "medium", "most-growable", "刘嫂", mornings},
	{"书院路酒廊", "medium", "below-zero", "阿凯", afternoons},
	{"城南家宴", "large", "most-growable", "肖保管", mornings},
	{"湘府路火锅城", "large", "most-valuable", "熊姐", allDay},
	{"省府会所", "vip", "most-valuable", "易经理", mornings},
	{"友谊路啤酒花园", "large", "most-growable", "小贺", afternoons},
	{"大托农家乐", "small", "below-zero", "毛叔", allDay},
	{"雨花亭龙虾馆", "large", "most-growable", "虾姐", afternoons},
	{"东塘酒窖", "medium", "most-valuable", "廖保管", allDay},
	{"侯家塘私房菜", "medium", "most-growable", "谭姐", mornings},
	{"火车站迎宾楼", "large", "most-valuable", "吴师傅", mornings},
	{"芙蓉广场酒吧", "medium", "most-growable", "阿豪", afternoons},
	{"袁家岭小酒馆", "small", "most-growable", "小邱", afternoons},
	{"马王堆海鲜城", "large", "most-valuable", "魏保管", mornings},
	{"星沙宴会中心", "vip", "most-valuable", "范经理", allDay},
	{"泉塘夜宵铺", "small", "below-zero", "老段", afternoons},
	{"东业精酿工坊", "medium", "most-growable", "阿诚", allDay},
	{"滨湖饭店", "medium", "most-growable", "龚姐", mornings},
	{"开福寺素食馆", "small", "most-growable", "胡姐", mornings},
	{"四方坪音乐餐吧", "large", "most-growable", "阿宁", afternoons},
	{"伍家岭酒楼", "large", "most-valuable", "颜保管", mornings},
	{"北辰江景酒店", "vip", "most-valuable", "孟经理", mornings},
	{"月湖小酒馆", "small", "below-zero", "小温", allDay},
	{"岳麓书香居", "medium", "most-growable", "文姐", mornings},
	{"大学城烤吧", "medium", "most-growable", "阿斌", afternoons},
	{"溁湾镇海鲜排档", "small", "most-growable", "老向", allDay},
	{"望月湖家常菜", "medium", "below-zero", "石姐", mornings},
	{"梅溪湖国际会所", "vip", "most-valuable", "梅经理", allDay},
	{"洋湖湿地餐厅", "large", "most-growable", "葛保管", allDay},
	{"桐梓坡酒吧", "medium", "most-growable", "阿力", afternoons},
}

// Texts of the cards, dealt out by the venue's place in the table.
var (
	guards   = []string{"门卫刘叔,先登记再进", "保安小田,说送酒水即可", "北门岗亭,出示工牌", "没有门卫,按后门铃", "停车场保安老杨,抬杆前打招呼"}
	parkings = []string{"停后巷黄线内,不占消防通道", "地下车库 B2 卸货区,限高 2.4 米", "东侧卸货口,30 分钟内", "路边临停,打双闪,靠右", "院内 3 号位,正门留给客人", "后厨门口,倒车进"}
	dresses  = []string{"工服、工牌,不穿拖鞋", "工服,进大堂戴鞋套", "整洁即可,不光膀子", "工服,戴帽子进后厨", "深色工服,不进客区"}
	speeches = []string{"称呼「您」,不在客区大声说话", "有事找保管,不和服务员争", "只用普通话报数,一箱一报", "客人在场时不谈价格"}
	places   = []string{"酒窖左墙,日期早的靠外", "吧台后冷柜,纯生在上层", "仓库进门右手货架,桶装靠里", "二楼库房,走货梯", "后厨冷库 2 号,不堵门", "走廊尽头酒架,每种一列"}
	notes    = []string{"周五客多,10 点前送完", "回瓶在后院绿筐里", "破箱当场换,不要留", "先过数再搬", "货梯要找前台刷卡", "保管午休 12:00–13:00,别敲门"}
)

// ownItem is an item of a venue's own within a checklist.
type ownItem struct {
	venue     int
	checklist string
	item      checklists.Item
}

var ownItems = []ownItem{
	{0, "fifo-stocking", tickItem("venue.cold-first", checklists.RolePorter, "REL", 3, "纯生先进冷柜", "Pure draft into the cold cabinet first")},
	{0, "conduct", tickItem("venue.back-door", checklists.RoleDriver, "EMP", 2, "走后门,不过大堂", "Used the back door, not the lobby")},
	{3, "conduct", tickItem("venue.shoe-covers", checklists.RolePorter, "TAN", 2, "进大堂戴鞋套", "Shoe covers in the lobby")},
	{8, "delivery-receipt", tickItem("venue.two-copies", checklists.RolePorter, "REL", 2, "回单一式两联都盖章", "Both copies of the receipt stamped")},
	{14, "conduct", tickItem("venue.sign-in", checklists.RoleDriver, "ASS", 2, "门岗登记", "Signed in at the gate")},
	{18, "fifo-stocking", cellarTemperature()},
	{24, "return-bottles", tickItem("venue.crates-stacked", checklists.RolePorter, "RES", 2, "空筐叠好再搬", "Crates stacked before carrying")},
	{31, "fifo-stocking", tickItem("venue.goods-lift", checklists.RolePorter, "EMP", 2, "只走货梯", "Goods lift only")},
	{37, "fifo-stocking", tickItem("venue.labels-front", checklists.RolePorter, "TAN", 1, "酒标朝外", "Labels face the front")},
}

func tickItem(id, role, dimension string, weight int, zh, en string) checklists.Item {
	return checklists.Item{
		ID: id, Role: role, Phase: "during", Dimension: dimension, Weight: weight, Kind: checklists.KindTick,
		Text: checklists.Text{ZhCN: zh, En: en},
	}
}

// cellarTemperature is 4–16 °C.
func cellarTemperature() checklists.Item {
	low, high := 4.0, 16.0
	it := tickItem("venue.cellar-temperature", checklists.RolePorter, "REL", 2, "酒窖温度", "Cellar temperature")
	it.Kind = checklists.KindMeasure
	it.Rules = checklists.Rules{Unit: "°C", Min: &low, Max: &high}
	return it
}
