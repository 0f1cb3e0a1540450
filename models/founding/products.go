package founding

import "crewcheck/models"

type productRow struct {
	id, zh, en, unit string
	shelfLifeDays    int
	bottle           string // returnable type; "" = none
	perUnit          int    // returnable bottles in one unit
}

// Types of returnable bottles and kegs.
const (
	bottle500 = "500ml"
	bottle330 = "330ml"
	bottle600 = "600ml"
	keg20     = "keg-20l"
)

var products = []productRow{
	{"beer-lager-500", "湘江清爽 500ml", "Xiangjiang Lager 500 ml", "case", 240, bottle500, 12},
	{"beer-lager-330", "湘江清爽 330ml", "Xiangjiang Lager 330 ml", "case", 240, bottle330, 24},
	{"beer-pure-500", "湘江纯生 500ml", "Xiangjiang Pure Draft 500 ml", "case", 180, bottle500, 12},
	{"beer-pure-330", "湘江纯生 330ml", "Xiangjiang Pure Draft 330 ml", "case", 180, bottle330, 24},
	{"beer-classic-600", "橘洲老啤 600ml", "Juzhou Classic 600 ml", "case", 240, bottle600, 12},
	{"beer-wheat-330", "橘洲白啤 330ml", "Juzhou Wheat 330 ml", "case", 180, bottle330, 24},
	{"beer-dark-330", "橘洲黑啤 330ml", "Juzhou Dark 330 ml", "case", 270, bottle330, 24},
	{"beer-ipa-330", "麓山印度淡色 330ml", "Lushan IPA 330 ml", "case", 120, bottle330, 24},
	{"beer-pale-330", "麓山淡色 330ml", "Lushan Pale Ale 330 ml", "case", 120, bottle330, 24},
	{"beer-stout-330", "麓山世涛 330ml", "Lushan Stout 330 ml", "case", 270, bottle330, 24},
	{"beer-keg-lager", "湘江鲜啤桶 20L", "Xiangjiang Fresh keg 20 l", "keg", 45, keg20, 1},
	{"beer-keg-wheat", "橘洲白啤桶 20L", "Juzhou Wheat keg 20 l", "keg", 45, keg20, 1},
	{"beer-can-500", "湘江罐装 500ml", "Xiangjiang can 500 ml", "case", 365, "", 0},
	{"beer-free-330", "橘洲无醇 330ml", "Juzhou alcohol-free 330 ml", "case", 240, bottle330, 24},
	{"cider-apple-330", "果园苹果酒 330ml", "Orchard apple cider 330 ml", "case", 360, bottle330, 24},
	{"soda-orange-330", "橘子汽水 330ml", "Orange soda 330 ml", "case", 270, bottle330, 24},
	{"soda-tonic-200", "汤力水 200ml", "Tonic water 200 ml", "case", 365, "", 0},
	{"water-550", "矿泉水 550ml", "Mineral water 550 ml", "case", 540, "", 0},
	{"spirit-rice-500", "浏阳河米酒 500ml", "Rice spirit 500 ml", "bottle", 0, "", 0},
	{"wine-red-750", "干红 750ml", "Dry red 750 ml", "bottle", 0, "", 0},
}

func (p *productRow) body() models.ProductBody {
	return models.ProductBody{
		DepotID: depotID, Name: models.Text{ZhCN: p.zh, En: p.en}, Unit: p.unit,
		ShelfLifeDays: p.shelfLifeDays, BottleType: p.bottle, BottlesPer: p.perUnit,
	}
}
