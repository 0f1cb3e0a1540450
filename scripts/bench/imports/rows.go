package main

import (
	"fmt"
	"strings"
)

// stopsOfRun is a full day of a crew; a run of it is so many rows.
const stopsOfRun = 20

var headers = map[string]string{
	"users":    "手机号,姓名,角色\n",
	"crews":    "编号,班组名称,成员\n",
	"products": "编号,品名,单位,保质期\n",
	"venues":   "编号,店名,等级,送货开始,送货结束,保管,停车,联系人,电话\n",
	"runs":     "日期,班组,门店,顺序,商品,数量,瓶型,应回瓶数,车牌\n",
}

// rowsOf is a file of a noun, of as many rows as the files that it refers to have: crews of a driver and a porter named by their
// phones, runs with a stop a row at venues named by their names.
func rowsOf(noun string, rows int) string {
	var b strings.Builder
	b.WriteString(headers[noun])
	for i := range rows {
		switch noun {
		case "users":
			fmt.Fprintf(&b, "138%08d,小李 %d,%s\n", i, i, []string{"司机", "搬运"}[i%2])
		case "crews":
			fmt.Fprintf(&b, "C%06d,%d 组,138%08d、138%08d\n", i, i, i, (i+1)%rows)
		case "products":
			fmt.Fprintf(&b, "P%06d,鲜啤 %d,箱,180\n", i, i)
		case "venues":
			fmt.Fprintf(&b, "V%06d,酒吧 %d,大,09:00,11:30,陈姐,后门卸货区,陈姐,139%08d\n", i, i, i)
		case "runs":
			fmt.Fprintf(&b, "2026-12-01,C%06d,酒吧 %d,%d,P%06d,10,500ml,60,湘A%05d\n", i/stopsOfRun, i, i%stopsOfRun+1, i, i/stopsOfRun)
		}
	}
	return b.String()
}
