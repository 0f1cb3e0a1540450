package handlers

import "github.com/gofiber/fiber/v2"

// ownRoutes are the routes of the server itself, beside the API.
func (s *Server) ownRoutes() []Route {
	own := func(path, name, summary string, answer any, h func(*Request) error) Route {
		return Route{
			Method: fiber.MethodGet, Path: path, Name: name, Summary: summary, Tag: "service", Public: true,
			Answers: map[int]any{fiber.StatusOK: answer}, Limit: -1, Handle: h,
		}
	}
	ready := own("/readyz", "getReadiness", "Requests can be served now", Health{}, serveReady)
	ready.Problems = []string{"store.unavailable"}
	out := []Route{
		own("/healthz", "getHealth", "The process runs", Health{}, serveHealth),
		ready,
		own("/metrics", "getMetrics", "Metrics in Prometheus' text format", nil, serveMetrics),
		own("/openapi.json", "getOpenAPI", "This reference for programs, as OpenAPI 3.1", nil, serveOpenAPI),
		own("/docs", "getReference", "This reference for people", nil, servePage("reference")),
		own("/docs/errors", "getProblems", "The list of problem codes", nil, servePage("errors")),
		own("/docs/style.css", "getStyle", "The style of the pages", nil, serveStyle),
		own("/print.css", "getPrintStyle", "The style of pages to print", nil, servePrintStyle),
	}
	return append(out, own("/", "getHome", "The phone app; without its pages, what this is and where to go", nil, serveHome))
}

// serveHome answers with the phone app, or with the page about the service when the program was built without.
func serveHome(r *Request) error {
	if app := r.API.site.at("/index.html"); app != nil {
		return app.send(r.Ctx)
	}
	return servePage("home")(r)
}

// pageWords are the texts of the pages in one language.
type pageWords struct {
	About, Reference, ReferenceIntro, Problems, ProblemsIntro, Health string
	Types, Type, Field, Parameter, Required, Body, Answer, Status     string
	Who, Code, Text                                                   string
}

var words = map[string]pageWords{
	zhCN: {
		About: "crewcheck 帮配送班组把服务做到位:司机和搬运工在手机上逐项打勾,店家提意见或表扬," +
			"每条投诉都对应到当时真正在场的班组,主管在店家流失之前就能看到分数并处理。",
		Reference: "接口说明", ReferenceIntro: "全部接口、谁可以调用、收什么、答什么。给程序看的版本:",
		Problems: "错误代码", ProblemsIntro: "每个错误都带一个不变的代码。", Health: "运行状态",
		Types: "数据类型", Type: "类型", Field: "字段", Parameter: "参数", Required: "必有", Body: "请求内容",
		Answer: "回答", Status: "状态码", Who: "谁可以调用:", Code: "代码", Text: "含义",
	},
	en: {
		About: "crewcheck keeps up the service of delivery crews: drivers and porters tick checklists on phones, venues " +
			"complain or praise, every complaint is tied to the crew that was really there, and supervisors see fair " +
			"scores and act before venues leave.",
		Reference: "API reference", ReferenceIntro: "Every route, who may call it, what it takes and answers. For programs:",
		Problems: "Problem codes", ProblemsIntro: "Every error carries a code that never changes.", Health: "Health",
		Types: "Types", Type: "Type", Field: "Field", Parameter: "Parameter", Required: "always there", Body: "Body",
		Answer: "Answer", Status: "Status", Who: "Who may call: ", Code: "Code", Text: "Meaning",
	},
}
